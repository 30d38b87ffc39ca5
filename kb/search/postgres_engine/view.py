"""One state of the index, read inside one transaction: what `Answer` asks of an engine.

What is found is asked of PostgreSQL (`conditions`). What is found is scored here, by the same
executor as in the embedded engine: all of it, or the `most_scored` documents that promise most.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import numpy as np
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.engine import Connection

from kb.search.engine import FACETS, Contribution, FacetCount, Key
from kb.search.facets import facet_counts
from kb.search.lines import Lines
from kb.search.postgres_engine.asked import pairs_of, patterns_of
from kb.search.postgres_engine.candidates import Candidates, columns_for, load
from kb.search.postgres_engine.conditions import Condition, any_term
from kb.search.postgres_engine.known import Known
from kb.search.postgres_engine.lexicon import Lexicon
from kb.search.postgres_engine.places import matches
from kb.search.postgres_engine.promise import heavy_pairs, promising
from kb.search.postgres_engine.rowsets import Numbers, Table
from kb.search.postgres_engine.selectors import DocumentSelector
from kb.search.postgres_engine.tables import documents
from kb.search.reader import Selection, Wanted
from kb.search.results import Statements, lines_of_stored
from kb.search.tree import (
    Forms,
    Fuzzy,
    Node,
    Prefix,
    Value,
    Wildcard,
)
from kb.search.whoosh_engine.cache import ArrayCache
from kb.search.whoosh_engine.executor import Limits
from kb.search.whoosh_engine.explain import Explainer
from kb.search.whoosh_engine.schema import (
    exact_field,
    index_key,
    stem_field,
    unpack,
    value_field,
)
from kb.search.whoosh_engine.stretches import EntryExecutor

_WORDS: Final = exact_field("text")


@dataclass(frozen=True)
class Row:
    """A document that was found, with what is kept of it."""

    view: View
    id: int
    score: float
    stored: dict[str, Any]

    @property
    def key(self) -> Key:
        return self.stored["kind"], self.stored["slug"]

    @property
    def lines(self) -> Lines:
        return lines_of_stored(self.stored)

    def captured(self) -> Statements:
        return self.view.captured(self.id)

    def has_word(self, word: str) -> bool:
        return self.view.has(self.id, _WORDS, word)


class View:
    """Reads one generation; ends with the transaction of its connection."""

    def __init__(
        self, connection: Connection, lexicon: Lexicon, known: Known, cache: ArrayCache,
        most_scored: int,
    ) -> None:  # fmt: skip
        self.connection = connection
        self.known = known
        self.most_scored = most_scored
        self.lexicon = lexicon
        self.cache = cache
        self.documents = lexicon.documents

    # -- words

    def ids(self, field: str, terms: Iterable[str]) -> list[int]:
        """The numbers of those of the terms that the index has."""
        return self.lexicon.ids(self.connection, field, terms)

    def words(self, node: Prefix | Wildcard | Fuzzy) -> Sequence[str]:
        """The words that a pattern means."""
        return self.lexicon.expand(self.connection, node).words

    def languages(self) -> frozenset[str]:
        """The languages of the documents."""
        return frozenset(self.lexicon.values(self.connection, value_field("lang")))

    def courts(self) -> frozenset[str]:
        """The ids of the courts of the documents."""
        return frozenset(self.lexicon.values(self.connection, value_field("court")))

    def vocabulary(self) -> Mapping[str, int]:
        """Every folded word, with how many documents have it."""
        return self.lexicon.values(self.connection, _WORDS)

    def frequency(self, word: str) -> int:
        """In how many documents a folded word stands."""
        return self.lexicon.count(self.connection, _WORDS, word)

    def having(self, stem: str) -> int:
        """How many documents have a stem in their text."""
        return self.lexicon.count(self.connection, stem_field("text"), stem)

    def idf(self, field: str, forms: Forms) -> float:
        """How rare a word is: the logarithm of one in how many documents has it."""
        known = self.lexicon.idfs.get((field, forms))
        if known is None:
            found = any_term(self.ids(field, forms))
            if isinstance(found, bool):
                having = 0
            elif found.count == 1:
                having = max(self.lexicon.frequency(self.connection, field, f) for f in forms)
            else:
                having = self._count(matches(documents.c.terms, found.query))
            known = self.lexicon.idfs[field, forms] = self.lexicon.rarity(having)
        return known

    def has(self, id_: int, field: str, term: str) -> bool:
        """Whether a document has a term."""
        found = any_term(self.ids(field, [term]))
        if isinstance(found, bool):
            return found
        return bool(self._count(documents.c.id == id_, matches(documents.c.terms, found.query)))

    def captured(self, id_: int) -> Statements:
        """The captured texts of a document."""
        query = select(documents.c.captured).where(documents.c.id == id_)
        found: Statements = unpack(self.connection.execute(query).scalar_one())
        return found

    def _count(self, *conditions: Any) -> int:
        query = select(func.count()).select_from(documents).where(*conditions)
        return self.connection.execute(query).scalar_one()

    def _first_ids(self, query: Select[Any]) -> list[int]:
        return list(self.connection.execute(query).scalars())

    # -- selection

    def select(
        self, tree: Node, filters: Mapping[str, tuple[str, ...]], limits: tuple[Node, ...],
        wanted: Wanted,
    ) -> Selection:  # fmt: skip
        """Evaluate a tree. `filters` have facets of their own, `limits` only narrow."""
        chosen = {name: Value(name, values) for name, values in filters.items() if values}
        nodes = (tree, *limits, *chosen.values())
        self.lexicon.learn(self.connection, pairs_of(nodes, self.words))
        selector = DocumentSelector(self)
        found = selector.all_of([selector.run(node) for node in (tree, *limits)])
        narrow = {name: selector.run(node) for name, node in chosen.items()}
        ids = selector.numbers(selector.all_of([found, *narrow.values()]))
        rows = self._page(tree, ids, selector, wanted)
        facets = self._facets(found, narrow, selector, filters) if wanted.facets else {}
        cut_short = any(self.lexicon.expand(self.connection, node).cut_short
                        for node in patterns_of(nodes))  # fmt: skip
        return Selection(len(ids), rows, facets, cut_short)

    def kept(self, name: str, make: Callable[[], Numbers]) -> Numbers:
        """What goes by the name until the next commit, made if it is not known."""
        return self.cache.get((self.lexicon.stamp, name), make)

    def table(self, query: Select[Any]) -> Table:
        """What a query of whole numbers finds, in no order."""
        columns: list[ColumnElement[Any]] = [
            func.int8send(cast(one, BigInteger)) for one in query.subquery().columns
        ]
        row = reduce(lambda left, right: left.op("||")(right), columns)
        packed = func.string_agg(row, literal(b""))
        found = self.connection.execute(select(packed)).scalar_one() or b""
        return np.frombuffer(found, ">i8").astype(np.int64).reshape(-1, len(columns))

    def numbers(self, query: Select[Any]) -> Numbers:
        """What a query of one column finds, ascending."""
        return np.sort(self.table(query)[:, 0])

    def _page(
        self, tree: Node, ids: Numbers, selector: DocumentSelector, wanted: Wanted
    ) -> list[Row]:
        """One page of the documents that were found."""
        first, last = wanted.first, wanted.first + wanted.count
        if not wanted.count or first >= len(ids):
            return []
        if len(ids) <= self.most_scored:
            return self._rows(self._scored(tree, ids.tolist(), wanted.sort)[first:last])
        where = documents.c.id == func.any(literal(ids.tolist(), ARRAY(Integer)))
        if wanted.sort != "relevance":
            query = _sorted(where, wanted.sort).offset(first).limit(wanted.count)
            return self._rows(self._scored(tree, self._first_ids(query), ""))
        self.lexicon.learn(self.connection, heavy_pairs(tree))
        days = self._known().days(ids)
        best = promising(tree, ids, days, selector, self.idf, most=self.most_scored)
        page = self._scored(tree, best, wanted.sort)[first:last] if first < len(best) else []
        if last > len(best):
            others = _sorted(where & documents.c.id.not_in(best), "newest")
            left_out = max(0, first - len(best))
            more = self._first_ids(others.offset(left_out).limit(wanted.count - len(page)))
            page += self._scored(tree, more, "")
        return self._rows(page)

    def _candidates(self, tree: Node, ids: Sequence[int], *, placed: bool = False) -> Candidates:
        """A few documents as far as a tree asks for them."""
        numbers = self.lexicon.numbers(self.connection, pairs_of((tree,), self.words))
        names = columns_for(tree, placed=placed)
        loaded = load(self.connection, self.cache, self.lexicon.stamp[0], ids, names)
        return Candidates(loaded, names, numbers=numbers, words=self.words)

    def _scored(self, tree: Node, ids: Sequence[int], sort: str) -> list[tuple[int, float]]:
        """Documents with their scores, in an order; as they come without one.

        Documents that tie are ordered by their key, so pages neither gap nor repeat.
        """
        if not ids:
            return []
        found = self._candidates(tree, ids)
        numbers, weights = EntryExecutor(found, self, Limits()).run(tree)
        scores = np.zeros(len(ids))
        scores[numbers] = weights
        order = range(len(ids))
        if sort:
            days = found.days("day_sort").tolist()
            keys, titles = found.texts("key"), found.texts("title_sort")
            # Scores that differ by rounding are equal: the newer entry comes first.
            rounded = np.round(scores, 4).tolist()
            orders: dict[str, Any] = {
                "relevance": lambda at: (-rounded[at], -days[at], keys[at]),
                "newest": lambda at: (-days[at], -rounded[at], keys[at]),
                "oldest": lambda at: (days[at] < 0, days[at], -rounded[at], keys[at]),
                "title": lambda at: (titles[at], keys[at]),
            }
            order = sorted(order, key=orders[sort])  # type: ignore[assignment]  # a list now
        return [(ids[at], float(scores[at])) for at in order]

    def _rows(self, page: Sequence[tuple[int, float]]) -> list[Row]:
        stored = self._stored([id_ for id_, _ in page])
        return [Row(self, id_, score, stored[id_]) for id_, score in page]

    def _stored(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        query = select(documents.c.id, documents.c.stored).where(documents.c.id.in_(ids))
        return {id_: json.loads(stored) for id_, stored in self.connection.execute(query)}

    # -- facets

    def _facets(
        self, found: Condition, narrow: Mapping[str, Condition], selector: DocumentSelector,
        filters: Mapping[str, tuple[str, ...]],
    ) -> dict[str, tuple[FacetCount, ...]]:  # fmt: skip
        """A facet counts what is found under every filter but its own."""
        known = self._known()
        free = known.tally(selector.numbers(selector.all_of([found, *narrow.values()])))
        for name in narrow.keys() & set(FACETS):
            others = [condition for other, condition in narrow.items() if other != name]
            free[name] = known.tally(selector.numbers(selector.all_of([found, *others])))[name]
        return {name: facet_counts(name, free[name], filters) for name in FACETS}

    def _known(self) -> Known:
        self.known.follow(self.connection, self.lexicon.stamp[1])
        return self.known

    # -- single documents

    def find(self, key: Key) -> Row | None:
        """The document with this key."""
        query = select(documents.c.id, documents.c.stored).where(documents.c.key == index_key(key))
        row = self.connection.execute(query).one_or_none()
        return Row(self, row.id, 0.0, json.loads(row.stored)) if row else None

    def explain(self, tree: Node, rows: Sequence[Row]) -> list[tuple[Contribution, ...]]:
        """Why each of the rows has its score."""
        if not rows:
            return []
        self.lexicon.learn(self.connection, pairs_of((tree,), self.words))
        found = self._candidates(tree, [row.id for row in rows], placed=True)
        explainer = Explainer(EntryExecutor(found, self, Limits()))
        return [tuple(explainer.parts(tree, at)) for at in range(len(rows))]

    def stored_documents(self) -> list[tuple[str, dict[str, Any]]]:
        """Key and what is kept of every document."""
        query = select(documents.c.key, documents.c.stored)
        return [(row.key, json.loads(row.stored)) for row in self.connection.execute(query)]

    def digests(self) -> dict[str, str]:
        """The digest of every document by its key."""
        query = select(documents.c.key, documents.c.digest)
        return {row.key: row.digest for row in self.connection.execute(query)}


def _sorted(where: Any, sort: str) -> Select[Any]:
    """The ids of what is found, by date or title, then by key."""
    day, key = documents.c.day_sort, documents.c.key
    orders: dict[str, tuple[Any, ...]] = {
        "newest": (day.desc(), key),
        "oldest": (day < 0, day, key),
        "title": (documents.c.title_sort, key),
    }
    return select(documents.c.id).where(where).order_by(*orders[sort])
