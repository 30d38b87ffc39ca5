"""From query text to Whoosh's syntax nodes, with a fixed set of its parser's plugins.

What is not well formed becomes words: a lone quotation mark, an unbalanced bracket, a field
that does not exist. Every replacement keeps the length of the text, so that places in
messages are places in what was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from whoosh.qparser import default, plugins, syntax
from whoosh.qparser.taggers import Tagger

from kb.entries.identifiers import Identifier, find_identifiers
from kb.search.engine import GROUPS
from kb.search.fields import ALIASES, FIELDS, field_named

_NAMES = "|".join(sorted({*FIELDS, *ALIASES}, key=len, reverse=True))
_FIELD: Final = re.compile(rf"(?i)(?<![^\s(])(?P<text>{_NAMES}):(?=\S)")
_ANY_FIELD: Final = re.compile(r"(?<![^\s(])([A-Za-z_]{2,20}):(?=[^\s/:])")
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_IN: Final = re.compile(r'(?<![^\s(])(?P<no>NOT\s+|-)?(?i:in):"?(?P<names>[A-Za-z,]+)"?(?=[\s)]|$)')
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PHRASE: Final = re.compile(r'"[^"]*"')
_GROUP_BOOST: Final = re.compile(r"(?<=\))\^[0-9.]+")


@dataclass
class Prepared:
    """The text to be parsed, what was recognised in it, and what the reader should know."""

    text: str
    identifiers: tuple[Identifier, ...]
    notices: list[str] = field(default_factory=list)
    within: tuple[str, ...] = ()


class IdentifierNode(syntax.TextNode):
    """A docket number, citation, section or licence, found before the grammar is applied."""

    def __init__(self, text: str, identifier: Identifier) -> None:
        super().__init__(text)  # type: ignore[no-untyped-call]  # Whoosh has no types here
        self.identifier = identifier


class _IdentifierTagger(Tagger):
    def __init__(self, identifiers: tuple[Identifier, ...]) -> None:
        self.by_start = {identifier.start: identifier for identifier in identifiers}

    def match(self, parser: Any, text: str, pos: int) -> Any:
        identifier = self.by_start.get(pos)
        if identifier is None:
            return None
        node = IdentifierNode(text[identifier.start : identifier.end], identifier)
        node.startchar, node.endchar = identifier.start, identifier.end
        return node


class _IdentifierPlugin(plugins.Plugin):
    def __init__(self, identifiers: tuple[Identifier, ...]) -> None:
        self.tagger = _IdentifierTagger(identifiers)

    def taggers(self, parser: Any) -> list[tuple[Tagger, int]]:
        return [(self.tagger, -10)]


class _Wildcards(plugins.WildcardPlugin):
    # A question mark is a wildcard inside a word only: at the end of one it ends a question.
    expr = r"(?P<text>[*]|(?<=[^\W_])[?](?=[^\W_]))"
    qmarks = "?"


class _Comparisons(plugins.GtLtPlugin):
    expr = r"(?i)(?<=filed:|.date:)(?P<rel><=|>=|=<|=>|<|>)(?=\S)"


@lru_cache(maxsize=1)
def _shared_plugins() -> tuple[Any, ...]:
    return (
        plugins.FieldsPlugin(_FIELD.pattern, remove_unknown=False),
        plugins.PhrasePlugin(),
        plugins.RangePlugin(),
        _Comparisons(),  # type: ignore[no-untyped-call]  # Whoosh has no types here
        _Wildcards(),  # type: ignore[no-untyped-call]  # Whoosh has no types here
        plugins.FuzzyTermPlugin(),
        plugins.BoostPlugin(),
        plugins.GroupPlugin(),
        plugins.OperatorsPlugin(AndNot=None, AndMaybe=None, Require=None),
    )


def syntax_tree(prepared: Prepared) -> Any:
    """Whoosh's syntax nodes of a prepared text."""
    own: list[Any] = [*_shared_plugins()]
    if prepared.identifiers:
        own.append(_IdentifierPlugin(prepared.identifiers))
    parser = default.QueryParser(None, None, plugins=own)
    return parser.process(prepared.text)


def prepare(query: str) -> Prepared:
    """Make the text safe to parse, recognise identifiers, and say what was not understood."""
    text = _UNPRINTABLE.sub(" ", query).translate(_QUOTES)
    # Whoosh's parser takes a boost after a bracket for a word; brackets have none here.
    text = _GROUP_BOOST.sub(lambda match: " " * len(match[0]), text)
    prepared = Prepared(text, ())
    _even_quotes(prepared)
    _narrowing(prepared)
    prepared.identifiers = _identifiers(prepared.text)
    _unknown_fields(prepared)
    _balanced_brackets(prepared)
    return prepared


def _identifiers(text: str) -> tuple[Identifier, ...]:
    # A field's name and colon would hide the start of a number from the recogniser.
    hidden = _FIELD.sub(lambda match: " " * len(match[0]), text)
    quoted = [match.span() for match in _PHRASE.finditer(text)]
    return tuple(
        item
        for item in find_identifiers(hidden)
        if not any(start < item.end and item.start < end for start, end in quoted)
    )


def _even_quotes(prepared: Prepared) -> None:
    if prepared.text.count('"') % 2:
        at = prepared.text.rindex('"')
        prepared.text = f"{prepared.text[:at]} {prepared.text[at + 1 :]}"
        prepared.notices.append("A quotation mark has no partner and was left out.")


def _narrowing(prepared: Prepared) -> None:
    """Take every `in:` out of the text: it narrows the whole query, wherever it stands."""
    protected = _protected(prepared)
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        if protected[match.start()]:
            return match[0]
        if match["no"]:
            prepared.notices.append("in: narrows the whole search and cannot be turned round.")
            return " " * len(match[0])
        for name in match["names"].casefold().split(","):
            if name in GROUPS:
                found.append(name)
            elif name:
                prepared.notices.append(
                    f"One cannot look in \u201c{name}\u201d; in: takes {', '.join(GROUPS)}."
                )
        return " " * len(match[0])

    prepared.text = _IN.sub(taken, prepared.text)
    prepared.within = tuple(dict.fromkeys(found))


def _protected(prepared: Prepared) -> bytearray:
    """Marks the characters inside quotation marks and identifiers."""
    marked = bytearray(len(prepared.text))
    spans = [match.span() for match in _PHRASE.finditer(prepared.text)]
    spans += [(item.start, item.end) for item in prepared.identifiers]
    for start, end in spans:
        marked[start:end] = b"\x01" * (end - start)
    return marked


def _unknown_fields(prepared: Prepared) -> None:
    protected = _protected(prepared)
    unknown: list[str] = []

    def as_word(match: re.Match[str]) -> str:
        if protected[match.start()] or field_named(match[1]):
            return match[0]
        unknown.append(match[1])
        return f"{match[1]} "

    prepared.text = _ANY_FIELD.sub(as_word, prepared.text)
    if unknown:
        prepared.notices.append(
            f"There is no field \u201c{unknown[0]}\u201d, so it was searched as a word. "
            f"The fields are: {', '.join(FIELDS)}."
        )


def _balanced_brackets(prepared: Prepared) -> None:
    protected = _protected(prepared)
    characters = list(prepared.text)
    opened: list[int] = []
    stray: list[int] = []
    for at, character in enumerate(characters):
        if protected[at]:
            continue
        if character == "(":
            opened.append(at)
        elif character == ")":
            if opened:
                opened.pop()
            else:
                stray.append(at)
    stray += opened
    if stray:
        for at in stray:
            characters[at] = " "
        prepared.text = "".join(characters)
        prepared.notices.append("A bracket has no partner and was left out.")


def bracket_depth(prepared: Prepared) -> tuple[int, int]:
    """The deepest nesting of brackets and where it is reached."""
    protected = _protected(prepared)
    level = deepest = place = 0
    for at, character in enumerate(prepared.text):
        if protected[at]:
            continue
        level += (character == "(") - (character == ")")
        if level > deepest:
            deepest, place = level, at
    return deepest, place
