"""Suggestions over what is published now: made anew after a publication, by one thread.

`Suggester.find` never waits long. While the names of a new publication are being put in order, it
answers from those before and says that the answer is not fresh; only at the very first there is
nothing to answer from. Large collections are not put in order more often than a tenth of the time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from kb.core.database import Database
from kb.entries.reference import Reference
from kb.entries.tables import Court
from kb.search.engine import IndexUnavailable
from kb.search.suggest import SuggestIndex, Suggestion
from kb.search.suggest_targets import Known, read_targets

PATIENCE_SECONDS: Final = 0.5  # for a small collection, long enough to be always fresh
FIRST_PATIENCE_SECONDS: Final = 20.0  # once after a start; an answer late is better than none
REST: Final = 10  # times as long as the work took
RETRY_SECONDS: Final = 5.0
CLOSE_SECONDS: Final = 30.0

log = structlog.get_logger()


class NotYet(IndexUnavailable):
    """There is nothing to suggest from yet."""


@dataclass(frozen=True)
class Suggested:
    """An answer; `fresh` says whether it is of the generation that was asked for."""

    items: tuple[Suggestion, ...]
    fresh: bool


@dataclass(frozen=True)
class _Made:
    generation: int
    index: SuggestIndex


class Suggester:
    """Suggestions from a database; safe to share between threads.

    `reference` and `courts` are asked for when they are needed, by the thread that reads.
    """

    def __init__(
        self,
        database: Database,
        *,
        reference: Callable[[], Reference],
        courts: Callable[[], dict[str, Court]],
    ) -> None:
        self._database = database
        self._reference = reference
        self._courts = courts
        self._known: Known = {}  # used by the one working thread only
        self._made: _Made | None = None
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._not_before = 0.0

    def find(self, text: str, *, generation: int) -> Suggested:
        """Suggestions for a text, of that generation if they can be had soon.

        Raises `NotYet` where there are none of any generation yet.
        """
        made = self._made
        if made is None or made.generation < generation:
            worker = self._start(generation)
            if worker is not None:
                worker.join(FIRST_PATIENCE_SECONDS if made is None else PATIENCE_SECONDS)
            made = self._made
        if made is None:
            raise NotYet("Suggestions are being prepared; try again in a moment.")
        return Suggested(made.index.find(text), fresh=made.generation >= generation)

    def close(self) -> None:
        """Wait for the thread that is at work, so that the database can be closed.

        An application may be started again, so nothing is refused afterwards.
        """
        with self._lock:
            worker = self._worker
        if worker is not None:
            worker.join(CLOSE_SECONDS)

    def _start(self, generation: int) -> threading.Thread | None:
        """The thread at work, started if there is none; None while it is not time for one."""
        with self._lock:
            if self._worker is not None and self._worker.is_alive():
                return self._worker
            if time.monotonic() < self._not_before:
                return None
            if self._made is not None and self._made.generation >= generation:
                return None  # another thread was quicker
            self._worker = threading.Thread(
                target=self._make, args=(generation,), name="suggestions", daemon=True
            )
            self._worker.start()
            return self._worker

    def _make(self, generation: int) -> None:
        started = time.monotonic()
        rest = RETRY_SECONDS
        try:
            with self._database.reading() as session:
                targets = read_targets(
                    session,
                    reference=self._reference(),
                    courts=self._courts(),
                    known=self._known,
                )
            self._made = _Made(generation, SuggestIndex(targets))
            rest = (time.monotonic() - started) * REST
        except Exception:
            # A thread has nobody to raise to; what was there before goes on serving.
            log.exception("suggestions could not be prepared")
        with self._lock:
            self._not_before = max(self._not_before, time.monotonic() + rest)
