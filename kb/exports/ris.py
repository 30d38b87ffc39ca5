"""References as RIS, the form that reference managers import.

A line is a tag, two blanks, a hyphen, a blank and a value; nothing can escape a line break,
so values have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kb.exports.reference import Reference

_TYPES: Final = {"case": "CASE", "law": "STAT", "licence": "STAND", "policy": "ELEC"}


def ris(references: Iterable[Reference]) -> str:
    """Every reference as a record, with the line ends that the format asks for."""
    return "".join("".join(f"{line}\r\n" for line in _record(one)) + "\r\n" for one in references)


def _record(one: Reference) -> Iterator[str]:
    yield f"TY  - {_TYPES[one.kind]}"
    values: list[tuple[str, str]] = [
        ("ID", one.key),
        ("TI", one.title),
        ("ST", one.short_title),
        ("PB", one.authority),
        ("M1", one.number),
        ("PY", str(one.issued[0]) if one.issued else ""),
        ("DA", "/".join(f"{part:02}" for part in one.issued)),
        ("CY", one.jurisdiction),
        ("LA", one.language),
        ("AB", one.abstract),
        *(("N1", citation) for citation in one.citations),
        ("N1", one.note),
        ("N1", one.annotation),
        ("UR", one.url),
        ("Y2", one.accessed.strftime("%Y/%m/%d")),
    ]
    if one.reporter is not None:
        values += [
            ("VL", one.reporter.volume), ("T2", one.reporter.name), ("SP", one.reporter.page),
        ]  # fmt: skip
    for tag, value in values:
        if value:
            yield f"{tag}  - {value}"
    yield "ER  - "
