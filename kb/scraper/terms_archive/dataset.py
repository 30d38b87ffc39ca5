"""A collection as the zip of its weekly data set: `NAME/SERVICE/TERMS/2024-04-07T18-34-10Z.md`.

It names no commits and does not tell technical records from changes, so a repository is to be
preferred.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from kb.scraper.errors import SourceFailure
from kb.scraper.terms_archive.records import MAX_TEXT, Record, decoded, is_datable

_MEMBER: Final = re.compile(
    r"(?:[^/]+/)?([^/]+)/([^/]+)/(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\.md", re.ASCII | re.DOTALL
)
_DAMAGED: Final = (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, EOFError)
_CHUNK: Final = 1 << 20


@contextmanager
def opened(file: IO[bytes], *, url: str) -> Iterator[DatasetCollection]:
    """The collection in an open zip file; `url` is what references name."""
    try:
        packed = zipfile.ZipFile(file)
    except _DAMAGED as error:
        raise SourceFailure("unreadable", "The data set is no zip file.") from error
    with packed:
        yield DatasetCollection(packed, url=url, state=_digest(file))


class DatasetCollection:
    """A data set (`records.Collection`)."""

    def __init__(self, packed: zipfile.ZipFile, *, url: str, state: str) -> None:
        self._packed = packed
        self._url = url
        self.state = state

    def records(self, since: str = "") -> Iterator[Record]:
        """Every version in the data set, also those that were there before."""
        for info in self._packed.infolist():
            match = _MEMBER.fullmatch(info.filename)
            at = _seconds(match[3]) if match else None
            if match is not None and at is not None and is_datable(at):
                yield Record(match[1], match[2], at, "unknown", info.filename, self._url)

    def text(self, handle: str) -> str | None:
        """The text of a file in the zip, inflated no further than a text may be long."""
        try:
            with self._packed.open(handle) as member:
                body = member.read(MAX_TEXT + 1)
        except (*_DAMAGED, KeyError):
            return None
        return decoded(body) if len(body) <= MAX_TEXT else None


def _seconds(text: str) -> int | None:
    try:
        moment = dt.datetime.strptime(text, "%Y-%m-%dT%H-%M-%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    return int(moment.timestamp())


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
