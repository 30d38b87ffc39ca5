"""Where an entry speaks of another: the passages that name it or give one of its numbers.

This is how deep a citation goes: a ruling that is named in eight passages is argued with, one that
is named in none was only listed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kb.entries.anchors import anchored
from kb.entries.documents import CaseDocument, Document
from kb.entries.identifier_families import Keys
from kb.entries.identifiers import find_identifiers
from kb.entries.statements import statements
from kb.entries.views import Card, Statement

_VERSUS = re.compile(r"\s+v\.?\s+", re.IGNORECASE)
_SHORTEST = 4  # letters of a party that may stand for its case
#: First words of case names that are no name.
_NO_NAMES = frozenset({"in re", "ex parte", "the"})


@dataclass(frozen=True)
class Named:
    """What an entry is called: `names` in full, `short` its first party, `keys` its numbers."""

    names: tuple[str, ...]
    short: str
    keys: Keys

    @cached_property
    def _numbers(self) -> frozenset[str]:
        """Of each key the longest run of digits: a text without any of them has no such number."""
        runs = (max(re.findall(r"\d+", key), key=len, default="") for key in self.keys)
        return frozenset(run.lstrip("0") for run in runs if run)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        said = "|".join(_loosely(name) for name in self.names if name)
        return re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)

    def in_text(self, text: str, *, by_party: bool = False) -> bool:
        """Whether the text names it; `by_party` lets the name of its first party stand for it."""
        if self._pattern.search(text):
            return True
        if by_party and self.short and re.search(rf"(?<!\w){re.escape(self.short)}(?!\w)", text):
            return True
        runs = {run.lstrip("0") for run in re.findall(r"\d+", text)}
        return bool(runs & self._numbers) and bool(_keys(text) & self.keys)


def named(card: Card, keys: Keys) -> Named:
    """What the entry is called, by its card and its own keys of `kb.entries.identifiers`."""
    names = dict.fromkeys([card.bare_name, card.title, card.short_name or ""])
    first, *others = _VERSUS.split(card.bare_name, maxsplit=1)
    is_name = others and len(first) >= _SHORTEST and first.casefold() not in _NO_NAMES
    return Named(tuple(name for name in names if name), first if is_name else "", keys)


def mentions(
    document: Document, other: Named, *, beside: Collection[Named] = ()
) -> tuple[Statement, ...]:
    """The passages of the document that speak of the other entry, in page order.

    A first party stands for its case unless it is a party here, too, or begins the name of another
    case `beside` it that the document speaks of.
    """
    by_party = (
        isinstance(document, CaseDocument)
        and bool(other.short)
        and all(one is other or one.short != other.short for one in beside)
        and not any(other.short.casefold() in name.casefold() for name in _own_names(document))
    )
    return tuple(one for one in passages(document) if other.in_text(one.text, by_party=by_party))


def passages(document: Document) -> tuple[Statement, ...]:
    """Everything that the document says in sentences: the summary, then what rests on sources."""
    found = [Statement("Summary", document.summary, "summary")]
    if isinstance(document, CaseDocument):
        found += [
            Statement("Basis of a claim", f"{claim.claim}: {claim.basis}", anchor)
            for claim, anchor in anchored(document.claims)
        ]
    for source in document.sources:
        found += statements(document, source.id)
    return tuple(dict.fromkeys(found))


def _own_names(document: CaseDocument) -> list[str]:
    people = (*document.plaintiffs, *document.defendants)
    return [document.title, document.short_name, *(person.name for person in people)]


def _loosely(name: str) -> str:
    """A pattern of the name in which `v` and `v.` are the same."""
    return r"\s+v\.?\s+".join(re.escape(part) for part in _VERSUS.split(name))


@lru_cache(maxsize=4096)
def _keys(text: str) -> Keys:
    return frozenset[str]().union(*(item.keys for item in find_identifiers(text)))
