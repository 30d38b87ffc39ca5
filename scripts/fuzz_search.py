"""Asks random queries and says which raised, failed or were slow: `make fuzz`.

    python scripts/fuzz_search.py [--queries 100000] [--http 5000] [--seed 1]

Queries are made up from the language's own pieces, from characters of all scripts and bytes, and
from judged queries with pieces changed. Most are asked of an engine over the seed, the others by
HTTP. A query may raise `QueryError` (400); nothing else, no answer of 5xx, nothing over 2 s of
processor time.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.search.engine import GROUPS, QueryError, SearchEngine, SearchRequest
from kb.search.fields import ALIASES, FIELDS, VALUES
from kb.web.app import create_app
from kb.web.site import Site

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.search.golden import measure  # noqa: E402  (the judgements belong to the tests)

SLOWEST = 2.0  # seconds of processor time: neighbours on the machine are no fault of a query
LONGEST = 600  # characters: some over the limit of 512
WORDS = (
    "andersen", "stability", "getty", "fair", "use", "training", "the", "of", "midjourney",
    "Urheberrecht", "Künstler", "авторское", "обучение", "著作権", "生成AI", "ヴァイオリン",
    "著作權法", "인공지능", "droit", "d'auteur", "copyrihgt", "deviant", "art",
)  # fmt: skip
NUMBERS = (
    "23-cv-201", "3:23-cv-00201-WHO", "765 F Supp 3d 382", "[2025] EWHC 2863 (Ch)", "310 O 227/23",
    "C-250/25", "17 usc 1202", "§ 44b", "art 4 DSM", "cc by 4.0", "gpl3", "ECLI:DE:LGHH:2024:0927",
    "(2024)粤0192民初113号", "section 1202(b)", "AI Act 53", "2024-02-30", "99999999999999999999",
)  # fmt: skip
MARKS = (
    '"', "(", ")", "[", "]", "{", "}", "*", "?", "~", "~2", "^", "^5", "^1e999", "^nan", ":", "-",
    "+", "!", "&&", "||", "\\", "/", "<", ">", ">=", " TO ", " AND ", " OR ", " NOT ", "in:",
    "'", "’s", ".", ",", "…", "\u202e", "\x00", "\u200d", "\ufeff", "\u0301" * 5, "\ud800", "🎨",
    "\u3099", "\uff9e", "・", "ー", "\u2028", "\t", "\n", " ",
)  # fmt: skip
RANGES = ("0-127", "160-591", "1024-1327", "12352-12543", "19968-40959", "44032-55203", "0-1114111")


@dataclass
class Finds:
    """How many queries were asked, refused and at fault, and how long the slowest took."""

    console: Console
    asked: int = 0
    refused: int = 0
    faults: int = 0
    slowest: tuple[float, str] = (0.0, "")

    def fault(self, what: str, query: str) -> None:
        self.faults += 1
        self.console.print(f"{what}: {query!r}", markup=False)

    def took(self, seconds: float, query: str) -> None:
        self.asked += 1
        self.slowest = max(self.slowest, (seconds, query))
        if seconds > SLOWEST:
            self.fault(f"took {seconds:.1f} s", query)
        if not self.asked % 10_000:
            self.tell()

    def tell(self) -> None:
        slow, query = self.slowest
        self.console.print(
            f"{self.asked} asked, {self.refused} refused, {self.faults} at fault; "
            f"slowest {slow:.2f} s: {query[:60]!r}",
            markup=False,
        )


def structured(rng: random.Random) -> str:
    """Pieces of the query language in any order."""
    fields = [*FIELDS, *ALIASES, "nofield"]
    makers: tuple[Callable[[], str], ...] = (
        lambda: rng.choice(WORDS),
        lambda: rng.choice(WORDS),
        lambda: rng.choice(NUMBERS),
        lambda: rng.choice(MARKS),
        lambda: f"{rng.choice(fields)}:{rng.choice(('', *WORDS, *NUMBERS, *MARKS))}",
        lambda: (
            f"{rng.choice(list(VALUES))}:{rng.choice(('US', 'case', 'fair-use', '*', '[', '~'))}"
        ),
        lambda: f"filed:{rng.choice(('', '>', '<='))}{rng.choice(NUMBERS)}",
        lambda: f"filed:[{rng.choice(NUMBERS)} TO {rng.choice(('2024', *NUMBERS))}]",
        lambda: (
            f'"{rng.choice(WORDS)} {rng.choice(WORDS)}"{rng.choice(("", "~3", "~99999", "^2"))}'
        ),
        lambda: f"{rng.choice(WORDS)[:3]}{rng.choice('*?~')}{rng.choice(('', 'a', '2'))}",
        lambda: f"in:{rng.choice((*GROUPS, 'nothing', 'events,claims'))}",
        lambda: f"({structured(rng)})" if rng.random() < 0.5 else "(",
    )
    pieces = [rng.choice(makers)() for _ in range(rng.randint(1, 12))]
    return rng.choice(("", " ")).join(pieces) if rng.random() < 0.3 else " ".join(pieces)


def characters(rng: random.Random) -> str:
    """Characters of one range, surrogates among them, or bytes taken for text."""
    length = rng.choice((1, 2, 5, 20, 100, LONGEST))
    if rng.random() < 0.3:
        return rng.randbytes(length).decode(rng.choice(("latin-1", "utf-16-le")), "replace")
    low, high = map(int, rng.choice(RANGES).split("-"))
    return "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(0, length)))


def changed(rng: random.Random, known: list[str]) -> str:
    """A judged query with pieces left out, doubled, exchanged or put in."""
    query = rng.choice(known)
    for _ in range(rng.randint(1, 6)):
        at, to = sorted((rng.randint(0, len(query)), rng.randint(0, len(query))))
        middle = rng.choice(
            ("", query[at:to] * 2, query[at:to][::-1], rng.choice(MARKS), rng.choice(known)[at:to])
        )
        query = query[:at] + middle + query[to:]
    return query[:LONGEST] * (rng.randint(1, 30) if rng.random() < 0.02 else 1)


def queries(rng: random.Random, count: int) -> Iterator[str]:
    known = [
        judged.query
        for path in (measure.QUERIES, measure.HELD_OUT)
        for judged in measure.judged_queries(path)
    ]
    for _ in range(count):
        kind = rng.random()
        if kind < 0.45:
            yield structured(rng)
        elif kind < 0.65:
            yield characters(rng)
        else:
            yield changed(rng, known)


def ask_engine(engine: SearchEngine, query: str, finds: Finds, rng: random.Random) -> None:
    request = SearchRequest(
        q=query,
        per_page=20,
        sort=rng.choice(("relevance", "relevance", "newest", "title")),
        explain=rng.random() < 0.1,
    )
    started = time.process_time()
    try:
        engine.search(request)
    except QueryError:
        finds.refused += 1
    except Exception as error:  # noqa: BLE001  (whatever is raised is a find)
        finds.fault(f"{type(error).__name__}: {error}", query)
    finds.took(time.process_time() - started, query)


def ask_http(client: TestClient, query: str, finds: Finds) -> None:
    started = time.process_time()
    text = query.encode("utf-8", "replace").decode()
    answer = client.get("/api/v1/search", params={"q": text})
    finds.refused += answer.status_code == 400
    if answer.status_code not in (200, 400):
        finds.fault(f"answered {answer.status_code}", query)
    finds.took(time.process_time() - started, query)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--queries", type=int, default=100_000, help="asked of the engine")
    parser.add_argument("--http", type=int, default=5_000, help="asked by HTTP")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers")
    chosen = parser.parse_args()
    finds, rng = Finds(Console(soft_wrap=True)), random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        kb = Path(sys.executable).with_name("kb")
        settings = Settings(data_dir=Path(folder), base_url="https://testserver")
        environment = os.environ | {"KB_DATA_DIR": folder}
        subprocess.run([kb, "init"], check=True, env=environment, stdout=subprocess.DEVNULL)
        app = create_app(settings)
        with TestClient(app, base_url=settings.base_url, raise_server_exceptions=False) as client:
            site: Site = app.state.site
            for query in queries(rng, chosen.queries):
                ask_engine(site.engine, query, finds, rng)
            for query in queries(rng, chosen.http):
                ask_http(client, query, finds)
    finds.tell()
    return 1 if finds.faults else 0


if __name__ == "__main__":
    sys.exit(main())
