"""A process that writes an index and may be killed at any moment of it.

Forked from a server that has every import behind it, because a start takes longer than the writing.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from kb.search.whoosh_engine import WhooshEngine
from tests.search import corpus

How = Literal["put", "rebuild"]
ADDED = 40
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Writer:
    """A writer that is about to begin."""

    process: BaseProcess
    told: Connection

    def done(self) -> None:
        """Return when it says that all is written."""
        assert self.told.recv() == "done"


@contextmanager
def writing(folder: Path, how: How) -> Iterator[Writer]:
    """Add `ADDED` documents to the index in that folder; killed at the end of the block."""
    told, tell = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=_write, args=(folder, how, tell), daemon=True)
    process.start()
    tell.close()
    with told:
        assert told.recv() == "ready"
        try:
            yield Writer(process, told)
        finally:
            process.kill()
            process.join()
            process.close()


def _write(folder: Path, how: How, tell: Connection) -> None:
    engine = WhooshEngine(folder)
    texts = [corpus.document(f"n{n}", summary="A newer text about pictures.") for n in range(ADDED)]
    tell.send("ready")
    if how == "put":
        engine.apply(put=texts, last_outbox_id=99)
    else:
        engine.rebuild([*corpus.small(), *texts], last_outbox_id=99)
    tell.send("done")
