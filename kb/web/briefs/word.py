"""The text of a Word document (`.docx`), read with limits on everything that can be inflated."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from kb.core.errors import InvalidInput

MOST_INFLATED: Final = 40 << 20  # bytes of one part
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN: Final = "word/document.xml"
_NOTES: Final = {"footnote": "word/footnotes.xml", "endnote": "word/endnotes.xml"}
_REFERENCES: Final = {f"{_W}{kind}Reference": kind for kind in _NOTES}
_MARKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}


def word_text(body: bytes) -> str:
    """The paragraphs with their notes behind them; `InvalidInput` says why there are none.

    Text that is marked as deleted is left out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
            if _MAIN not in names:
                raise InvalidInput("This is not a Word document (.docx); no text was found in it.")
            notes = {
                (kind, note.get(f"{_W}id")): " ".join(_paragraphs(note, {}))
                for kind, name in _NOTES.items()
                if name in names
                for note in _parsed(archive, name).iter(f"{_W}{kind}")
            }
            return "\n".join(_paragraphs(_parsed(archive, _MAIN), notes))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        # RuntimeError is what an encrypted part raises.
        raise InvalidInput("The Word document is damaged or locked with a password.") from None


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    with archive.open(name) as part:
        data = part.read(MOST_INFLATED + 1)
    if len(data) > MOST_INFLATED:
        raise InvalidInput("The Word document is far larger than any brief; nothing was read.")
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise InvalidInput("The Word document holds declarations that no brief needs.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise InvalidInput("The Word document is damaged.") from None


def _paragraphs(root: Any, notes: dict[tuple[str, str | None], str]) -> Iterator[str]:
    for paragraph in root.iter(f"{_W}p"):
        said: list[str] = []
        behind: list[str] = []
        for element in paragraph.iter():
            if element.tag == f"{_W}t":
                said.append(element.text or "")
            elif element.tag in _MARKS:
                said.append(_MARKS[element.tag])
            elif element.tag in _REFERENCES:
                note = notes.get((_REFERENCES[element.tag], element.get(f"{_W}id")))
                behind += [note] if note else []
        yield "".join(said)
        yield from behind
