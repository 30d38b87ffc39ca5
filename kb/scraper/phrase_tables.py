"""The tables of the index of phrases, and how one version after another is added to them.

A version has a place: the number of its document, then its id. Places of a document follow
each other as its versions do, so that the first place with a phrase is its first version.
"""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from typing import Final

from kb.core.errors import IntegrityFault, NotFound
from kb.entries.queries.captures import CapturedText
from kb.scraper.signals import load_signals
from kb.scraper.wording import Lines, what_came, words_of
from kb.sources.bodies import BodyStore

ID_BITS: Final = 40  # of a place
LARGEST_ID: Final = (1 << ID_BITS) - 1
_LONGEST_KEPT: Final = 2000  # characters of a line that is remembered from text to text
_TABLES: Final = ("document", "version", "reached", "spoken", "came", "went", "newest")
# Words are split by us, so that `ascii` finds the same ones; `newest` keeps its lines.
SCHEMA: Final = """
CREATE TABLE document (number INTEGER PRIMARY KEY, entry INTEGER NOT NULL, name TEXT NOT NULL,
    UNIQUE (entry, name));
CREATE TABLE version (place INTEGER PRIMARY KEY);
CREATE TABLE reached (id INTEGER NOT NULL, text_sha256 TEXT NOT NULL);
CREATE TABLE spoken (signal TEXT NOT NULL, number INTEGER NOT NULL, before INTEGER,
    first INTEGER NOT NULL, after INTEGER, times INTEGER NOT NULL,
    PRIMARY KEY (number, signal)) WITHOUT ROWID;
CREATE VIRTUAL TABLE came USING fts5(said, content='', tokenize='ascii');
CREATE VIRTUAL TABLE went USING fts5(said, content='', tokenize='ascii');
CREATE VIRTUAL TABLE newest USING fts5(said, tokenize='ascii');
"""
#: It came, or came again, or stands as before.
_SPEAKS: Final = """
INSERT INTO spoken VALUES (:signal, :number, :before, :place, NULL, 1)
ON CONFLICT DO UPDATE SET times = times + (after IS NOT NULL), after = NULL
"""
_SILENT: Final = """
UPDATE spoken SET after = :place WHERE number = :number AND after IS NULL
AND signal NOT IN (SELECT value FROM json_each(:signals))
"""


def make_tables(index: sqlite3.Connection) -> None:
    """Empty tables in place of those that there are; in a transaction of the caller's."""
    for table in _TABLES:
        index.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in SCHEMA.split(";"):
        index.execute(statement)


def reached_by(index: sqlite3.Connection) -> tuple[int, str]:
    """Id and hash of the newest version that was added; 0 and nothing for an empty index."""
    found: tuple[int, str] | None = index.execute("SELECT id, text_sha256 FROM reached").fetchone()
    return found or (0, "")


class Writer:
    """Adds versions in the order of their ids; `finish` belongs to the same transaction."""

    def __init__(self, index: sqlite3.Connection, store: BodyStore) -> None:
        self._index = index
        self._store = store
        self._newest: dict[int, Lines] = {}  # of the documents that something was added to
        self._reached: CapturedText | None = None

    def add(self, version: CapturedText) -> None:
        """Add a version; one whose text was lost or damaged is passed over."""
        self._reached = version
        try:
            text = self._store.get(version.text_sha256).decode(errors="replace")
        except (NotFound, IntegrityFault):
            return
        read = [_read(line) for line in text.split("\n")]
        lines = tuple(words for words, _ in read if words)
        number = self._number(version)
        place = number << ID_BITS | version.id
        before = self._lines_before(number)
        came, went = what_came(lines, before), what_came(before, lines)
        if came:
            self._index.execute("INSERT INTO came (rowid, said) VALUES (?, ?)", (place, came))
        if went:
            self._index.execute("INSERT INTO went (rowid, said) VALUES (?, ?)", (place, went))
        self._note({signal for _, signals in read for signal in signals}, number, place)
        self._index.execute("INSERT INTO version VALUES (?)", (place,))
        self._newest[number] = lines

    def finish(self) -> None:
        """Keep the newest texts, and how far we came."""
        self._index.executemany(
            "INSERT OR REPLACE INTO newest (rowid, said) VALUES (?, ?)",
            [(number, "\n".join(lines)) for number, lines in self._newest.items()],
        )
        if self._reached is not None:
            self._index.execute("DELETE FROM reached")
            values = (self._reached.id, self._reached.text_sha256)
            self._index.execute("INSERT INTO reached VALUES (?, ?)", values)

    def _number(self, version: CapturedText) -> int:
        named = (version.entry_id, version.document)
        self._index.execute("INSERT OR IGNORE INTO document (entry, name) VALUES (?, ?)", named)
        query = "SELECT number FROM document WHERE entry = ? AND name = ?"
        return int(self._index.execute(query, named).fetchone()[0])

    def _lines_before(self, number: int) -> Lines:
        if number not in self._newest:
            query = "SELECT said FROM newest WHERE rowid = ?"
            found = self._index.execute(query, (number,)).fetchone()
            self._newest[number] = tuple(found[0].split("\n")) if found and found[0] else ()
        return self._newest[number]

    def _note(self, signals: set[str], number: int, place: int) -> None:
        """Whether it speaks of each signal, beside what the version before it does."""
        query = "SELECT max(place) FROM version WHERE place > ? AND place < ?"
        (before,) = self._index.execute(query, (number << ID_BITS, place)).fetchone()
        told = {"number": number, "place": place, "before": before}
        self._index.executemany(_SPEAKS, [{**told, "signal": signal} for signal in signals])
        self._index.execute(_SILENT, {**told, "signals": json.dumps(sorted(signals))})


def _read(line: str) -> tuple[str, frozenset[str]]:
    """The words of a line, and what it speaks of."""
    return _kept(line) if len(line) <= _LONGEST_KEPT else _kept.__wrapped__(line)


@lru_cache(maxsize=8192)  # most lines of a text stood in the one before
def _kept(line: str) -> tuple[str, frozenset[str]]:
    spoken = (signal for one in load_signals().find(line) for signal in one.signals)
    return words_of(line), frozenset(spoken)
