"""What captured texts say, and of what they speak: a small index of words beside the archive.

A file of SQLite's FTS5, whatever database the installation has. It keeps no texts, grows by
what was captured since it was last asked, and may be deleted at any time; a new table of
signals makes it begin anew.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from kb.core.errors import NotFound
from kb.entries.queries.captures import newest_capture
from kb.entries.tables import CapturedVersion
from kb.scraper.signals import fold, load_signals
from kb.sources.bodies import BodyStore

FILE: Final = "phrases.sqlite3"
AT_ONCE: Final = 200  # texts that one question adds to the index
MOST_FOUND: Final = 5000  # texts
#: Writings without blanks are read character by character.
_CHARACTER: Final = re.compile("([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS text (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS reached (version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS about (signal TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (signal, number)) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS word USING fts5(said, content='', detail='full');
"""


@dataclass(frozen=True)
class Found:
    """The hashes of the texts that were asked for; how many versions are not in the index yet."""

    texts: frozenset[str]
    waiting: int
    is_cut: bool


class PhraseIndex:
    """The index in a folder; safe for threads and processes, each question opens it anew."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def find(self, session: Session, store: BodyStore, phrase: str) -> Found:
        """The texts that have the words of the phrase in a row."""
        words = _words(phrase)
        if not words:
            return Found(frozenset(), 0, is_cut=False)
        query = "SELECT sha256 FROM word JOIN text ON number = word.rowid WHERE word MATCH ?"
        return self._found(session, store, query, f'"{words}"')

    def speaking_of(self, session: Session, store: BodyStore, signal: str) -> Found:
        """The texts with a sentence of that signal, such as "training" (seed_data/signals.toml).

        `queries.captures.presences` makes of them from when until when a document spoke of it.
        """
        query = "SELECT sha256 FROM about JOIN text USING (number) WHERE signal = ?"
        return self._found(session, store, query, signal)

    def catch_up(self, session: Session, store: BodyStore) -> int:
        """Add some of what was captured since; how many versions are left for the next time."""
        with self._opened() as index:
            return _catch_up(index, session, store)

    def _found(self, session: Session, store: BodyStore, query: str, wanted: str) -> Found:
        with self._opened() as index:
            waiting = _catch_up(index, session, store)
            rows = index.execute(f"{query} LIMIT ?", (wanted, MOST_FOUND + 1)).fetchall()
        found = frozenset(name for (name,) in rows[:MOST_FOUND])
        return Found(found, waiting, is_cut=len(rows) > MOST_FOUND)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=30.0)) as index, index:
            if _made_by(index) != _rules():
                _begin_anew(index)
            yield index


def _rules() -> int:
    """A number for the form of the index and the table of signals that it was made by."""
    table = {one.id: [each.pattern for each in one.patterns] for one in load_signals().signals}
    return zlib.crc32((_SCHEMA + json.dumps(table)).encode()) & 0x7FFF_FFFF


def _made_by(index: sqlite3.Connection) -> int:
    (rules,) = index.execute("PRAGMA user_version").fetchone()
    return int(rules)


def _begin_anew(index: sqlite3.Connection) -> None:
    """An index of another form or by other rules is made again from the texts."""
    index.execute("BEGIN IMMEDIATE")
    if _made_by(index) != _rules():  # nobody else has done it meanwhile
        for table in ("text", "reached", "about", "word"):
            index.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _SCHEMA.split(";"):
            index.execute(statement)
        index.execute(f"PRAGMA user_version = {_rules()}")
    index.commit()


def _catch_up(index: sqlite3.Connection, session: Session, store: BodyStore) -> int:
    """Add what was captured since; how many versions are left for the next time."""
    newest = newest_capture(session)
    if _reached(index) == newest:
        return 0
    index.execute("BEGIN IMMEDIATE")  # one process adds; the others wait and find it done
    reached = _reached(index)
    if reached > newest:  # the database was set back
        for table in ("text", "reached", "about"):
            index.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
        index.execute("INSERT INTO word (word) VALUES ('delete-all')")
        reached = 0
    query = select(CapturedVersion.id, CapturedVersion.text_sha256)
    rows = session.exec(
        query.where(col(CapturedVersion.id) > reached).order_by(col(CapturedVersion.id))
    ).all()
    for number, name in rows[:AT_ONCE]:
        known = index.execute("SELECT 1 FROM text WHERE sha256 = ?", (name,)).fetchone()
        if known is None:
            _add(index, number or 0, name, store)
    if rows:
        index.execute("DELETE FROM reached")
        index.execute("INSERT INTO reached VALUES (?)", (rows[:AT_ONCE][-1][0],))
    return max(0, len(rows) - AT_ONCE)


def _reached(index: sqlite3.Connection) -> int:
    """The number of the newest version that was added."""
    (number,) = index.execute("SELECT coalesce(max(version), 0) FROM reached").fetchone()
    return int(number)


def _add(index: sqlite3.Connection, number: int, name: str, store: BodyStore) -> None:
    try:
        text = store.get(name).decode()
    except NotFound:
        return
    index.execute("INSERT INTO text VALUES (?, ?)", (number, name))
    spoken = {signal for sentence in load_signals().find(text) for signal in sentence.signals}
    index.executemany("INSERT INTO about VALUES (?, ?)", [(signal, number) for signal in spoken])
    index.execute("INSERT INTO word (rowid, said) VALUES (?, ?)", (number, _words(text)))


def has_phrase(text: str, phrase: str) -> bool:
    """Whether a text has the words of a phrase in a row."""
    return f" {_words(phrase)} " in f" {_words(text)} "


def _words(text: str) -> str:
    """Words with blanks between, so that capitals, accents and punctuation make no difference."""
    spaced = _CHARACTER.sub(r" \1 ", fold(text).replace("_", " "))
    return " ".join(spaced.split())
