"""From a request to a page of results, over whatever an engine can read.

What was typed is looked for first. Where that finds nothing, near spellings are tried, then
entries with most of the words; the reader is told. Engines only select (`Reader`), so every
engine answers alike.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from kb.search import compounds, dates, rescue, similar, widening
from kb.search.asking import Question, best_by_words, is_asked, with_leading
from kb.search.engine import (
    Key,
    SearchHit,
    SearchPage,
    SearchRequest,
)
from kb.search.fields import stored_value
from kb.search.meaning import MeaningIndex, blend
from kb.search.narrowing import CAPTURES, looking_into
from kb.search.query import parse
from kb.search.reader import Reader, Selection, Wanted
from kb.search.results import Found, ResultMaker, bare_hit
from kb.search.synonyms import synonyms
from kb.search.tree import (
    DateRange,
    Everything,
    Node,
    Nothing,
    Or,
    Term,
)

_FEW_HITS: Final = 2
#: From so many results on, a page is full and words are taken as typed.
_ENOUGH: Final = 20
_MUCH_COMMONER: Final = 10
_KEPT: Final = 500  # queries whose synonyms are known


_ONLY_COUNT: Final = Wanted("relevance", 0, 0, facets=False)
_ONLY_FIRST: Final = Wanted("relevance", 0, 1, facets=False)


class Answer:
    """The answer to one request from one state of an index, by words and perhaps by meaning."""

    def __init__(
        self, reader: Reader, request: SearchRequest, meaning: MeaningIndex | None = None
    ) -> None:
        self.reader = reader
        self.request = request
        self.meaning = meaning
        self.blend: blend.Blend | None = None
        self.is_loose = False  # whether entries with most of the words were looked for
        self.parsed = parse(request.q, languages=reader.languages(), courts=reader.courts())
        self.notices = list(self.parsed.notices)
        self.within = _within(request.within, self.parsed.within)
        if self.within is not None:
            # What helps to rank whole entries says nothing of their statements.
            self.parsed = replace(self.parsed, tree=self.parsed.core)
        self.filters = {
            name: tuple(stored_value(name, value)[0] for value in values)
            for name, values in request.filters.items()
            if values
        }
        self.limits = self._limits()
        first = (request.page - 1) * request.per_page
        self.wanted = Wanted(request.sort, first, request.per_page, request.facets)
        self.suggestion: str | None = None

    def _limits(self) -> tuple[Node, ...]:
        low, high = self.request.filed_from, self.request.filed_to
        if not low and not high:
            return ()
        return (DateRange(
            dates.lower_bound(low) if low else None, dates.upper_bound(high) if high else None
        ),)  # fmt: skip

    def _narrowed(self, tree: Node) -> Node:
        """The tree, looking into the wanted statements only."""
        return tree if self.within is None else looking_into(self.within, tree)

    def _select(self, tree: Node) -> Selection:
        return self.reader.select(self._narrowed(tree), self.filters, self.limits, self.wanted)

    def page(self, started: float) -> SearchPage:
        tree, selection = self._run()
        if selection.cut_short:
            self.notices.append("Too many words fit a pattern; the commonest were searched.")
        hits = self._hits(tree, selection.rows)
        return SearchPage(
            query=self.request.q,
            total=selection.total,
            page=self.request.page,
            per_page=self.request.per_page,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            suggestion=self.suggestion,
            facets=selection.facets,
            hits=hits,
            notices=tuple(self.notices),
        )

    def _run(self) -> tuple[Node, Selection]:
        """What is found as typed; where that is little, by what else the words may mean.

        Which tree answers is decided without the filters, so that a filter only ever narrows.
        """
        if self.request.exact:
            return self.parsed.tree, self._select(self.parsed.tree)
        typed = rescue.joined_names(self.parsed, self.reader) or self.parsed.tree
        typed = widening.with_numbered(typed, self.parsed)
        blended = self._by_meaning(typed)
        if blended is not None:
            return blended
        selection = self._select(typed)
        if selection.total >= _ENOUGH or isinstance(typed, Everything | Nothing):
            return typed, selection
        tree = self._tree(typed, self._unfiltered(typed, selection))
        if self.is_loose:
            best = best_by_words(self._narrowed(tree), self.reader)
            return tree, self.reader.select(best, self.filters, self.limits, self.wanted)
        return tree, selection if tree is typed else self._select(tree)

    def _by_meaning(self, typed: Node) -> tuple[Node, Selection] | None:
        """What a question finds by words and by meaning; None where words alone are to answer.

        The tree is that of the words, which tells what to mark. The list is made without the
        filters, like every tree, and whatever narrows, sorts and counts works on it.
        """
        if self.within is not None or not is_asked(self.parsed):
            return None
        asked = Question(self.parsed, self.reader, self.meaning).answer(typed)
        if asked is None:
            return None
        self.blend = asked.blend
        self.notices += asked.notices
        return asked.tree, self._select(asked.blend.tree)

    def _tree(self, typed: Node, total: int) -> Node:
        """What to look for, where the query as typed finds so many entries."""
        if total >= _ENOUGH:
            return typed
        slots = compounds.with_compounds(
            _slots(self.parsed.text, self.reader.languages(), self.reader.courts()), self.reader
        )
        if total and widening.is_sentence(self.parsed):
            return self._sentence(typed, slots) or typed
        tree, found = self._with_synonyms(typed, total, slots)
        if not found:
            return self._captured() or self._rescued(slots) or typed
        if found <= _FEW_HITS:
            self.suggestion = self._commoner_spelling()
            return self._with_near(tree) if self.suggestion else tree
        return tree

    def _unfiltered(self, tree: Node, selection: Selection) -> int:
        """How many entries a tree finds without filters and limits, with which it was selected."""
        if not any(self.filters.values()) and not self.limits:
            return selection.total
        return self._count(tree) if selection.unfiltered is None else selection.unfiltered

    def _count(self, tree: Node) -> int:
        return self.reader.select(self._narrowed(tree), {}, (), _ONLY_COUNT).total

    def _with_synonyms(
        self, tree: Node, total: int, slots: list[widening.Slot]
    ) -> tuple[Node, int]:
        """The tree with synonyms and what it finds, if that is more; the reader is told.

        It also counts where it finds no more, but an entry by a name that the query stands for.
        """
        wider = widening.with_synonyms(tree, slots)
        found = self._count(wider) if wider is not None else 0
        names = widening.names_of(slots)
        if wider is None or (found <= total and not (names and self._count(Or(names)))):
            return tree, total
        self._tell_synonyms(slots)
        return widening.of_its_language(wider, self.parsed), found

    def _tell_synonyms(self, slots: list[widening.Slot]) -> None:
        said = widening.in_words(slots)
        if said:
            self.notices.append(f"Words of the same meaning were searched, too: {said}.")
        said = widening.in_compounds(slots)
        if said:
            self.notices.append(f"Compounds and their parts were searched, too: {said}.")

    def _sentence(self, typed: Node, slots: list[widening.Slot]) -> Node | None:
        """A question as most of its words; in other sentences all of the words count more."""
        loose = widening.enough_of(self.parsed, slots, self.reader)
        if loose is None:
            return None
        loose = widening.of_its_language(with_leading(loose, self.parsed.text), self.parsed)
        self._tell_synonyms(slots)
        self.notices.append("Few entries have all of these words; these results have most of them.")
        self.is_loose = True
        return loose if widening.is_question(self.parsed) else Or((typed, loose))

    def _captured(self) -> Node | None:
        """What was typed, looked for in captured texts; but no question, which has other words."""
        if self.within is not None or widening.is_sentence(self.parsed):
            return None
        self.within = (CAPTURES,)
        if self._count(self.parsed.core):
            self.notices.append("No entry has these words, but captured texts have them.")
            return self.parsed.core
        self.within = None
        return None

    def _rescued(self, slots: list[widening.Slot]) -> Node | None:
        spelt = rescue.spelt_otherwise(self.parsed, self.reader)
        if spelt is not None:
            other, near = spelt
            best = self.reader.select(self._narrowed(other), {}, (), _ONLY_FIRST)
            if best.total:
                self._suggest_from(best, near)
                self.notices.append("Nothing has these words as typed; near spellings were used.")
                return other
        loose = (
            widening.enough_of(self.parsed, slots, self.reader)
            if slots
            else rescue.most_words(self.parsed, self.reader)
        )
        if loose is None or not self._count(loose):
            return None
        loose = widening.of_its_language(loose, self.parsed)
        self._tell_synonyms(slots)
        self.notices.append("Nothing has all of these words; these results have most of them.")
        self.is_loose = True
        return loose

    def _with_near(self, tree: Node) -> Node:
        """The tree, or near spellings, where a word stands nowhere as it was typed."""
        if all(self.reader.frequency(term.word) for term in self.parsed.plain):
            return tree
        spelt = rescue.spelt_otherwise(self.parsed, self.reader)
        if spelt is None:
            return tree
        self.notices.append("A word stands nowhere as typed; near spellings were used, too.")
        return Or((tree, spelt[0]))

    def _suggest_from(self, found: Selection, near: dict[Term, list[rescue.Near]]) -> None:
        """Suggest the spellings that stand in the best result."""
        if not found.rows:
            return
        best = found.rows[0]
        changes: dict[Term, str] = {}
        for term, words in near.items():
            if best.has_word(term.word):
                continue
            standing = next(
                (item.word for item in words if all(map(best.has_word, item.word.split()))), ""
            )
            if standing:
                changes[term] = standing
        if changes:
            self.suggestion = rescue.with_words_replaced(self.parsed.text, changes)

    def _commoner_spelling(self) -> str | None:
        """For a query with few hits: the same with rare words replaced by much commoner ones."""
        changes: dict[Term, str] = {}
        for term in self.parsed.plain:
            count = self.reader.frequency(term.word)
            if count > _FEW_HITS:
                continue
            better = [
                item for item in rescue.near_words(term.word, self.reader)
                if item.edits == 1 and item.frequency >= _MUCH_COMMONER * max(count, 1)
            ]  # fmt: skip
            if better:
                changes[term] = better[0].word
        if not changes:
            return None
        return rescue.with_words_replaced(self.parsed.text, changes)

    # -- results

    def _hits(self, tree: Node, rows: Sequence[Found]) -> tuple[SearchHit, ...]:
        maker = ResultMaker(tree, self.within, self.reader.words)
        hits = [maker.hit(found) for found in rows]
        if self.request.explain:
            reasons = self.reader.explain(self._narrowed(tree), rows)
            if self.blend is not None:
                reasons = list(map(self.blend.explanation, (row.key for row in rows), reasons))
            hits = [
                hit._replace(explanation=parts) for hit, parts in zip(hits, reasons, strict=True)
            ]
        return tuple(hits)


@lru_cache(maxsize=_KEPT)
def _slots(text: str, languages: frozenset[str], courts: frozenset[str]) -> list[widening.Slot]:
    """The slots of a query, which are never changed."""
    return widening.slots_of(parse(text, languages=languages, courts=courts), synonyms(), languages)


def like(
    reader: Reader, key: Key, *, leave_out: Collection[Key], limit: int
) -> tuple[SearchHit, ...]:
    """Entries like the one with the key, by its telling words: one search."""
    this = reader.find(key)
    if this is None:
        return ()
    tree = similar.query(this.stored["telling"], reader.having, of=reader.documents)
    unwanted = {key, *leave_out}
    wanted = Wanted("relevance", 0, limit + len(unwanted), facets=False)
    hits = map(bare_hit, reader.select(tree, {}, (), wanted).rows)
    return tuple(hit for hit in hits if (hit.kind, hit.slug) not in unwanted)[:limit]


def _within(chosen: tuple[str, ...], typed: tuple[str, ...]) -> tuple[str, ...] | None:
    """The groups to look into, None for everywhere; what was chosen and typed adds up."""
    if not chosen or not typed:
        return chosen or typed or None
    return tuple(group for group in typed if group in chosen)
