"""What a query tree finds, said with plain sets: the definition that every engine must equal."""

from __future__ import annotations

from collections.abc import Iterable

from kb.search import terms
from kb.search.engine import GROUPS, IndexDocument
from kb.search.patterns import is_near, wildcard_pattern
from kb.search.tree import (
    PLACED,
    And,
    AtLeast,
    DateRange,
    Everything,
    Fuzzy,
    Identified,
    Listed,
    Maybe,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Term,
    Value,
    Wildcard,
    Within,
)

Keys = frozenset[tuple[str, str]]
#: Where in the text to look: the positions from one to before another; None is everywhere.
Stretch = frozenset[int] | None


class Oracle:
    """Finds by looking at every document, one by one."""

    def __init__(self, documents: Iterable[IndexDocument]) -> None:
        self.documents = {document.key: document for document in documents}
        self.scopes = {
            key: {
                "text": terms.text_terms(document),
                "captured": terms.captured_terms(document),
                **{scope: terms.scope_terms(document, scope) for scope in terms.SCOPES},
            }
            for key, document in self.documents.items()
        }

    def find(self, node: Node) -> Keys:
        return frozenset(key for key in self.documents if self.holds(node, key))

    def holds(self, node: Node, key: tuple[str, str], stretch: Stretch = None) -> bool:
        match node:
            case And():
                return all(self.holds(child, key, stretch) for child in node.children)
            case Or():
                return any(self.holds(child, key, stretch) for child in node.children)
            case AtLeast():
                held = sum(self.holds(child, key, stretch) for child in node.children)
                return held >= max(1, node.minimum)
            case Not():
                return not self.holds(node.child, key, stretch)
            case Maybe():
                return self.holds(node.required, key, stretch)
            case Within():
                places = self._stretches(node, key)
                return any(self.holds(node.child, key, place) for place in places)
            case _:
                return self._leaf(node, key, stretch)

    def _stretches(self, node: Within, key: tuple[str, str]) -> list[frozenset[int]]:
        """The positions of each statement of the groups, and of all that is no statement."""
        found: list[frozenset[int]] = []
        beside: frozenset[int] = frozenset()
        for held in (self.scopes[key]["text"], self.scopes[key]["captured"]):
            ends = [*(span.start for span in held.spans[1:]), held.next_position]
            for span, end in zip(held.spans, ends, strict=False):
                positions = frozenset(range(span.start, end))
                if span.kind not in GROUPS:
                    beside |= positions
                elif span.kind in node.groups:
                    found.append(positions)
        return [*found, beside] if "entries" in node.groups else found

    def _leaf(self, node: Node, key: tuple[str, str], stretch: Stretch) -> bool:
        document = self.documents[key]
        match node:
            case Term():
                return any(form in self._postings(node, key, stretch) for form in node.forms)
            case Phrase():
                return self._phrase(node, key, stretch)
            case Prefix() | Wildcard() | Fuzzy():
                words = self._found_in(self.scopes[key][node.scope].exact, node.scope, stretch)
                return any(fits(node, word) for word in words)
            case Identified():
                keys = document.identifiers | document.other_identifiers
                spoken = terms.mentions(document) if node.mentions else frozenset()
                return bool(node.keys & (keys | spoken))
            case Named():
                return stretch is None and node.name in terms.names(document)
            case Value():
                return bool(set(node.values) & set(terms.values(document)[node.field]))
            case DateRange():
                return within(document, node)
            case Listed():
                return any(key == listed for listed, _ in node.scores)
            case Everything() | Nothing():
                return isinstance(node, Everything)
        raise AssertionError(node)

    @staticmethod
    def _found_in(postings: terms.Postings, scope: str, stretch: Stretch) -> dict[str, list[int]]:
        """The terms that stand in the stretch, with their places there."""
        inside = stretch if scope in PLACED else None
        found = {
            term: [at for at in posting.positions if inside is None or at in inside]
            for term, posting in postings.items()
        }
        return {term: places for term, places in found.items() if places}

    def _postings(
        self, node: Term | Phrase, key: tuple[str, str], stretch: Stretch
    ) -> dict[str, list[int]]:
        held = self.scopes[key][node.scope]
        return self._found_in(held.exact if node.exact else held.stems, node.scope, stretch)

    def _phrase(self, node: Phrase, key: tuple[str, str], stretch: Stretch) -> bool:
        postings = self._postings(node, key, stretch)
        places: set[int] | None = None
        before = 0
        for offset, forms in node.parts:
            here = {at for form in forms if form in postings for at in postings[form]}
            step = offset - before
            if places is None:
                places = here
            elif node.slop:
                near = range(1, node.slop + step + 1)
                places = {at for at in here if any(at - gap in places for gap in near)}
            else:
                places = {at for at in here if at - step in places}
            before = offset
        return bool(places)


def fits(node: Prefix | Wildcard | Fuzzy, word: str) -> bool:
    match node:
        case Prefix():
            return word.startswith(node.prefix)
        case Wildcard():
            return wildcard_pattern(node.pattern).fullmatch(word) is not None
        case Fuzzy():
            return word[0] == node.word[0] and is_near(word, node.word, node.edits)


def within(document: IndexDocument, node: DateRange) -> bool:
    first, last = document.date_earliest, document.date_latest
    if first is None or last is None:
        return False
    not_before = node.low is None or first >= node.low
    return not_before and (node.high is None or last <= node.high)
