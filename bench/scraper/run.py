"""`make bench-scraper`: how fast sources are read, compared, imported, and run in their thousands.

Writes docs/benchmarks-scraper.md. Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import structlog

from bench.scraper import report
from bench.scraper.due import measured
from bench.scraper.reading import collected_pages, connector_speeds, diff_seconds
from kb.core.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-scraper.md"


def main() -> None:
    """Measure everything and write the page."""
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    _say("reading")
    speeds = connector_speeds()
    diffs = diff_seconds(500_000, 9)
    imports = []
    for count in options.commits:
        _say(f"importing {count} commits")
        imports.append(_import(count))
    due = []
    for count in options.due:
        _say(f"running {count} sources")
        due += measured(count, options.hosts, options.pause, options.answer)
    collected = collected_pages(options.pages) if options.pages else None
    PAGE.write_text(report.written(speeds, diffs, imports, due, collected), encoding="utf-8")
    _say(f"written to {PAGE}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, nargs="+", default=[500, 5_000])
    parser.add_argument(
        "--due", type=int, nargs="+", default=[1_000, 10_000], help="how many are due at once"
    )
    parser.add_argument("--hosts", type=int, default=300)
    usual = Settings.model_fields["scraper_pause"].default
    parser.add_argument("--pause", type=float, default=usual, help="seconds between two requests")
    parser.add_argument("--answer", type=float, default=0.25, help="seconds that an answer takes")
    parser.add_argument("--pages", type=Path, help="a folder of HTML pages of one's own to read")
    return parser.parse_args()


def _import(count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.scraper.imports", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
