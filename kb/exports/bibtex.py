"""References as BibTeX, in the fields that every style knows.

Text is escaped so that nothing in it can end a field or be run by TeX: whatever means
something to TeX is written as the character that it shows. Braces are written by name, since
BibTeX counts them even behind a backslash.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kb.exports.reference import Reference

_ESCAPED: Final = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$",
    "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}", '"': r"\textquotedbl{}", "@": r"{@}",
})  # fmt: skip
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_WHAT: Final = {
    "case": "Court case", "law": "Law", "licence": "Licence", "policy": "Platform policy",
}  # fmt: skip


def bibtex(references: Iterable[Reference]) -> str:
    """Every reference as an entry of type `misc`."""
    return "".join(f"{_entry(one)}\n" for one in references)


def _entry(one: Reference) -> str:
    fields = {
        "title": f"{{{escaped(one.title)}}}",  # doubled, so that styles leave capitals alone
        "shorttitle": escaped(one.short_title),
        "institution": escaped(one.authority),
        "howpublished": escaped(_WHAT[one.kind]),
        "number": escaped(one.number),
        "year": str(one.issued[0]) if one.issued else "",
        "url": _address(one.url),
        "urldate": one.accessed.isoformat(),
        "language": one.language,
        "note": escaped("; ".join((*one.citations, one.note))),
        "annote": escaped(one.annotation),
        "abstract": escaped(one.abstract),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    if len(one.issued) > 1:
        lines.insert(-1, f"  month = {_MONTHS[one.issued[1] - 1]}")
    return f"@misc{{{one.key},\n" + ",\n".join(lines) + "\n}\n"


def escaped(text: str) -> str:
    """Text that TeX shows as it is."""
    return text.translate(_ESCAPED)


def _address(url: str) -> str:
    """An address for `\\url`, which takes everything but braces, backslashes and blanks."""
    return "".join(
        f"%{ord(char):02X}" if char in "{}\\ %" and char != "%" else char for char in url
    )
