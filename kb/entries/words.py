"""What people write beside a document: reasons in one line, notes in several."""

from __future__ import annotations

import unicodedata
from typing import Final

from kb.core.errors import InvalidInput

MAX_LINE: Final = 300
MAX_NOTE: Final = 4000


def one_line(text: str, what: str, *, limit: int = MAX_LINE) -> str:
    """The text on one line; `InvalidInput`, which names `what` it is, if it cannot be used."""
    line = " ".join(_checked(text, what, limit).split())
    if not line:
        raise InvalidInput(f"{what} is missing.")
    return line


def note(text: str, what: str, *, limit: int = MAX_NOTE) -> str:
    """Free text of any number of lines, which may be empty; line ends become \\n."""
    lines = _checked(text, what, limit).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _checked(text: str, what: str, limit: int) -> str:
    text = unicodedata.normalize("NFC", text)
    if len(text) > limit:
        raise InvalidInput(f"{what} has {len(text):,} characters; at most {limit:,} are possible.")
    for char in text:
        if char not in "\r\n\t" and unicodedata.category(char) in {"Cc", "Cs"}:
            raise InvalidInput(f"{what} has a control character (U+{ord(char):04X}).")
    return text
