"""Captured versions as the scraper records them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from kb.core.database import Database
from kb.scraper.findings import DocumentText, RecordedText
from kb.scraper.versions import capture
from kb.sources import archive
from kb.sources.bodies import BodyStore
from tests.support.archive import received

TERMS = "https://gallery.example/terms"


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
