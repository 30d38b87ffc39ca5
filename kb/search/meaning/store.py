"""Where vectors are kept: one small protocol, so that every engine keeps them beside its index.

They are copies that are made anew from the index at any time, so a store may lose them but must
never give half of a change: `load` gives the last state that was saved whole, or None.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np

from kb.search.meaning.vectors import Records, Vectors, are_records


class VectorStore(Protocol):
    """Shared by threads and processes."""

    def stamp(self) -> Hashable | None:
        """Changes with what is saved; None where nothing is. Asked by every search: cheap."""

    def load(self) -> Vectors | None:
        """What was saved last; None if there is nothing, or it is damaged."""

    def save(self, made: Records) -> None:
        """Replace what is kept, all at once. May raise `OSError`."""

    def only_one(self) -> AbstractContextManager[bool]:
        """Whether, while it is held, this process alone makes vectors; never waits."""


class FolderStore:
    """One file of records in numpy's own format, mapped into memory and replaced by renaming."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "vectors.npy"

    def stamp(self) -> Hashable | None:
        """The file's number and time; one stat."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def load(self) -> Vectors | None:
        """The mapped file. What is cut short or of another layout counts as absent."""
        try:
            kept = np.load(self._path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return Vectors(kept) if are_records(kept) else None

    def save(self, made: Records) -> None:
        """Write a new file, force it to disk, rename it over the old one."""
        new = self._path.with_name(f"vectors-{secrets.token_hex(4)}.new")
        try:
            with new.open("xb") as file:
                np.save(file, made, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        finally:
            new.unlink(missing_ok=True)

    @contextmanager
    def only_one(self) -> Iterator[bool]:
        """By a lock that a process loses when it dies; what a dead one left is removed."""
        try:
            handle = os.open(
                self._path.with_name("vectors.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
        except OSError:
            yield False
            return
        try:
            alone = _locked(handle)
            if alone:
                for left in self._path.parent.glob("vectors-*.new"):
                    left.unlink(missing_ok=True)
            yield alone
        finally:
            os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
