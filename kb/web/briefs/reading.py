"""From what was pasted or uploaded to plain text, whatever the form; bounded in every way."""

from __future__ import annotations

from typing import Final

from kb.citations import LONGEST, TextTooLong
from kb.core.errors import InvalidInput
from kb.scraper.errors import SourceFailure
from kb.scraper.extract.pdf import pdf_text
from kb.web.briefs.word import word_text

MOST_BYTES: Final = 10 << 20
TOO_LARGE: Final = (
    f"The brief is larger than {MOST_BYTES >> 20} MB; nothing was kept. Send it without its "
    "exhibits and pictures, or paste its text."
)
MOST_PAGES: Final = 400
PDF_SECONDS: Final = 20
_OLD_WORD: Final = b"\xd0\xcf\x11\xe0"
_CONTROLS: Final = bytes({*range(32)} - {9, 10, 12, 13})
_MOST_CONTROLS: Final = 0.01  # of the bytes of a text


def plain_text(body: bytes) -> str:
    """The text of a file: PDF, Word or plain text by what it is, not by its name.

    `InvalidInput` in a sentence for people where it has none, `TextTooLong` beyond the limit.
    """
    if body.startswith(b"%PDF"):
        text = _of_pdf(body)
    elif body.startswith(b"PK\x03\x04"):
        text = word_text(body)
    elif body.startswith(_OLD_WORD):
        raise InvalidInput("This is an old Word document (.doc); save it as .docx or PDF.")
    elif body.startswith(b"{\\rtf"):
        raise InvalidInput("This is an RTF file; save it as .docx or PDF, or paste its text.")
    else:
        text = _decoded(body)
    return checked(text)


def checked(text: str) -> str:
    """The text without null characters and of a length that is read at once."""
    if len(text) > LONGEST:
        raise TextTooLong(len(text), LONGEST)
    return text.replace("\0", " ").replace("\r\n", "\n")


def _of_pdf(body: bytes) -> str:
    try:
        text = pdf_text(body, pages=MOST_PAGES, seconds=PDF_SECONDS)
    except SourceFailure as failure:
        raise InvalidInput(f"{failure} Paste its text instead.") from None
    if not text.strip():
        raise InvalidInput(
            "The PDF has pages but no text: it is scanned. Run text recognition (OCR) over it "
            "first, or paste the text."
        )
    return text


def _decoded(body: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if body.startswith(mark):
            try:
                return body.decode(encoding)
            except UnicodeDecodeError:
                continue
    if len(body) - len(body.translate(None, _CONTROLS)) > len(body) * _MOST_CONTROLS:
        raise InvalidInput("This is no file that is read here: send .txt, .docx or .pdf.")
    return body.decode("cp1252", errors="replace")
