"""Recognition of citations for requests: a few at once, so that pages stay quick."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from kb.citations import Citation, recognise
from kb.core.errors import KbError

AT_ONCE: Final = 2  # texts read at the same time, by each process
PATIENCE_SECONDS: Final = 20
_turns = threading.BoundedSemaphore(AT_ONCE)


class TooBusy(KbError):
    """Too many texts are being read at the moment."""


@contextmanager
def a_turn() -> Iterator[None]:
    """Wait for a turn to read a text; `TooBusy` if none comes soon."""
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise TooBusy("Too many texts are being read at the moment; try again in a minute.")
    try:
        yield
    finally:
        _turns.release()


def recognised(text: str) -> list[Citation]:
    """The citations of the text; `TextTooLong` or `TooBusy` says why there are none."""
    with a_turn():
        return recognise(text)
