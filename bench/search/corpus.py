"""A collection of any size to measure searching over: the seed, and invented entries after it.

Words are drawn by Zipf's law from the seed's own words, the commonest first, and from invented
words behind them, so that common, middling and rare words are as common as in a real
collection of legal English. Everything follows from the number of an entry: the first thousand
entries are the same in a collection of any size, in every run and on every machine.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any, Final

from kb.core.dates import earliest
from kb.entries import vocabulary
from kb.entries.documents import load_courts, load_documents
from kb.entries.identifiers import docket_keys
from kb.search import analysis
from kb.search.documents import index_document
from kb.search.engine import IndexDocument, Passage

SEED_DATA: Final = Path(__file__).parents[2] / "seed_data"
VOCABULARY: Final = 60_000
#: What legal texts say as one, the commonest first.
PHRASES: Final = (
    "fair use", "training data", "motion to dismiss", "summary judgment", "class action",
    "machine learning", "text and data mining", "terms of service", "copyright infringement",
    "generative model", "derivative work", "market harm", "human authorship", "rights holder",
    "machine readable", "unjust enrichment",
)  # fmt: skip
_EXPONENT, _SHIFT = 1.05, 2.7  # of Zipf's law as Mandelbrot has it
_BLOCK: Final = 1_000  # entries that share one random generator
_SHORTEST, _LONGEST, _MEDIAN, _SPREAD = 50, 400, 156, 0.55  # words of an entry
_KINDS: Final = ("case", "policy", "licence", "law")
_KIND_SHARES: Final = (0.55, 0.2, 0.1, 0.15)
_STATEMENTS: Final = {"case": "event", "policy": "answer", "licence": "term", "law": "provision"}
_STATUSES: Final = tuple(vocabulary.CASE_STATUSES)
_ONSETS: Final = tuple(
    "b br c ch cl d dr f fl g gr h j k l m n p pl pr r s sc sh sp st t th tr v w".split()  # noqa: SIM905
)
_NUCLEI: Final = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
_CODAS: Final = ("", "", "l", "m", "n", "r", "s", "t", "nd", "nt", "rm", "st")


@cache
def seed() -> tuple[IndexDocument, ...]:
    """Every entry of the seed as an engine indexes it."""
    courts = {
        court.id: (court.name, court.short_name) for court in load_courts(SEED_DATA / "courts.json")
    }
    return tuple(index_document(found, courts=courts) for found in load_documents(SEED_DATA))


@cache
def words() -> tuple[str, ...]:
    """The vocabulary, the commonest word first."""
    counts: Counter[str] = Counter()
    for document in seed():
        counts.update(analysis.words(texts(document)))
    real = [word for word, _ in counts.most_common() if word.isascii() and word.isalpha()]
    found = dict.fromkeys(real)
    invented = _invented_words()
    while len(found) < VOCABULARY:
        found[next(invented)] = None
    return tuple(found)


def _invented_words() -> Iterator[str]:
    random = Random(1)
    while True:
        parts = (random.choice(_ONSETS) + random.choice(_NUCLEI) + random.choice(_CODAS)
                 for _ in range(random.randrange(2, 4)))  # fmt: skip
        yield "".join(parts)


def texts(document: IndexDocument) -> Iterator[str]:
    """Every text of an entry that people read."""
    yield from (document.title, *document.parties, document.holdings, document.summary)
    yield from (passage.text for passage in document.passages)
    yield document.body


def collection(count: int, *, first: int = 0) -> Iterator[IndexDocument]:
    """`count` entries from the `first` on: the seed, then as many invented ones as are wanted."""
    real = seed()[first : first + count]
    yield from real
    start = max(0, first - len(seed()))
    yield from islice(_invented(start), count - len(real))


def _invented(start: int) -> Iterator[IndexDocument]:
    number = start
    while True:
        block, skipped = divmod(number, _BLOCK)
        writer = _Writer(block)
        for place in range(_BLOCK):
            made = writer.entry(block * _BLOCK + place)
            if place >= skipped:
                yield made
        number = (block + 1) * _BLOCK


@cache
def _word_shares() -> list[float]:
    return list(accumulate((rank + _SHIFT) ** -_EXPONENT for rank in range(VOCABULARY)))


@cache
def _falling(count: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, count + 1)))


class _Writer:
    """Invents entries from one stream of random numbers."""

    def __init__(self, block: int) -> None:
        self.random = Random(1_000_003 * block)
        self.places = tuple(vocabulary.JURISDICTIONS)
        self.topics = tuple(vocabulary.TOPICS)
        self.courts = tuple({court: None for found in seed() if (court := found.court_id)})
        self.names = tuple({word: None for found in seed() for party in found.parties
                            for word in party.split()[:1] if word.isalpha()})  # fmt: skip

    def words(self, count: int) -> list[str]:
        return self.random.choices(words(), cum_weights=_word_shares(), k=count)

    def text(self, count: int) -> str:
        """Sentences of so many words, with a phrase here and there."""
        found = self.words(count)
        for _ in range(round(count / 80 + self.random.random())):
            rank = min(len(PHRASES) - 1, int(self.random.expovariate(0.25)))
            found[self.random.randrange(count)] = PHRASES[rank]
        sentences: list[str] = []
        while found:
            length = self.random.randrange(8, 26)
            sentences.append(" ".join(found[:length]).capitalize() + ".")
            del found[:length]
        return " ".join(sentences)

    def likely(self, choices: tuple[str, ...]) -> str:
        """One of the choices, the first the likeliest."""
        return self.random.choices(choices, cum_weights=_falling(len(choices)))[0]

    def entry(self, number: int) -> IndexDocument:
        """The invented entry of this number."""
        random = self.random
        kind = random.choices(_KINDS, _KIND_SHARES)[0]
        length = int(random.lognormvariate(math.log(_MEDIAN), _SPREAD))
        length = min(max(length, _SHORTEST), _LONGEST)
        day = date(random.randrange(2016, 2026), random.randrange(1, 13), random.randrange(1, 29))
        sides = [self.likely(self.names) for _ in range(2)]
        title = " ".join(self.words(random.randrange(3, 8)))
        given: dict[str, Any] = {
            "kind": kind,
            "slug": f"invented-{number}",
            "title": f"{sides[0]} v. {sides[1]}: {title}" if kind == "case" else title.capitalize(),
            "language": "en",
            "jurisdiction": self.likely(self.places),
            "date": day.isoformat(),
            "date_earliest": day,
            "date_latest": day,
            "sort_date": day,
            "year": day.year,
            "topics": tuple({self.likely(self.topics): None for _ in range(3)}),
            "summary": self.text(length // 2),
            "passages": self.passages(kind, length // 2),
        }
        given["topic_labels"] = tuple(vocabulary.TOPICS[topic] for topic in given["topics"])
        return IndexDocument(**given, **(self.case(number, sides) if kind == "case" else {}))

    def passages(self, kind: str, length: int) -> tuple[Passage, ...]:
        count = max(1, length // 40)
        when = earliest("2024").isoformat()
        return tuple(
            Passage(_STATEMENTS[kind], self.text(length // count), f"s{place}", date=when)
            for place in range(count)
        )

    def case(self, number: int, sides: list[str]) -> dict[str, Any]:
        docket = f"1:{16 + number % 10}-cv-{number % 100_000:05}"
        return {
            "status": self.likely(_STATUSES),
            "court_id": self.likely(self.courts),
            "parties": tuple(dict.fromkeys(sides)),
            "plaintiffs": (sides[0],),
            "defendants": (sides[1],),
            "dockets": (docket,),
            "identifiers": docket_keys(docket),
        }
