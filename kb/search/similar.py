"""More like this: the telling words of an entry as a query for others.

What an entry is called, who takes part, its systems and topics and what was held count more
than its summary; a word counts the more the fewer entries have it. One search finds the rest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from kb.search import analysis
from kb.search.engine import IndexDocument
from kb.search.tree import Node, Nothing, Or, Term

MOST_KEPT: Final = 60  # words of an entry that are kept with it
MOST_ASKED: Final = 20  # words of the query
_HELD: Final = frozenset({"holding", "provision", "answer", "term"})
_MOST_OF_ONE: Final = 3  # a word that is repeated counts so often
_COMMON: Final = 0.5  # a word in more than this share of all entries tells nothing

Words = tuple[tuple[str, float], ...]


def telling_words(document: IndexDocument) -> Words:
    """The stems that say what an entry is about, with weights, the heaviest first."""
    weights: dict[str, float] = {}
    for weight, texts in _parts(document):
        counts: Counter[str] = Counter()
        for text in texts:
            forms = analysis.forms_of_text(text, document.language)
            counts.update([stems[0] for _, stems in forms if stems and len(stems[0]) > 2])
        for stem, count in counts.items():
            weights[stem] = weights.get(stem, 0.0) + weight * min(count, _MOST_OF_ONE)
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple((stem, round(weight, 2)) for stem, weight in heaviest[:MOST_KEPT])


def _parts(document: IndexDocument) -> Iterable[tuple[float, Iterable[str]]]:
    yield 2.0, (document.title, document.short_name)
    yield 2.0, document.parties
    yield 2.5, (*document.systems, *document.datasets)
    yield 1.5, document.topic_labels
    held = (passage.text for passage in document.passages if passage.kind in _HELD)
    yield 0.7, (document.holdings, *held)
    yield 0.7, (document.summary,)


def query(words: Sequence[tuple[str, float]], having: Callable[[str], int], *, of: int) -> Node:
    """Entries with the most telling of the words; `having` counts those that have a stem."""
    rated: list[tuple[float, str, float]] = []
    for stem, weight in words:
        count = having(stem)
        if 1 < count <= max(2, _COMMON * of):  # a word of this entry alone leads nowhere
            rated.append((weight * math.log(1 + of / count), stem, weight))
    rated.sort(key=lambda item: (-item[0], item[1]))
    terms = tuple(
        Term("text", (stem,), boost=min(weight, 6.0)) for _, stem, weight in rated[:MOST_ASKED]
    )
    return Or(terms) if terms else Nothing()
