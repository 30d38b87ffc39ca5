"""The folder of the index: generations side by side, a pointer to the present one, one writer.

    index/lock        held (flock) by whoever writes; freed when a process dies
    index/current     the name of the present generation's folder
    index/g-…/        one Whoosh index and `state.json`: version and last change applied

Every switch is one rename, so a reader meets the old state or the new one. Whoosh does not
force its files to disk; what belongs to a commit is forced before `state.json` claims it.
An index is code to whoever opens it (its tables of contents are pickles): only folders made
here are opened, and none is ever taken in from outside.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from kb.search.engine import IndexBusy, IndexUnavailable
from kb.search.whoosh_engine.schema import VERSION

LOCK_WAIT: Final = 10.0  # seconds
_MOST_FORCED: Final = 8  # files that are forced to disk at once
_RETRY: Final = 0.05
_STATE: Final = "state.json"


#: None where something is missing.
Stamp = tuple[int, int, int, int] | None


@dataclass(frozen=True)
class Present:
    """The present generation's folder and what its state file says."""

    path: Path
    last_outbox_id: int


class IndexFolder:
    """Reads and switches the pointer. Creates nothing until something is written.

    `wait` is how many seconds a writer waits for another one.
    """

    def __init__(self, root: Path, *, wait: float = LOCK_WAIT) -> None:
        self.root = root
        self.wait = wait
        self.pointer = root / "current"
        self._forced: set[Path] = set()  # files that are on the disk; none is ever changed

    def stamp(self, path: Path) -> Stamp:
        """Changes when the pointer is switched and when a generation is changed; two stats."""
        try:
            pointer, state = os.stat(self.pointer), os.stat(f"{path}/{_STATE}")  # noqa: PTH116 - asked by every search
        except OSError:
            return None
        return pointer.st_ino, pointer.st_mtime_ns, state.st_ino, state.st_mtime_ns

    def present(self) -> Present | None:
        """The present generation, None without an index; `IndexUnavailable` if it is unsound."""
        try:
            name = self.pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise IndexUnavailable(f"The search index cannot be opened ({error}).") from error
        path = self.root / name
        if not name.startswith("g-") or "/" in name or not path.is_dir():
            raise IndexUnavailable("The search index is damaged (its folder is missing).")
        state = self._state(path)
        if state.get("version") != VERSION:
            raise IndexUnavailable("The search index was made by another version.")
        return Present(path, int(state.get("last_outbox_id", 0)))

    @staticmethod
    def _state(path: Path) -> dict[str, Any]:
        try:
            state = json.loads((path / _STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise IndexUnavailable("The search index is damaged (no state).") from error
        if not isinstance(state, dict):
            raise IndexUnavailable("The search index is damaged (no state).")
        return state

    def new_generation(self) -> Path:
        """An empty folder for a new generation."""
        path = self.root / f"g-{time.time_ns():x}-{secrets.token_hex(2)}"
        path.mkdir(parents=True)
        return path

    def record(self, path: Path, last_outbox_id: int) -> None:
        """Force a generation's files to disk, then say how far it has come."""
        files = {file for file in path.iterdir() if file.is_file() and file.suffix != ".json"}
        state = {"version": VERSION, "last_outbox_id": last_outbox_id}
        with _beside(path / _STATE, json.dumps(state)) as written:
            # At once, because a disk forces many files in hardly more time than one.
            list(_forcing(os.getpid()).map(_force, [*files - self._forced, written, path]))
            self._forced = files

    def switch(self, path: Path) -> None:
        """Make a generation the present one and remove those before the last."""
        before: Path | None = None
        with suppress(IndexUnavailable):
            present = self.present()
            before = present.path if present else None
        with _beside(self.pointer, path.name) as written:
            _force(written)
        for old in self.root.glob("g-*"):
            if old not in (path, before):
                shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator[None]:
        """Hold the writer's lock; `IndexBusy` if another process keeps it for too long.

        `wait` is in seconds, in place of what is usual.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise IndexUnavailable(
                f"The search index in {self.root} cannot be written ({error.strerror})."
            ) from error
        try:
            _lock(handle, self.wait if wait is None else wait)
            yield
        finally:
            os.close(handle)  # frees the lock


def _lock(handle: int, wait: float) -> None:
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise IndexBusy("Another process is writing to the search index.") from error
            time.sleep(_RETRY)
        else:
            return


@cache
def _forcing(process: int) -> ThreadPoolExecutor:
    """The threads of a process that force files; starting them takes longer than their work."""
    return ThreadPoolExecutor(_MOST_FORCED, f"forcing-{process}")


def _force(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _beside(path: Path, text: str) -> Iterator[Path]:
    """A small file beside another, whose place it takes, whole or not at all, in the end."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        beside.write_text(text, encoding="utf-8")
        yield beside
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _force(path.parent)
