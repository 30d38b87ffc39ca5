"""Prints how well searching the seed finds what people mean: `make relevance`.

    python scripts/relevance.py [--weak]

Seeds a folder of its own, asks every judged query of tests/search/golden/ and every filter in
each of the three ways, and prints the means. `--weak` lists the queries that fall short.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.web.app import create_app
from kb.web.site import Site

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.search import corpus  # noqa: E402  (the judgements belong to the tests)
from tests.search.golden import filters, measure  # noqa: E402


def main() -> None:
    """Measure, and print."""
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory() as folder:
        kb = Path(sys.executable).with_name("kb")
        environment = os.environ | {"KB_DATA_DIR": folder}
        subprocess.run([kb, "init"], check=True, env=environment, stdout=subprocess.DEVNULL)
        settings = Settings(data_dir=Path(folder), base_url="https://testserver")
        app = create_app(settings)
        with TestClient(app, base_url=settings.base_url) as client:
            site: Site = app.state.site
            site.engine.warm()
            measured = measure.measure(site.engine, measure.judged_queries())
            with measure.by_words_alone():
                words = measure.measure(site.engine, measure.judged_queries())
            held_out = measure.measure(site.engine, measure.judged_queries(measure.HELD_OUT))
            everyday = measure.measure(site.engine, measure.judged_queries(measure.EVERYDAY))
            typed = measure.measure(site.engine, measure.judged_queries(measure.ASKED))
            unseen = measure.measure(site.engine, measure.judged_queries(measure.UNSEEN))
            asked = [filters.ask(client, one) for one in filters.filters(corpus.seed())]
    console.print(measure.report(measured), markup=False)
    console.print("\nby words alone, without the extra `meaning`", markup=False)
    console.print(measure.report(words), markup=False)
    console.print("\nqueries that nothing was tuned to", markup=False)
    console.print(measure.report(held_out), markup=False)
    console.print(measure.report(everyday), markup=False)
    console.print("\nwhat people really type: looked at, then unseen", markup=False)
    console.print(measure.report(typed), markup=False)
    console.print(measure.report(unseen), markup=False)
    wrong = [one.filter.field for one in asked if not one.is_exact]
    console.print(f"filters exact: {len(asked) - len(wrong)} of {len(asked)}", markup=False)
    for field in wrong:
        console.print(f"  not exact: {field}", markup=False)
    if "--weak" in sys.argv:
        console.print(measure.weakest([*measured, *typed]), markup=False)


if __name__ == "__main__":
    main()
