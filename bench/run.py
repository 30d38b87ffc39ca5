"""`make bench`: starts both servers over the same rows, measures in turns, writes the report.

Figures of one run on one machine: only the ratios carry over to another.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from itertools import permutations
from pathlib import Path

from bench import captured, peer, report
from bench.load import Load, measure
from bench.page import put_section
from kb.core.settings import Settings
from tests.support.command import run_kb
from tests.support.server import serving

WORDS = (
    "copyright", "training", "fair use", "midjourney", "consent", "opt-out", "images", "artists",
    "robots.txt", "dataset", "infringement", "style", "transparency", "watermark", "settlement",
    "stable diffusion", "music", "licence", "scraping", "memorisation",
)  # fmt: skip

PLATFORMS = ("deviantart", "artstation", "cara", "tumblr", "pixiv", "flickr")
CAPTURED = 50_000  # versions of watched documents
ANEW = "?anew"  # an answer to an address with a query is never kept


def main() -> None:
    """Measure and write docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasette", type=Path, required=True, help="the datasette program")
    parser.add_argument("--seconds", type=float, default=5, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each page")
    parser.add_argument("--report", type=Path, default=Path("docs/benchmarks.md"))
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(data_dir=Path(scratch, "data"))
        init = _timed_init(settings)
        again = _timed_init(settings)
        starts = [_timed_start(settings, Path(scratch, "start.log")) for _ in range(5)]
        loads = _loads(settings, Path(scratch), told)
        captured.capture_many(settings, CAPTURED)
        texts = _captured_loads(settings, Path(scratch), min(told.seconds, 3))
    text = report.written(
        report.Figures(
            init=init,
            init_again=again,
            start=statistics.median(starts),
            loads=loads,
            captured=CAPTURED,
            texts=texts,
        )
    )
    put_section(told.report, "web", text)
    print(text)


def _loads(settings: Settings, scratch: Path, told: argparse.Namespace) -> dict[str, Load]:
    ours = settings.data_dir / "artdocket.sqlite3"
    copy = scratch / "copy.db"
    peer.make_database(ours, copy)
    pages = _pages(ours)
    seen: dict[str, list[Load]] = {name: [] for name in pages}
    with (
        serving(settings, log=scratch / "server.log") as server,
        peer.datasette(told.datasette, copy) as datasette_url,
    ):
        # In turns, so that a busy moment of the machine does not fall on one of them alone.
        for number in range(told.rounds):
            for name, paths in pages.items():
                print(f"round {number + 1} of {told.rounds}: {name}", flush=True)
                url = datasette_url if name.startswith("Datasette") else server.url
                seen[name].append(measure(url, paths, seconds=told.seconds, warm_up=1))
    return {name: _middle(loads) for name, loads in seen.items()}


def _captured_loads(settings: Settings, scratch: Path, seconds: float) -> dict[str, Load]:
    """Searches that nobody asked before, beside phrases in as many captured versions."""
    words = [word.replace(" ", "+") for word in WORDS]
    phrase = "/policies/phrase?q="
    pages = {
        report.SEARCH_ANEW: [f"/search?q={one}+{two}" for one, two in permutations(words, 2)],
        report.IN_ALL: [phrase + captured.IN_ALL.replace(" ", "+")],
        report.IN_HALF: [phrase + captured.IN_HALF.replace(" ", "+")],
        report.RARE: [phrase + captured.RARE.replace(" ", "+")],
        report.COMMON: [phrase + captured.COMMON],
        report.CLAUSES_ANEW: [f"/policies/clauses{ANEW}"],
    }
    with serving(settings, log=scratch / "captured.log") as server:
        return {
            name: measure(server.url, paths, seconds=seconds, warm_up=1)
            for name, paths in pages.items()
        }


def _middle(loads: list[Load]) -> Load:
    return sorted(loads, key=lambda load: load.per_second)[len(loads) // 2]


def _pages(database: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(database)) as connection:
        cases = connection.execute(
            "SELECT id, slug FROM entry WHERE kind = 'case' ORDER BY slug LIMIT 40"
        ).fetchall()
    entries = [f"/cases/{slug}" for _, slug in cases]
    words = [word.replace(" ", "+") for word in WORDS]
    return {
        report.HOME: ["/"],
        report.HOME_ANEW: [f"/{ANEW}"],
        report.ENTRY: entries,
        report.ENTRY_ANEW: [path + ANEW for path in entries],
        report.CITATIONS_ANEW: [f"{path}/citations{ANEW}" for path in entries],
        report.CLAIMS_ANEW: [f"{path}/claims{ANEW}" for path in entries],
        report.COMPARISON_ANEW: [_comparison(entries[n : n + 3]) for n in range(38)],
        report.RULINGS_ANEW: [f"/holdings{ANEW}"],
        report.FAIR_USE_ANEW: [f"/fair-use{ANEW}"],
        report.PEER_ENTRY: [f"/{peer.NAME}/entry/{number}" for number, _ in cases],
        report.PEER_DETAIL: [f"/{peer.NAME}/case_detail/{number}" for number, _ in cases],
        report.MATRIX: ["/policies/matrix"],
        report.MATRIX_ANEW: [f"/policies/matrix{ANEW}"],
        report.MATRIX_FILTERED: ["/policies/matrix?ai_images_allowed=no&pin=cara&pin=deviantart"],
        report.MY_PLATFORMS: ["/my-platforms?" + "&".join(f"p={slug}" for slug in PLATFORMS)],
        report.WHERE_TO_GO: ["/where-to-go?make=pictures&ban=must&training=never&sell=1"],
        report.CLAUSES_ANEW: [f"/policies/clauses{ANEW}"],
        report.SEARCH: [f"/search?q={word}" for word in words],
        report.PEER_SEARCH: [f"/{peer.NAME}/entry_text?_size=25&_search={word}" for word in words],
    }


def _comparison(paths: list[str]) -> str:
    return "/compare?" + "&".join(f"e=case/{path.rpartition('/')[2]}" for path in paths)


def _timed_init(settings: Settings) -> float:
    begin = time.perf_counter()
    done = run_kb("init", settings=settings, timeout=600)
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - begin


def _timed_start(settings: Settings, log: Path) -> float:
    begin = time.perf_counter()
    with (
        serving(settings, log=log) as server,
        urllib.request.urlopen(f"{server.url}/", timeout=30) as answer,
    ):
        answer.read()
        return time.perf_counter() - begin


if __name__ == "__main__":
    main()
