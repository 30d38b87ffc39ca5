"""From a document that was found to the result that is shown, with its best lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from kb.entries.views import entry_url
from kb.search import snippets
from kb.search.engine import PASSAGE_GROUPS, InnerHit, Key, SearchHit
from kb.search.narrowing import CAPTURES
from kb.search.patterns import is_near, wildcard_pattern
from kb.search.terms import SNIPPET_TEXTS
from kb.search.tree import Fuzzy, Node, Prefix, Wildcard

#: Kind, label, date, place and text of each.
Statements = list[tuple[str, str, str | None, str, str]]


class Found(Protocol):
    """One document that was found."""

    @property
    def key(self) -> Key: ...

    @property
    def score(self) -> float: ...

    @property
    def stored(self) -> dict[str, Any]:
        """What is kept of the document to show it."""

    def captured(self) -> Statements:
        """The paragraphs of its captured texts, as `stored` has the statements."""

    def has_word(self, word: str) -> bool:
        """Whether the folded word stands in its text."""


class ResultMaker:
    """Makes the results of one page for a query; `within` are the groups looked into."""

    def __init__(self, tree: Node, within: tuple[str, ...] | None) -> None:
        wanted = snippets.wanted_words(tree, pattern=_pattern_test)
        self.maker = snippets.Snippets(wanted)
        self.within = within

    def hit(self, found: Found) -> SearchHit:
        """The result with its snippet and its best statements."""
        snippet, inner = self._snippets(found)
        return replace(bare_hit(found), snippet=snippet, inner=inner)

    def _snippets(self, found: Found) -> tuple[str, tuple[InnerHit, ...]]:
        """The best line of what was looked into, and the best statements."""
        shown = found.stored
        statements = shown["statements"]
        texts = [shown[name] for name in SNIPPET_TEXTS]
        if self.within is not None:
            statements = [one for one in statements if PASSAGE_GROUPS[one[0]] in self.within]
            if CAPTURES in self.within:
                statements += found.captured()
            if statements and "entries" not in self.within:
                texts = []
        lines = [one[-1] for one in statements]
        snippet, best = self.maker.result(texts, lines, shown["language"])
        address = entry_url(shown["kind"], shown["slug"])
        inner: list[InnerHit] = []
        for number, html in best:
            kind, label, date, anchor, _ = statements[number]
            between = "/" if PASSAGE_GROUPS[kind] == CAPTURES else "#"
            inner.append(InnerHit(kind, label, date, html, f"{address}{between}{anchor}"))
        return snippet, tuple(inner)


def bare_hit(found: Found) -> SearchHit:
    """A result without the words that were found in it."""
    shown = found.stored
    return SearchHit(
        kind=shown["kind"],
        slug=shown["slug"],
        title=shown["title"],
        snippet="",
        status=shown["status"],
        jurisdiction=shown["jurisdiction"],
        date=shown["date"],
        score=round(found.score, 4),
        language=shown["language"],
        short_name=shown["short_name"],
    )


def _pattern_test(node: Prefix | Wildcard | Fuzzy) -> Callable[[str], bool]:
    match node:
        case Prefix():
            return lambda word: word.startswith(node.prefix)
        case Wildcard():
            pattern = wildcard_pattern(node.pattern)
            return lambda word: pattern.fullmatch(word) is not None
        case Fuzzy():
            return lambda word: is_near(word, node.word, node.edits)
