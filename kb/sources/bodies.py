"""What was fetched, kept once under its SHA-256.

Files below one folder, packed, two levels deep. A body is written beside its place, flushed
to the disk and then moved there, so that a crash or a full disk leaves either all of it or
nothing. Reading proves the hash.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kb.core.errors import IntegrityFault, NotFound

_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LEVEL: Final = 6  # of compression: most of the gain for a third of the time


class BodyStore:
    """Safe for threads and processes: a body never changes, so writing it twice is harmless.

    With `writes`, new bodies go to that folder instead, for a run that is to leave no trace.
    """

    def __init__(self, folder: Path, *, writes: Path | None = None) -> None:
        self.folder = folder
        self._writes = writes or folder
        self._folders = dict.fromkeys((self._writes, self.folder))

    def put(self, body: bytes) -> str:
        """Keep a body and return its hash; `OSError` if there is no room, and nothing is kept."""
        name = hashlib.sha256(body).hexdigest()
        if name in self:
            return name
        path = self._path(name, self._writes)
        try:
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                # No time in the header: the same body gives the same file.
                file.write(gzip.compress(body, _LEVEL, mtime=0))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name

    def get(self, name: str) -> bytes:
        """The body of a hash; `NotFound`, or `IntegrityFault` if the file no longer fits it."""
        if name not in self:
            raise NotFound(f"No archived copy has the hash {name}.")
        path = self._path(name, self._writes)
        packed = (path if path.exists() else self._path(name, self.folder)).read_bytes()
        try:
            body = gzip.decompress(packed)
        except (OSError, EOFError) as error:
            raise IntegrityFault(f"The archived copy {name} is damaged.") from error
        if hashlib.sha256(body).hexdigest() != name:
            raise IntegrityFault(f"The archived copy {name} does not fit its hash.")
        return body

    def __contains__(self, name: str) -> bool:
        return any(self._path(name, folder).exists() for folder in self._folders)

    def remove(self, name: str) -> None:
        """Forget a body, as the rules of retention allow; none is no error."""
        self._path(name, self._writes).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """The hash of every body, in order."""
        for path in sorted(self.folder.glob("??/??/*.gz")):
            yield path.name.removesuffix(".gz")

    @staticmethod
    def _path(name: str, folder: Path) -> Path:
        if _HASH.fullmatch(name) is None:
            raise NotFound("An archived copy is named by 64 hexadecimal digits.")
        return folder / name[:2] / name[2:4] / f"{name}.gz"
