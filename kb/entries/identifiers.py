"""Normal keys for the names by which lawyers call things: dockets, citations, sections, licences.

`identifier_keys(query)` of what somebody typed and the keys of an entry meet on equality
whatever the spelling, and the keys of two different cases do not meet. Only what the text
says is used: where a spelling leaves a part out, it stands for every value of that part, and
a court is never guessed. Recognition takes time linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.entries.identifier_citations import CITATIONS
from kb.entries.identifier_dockets import DOCKETS
from kb.entries.identifier_families import NO_KEYS, Family, Keys, letters, one, plain
from kb.entries.identifier_licences import LICENCES, licence_keys, spdx_key, without_version
from kb.entries.identifier_reports import REPORTS
from kb.entries.identifier_statutes import STATUTES, section_keys
from kb.entries.identifier_union import UNION

__all__ = [
    "Identifier", "citation_keys", "docket_keys", "find_identifiers", "identifier_keys",
    "section_keys", "spdx_key", "statute_keys", "without_version",
]  # fmt: skip

# Earlier families claim their stretch of text first: the more particular form comes before
# the one that it contains (`598 U. S. 508` before the Senate's bill `S. 508`).
FAMILIES: tuple[Family, ...] = (*CITATIONS, *REPORTS, *UNION, *STATUTES, *LICENCES, *DOCKETS)
WORDY = tuple(family for family in FAMILIES if family.wordy)
_DIGIT = re.compile(r"\d")
_LONGEST_ODD_NUMBER = 60


@dataclass(frozen=True)
class Identifier:
    """An identifier in a text: characters `start` to `end`, and the keys that it goes by."""

    family: str
    group: str
    start: int
    end: int
    keys: Keys


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """Every identifier of the text in order, without overlaps."""
    made_plain = plain(text)
    taken = bytearray(len(text))
    found: list[Identifier] = []
    shape = _DIGIT.sub("0", " ".join(made_plain.casefold().split()))
    for family in FAMILIES if "0" in shape else WORDY:
        if not family.may_stand_in(shape):
            continue
        for match in family.pattern.finditer(made_plain):
            start, end = match.span()
            end -= len(match[0]) - len(match[0].rstrip())
            if any(taken[start:end]):
                continue
            keys = family.keys(match)
            if keys:
                taken[start:end] = b"\x01" * (end - start)
                found.append(Identifier(family.name, family.group, start, end, keys))
    return tuple(sorted(found, key=lambda identifier: identifier.start))


def _union(identifiers: Iterable[Identifier], groups: frozenset[str] | None = None) -> Keys:
    wanted = (item.keys for item in identifiers if groups is None or item.group in groups)
    return NO_KEYS.union(*wanted)


def _odd_number(text: str) -> Keys:
    """A number of no family that we know, as it stands: letters and digits in lower case."""
    bare = letters(text)
    if not bare or len(bare) > _LONGEST_ODD_NUMBER or not any(map(str.isdigit, bare)):
        return NO_KEYS
    return one(f"other:{bare}")


def docket_keys(text: str) -> Keys:
    """The keys of the docket, file or registration numbers in a text.

    A number of a form that we do not know gets a key too, equal for the same letters and digits.
    """
    return _union(find_identifiers(text), frozenset({"docket"})) or _odd_number(text)


def citation_keys(text: str) -> Keys:
    """The keys of a citation: reporter, neutral, ECLI or, as in Germany, court and file number."""
    groups = frozenset({"docket", "citation"})
    return _union(find_identifiers(text), groups) or _odd_number(text)


def statute_keys(text: str) -> Keys:
    """The keys of the sections, acts and bills that a text names; none if it names none."""
    return _union(find_identifiers(text), frozenset({"statute"}))


def identifier_keys(query: str) -> Keys:
    """The keys of whatever a person may have meant, in any family; none for plain words."""
    found = _union(find_identifiers(query))
    stripped = query.strip()
    if found or len(stripped) > _LONGEST_ODD_NUMBER:
        return found
    return _odd_number(stripped) | licence_keys(plain(stripped))
