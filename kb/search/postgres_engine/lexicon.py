"""What is known of the terms of one state of the index, shared by all who read that state.

Numbers, frequencies and the words that patterns mean are asked for once and kept until the
next commit.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ARRAY, JSON, Text, and_, func, literal, select
from sqlalchemy.engine import Connection

from kb.search.patterns import is_near, wildcard_pattern
from kb.search.postgres_engine.asked import Pattern
from kb.search.postgres_engine.rows import Pair, term_of
from kb.search.postgres_engine.tables import vocabulary
from kb.search.tree import Fuzzy, Prefix, Wildcard
from kb.search.whoosh_engine.executor import MOST_EXPANDED
from kb.search.whoosh_engine.schema import exact_field

_MOST_KNOWN: Final = 200_000  # terms and patterns; then all is forgotten
_MOST_SINGLY: Final = 8
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True)
class Entry:
    """A term of the vocabulary: its number, and how many documents have it."""

    id: int
    documents: int


@dataclass(frozen=True)
class Words:
    """The words that a pattern means; `cut_short` if there are more."""

    words: tuple[str, ...]
    cut_short: bool = False


def numbers_of(connection: Connection, pairs: Iterable[Pair]) -> dict[Pair, Entry]:
    """The entries of those of the terms that the vocabulary has."""
    asked = list(pairs)
    if not asked:
        return {}
    fields, terms = zip(*asked, strict=True)
    wanted = func.unnest(
        literal(list(fields), ARRAY(Text)), literal(list(terms), ARRAY(Text))
    ).table_valued("field", "term", name="wanted").render_derived()  # fmt: skip
    columns = vocabulary.c
    query = select(columns.field, columns.term, columns.id, columns.documents).join(
        wanted, and_(columns.field == wanted.c.field, columns.term == wanted.c.term)
    )
    return {
        (row.field, row.term): Entry(row.id, row.documents) for row in connection.execute(query)
    }


class Lexicon:
    """The terms of one commit. Threads may learn the same at once; it comes out the same."""

    def __init__(self, stamp: tuple[str, int], documents: int) -> None:
        self.stamp = stamp
        self.documents = documents
        self.idfs: dict[tuple[str, tuple[str, ...]], float] = {}
        self._entries: dict[Pair, Entry | None] = {}
        self._patterns: dict[Pattern, Words] = {}
        self._values: dict[str, dict[str, int]] = {}
        self._singly: Counter[str] = Counter()  # terms that were asked for one by one, by field

    def learn(self, connection: Connection, pairs: Iterable[Pair]) -> dict[Pair, Entry | None]:
        """What is known of terms, after asking for those that are not known yet in one query."""
        known = self._entries
        if len(known) + len(self._patterns) > _MOST_KNOWN:
            known, self._patterns = {}, {}
            self._entries = known
        asked = ((field, term_of(term)) for field, term in pairs)
        unknown = {pair for pair in asked if pair not in known}
        if unknown:
            found = numbers_of(connection, unknown)
            known.update({pair: found.get(pair) for pair in unknown})
        return known

    def entry(self, connection: Connection, field: str, term: str) -> Entry | None:
        """The entry of a term; None if no document ever had it."""
        pair = (field, term_of(term))
        known = self._entries
        return known[pair] if pair in known else self.learn(connection, [pair])[pair]

    def numbers(self, connection: Connection, pairs: Iterable[Pair]) -> dict[Pair, int]:
        """The numbers of those of the terms that the vocabulary has."""
        asked = list(pairs)
        known = self.learn(connection, asked)
        entries = ((pair, known[pair[0], term_of(pair[1])]) for pair in asked)
        return {pair: entry.id for pair, entry in entries if entry is not None}

    def ids(self, connection: Connection, field: str, terms: Iterable[str]) -> list[int]:
        """The numbers of those of the terms that the vocabulary has, without repetition."""
        found = self.numbers(connection, ((field, term) for term in terms))
        return list(dict.fromkeys(found.values()))

    def frequency(self, connection: Connection, field: str, term: str) -> int:
        """How many documents have a term."""
        entry = self.entry(connection, field, term)
        return entry.documents if entry else 0

    def count(self, connection: Connection, field: str, term: str) -> int:
        """How many documents have a term that is no part of a query, such as half of a word.

        Where one is asked for, many are: after a few, all terms of the field are asked for at once.
        """
        if field not in self._values and (field, term_of(term)) not in self._entries:
            self._singly[field] += 1
        if field in self._values or self._singly[field] > _MOST_SINGLY:
            return self.values(connection, field).get(term_of(term), 0)
        return self.frequency(connection, field, term)

    def values(self, connection: Connection, field: str) -> Mapping[str, int]:
        """Every term of a field, with how many documents have it."""
        if field not in self._values:
            every = func.json_object_agg(vocabulary.c.term, vocabulary.c.documents, type_=JSON)
            query = select(every).where(vocabulary.c.field == field, vocabulary.c.documents > 0)
            self._values[field] = connection.execute(query).scalar_one() or {}
        return self._values[field]

    def expand(self, connection: Connection, node: Pattern) -> Words:
        """The words that a pattern means, the commonest if there are too many."""
        if node not in self._patterns:
            self._patterns[node] = self._expanded(connection, node)
        return self._patterns[node]

    def _expanded(self, connection: Connection, node: Pattern) -> Words:
        field = exact_field(node.scope)
        columns = vocabulary.c
        query = select(columns.term, columns.id, columns.documents).where(
            columns.field == field, columns.documents > 0,
            columns.term >= _head(node), columns.term < _head(node) + _LAST,
        )  # fmt: skip
        fitting = [row for row in connection.execute(query) if _fits(node, row.term)]
        fitting.sort(key=lambda row: (-row.documents, row.term))
        kept = fitting[:MOST_EXPANDED]
        for row in kept:
            self._entries[field, row.term] = Entry(row.id, row.documents)
        return Words(tuple(row.term for row in kept), cut_short=len(fitting) > len(kept))

    def rarity(self, having: int) -> float:
        """The logarithm of one in how many documents has something."""
        return math.log(1 + (self.documents - having + 0.5) / (having + 0.5))


def _head(node: Pattern) -> str:
    """What every word begins with that the pattern can mean."""
    match node:
        case Prefix():
            return term_of(node.prefix)
        case Wildcard():
            return term_of(re.split(r"[*?]", node.pattern, maxsplit=1)[0])
        case Fuzzy():
            return term_of(node.word[:1])


def _fits(node: Pattern, word: str) -> bool:
    match node:
        case Prefix():
            return word.startswith(node.prefix)
        case Wildcard():
            return wildcard_pattern(node.pattern).fullmatch(word) is not None
        case Fuzzy():
            return is_near(word, node.word, node.edits)
