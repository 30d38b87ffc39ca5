"""The queries of the benchmark: twelve of each class, chosen by how common their words are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from random import Random
from typing import Any, Final

from bench.search.corpus import PHRASES, texts
from kb.search import analysis
from kb.search.engine import IndexDocument

EACH: Final = 12
CLASSES: Final = ("rare", "common", "and2", "or4", "phrase", "prefix", "filter", "fuzzy")
#: Between which shares of all entries a word stands.
_RARE, _MIDDLING = (0.00015, 0.0006), (0.01, 0.12)
_LONG: Final = 7  # letters of a word that is begun or mistyped


@dataclass(frozen=True)
class Query:
    """One query: its class, its words, and for the class `filter` the filters."""

    kind: str
    words: tuple[str, ...]
    filters: tuple[tuple[str, str], ...] = ()

    def plain(self) -> dict[str, Any]:
        """The query for JSON."""
        return {**asdict(self), "filters": dict(self.filters)}


class Frequencies:
    """Counts in how many of the entries that pass by each word stands."""

    def __init__(self) -> None:
        self.entries = 0
        self.counts: Counter[str] = Counter()

    def passing(self, documents: Iterable[IndexDocument]) -> Iterable[IndexDocument]:
        """The documents, counted on their way."""
        for document in documents:
            self.entries += 1
            self.counts.update(set(analysis.words(texts(document))))
            yield document

    def between(self, shares: tuple[float, float]) -> list[str]:
        """Telling words that stand in such a share of the entries, but in two at least."""
        low, high = (share * self.entries for share in shares)
        stop = analysis.stop_words("en")
        return sorted(
            word
            for word, count in self.counts.items()
            if max(low, 2) <= count < max(high, 4)
            and len(word) > 3
            and word.isalpha()
            and word.isascii()
            and word not in stop
        )


def chosen(frequencies: Frequencies) -> list[Query]:
    """The queries of all classes; the same for the same collection."""
    random = Random(5)
    rare = random.sample(frequencies.between(_RARE), EACH)
    most = sorted(
        frequencies.between((_MIDDLING[1], 1.1)), key=lambda word: -frequencies.counts[word]
    )
    common = most[:EACH]
    middling = frequencies.between(_MIDDLING)
    random.shuffle(middling)
    long = [word for word in middling if len(word) >= _LONG]
    pairs = [(middling[2 * n], middling[2 * n + 1]) for n in range(EACH)]
    fours = [tuple(middling[24 + 4 * n : 28 + 4 * n]) for n in range(EACH)]
    narrowed = [*common[: EACH // 2], *middling[72 : 72 + EACH - EACH // 2]]
    return [
        *(Query("rare", (word,)) for word in rare),
        *(Query("common", (word,)) for word in common),
        *(Query("and2", pair) for pair in pairs),
        *(Query("or4", four) for four in fours),
        *(Query("phrase", tuple(phrase.split())) for phrase in PHRASES[:EACH]),
        *(Query("prefix", (word[:5],)) for word in long[:EACH]),
        *(
            Query("filter", (word,), (("kind", kind), ("jurisdiction", place)))
            for word, kind, place in zip(narrowed, _KINDS, _PLACES, strict=True)
        ),
        *(Query("fuzzy", (_mistyped(word, random),)) for word in long[-EACH:]),
    ]


_KINDS: Final = ("case", "law", "policy") * (EACH // 3)
_PLACES: Final = ("US", "EU", "GB", "DE") * (EACH // 4)


def _mistyped(word: str, random: Random) -> str:
    """The word with two neighbouring letters exchanged."""
    places = [n for n in range(2, len(word) - 1) if word[n] != word[n + 1]]
    at = random.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
