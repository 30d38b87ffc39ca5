"""`make bench-citations`: how fast citations are recognised, and a brief of sixty pages checked.

Writes docs/benchmarks-citations.md. Texts are made of the sentences of tests/citations/table.toml
and of plain prose; the site has the seed.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from starlette.testclient import TestClient

from kb.citations import recognise
from kb.citations.american import warm
from kb.core import clock
from kb.core.dates import day_in_words
from kb.core.settings import Settings
from kb.web.app import create_app
from tests.citations.measure import table
from tests.support.briefs import pdf, word

PAGE: Final = Path(__file__).parents[2] / "docs" / "benchmarks-citations.md"
LENGTHS: Final = (16_000, 64_000, 250_000, 500_000)  # characters
PAGES: Final = 60
ROUNDS: Final = 3
PROSE: Final = (
    "The court considered the purpose and character of the use, the nature of the works, the "
    "amount that was taken and the effect on the market, and weighed them together. "
)
DENSE: Final = " ".join(sentence.text for sentence in table())
BRIEF_PAGE: Final = "".join(
    sentence.text + " " + PROSE * 2 for sentence in [*table()][:7] if sentence.expected
)


def main() -> None:
    """Measure everything and write the page."""
    warm()
    speeds = [(length, _seconds(partial(recognise, _dense(length)))) for length in LENGTHS]
    briefs = _briefs()
    PAGE.write_text(_written(speeds, briefs), encoding="utf-8")
    sys.stderr.write(f"written to {PAGE}\n")


def _dense(length: int) -> str:
    return (DENSE * (length // len(DENSE) + 1))[:length]


def _briefs() -> list[tuple[str, int, float]]:
    """Of each form: its name, its bytes, the seconds from request to page."""
    text = f"{BRIEF_PAGE}\n" * PAGES
    plain = BRIEF_PAGE.encode("latin-1", "ignore").decode("latin-1")
    lines = "\n".join(plain[at : at + 110] for at in range(0, len(plain), 110))
    forms = {
        "text": text.encode(),
        "Word": word(*text.splitlines()),
        "PDF": pdf(lines, pages=PAGES),
    }
    with tempfile.TemporaryDirectory() as folder:
        kb = Path(sys.executable).with_name("kb")
        environment = os.environ | {"KB_DATA_DIR": folder}
        subprocess.run([kb, "init"], check=True, env=environment, stdout=subprocess.DEVNULL)
        settings = Settings(data_dir=Path(folder), base_url="https://testserver")
        with TestClient(create_app(settings), base_url=settings.base_url) as client:
            return [
                (name, len(body), _seconds(partial(_check, client, body)))
                for name, body in forms.items()
            ]


def _check(client: TestClient, body: bytes) -> None:
    answer = client.post("/brief", files={"file": ("brief", body)})
    assert answer.status_code == 200, answer.text


def _seconds(work: Callable[[], object]) -> float:
    """The median of some rounds, in seconds of computing, child processes included."""
    taken = []
    for _ in range(ROUNDS):
        started = sum(os.times()[:4])
        work()
        taken.append(sum(os.times()[:4]) - started)
    return statistics.median(taken)


def _written(speeds: list[tuple[int, float]], briefs: list[tuple[str, int, float]]) -> str:
    cited = len(recognise(f"{BRIEF_PAGE}\n" * PAGES))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = "\n".join(
        f"| {length:,} | {len(recognise(_dense(length))):,} | {seconds:.2f} "
        f"| {length / seconds:,.0f} |"
        for length, seconds in speeds
    )
    forms = "\n".join(
        f"| {name} | {size / 1000:,.0f} | {seconds:.2f} |" for name, size, seconds in briefs
    )
    day = day_in_words(clock.today().isoformat())
    machine = f"{day}, {os.cpu_count()} cores shared with other work"
    return f"""# Benchmarks of citations

Written by `make bench-citations`: medians of {ROUNDS} rounds, in one thread. Seconds
are seconds of computing, since other work runs on the machine.

Machine: {machine}, Python {platform.python_version()}.

## Recognising

Text that is nothing but citations, the sentences of `tests/citations/table.toml` again and again.
500,000 characters are the most that is read at once.

| characters | citations | seconds | characters a second |
| ---: | ---: | ---: | ---: |
{rows}

## Checking a brief

A brief of {PAGES} pages with {len(BRIEF_PAGE) * PAGES:,} characters and {cited:,} citations, from
the upload to the whole page of the answer, over the seed. A PDF is read in a process of its own.

| form | kB | seconds |
| --- | ---: | ---: |
{forms}

The peak of the process, its libraries included, was {peak:,.0f} MB.
"""


if __name__ == "__main__":
    main()
