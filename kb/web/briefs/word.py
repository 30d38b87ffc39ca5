"""The text of a Word document (`.docx`), read as a stream with a limit on what is inflated.

Nothing is built of the document but its text, so that no file, however made, takes memory
beyond that; declarations of types and entities are refused.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from kb.citations import LONGEST, TextTooLong
from kb.core.errors import InvalidInput

MOST_INFLATED: Final = 60 << 20  # bytes of one part
_CHUNK: Final = 1 << 16
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
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
            notes: dict[tuple[str, str], str] = {}
            for kind, name in _NOTES.items():
                if name in names:
                    found = _Reader(archive, name, kind).notes
                    notes |= {(kind, number): " ".join(said) for number, said in found.items()}
            return "\n".join(_Reader(archive, _MAIN, notes=notes).lines)
    except expat.ExpatError:
        raise InvalidInput("The Word document is damaged.") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        # RuntimeError is what an encrypted part raises.
        raise InvalidInput("The Word document is damaged or locked with a password.") from None


class _Reader:
    """Reads one part: `lines` are its paragraphs, `notes` those of each note by its number."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        name: str,
        kind: str = "",
        *,
        notes: dict[tuple[str, str], str] | None = None,
    ) -> None:
        self.lines: list[str] = []
        self.notes: dict[str, list[str]] = {}
        self._note_tag = f"{_W}{kind}"
        self._known = notes or {}
        self._open: list[tuple[list[str], list[str]]] = []  # words and notes of open paragraphs
        self._into = self.lines
        self._is_text = False
        self._length = 0
        self._parse(archive, name)

    def _parse(self, archive: zipfile.ZipFile, name: str) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse
        left = MOST_INFLATED
        with archive.open(name) as part:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise InvalidInput(
                        "The Word document is far larger than any brief; nothing was read."
                    )
                parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        number = attributes.get(f"{_W}id", "")
        if tag == f"{_W}p":
            self._open.append(([], []))
        elif tag == self._note_tag:
            self._into = self.notes.setdefault(number, [])
        elif tag == f"{_W}t":
            self._is_text = True
        elif self._open and tag in _MARKS:
            self._open[-1][0].append(_MARKS[tag])
        elif self._open and tag in _REFERENCES:
            self._open[-1][1].append(self._known.get((_REFERENCES[tag], number), ""))

    def _end(self, tag: str) -> None:
        if tag == f"{_W}t":
            self._is_text = False
        elif tag == f"{_W}p":
            said, behind = self._open.pop()
            self._into += ["".join(said), *filter(None, behind)]

    def _text(self, text: str) -> None:
        if self._is_text and self._open:
            self._length += len(text)
            if self._length > LONGEST:
                raise TextTooLong(self._length, LONGEST)
            self._open[-1][0].append(text)


def _refuse(*declared: object) -> None:
    raise InvalidInput("The Word document holds declarations that no brief needs.")
