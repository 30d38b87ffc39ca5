"""Recognition of citations for requests: a few at once, so that pages stay quick."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from kb.citations import Citation, recognise
from kb.citations.american import warm
from kb.core.errors import KbError

AT_ONCE: Final = 2  # texts read at the same time, by each process
SHORT: Final = 2_000  # characters that wait for nobody
PATIENCE_SECONDS: Final = 20
WARM_AFTER_SECONDS: Final = 5  # when the server has answered its first requests
_turns = threading.BoundedSemaphore(AT_ONCE)


class TooBusy(KbError):
    """Too many texts are being read at the moment."""


def warm_soon() -> None:
    """Load what recognition needs in a moment, on a thread: it takes a second the first time."""
    timer = threading.Timer(WARM_AFTER_SECONDS, warm)
    timer.daemon = True
    timer.start()


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
    if len(text) <= SHORT:
        return recognise(text)
    with a_turn():
        return recognise(text)
