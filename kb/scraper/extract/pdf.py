"""PDF to text, in a process of its own that may take only so much memory and time.

A PDF is a program for a reader; one that is made to hurt must not take the scraper with it.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from kb.scraper.errors import SourceFailure

MAX_PAGES: Final = 2000
MAX_TEXT: Final = 20 << 20  # bytes
SECONDS: Final = 60
MEMORY: Final = 1 << 30  # bytes of address space

_READER: Final = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
import pypdfium2
body = sys.stdin.buffer.read()
left = {MAX_TEXT}
document = pypdfium2.PdfDocument(body)
if len(document) > {MAX_PAGES}:
    sys.exit(3)
for number in range(len(document)):
    text = document[number].get_textpage().get_text_range().encode("utf-8", "replace")
    left -= len(text)
    if left < 0:
        sys.exit(3)
    sys.stdout.buffer.write(text + b"\\n")
"""


def pdf_text(body: bytes) -> str:
    """The text of every page; `SourceFailure` for a file that is damaged, locked or too large."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _READER],
            input=body,
            capture_output=True,
            timeout=SECONDS + 10,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SourceFailure("too-large", "The PDF takes too long to read.") from None
    if done.returncode == 3:
        raise SourceFailure("too-large", "The PDF is larger than allowed.")
    if done.returncode != 0:
        raise SourceFailure("unreadable", "The PDF cannot be read.")
    lines = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())
