"""By which identifiers an entry is known: pure, from its document.

`own` are those of the entry itself; `others` those that lead to it as well, such as the docket
number of the same suit in another court, or a section whose act is left unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from kb.entries.documents import CaseDocument, Document, LawDocument, LicenceDocument, Provision
from kb.entries.identifier_families import NO_KEYS, Keys
from kb.entries.identifiers import (
    citation_keys,
    docket_keys,
    find_identifiers,
    section_keys,
    spdx_key,
    statute_keys,
    without_version,
)

_ACT: Final = re.compile(r"eu:3\d{4}[lrd]\d{4}|jp:copyright")
#: A docket of multidistrict litigation; its serial number is the number of the litigation.
_MULTIDISTRICT: Final = re.compile(r"us:\d:\d\d-m[dl]-(?P<serial>\d+)")
_SECTION: Final = re.compile(r"\d+[a-z]?(?:-\d+)?(?![\d(])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KnownAs:
    """The keys of an entry (`kb.entries.identifiers`)."""

    own: Keys = NO_KEYS
    others: Keys = NO_KEYS


def known_as(document: Document) -> KnownAs:
    """The keys by which identifiers lead to the entry."""
    match document:
        case CaseDocument():
            return _case(document)
        case LicenceDocument():
            return _licence(document)
        case LawDocument():
            keys = statute_keys(document.title) | citation_keys_of_law(document.citation)
            own = keys | _articles(keys, document.provisions)
            return KnownAs(own, section_keys(own))
        case _:
            return KnownAs()


def citation_keys_of_law(citation: str) -> Keys:
    """Every identifier in the citation of a law: sections, acts, bills, numbers of the year."""
    found = NO_KEYS.union(*(item.keys for item in find_identifiers(citation)))
    return found or citation_keys(citation)


def _case(document: CaseDocument) -> KnownAs:
    dockets = [document.docket_number] if document.docket_number else []
    citations = [*document.citations, *(event.citation or "" for event in document.events)]
    own = _docket_keys(dockets) | _keys(citation_keys, citations)
    others = _docket_keys(docket.number for docket in document.other_dockets)
    return KnownAs(own, others - own)


def _docket_keys(numbers: Iterable[str]) -> Keys:
    keys = _keys(docket_keys, numbers)
    found = (_MULTIDISTRICT.fullmatch(key) for key in keys)
    return keys | {f"us-mdl:{match['serial']}" for match in found if match}


def _licence(document: LicenceDocument) -> KnownAs:
    spoken = " \n ".join((document.title, document.version or ""))
    found = NO_KEYS.union(*(item.keys for item in find_identifiers(spoken)))
    spdx = spdx_key(document.spdx_id or "")
    if not _is_the_text(document):
        return KnownAs(NO_KEYS, found | spdx)
    own = found | spdx
    return KnownAs(own, without_version(own) - own)


def _is_the_text(document: LicenceDocument) -> bool:
    """Whether an entry is about a licence itself, and not about a model or data set under it."""
    if document.licence_kind in ("content", "software"):
        return True
    named = re.sub(r"[^a-z0-9]+", "-", (document.spdx_id or "").casefold())
    return document.slug.startswith(named) or named.startswith(document.slug)


def _articles(keys: Keys, provisions: Iterable[Provision]) -> Keys:
    """Keys of the articles that the provisions stand in, where the citation names the act only."""
    acts = {match[0] for key in keys if (match := _ACT.match(key))}
    pinpoints = [p.pinpoint for p in provisions if p.pinpoint and p.pinpoint.startswith("Art")]
    return frozenset(
        f"{act}:{section.casefold()}"
        for act in acts
        for pinpoint in pinpoints
        for section in _SECTION.findall(re.sub(r"\([^)]*\)", " ", pinpoint))
    )


def _keys(keys_of: Callable[[str], Keys], texts: Iterable[str]) -> Keys:
    return NO_KEYS.union(*(keys_of(text) for text in texts if text))
