"""When captured documents came to say something: a small index of words beside the archive.

A file of SQLite's FTS5, whatever database the installation has. Of each version it keeps the
words that came and the words that went, so that however many versions there are, one question
dates a phrase in every document, and a paragraph that stood for years is kept once. It grows by
what was captured since it was last asked, and may be deleted at any time. Another table of
signals begins another file, so that nobody waits until the old one is emptied.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from kb.core.database import Database
from kb.entries.queries.captures import (
    Mention,
    captures_after,
    count_captures,
    text_of_capture,
)
from kb.scraper.phrase_tables import LARGEST_ID, SCHEMA, Writer, make_tables, reached_by
from kb.scraper.signals import load_signals
from kb.scraper.wording import MOST_WORDS, words_of
from kb.sources.bodies import BodyStore

FILES: Final = "phrases*.sqlite3*"
AT_ONCE: Final = 200  # texts that are added in one transaction
PATIENCE: Final = 0.25  # seconds that a question spends on adding texts
_WAIT: Final = 30_000  # milliseconds for the lock of another process
_OLD: Final = 86_400.0  # seconds since a file of other rules was written last

#: Entry, document, and as places: before, first, after; then how often it came.
Rows = Iterator[tuple[Any, ...]]
# The first bits of a place are the number of the document.
_BEGUN: Final = """
WITH begun AS (
    SELECT rowid >> 40 AS number, min(rowid) AS first
    FROM came WHERE came MATCH :said GROUP BY 1
)
SELECT number, entry, name,
    (SELECT max(place) FROM version WHERE place > number << 40 AND place < first), first
FROM begun JOIN document USING (number)
"""
_STANDING: Final = "SELECT rowid FROM newest WHERE newest MATCH :said"
_ENDED: Final = "SELECT rowid >> 40, max(rowid) FROM went WHERE went MATCH :said GROUP BY 1"
_SPOKEN: Final = """
SELECT entry, name, before, first, after, times FROM spoken JOIN document USING (number)
WHERE signal = :said
"""


@dataclass(frozen=True)
class Found:
    """Every document that ever said it; how many versions are not in the index yet."""

    mentions: tuple[Mention, ...] = ()
    waiting: int = 0


class PhraseIndex:
    """The index in the folder of the archive; safe for threads and processes."""

    def __init__(self, database: Database, store: BodyStore) -> None:
        self._database = database
        self._store = store
        self._file = store.folder / f"phrases-{_rules():08x}.sqlite3"

    def find(self, phrase: str) -> Found:
        """The documents that ever had the words of a phrase in a row, `MOST_WORDS` at most."""
        words = words_of(phrase)
        return self._found(_saying, f'"{words}"') if words else Found()

    def speaking_of(self, signal: str) -> Found:
        """The documents that ever had a sentence of a signal, such as "training"."""
        return self._found(_speaking, signal)

    def catch_up(self) -> int:
        """Add some of what was captured since; how many versions are left for the next time.

        `OSError` if that is not possible; a damaged file is removed, to be made again.
        """
        self._remove_others()
        try:
            with self._opened() as index:
                return self._caught_up(index, patience=None)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                self._file.unlink(missing_ok=True)
            raise OSError(f"{self._file.name}: {error}") from error

    def _found(self, ask: Callable[[sqlite3.Connection, str], Rows], said: str) -> Found:
        with self._opened() as index:
            try:
                waiting = self._caught_up(index, patience=PATIENCE)
            except sqlite3.OperationalError:  # such as a full disk: ask what there is
                waiting = abs(self._waiting(index))
            index.execute("BEGIN")  # all questions are asked of one state
            mentions = tuple(_mention(*row) for row in ask(index, said))
        return Found(mentions, waiting)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, isolation_level=None)) as index:
            index.execute(f"PRAGMA busy_timeout = {_WAIT}")
            index.execute("PRAGMA cache_spill = OFF")  # others can read until the commit
            index.execute("PRAGMA mmap_size = 268435456")
            if _is_empty(index):
                with _locked(index):
                    if _is_empty(index):  # nobody else has done it meanwhile
                        make_tables(index)
            yield index

    def _remove_others(self) -> None:
        """Remove what other rules made, unless a server of an older release still uses it."""
        for file in self._file.parent.glob(FILES):
            is_ours = file.name.startswith(self._file.name)
            with suppress(FileNotFoundError):  # another process removes them, too
                if not is_ours and time.time() - file.stat().st_mtime > _OLD:
                    file.unlink()

    def _caught_up(self, index: sqlite3.Connection, *, patience: float | None) -> int:
        """Add what was captured since; how many versions are left for the next time.

        A question has little patience: it adds for so many seconds, and nothing while another
        process does.
        """
        waiting = self._waiting(index)
        if waiting == 0:
            return 0
        with _locked(index, wait=patience is None) as is_ours:
            if not is_ours:
                return abs(waiting)
            if self._waiting(index) < 0:
                make_tables(index)
            self._add(index, patience)
            return self._waiting(index)

    def _waiting(self, index: sqlite3.Connection) -> int:
        """How many versions are not in the index; -1 if it knows one that there is not.

        The index is asked first: what it knows was in the database by then.
        """
        reached, text_sha256 = reached_by(index)
        with self._database.reading() as session:
            if reached and text_of_capture(session, reached) != text_sha256:
                return -1  # the database was set back
            return count_captures(session, after=reached)

    def _add(self, index: sqlite3.Connection, patience: float | None) -> None:
        begin = time.monotonic()
        reached, _ = reached_by(index)
        with self._database.reading() as session:
            captures = captures_after(session, reached, limit=AT_ONCE)
        writer = Writer(index, self._store)
        for one in captures:
            writer.add(one)
            if patience is not None and time.monotonic() - begin > patience:
                break
        writer.finish()


def _saying(index: sqlite3.Connection, said: str) -> Rows:
    told = {"said": said}
    begun = index.execute(_BEGUN, told).fetchall()
    standing = {number for (number,) in index.execute(_STANDING, told)}
    is_gone = any(row[0] not in standing for row in begun)
    ended = dict(index.execute(_ENDED, told).fetchall()) if is_gone else {}
    for number, entry, name, before, first in begun:
        yield entry, name, before, first, None if number in standing else ended[number], None


def _speaking(index: sqlite3.Connection, signal: str) -> Rows:
    yield from index.execute(_SPOKEN, {"said": signal})


def _mention(
    entry_id: int,
    document: str,
    before: int | None,
    first: int,
    after: int | None,
    times: int | None,
) -> Mention:
    return Mention(entry_id, document, _id(before), first & LARGEST_ID, _id(after), times)


def _id(place: int | None) -> int | None:
    return place & LARGEST_ID if place is not None else None


def _rules() -> int:
    """A number for the form of the index and the table of signals that it is made by."""
    table = {one.id: [each.pattern for each in one.patterns] for one in load_signals().signals}
    return zlib.crc32(json.dumps([SCHEMA, MOST_WORDS, table]).encode()) & 0x7FFF_FFFF


def _is_empty(index: sqlite3.Connection) -> bool:
    return index.execute("SELECT 1 FROM sqlite_master").fetchone() is None


@contextmanager
def _locked(index: sqlite3.Connection, *, wait: bool = True) -> Iterator[bool]:
    """A transaction that alone writes; False and none if another does and we do not wait."""
    if not _begun(index, wait=wait):
        yield False
        return
    try:
        yield True
        index.execute("COMMIT")
    except BaseException:
        if index.in_transaction:  # some faults end it by themselves
            index.execute("ROLLBACK")
        raise


def _begun(index: sqlite3.Connection, *, wait: bool) -> bool:
    index.execute(f"PRAGMA busy_timeout = {_WAIT if wait else 0}")
    try:
        index.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if wait or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        index.execute(f"PRAGMA busy_timeout = {_WAIT}")
    return True
