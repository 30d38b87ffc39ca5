"""PDF to text, in a process of its own that may take only so much memory and time.

A PDF is a program for a reader; one that is made to hurt must not take the scraper with it.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Final

from kb.scraper.errors import SourceFailure

MAX_PAGES: Final = 2000
MAX_TEXT: Final = 20 << 20  # bytes
SECONDS: Final = 60
MEMORY: Final = 1 << 30  # bytes of address space

_SLOW: Final = "The PDF takes too long to read."
#: Leaves with 3 for a file that is too large and 4 for one that is locked.
_READER: Final = f"""
import resource, sys
pages, seconds = int(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
import pypdfium2
body = sys.stdin.buffer.read()
left = {MAX_TEXT}
try:
    document = pypdfium2.PdfDocument(body)
except pypdfium2.PdfiumError as error:
    sys.exit(4 if "password" in str(error).lower() else 1)
if len(document) > pages:
    sys.exit(3)
for number in range(len(document)):
    text = document[number].get_textpage().get_text_range().encode("utf-8", "replace")
    left -= len(text)
    if left < 0:
        sys.exit(3)
    sys.stdout.buffer.write(text + b"\\n")
"""


def pdf_text(body: bytes, *, pages: int = MAX_PAGES, seconds: int = SECONDS) -> str:
    """The text of every page; `SourceFailure` for a file that is damaged, locked or too large.

    `pages` and `seconds` of computing are what it may have at most.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _READER, str(pages), str(seconds)],
            input=body,
            capture_output=True,
            timeout=seconds + 10,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SourceFailure("too-large", _SLOW) from None
    if done.returncode == -signal.SIGXCPU:
        raise SourceFailure("too-large", _SLOW)
    if done.returncode == 3:
        raise SourceFailure("too-large", f"The PDF has more than {pages} pages or too much text.")
    if done.returncode == 4:
        raise SourceFailure("unreadable", "The PDF is locked with a password.")
    if done.returncode != 0:
        raise SourceFailure("unreadable", "The PDF cannot be read.")
    lines = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())
