"""`make bench-search`: searching beside SQLite FTS5, Tantivy and PostgreSQL, in turns, in one run.

Every engine has processes of its own and the same entries; a class of queries is asked of one
engine after the other before the next class comes, so that a busy moment of the machine falls
on all of them. Figures are the middle ones; only the ratios carry over to another machine.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from bench.page import put_section
from bench.search import queries, report
from bench.search.corpus import collection, texts
from bench.search.figures import Figures
from bench.search.peer_postgres import URL
from kb.search.engine import IndexDocument
from kb.search.whoosh_engine.schema import VERSION
from tests.support.postgres import server_url, stop_server
from tests.support.run_folder import open_run_folder, remove_run_folder

ROOT: Final = Path(__file__).parents[2]
ENGINES: Final = ("ours", "peer_fts5", "peer_tantivy", "peer_postgres")
QUERY_ONLY: Final = 300_000  # from here on only building and asking is measured
READERS: Final = 8
#: What concurrent readers ask: the classes that every engine answers quickly enough to be counted.
CROWD: Final = ("rare", "and2", "phrase", "filter")


class Process:
    """A worker and the line to it."""

    def __init__(self, engine: str, folder: Path, peers: Path) -> None:
        python = peers / "bin" / "python" if engine == "peer_tantivy" else None
        self.child = subprocess.Popen(
            [str(python or sys.executable), "-m", "bench.search.worker", engine, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def start(self, do: str, **given: Any) -> None:
        """Give a command."""
        assert self.child.stdin is not None
        self.child.stdin.write(json.dumps({"do": do, **given}) + "\n")
        self.child.stdin.flush()

    def answer(self) -> Any:
        """Wait for what came of the last command."""
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        if not line:
            raise SystemExit(f"{self.child.args!r} ended")
        return json.loads(line)

    def do(self, do: str, **given: Any) -> Any:
        """Give a command and wait for it."""
        self.start(do, **given)
        return self.answer()

    def close(self) -> None:
        """End the process."""
        assert self.child.stdin is not None
        self.child.stdin.close()
        self.child.wait()


class Run:
    """The measurements of one size of the collection."""

    def __init__(self, count: int, told: argparse.Namespace) -> None:
        self.count, self.told = count, told
        self.folder: Path = told.folder / f"n{count}"
        engines = [e for e in told.engines if e != "peer_postgres" or count <= told.postgres_to]
        self.figures = {engine: Figures() for engine in engines}
        self.queries: list[dict[str, Any]] = []

    def measure(self) -> dict[str, Figures]:
        """Everything, in turns."""
        self._prepare()
        self._build()
        for number in range(self.told.rounds):
            say(f"{self.count}: round {number + 1} of {self.told.rounds}")
            self._round()
        if self.count < QUERY_ONLY:
            with self._copied():
                for _ in range(self.told.crowds):
                    self._crowds()
                self._additions()
        return self.figures

    def _prepare(self) -> None:
        chosen = self.folder / "queries.json"
        if not chosen.exists():
            say(f"{self.count}: writing the collection")
            self.folder.mkdir(parents=True, exist_ok=True)
            found = _write_collection(self.folder, self.count)
            chosen.write_text(json.dumps([query.plain() for query in found]), encoding="utf-8")
        self.queries = json.loads(chosen.read_text(encoding="utf-8"))

    def _build(self) -> None:
        for engine, figures in self.figures.items():
            # An index of ours is built anew when its form has changed.
            form = f"-{VERSION}" if engine == "ours" else ""
            kept = self.folder / f"{engine}{form}.built"
            if not kept.exists() or engine == "peer_postgres":  # its server is of this run
                say(f"{self.count}: building {engine}")
                with self._process(engine) as process:
                    kept.write_text(str(process.do("build")), encoding="ascii")
            figures.build = float(kept.read_text(encoding="ascii"))

    @contextmanager
    def _copied(self) -> Iterator[None]:
        """Work on a copy that may be added to: the next run finds the collection unchanged."""
        kept = self.folder
        self.folder = kept.parent / "added-to" / kept.name  # a peer goes by the name
        say(f"{self.count}: copying what is added to")
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(kept, self.folder, ignore=shutil.ignore_patterns("*.pickle", "*.built"))
        try:
            yield
        finally:
            shutil.rmtree(self.folder)
            self.folder = kept

    @contextmanager
    def _process(self, engine: str) -> Iterator[Process]:
        process = Process(engine, self.folder, self.told.peers)
        try:
            yield process
        finally:
            process.close()

    def _of(self, *kinds: str) -> list[dict[str, Any]]:
        return [query for query in self.queries if query["kind"] in kinds]

    def _round(self) -> None:
        """New processes: what the first asking takes, then the same queries warm."""
        with ExitStack() as stack:
            processes = {e: stack.enter_context(self._process(e)) for e in self.figures}
            opener = {"kind": "and2", "words": ["registered", "decision"], "filters": {}}
            for engine, process in processes.items():
                self.figures[engine].opened.append(process.do("open", first=opener))
            for kind in queries.CLASSES:
                asked = self._of(kind)
                for engine, process in processes.items():
                    found = process.do("ask", queries=asked, longest=self.told.longest)
                    self.figures[engine].first.setdefault(kind, []).extend(found)
                for _ in range(self.told.repeats):
                    for engine, process in processes.items():
                        found = process.do("ask", queries=asked, longest=self.told.longest)
                        self.figures[engine].warm.setdefault(kind, []).extend(found)
            for engine, process in processes.items():
                self.figures[engine].memory = max(self.figures[engine].memory, process.do("memory"))

    def _crowds(self) -> None:
        """Eight readers in one process, in two, and beside a writer in another process."""
        for engine, figures in self.figures.items():
            with self._process(engine) as one, self._process(engine) as other:
                asked = self._of(*CROWD)
                for process in (one, other):
                    process.do("open", first=asked[0])
                    process.do("crowd", queries=asked, threads=1, seconds=1)
                seconds = self.told.seconds
                alone = one.do("crowd", queries=asked, threads=READERS, seconds=seconds)
                _note(figures, "one process", alone, seconds)
                for process in (one, other):
                    process.start("crowd", queries=asked, threads=READERS // 2, seconds=seconds)
                both = one.answer() + other.answer()
                _note(figures, "two processes", both, seconds)
                other.start("add", count=int(seconds / 0.3), pause=0.25)
                beside = one.do("crowd", queries=asked, threads=READERS, seconds=seconds)
                other.answer()
                _note(figures, "beside a writer", beside, seconds)

    def _additions(self) -> None:
        with ExitStack() as stack:
            processes = {e: stack.enter_context(self._process(e)) for e in self.figures}
            for process in processes.values():
                process.do("open", first=self.queries[0])
                process.do("add", count=2, pause=0)
            for _ in range(6):
                for engine, process in processes.items():
                    self.figures[engine].added += process.do("add", count=5, pause=0)


def _note(figures: Figures, name: str, took: list[float], seconds: float) -> None:
    figures.crowds.setdefault(name, []).append(len(took) / seconds)
    figures.crowd_times.setdefault(name, []).extend(took)


def _write_collection(folder: Path, count: int) -> list[queries.Query]:
    """The entries whole for ourselves and as rows for the peers; the queries for them."""
    frequencies = queries.Frequencies()
    with (
        (folder / "entries.pickle").open("wb") as whole,
        (folder / "rows.jsonl").open("w", encoding="utf-8") as rows,
    ):
        for number, document in enumerate(frequencies.passing(collection(count))):
            pickle.dump(document, whole, pickle.HIGHEST_PROTOCOL)
            rows.write(json.dumps(_row(number, document), ensure_ascii=False) + "\n")
    return queries.chosen(frequencies)


def _row(number: int, document: IndexDocument) -> dict[str, Any]:
    title, *rest = texts(document)
    day = document.sort_date.toordinal() if document.sort_date else 0
    return {
        "id": number, "kind": document.kind, "jurisdiction": document.jurisdiction,
        "status": document.status or "none", "day": day, "title": title,
        "text": "\n".join(text for text in rest if text),
    }  # fmt: skip


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the section of docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--engines", nargs="+", default=list(ENGINES))
    parser.add_argument(
        "--postgres-to", type=int, default=100_000, help="the largest size for PostgreSQL"
    )
    parser.add_argument("--peers", type=Path, required=True, help="the peers' environment")
    parser.add_argument("--folder", type=Path, required=True, help="where collections are kept")
    parser.add_argument("--rounds", type=int, default=3, help="new processes of each engine")
    parser.add_argument("--repeats", type=int, default=3, help="warm askings in each round")
    parser.add_argument("--crowds", type=int, default=3, help="measurements with many readers")
    parser.add_argument("--seconds", type=float, default=3, help="length of each of those")
    parser.add_argument("--longest", type=float, default=4, help="seconds for a class at once")
    parser.add_argument("--report", type=Path, default=ROOT / "docs/benchmarks.md")
    told = parser.parse_args(arguments)
    told.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if "peer_postgres" in told.engines:
            os.environ["KB_TEST_RUN_LEADER"] = str(os.getpid())
            open_run_folder()
            stack.callback(remove_run_folder)
            stack.callback(stop_server)
            os.environ[URL] = server_url().replace("+psycopg", "") + "/postgres"
        found: dict[int, dict[str, Figures]] = {}
        for count in told.sizes:
            found[count] = Run(count, told).measure()
            put_section(told.report, "search", report.written(found))
    print(report.written(found))


if __name__ == "__main__":
    main()
