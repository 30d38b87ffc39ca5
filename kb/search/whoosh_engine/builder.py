"""Builds a whole index, with several processes where that is worth starting them.

Each process makes segments of its own from the batches that it is handed; this process, which
has the lock, puts them into the table of contents. Should one of them die, nothing was said to
be there, and what it left is removed with the folder.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

from whoosh.writing import NO_MERGE

from kb.search.engine import IndexDocument, IndexUnavailable, Key
from kb.search.whoosh_engine.contents import IndexFiles
from kb.search.whoosh_engine.schema import row
from kb.search.whoosh_engine.writer import ArrayWriter, merge_all

FEW: Final = 2_000  # documents that one process has done before another has started
MOST_PROCESSES: Final = 4
SEGMENT: Final = 60_000  # documents of one segment, which a process holds in some 500 MB
_BATCH: Final = 100
_DIED: Final = "The search index was not built: a process that worked on it has ended."


def build(path: Path, documents: Iterable[IndexDocument]) -> None:
    """Write the documents, each with another key, into the new and empty index in the folder."""
    waiting = iter(documents)
    first = list(islice(waiting, FEW))
    writer = ArrayWriter(IndexFiles(path))
    try:
        if len(first) < FEW:
            for document in first:
                writer.add_row(row(document))
        else:
            writer.segments += _segments(path, chain(first, waiting))
    except BaseException:
        writer.cancel()
        raise
    # A search reads one segment in half the time that it takes for two.
    together = sum(int(segment.doc_count()) for segment in writer.segments) <= SEGMENT
    writer.commit(mergetype=merge_all if together else NO_MERGE)


def without_repetition(documents: Iterable[IndexDocument]) -> Iterator[IndexDocument]:
    """Each document once; of several with the same key the first."""
    seen: set[Key] = set()
    for document in documents:
        if document.key not in seen:
            seen.add(document.key)
            yield document


def _segments(path: Path, documents: Iterator[IndexDocument]) -> list[Any]:
    """The segments that several processes make of the documents."""
    count = min(MOST_PROCESSES, len(os.sched_getaffinity(0)))
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        connections: list[Connection] = []
        for _ in range(count):
            ours, theirs = context.Pipe()
            worker = context.Process(target=_work, args=(path, theirs), daemon=True)
            worker.start()
            theirs.close()
            stack.callback(worker.join)
            stack.callback(ours.close)  # which ends one that still waits
            connections.append(ours)
        try:
            return _handed_out(connections, documents)
        except (EOFError, BrokenPipeError) as error:
            raise IndexUnavailable(_DIED) from error


def _handed_out(connections: list[Connection], documents: Iterator[IndexDocument]) -> list[Any]:
    """Give every process that asks the next batch, at last none; what they made of them."""
    segments: list[Any] = []
    left = len(connections)
    while left:
        for ready in wait(connections):
            assert isinstance(ready, Connection)
            made = ready.recv()
            if made is None:
                ready.send(list(islice(documents, _BATCH)))
            else:
                segments += made
                left -= 1
                connections.remove(ready)
    return segments


def _work(path: Path, connection: Connection) -> None:
    """Ask for batches until one is empty; then hand over the segments."""
    index = IndexFiles(path)
    segments: list[Any] = []
    writer: ArrayWriter | None = None
    connection.send(None)
    while batch := connection.recv():
        connection.send(None)  # the next batch may be got ready meanwhile
        writer = writer or ArrayWriter(index, _lk=False)
        for document in batch:
            writer.add_row(row(document))
        if writer.doc_count() >= SEGMENT:
            segments.append(writer.segment())
            writer = None
    if writer is not None:
        segments.append(writer.segment())
    connection.send(segments)
