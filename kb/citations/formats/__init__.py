"""Formatted citations of an entry: Bluebook, OSCOLA, German, and plain words.

`formatted` gives the citation with the address of the version and the day of access; what the
entry does not record is left out and named in `gaps`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Final

from kb.citations.formats import bluebook, german, neutral, oscola
from kb.citations.formats.cited import Cited
from kb.citations.formats.decisions import Decision
from kb.citations.formats.marked import Marked, sentence
from kb.entries.documents import CaseDocument, LawDocument, LicenceDocument

__all__ = ["STYLES", "Cited", "Formatted", "Marked", "formatted"]

_MODULES: Final[Mapping[str, ModuleType]] = MappingProxyType(
    {"bluebook": bluebook, "oscola": oscola, "german": german, "neutral": neutral}
)
#: The styles by their name in addresses, with their name for people.
STYLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bluebook": "Bluebook",
        "oscola": "OSCOLA",
        "german": "German style",
        "neutral": "plain words",
    }
)


@dataclass(frozen=True)
class Formatted:
    """A citation in one style: `citation` alone, `full` with address and day of access.

    `others` are the further decisions of a case, `gaps` what is not recorded, in words.
    """

    style: str
    citation: Marked
    full: Marked
    others: tuple[Marked, ...] = ()
    gaps: tuple[str, ...] = field(default=())


def formatted(cited: Cited, style: str) -> Formatted:
    """The entry in one of `STYLES`; KeyError for another."""
    module = _MODULES[style]
    document = cited.document
    if isinstance(document, CaseDocument):
        return _formatted_case(cited, style)
    write: Callable[..., Marked] = module.policy
    if isinstance(document, LawDocument):
        write = module.law
    elif isinstance(document, LicenceDocument):
        write = module.licence
    return _made(cited, style, write(document))


def _formatted_case(cited: Cited, style: str) -> Formatted:
    first, *further = cited.decisions
    write = _MODULES[style].case
    return _made(
        cited,
        style,
        write(cited, first),
        others=tuple(write(cited, one) for one in further),
        gaps=_gaps(first),
    )


def _made(
    cited: Cited,
    style: str,
    citation: Marked,
    *,
    others: tuple[Marked, ...] = (),
    gaps: tuple[str, ...] = (),
) -> Formatted:
    full = sentence(citation + _MODULES[style].locator(cited))
    return Formatted(style, sentence(citation), full, tuple(map(sentence, others)), gaps)


def _gaps(decision: Decision) -> tuple[str, ...]:
    """What a citation of the decision would have and the entry does not."""
    is_published = decision.reporter or decision.neutral
    missing = {
        "the docket number": not decision.number and not is_published and not decision.verbatim,
        "the date of the decision": not decision.date and not decision.is_open,
    }
    return tuple(words for words, is_missing in missing.items() if is_missing)
