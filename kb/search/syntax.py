"""From Whoosh's syntax nodes to our tree: fields, values, dates, words and their limits."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from whoosh.qparser import plugins, syntax

from kb.entries.identifiers import citation_keys, docket_keys, find_identifiers
from kb.search import analysis, dates
from kb.search.engine import QueryError
from kb.search.fields import VALUES, QueryField, field_named, stored_value
from kb.search.grammar import IdentifierNode
from kb.search.phrases import MAX_PHRASE, NAME_BOOST, Words, joined, phrase_of, whole_name
from kb.search.tree import (
    And,
    DateRange,
    Fuzzy,
    Identified,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Scope,
    Term,
    Value,
    Wildcard,
)

MAX_SLOP: Final = 20
MAX_WILDCARDS: Final = 4
LITERAL_FIRST: Final = 2
SHORT_WORD: Final = 6  # shorter words may differ by one letter only
BOOSTS: Final = (0.1, 10.0)


def _boost(node: Any) -> float:
    low, high = BOOSTS
    return min(max(float(node.boost), low), high)


def _unbracketed(nodes: list[Node]) -> list[Node]:
    """The nodes without brackets that change nothing: "a (b c)" means "a b c"."""
    return [
        inner
        for node in nodes
        for inner in (node.children if isinstance(node, And) and node.boost == 1 else (node,))
    ]


class Builder:
    """Builds one tree. `notices` collects what the reader should know."""

    def __init__(
        self,
        text: str,
        languages: frozenset[str],
        notices: list[str],
        courts: frozenset[str] = frozenset(),
    ) -> None:
        self.courts = courts
        self.text = text
        self.languages = languages
        self.notices = notices

    def build(self, node: Any) -> Node | None:
        """The tree of a syntax node; None where it holds no words."""
        if isinstance(node, syntax.NotGroup):
            built = self._all(node)
            return None if built is None else Not(built)
        if isinstance(node, syntax.OrGroup):
            children = [child for child in map(self.build, node) if child is not None]
            if len(children) < 2:
                return children[0] if children else None
            return Or(tuple(children), boost=_boost(node))
        if isinstance(node, syntax.GroupNode):
            return self._all(node)
        if isinstance(node, syntax.RangeNode):
            return self._range(node)
        if isinstance(node, syntax.TextNode):
            return self._text(node)
        return None

    def _all(self, group: Any) -> Node | None:
        children = [child for child in map(self.build, group) if child is not None]
        # A stop word counts only when it is all there is.
        telling = [child for child in children if not _is_stop(child)]
        node = joined(_unbracketed(telling or children))
        return And(node.children, boost=_boost(group)) if isinstance(node, And) else node

    def _place(self, node: Any) -> int:
        start = getattr(node, "startchar", None)
        return start if isinstance(start, int) else 0

    def _text(self, node: Any) -> Node | None:
        field = field_named(node.fieldname) if node.fieldname else None
        if isinstance(node, IdentifierNode):
            return self._identifier(node, field)
        if isinstance(node, plugins.PrefixPlugin.PrefixNode):
            return self._pattern(node, f"{node.text}*", field)
        if isinstance(node, plugins.WildcardPlugin.WildcardNode):
            return self._pattern(node, node.text, field)
        if isinstance(node, plugins.FuzzyTermPlugin.FuzzyTermNode):
            return self._fuzzy(node, field)
        if field is None:
            return self._words(node, "text")
        match field.type:
            case "value":
                return self._value(field, node)
            case "date":
                return self._date(node)
            case "identifier":
                return self._number(field, node)
            case _:
                return self._scoped(field, node)

    # -- words

    def _words(self, node: Any, scope: Scope) -> Node | None:
        quoted = isinstance(node, plugins.PhrasePlugin.PhraseNode)
        found = list(analysis.split(analysis.normal(node.text)))
        if not found:
            return None
        if len(found) > MAX_PHRASE:
            return self._stretches(found, scope, boost=_boost(node), quoted=quoted)
        if len(found) == 1:
            return self._term(node, found[0][2], scope, plain=not quoted)
        slop = min(node.slop, MAX_SLOP) if quoted and node.slop > 1 else 0
        phrase = self._phrase(found, scope, boost=_boost(node), slop=slop)
        if quoted and isinstance(phrase, Phrase):
            phrase = dataclasses.replace(phrase, quoted=True)
        named = find_identifiers(node.text) if quoted and scope == "text" else ()
        keys = frozenset[str]().union(*(item.keys for item in named))
        return Or((Identified(keys), phrase)) if keys else phrase

    def _stretches(self, found: Words, scope: Scope, *, boost: float, quoted: bool) -> Node | None:
        """A long phrase, or a run of writing as Chinese has, in stretches that must all stand."""
        if quoted:
            self.notices.append(f"A long phrase was searched in stretches of {MAX_PHRASE} words.")
        starts = range(0, len(found), MAX_PHRASE)
        return joined(
            [self._phrase(found[at : at + MAX_PHRASE], scope, boost=boost) for at in starts]
        )

    def _term(self, node: Any, word: str, scope: Scope, *, plain: bool) -> Term:
        forms = analysis.query_stems(word, self.languages)
        exact = analysis.fold(word)
        start = self._place(node)
        return Term(
            scope,
            forms or (exact,),
            exact=not forms,
            boost=_boost(node),
            word=exact if plain and scope == "text" else "",
            start=start,
            end=start + len(node.text),
        )

    def _phrase(self, found: Words, scope: Scope, *, boost: float, slop: int = 0) -> Node:
        return phrase_of(found, scope, self.languages, boost=boost, slop=slop)

    def _identifier(self, node: IdentifierNode, field: QueryField | None) -> Node | None:
        identifier = node.identifier
        if field is None:
            found = list(analysis.split(analysis.normal(node.text)))[:MAX_PHRASE]
            nodes: list[Node] = [Identified(identifier.keys)]
            if found:
                nodes.append(self._phrase(found, "text", boost=1.0))
                nodes.append(Named(whole_name(node.text), boost=NAME_BOOST))
            return Or(tuple(nodes))
        if field.type == "identifier":
            return self._number(field, node)
        return self._as_words(field, node)

    def _as_words(self, field: QueryField, node: Any) -> Node | None:
        match field.type:
            case "value":
                return self._value(field, node)
            case "date":
                return self._date(node)
            case _:
                return self._scoped(field, node)

    # -- fields

    def _scoped(self, field: QueryField, node: Any) -> Node | None:
        scope: Scope = field.name  # type: ignore[assignment]  # only fields with a scope come here
        if field.name == "court" and (court := node.text.strip().casefold()) in self.courts:
            return Value("court", (court,))
        return self._words(node, scope)

    def _number(self, field: QueryField, node: Any) -> Node | None:
        scope: Scope = "docket" if field.name == "docket" else "citation"
        keys_of = docket_keys if field.name == "docket" else citation_keys
        keys = keys_of(node.text)
        found = list(analysis.split(analysis.normal(node.text)))[:MAX_PHRASE]
        words = self._phrase(found, scope, boost=1.0) if found else None
        if not keys:
            return words
        named = Identified(keys, mentions=False)
        return Or((named, words)) if words is not None else named

    def _value(self, field: QueryField, node: Any) -> Node:
        value, known = stored_value(field.name, node.text)
        if known:
            return Value(field.name, (value,))
        listed = VALUES[field.name]
        few = (
            ", ".join(listed) if len(listed) <= 40 else f"codes such as {', '.join([*listed][:5])}"
        )
        self.notices.append(f"No {field.name} is called \u201c{value}\u201d; there are: {few}.")
        return Nothing()

    # -- dates

    def _date(self, node: Any) -> Node:
        low, high = dates.day_range(node.text, position=self._place(node))
        return DateRange(low, high)

    def _range(self, node: Any) -> Node | None:
        field = field_named(node.fieldname) if node.fieldname else None
        if field is None or field.type != "date":
            self.notices.append("A range such as [2023 TO 2024] works after filed: only.")
            words = " ".join(part for part in (node.start, node.end) if part)
            plain = syntax.WordNode(words)
            return self._words(plain.set_range(node.startchar, node.endchar), "text")
        place = self._place(node)
        low = high = None
        if node.start:
            low = dates.lower_bound(node.start, exclusive=node.startexcl, position=place)
        if node.end:
            high = dates.upper_bound(node.end, exclusive=node.endexcl, position=place)
        if low and high and low > high:
            raise QueryError("The range of dates ends before it begins.", place)
        return DateRange(low, high)

    # -- patterns

    def _pattern_scope(self, node: Any, field: QueryField | None) -> Scope:
        if field is None:
            return "text"
        if field.type in ("value", "date"):
            raise QueryError(
                f"{field.name}: takes a whole value, without wildcards.", self._place(node)
            )
        scope: Scope = field.name  # type: ignore[assignment]  # only fields with a scope come here
        return scope

    def _pattern(self, node: Any, typed: str, field: QueryField | None) -> Node | None:
        scope = self._pattern_scope(node, field)
        place = self._place(node)
        pieces = _pattern_pieces(typed)
        nodes: list[Node] = []
        for piece in pieces:
            stars = piece.count("*") + piece.count("?")
            if not stars:
                nodes.append(self._term(node, piece, scope, plain=False))
                continue
            literal = len(piece) - len(piece.lstrip("*?"))
            head = min((piece.find(mark) for mark in "*?" if mark in piece), default=0)
            if literal or head < LITERAL_FIRST:
                raise QueryError(
                    f"A wildcard needs at least {LITERAL_FIRST} letters before it.", place
                )
            if stars > MAX_WILDCARDS:
                raise QueryError(f"A word may have {MAX_WILDCARDS} wildcards.", place)
            if stars == 1 and piece.endswith("*"):
                nodes.append(Prefix(scope, piece[:-1], boost=_boost(node)))
            else:
                nodes.append(Wildcard(scope, piece, boost=_boost(node)))
        return joined(nodes)

    def _fuzzy(self, node: Any, field: QueryField | None) -> Node | None:
        scope = self._pattern_scope(node, field)
        found = [word for _, _, word in analysis.split(analysis.normal(node.text))]
        if not found:
            return None
        nodes: list[Node] = []
        for word in found:
            exact = analysis.fold(word)
            most = 1 if len(exact) < SHORT_WORD else 2
            if node.maxdist > most:
                self.notices.append(
                    f"\u201c{exact}\u201d was searched with up to {most} changed letter"
                    f"{'s' if most > 1 else ''}."
                )
            edits = min(max(node.maxdist, 1), most)
            nodes.append(Fuzzy(scope, exact, edits, boost=_boost(node)))
        return joined(nodes)


def _is_stop(node: Node) -> bool:
    return isinstance(node, Term) and node.exact and bool(node.word)


def _pattern_pieces(typed: str) -> list[str]:
    """The words of a pattern, folded, each with its wildcards: `stable-diff*` is two."""
    folded = analysis.fold(analysis.normal(typed))
    pieces: list[str] = []
    piece = ""
    for character in folded:
        if character.isalnum():
            piece += character
        elif character in "*?":
            if not (piece.endswith("*") and character == "*"):
                piece += character
        elif piece:
            pieces.append(piece)
            piece = ""
    if piece:
        pieces.append(piece)
    return [piece[: analysis.LONGEST_WORD] for piece in pieces]
