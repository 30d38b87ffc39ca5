"""Forms of citations that no entry goes by, so that nothing but the lists of a text needs them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from kb.citations.known import act_family
from kb.citations.model import Citation
from kb.citations.windows import in_pieces
from kb.entries.identifier_families import SECTION_LIST, plain

_SERIES: Final = (
    r"F\.\s?Supp\.\s?(?:2d|3d|4th)?|F\.\s?(?:2d|3d|4th)|F\.\s?App'x|U\.\s?S\.|S\.\s?Ct\.|L\.\s?Ed\.\s?2d"
    r"|Cal\.\s?App\.\s?\dth|N\.\s?Y\.\s?[23]d|Fed\.\s?Cl\."
)
_SECTION: Final = r"(?:(?:ss?\.?|sections?|§+)\s*)"
_NAME: Final = r"(?:[A-Z][\w'-]*(?:,?\s+(?:of|and|the|\([A-Z][\w\s]{0,30}\)|[A-Z][\w'-]*)){0,7}\s+)"

_FORMS: Final = {
    "us-slip": re.compile(
        r"(?<![\w-])(?:-{2,}|_{2,}|-)\s+"
        rf"(?:{_SERIES})\s*(?:-{{2,}}|_{{2,}}|-(?=[\s,(])|(?!\s?\d))"
    ),
    "us-rule": re.compile(
        r"\bFed\.\s?R\.\s?(?:Civ|Crim|App|Evid|Bankr)\.?(?:\s?P\.)?\s*\d+(?:\.\d+)?(?:\(\w{1,4}\))*"
    ),
    "us-statute": re.compile(r"\bPub\.?\s?L\.?\s?(?:No\.?\s?)?\d{2,3}-\d{1,4}\b"),
    "act": re.compile(
        rf"(?:\b{_SECTION}{SECTION_LIST}\s+(?:of\s+)?(?:the\s+)?)?\b{_NAME}Act\s+(?:19|20)\d\d\b"
        rf"(?:,?\s*{_SECTION}{SECTION_LIST})?"
    ),
}


def further(text: str) -> list[Citation]:
    """Citations of these forms, which have no keys; they may overlap others."""
    return list(in_pieces(text, _find, _moved))


def _find(piece: str) -> list[Citation]:
    made_plain = plain(piece)
    found = [
        Citation(*match.span(), piece[slice(*match.span())], _family(family, match[0]), "")
        for family, pattern in _FORMS.items()
        for match in pattern.finditer(made_plain)
    ]
    return sorted(found, key=lambda citation: citation.start)


def _family(family: str, written: str) -> str:
    return act_family(written) if family == "act" else family


def _moved(citation: Citation, by: int) -> Citation:
    return replace(citation, start=citation.start + by, end=citation.end + by)
