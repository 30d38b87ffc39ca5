"""Captured versions as the scraper records them."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import insert

from kb.core.database import Database
from kb.entries.tables import CapturedVersion
from kb.scraper.findings import DocumentText, RecordedText
from kb.scraper.versions import capture
from kb.sources import archive
from kb.sources.bodies import BodyStore
from tests.support.archive import received

TERMS = "https://gallery.example/terms"
START: Final = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)


def capture_texts(
    database: Database, store: BodyStore, entry_id: int, texts: Sequence[str], **facts: Any
) -> None:
    """Capture the texts as “Terms of Service”, one on each day of March 2026."""
    with database.writing() as session:
        for day, text in enumerate(texts, start=1):
            copy = archive.keep(session, store, received(TERMS, text.encode(), day=day))
            found = DocumentText(
                key=text, document="Terms of Service", url=TERMS, text=text, body=text,
                sha256=copy.sha256, seen_at=copy.fetched_at, **facts,
            )  # fmt: skip
            capture(session, store, found, entry_id=entry_id, watch="terms", copy_id=copy.id)


def record_texts(
    database: Database, store: BodyStore, entry_id: int, texts: Sequence[str], *, name: str
) -> None:
    """Record the texts as Open Terms Archive did, one on each first of January from 2020 on."""
    with database.writing() as session:
        for year, text in enumerate(texts, start=2020):
            found = RecordedText(
                key=text, document=name, text_sha256=store.put(text.encode()),
                seen_at=dt.datetime(year, 1, 1, tzinfo=dt.UTC), kind="change",
                reference=f"https://github.com/example/versions/commit/{year}",
            )  # fmt: skip
            capture(session, store, found, entry_id=entry_id, watch="history")


def capture_cheaply(
    database: Database, store: BodyStore, histories: Mapping[tuple[int, str], Sequence[str]]
) -> None:
    """Capture texts by entry and document, one a day from 2010 on, straight into the tables."""
    rows = [
        {
            "entry_id": entry, "document": name, "number": number, "url": TERMS,
            "origin": "fetched", "kind": "change" if number > 1 else "first",
            "first_seen_at": START + dt.timedelta(days=number), "extraction": 1, "silent": False,
            "last_seen_at": START + dt.timedelta(days=number), "text_sha256": _stored(store, text),
        }
        for (entry, name), texts in histories.items()
        for number, text in enumerate(texts, start=1)
    ]  # fmt: skip
    with database.writing() as session:
        session.connection().execute(insert(CapturedVersion), rows)


def _stored(store: BodyStore, text: str) -> str:
    """Put a text where the store would, without waiting for the disk."""
    name = hashlib.sha256(text.encode()).hexdigest()
    path = store.folder / name[:2] / name[2:4] / f"{name}.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 1, mtime=0))
    return name
