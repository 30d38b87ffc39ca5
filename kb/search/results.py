"""From a document that was found to the result that is shown, with its best lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from kb.entries.views import entry_url
from kb.search import snippets
from kb.search.engine import PASSAGE_GROUPS, InnerHit, Key, SearchHit
from kb.search.lines import Lines, lines_of
from kb.search.marking import wanted_words
from kb.search.narrowing import CAPTURES
from kb.search.terms import SNIPPET_TEXTS
from kb.search.tree import Fuzzy, Node

#: Kind, label, date, place and text of each.
Statements = list[Sequence[Any]]


class Found(Protocol):
    """One document that was found."""

    @property
    def key(self) -> Key: ...

    @property
    def score(self) -> float: ...

    @property
    def stored(self) -> dict[str, Any]:
        """What is kept of the document to show it."""

    @property
    def lines(self) -> Lines:
        """The lines of its texts and statements (`lines_of_stored`)."""

    def captured(self) -> Statements:
        """The paragraphs of its captured texts, as `stored` has the statements."""

    def has_word(self, word: str) -> bool:
        """Whether the folded word stands in its text."""


class ResultMaker:
    """Makes the results of one page for a query; `within` are the groups looked into.

    `near` gives the words of the index that a spelling may mean.
    """

    def __init__(
        self, tree: Node, within: tuple[str, ...] | None, near: Callable[[Fuzzy], Sequence[str]]
    ) -> None:
        wanted = wanted_words(tree, near=near)
        self.maker = snippets.Snippets(wanted)
        self.within = within

    def hit(self, found: Found) -> SearchHit:
        """The result with its snippet and its best statements."""
        return bare_hit(found, *self._snippets(found))

    def _snippets(self, found: Found) -> tuple[str, tuple[InnerHit, ...]]:
        """The best line of what was looked into, and the best statements."""
        shown = found.stored
        statements, lines = shown["statements"], found.lines
        if self.within is not None:
            statements, lines = self._looked_into(found, self.within)
        snippet, best = self.maker.result(lines, shown["language"])
        if not best:
            return snippet, ()
        address = entry_url(shown["kind"], shown["slug"])
        inner: list[InnerHit] = []
        for number, html in best:
            kind, label, date, anchor, _ = statements[number]
            between = "/" if PASSAGE_GROUPS[kind] == CAPTURES else "#"
            inner.append(InnerHit(kind, label, date, html, f"{address}{between}{anchor}"))
        return snippet, tuple(inner)

    @staticmethod
    def _looked_into(found: Found, within: tuple[str, ...]) -> tuple[Statements, Lines]:
        """The statements of the groups, and their lines with those of texts where they count."""
        shown = found.stored
        statements = [one for one in shown["statements"] if PASSAGE_GROUPS[one[0]] in within]
        if CAPTURES in within:
            statements += found.captured()
        with_texts = not statements or "entries" in within
        texts = [shown[name] for name in SNIPPET_TEXTS] if with_texts else []
        return statements, lines_of(texts, [one[-1] for one in statements])


def lines_of_stored(shown: Mapping[str, Any]) -> Lines:
    """The lines of the texts and statements that are kept of a document."""
    texts = (shown[name] for name in SNIPPET_TEXTS)
    return lines_of(texts, [one[-1] for one in shown["statements"]])


def bare_hit(found: Found, snippet: str = "", inner: tuple[InnerHit, ...] = ()) -> SearchHit:
    """A result; without the words that were found in it, where they are not given."""
    shown = found.stored
    return SearchHit(
        kind=shown["kind"],
        slug=shown["slug"],
        title=shown["title"],
        snippet=snippet,
        inner=inner,
        status=shown["status"],
        jurisdiction=shown["jurisdiction"],
        date=shown["date"],
        score=round(found.score, 4),
        language=shown["language"],
        short_name=shown["short_name"],
    )
