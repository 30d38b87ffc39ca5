"""Datasette over the same rows: a copy of our SQLite file with one full-text table added."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.support.postgres import free_port

NAME = "artdocket"


def make_database(ours: Path, copy: Path) -> None:
    """Copy the file and index the text of every published document with FTS5, stemmed."""
    with closing(sqlite3.connect(ours)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute(
            "CREATE TABLE entry_text (id INTEGER PRIMARY KEY, kind TEXT, slug TEXT, title TEXT, "
            "jurisdiction TEXT, status TEXT, date TEXT, body TEXT)"
        )
        rows = target.execute(
            "SELECT e.id, e.kind, e.slug, e.title, e.jurisdiction, e.status, e.date, r.document "
            "FROM entry e JOIN revision r ON r.id = e.published_revision_id"
        ).fetchall()
        target.executemany(
            "INSERT INTO entry_text VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(*row[:-1], " ".join(_texts(json.loads(row[-1])))) for row in rows],
        )
        target.execute(
            "CREATE VIRTUAL TABLE entry_text_fts USING fts5 "
            "(title, body, content='entry_text', content_rowid='id', tokenize='porter unicode61')"
        )
        target.execute("INSERT INTO entry_text_fts (entry_text_fts) VALUES ('rebuild')")
        target.commit()


@contextmanager
def datasette(program: Path, database: Path) -> Iterator[str]:
    """Serve the copy, as fast as Datasette can: immutable, so that it may cache counts."""
    fast = database.with_name(f"{NAME}.db")
    if fast != database:
        shutil.move(database, fast)
    port = free_port()
    command = [str(program), "serve", "--immutable", str(fast), "--host", "127.0.0.1"]
    log = fast.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port)], stdout=output, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/-/versions.json", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise SystemExit(f"datasette did not start:\n{log.read_text(encoding='utf-8')}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
