"""Captured versions in great number: terms of platforms that change a paragraph at a time.

Words are those of the seed, as often as there. Everything follows from the seed of chance.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import col, select

from kb.core.database import Database
from kb.core.resources import resource_dir
from kb.core.settings import Settings
from kb.entries.tables import CapturedVersion, Entry
from kb.jobs.scrape import index_texts

DOCUMENTS: Final = ("Terms of Service", "Privacy Policy")  # of each platform
PLATFORMS: Final = 40
PARAGRAPHS: Final = (8, 30)  # of a document at first; about 220 characters each
#: A phrase that every version has, one that half of the documents come to have, one that half of
#: the documents have in a few versions, and words that stand in most paragraphs.
IN_ALL: Final = "you keep the rights in what you upload"
IN_HALF: Final = "train machine learning models on your content"
RARE: Final = "neither orchids nor harpsichords"
COMMON: Final = "the"
_AT_ONCE: Final = 5000  # rows in one statement
_START: Final = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)


def capture_many(settings: Settings, versions: int) -> None:
    """Give the first policies so many captured versions in all, and index their texts."""
    chance = Random(7)
    sentence = _sentences(chance)
    with closing(Database(settings.resolved_database_url)) as database:
        with database.writing() as session:
            query = select(Entry.id).where(col(Entry.kind) == "policy").order_by(col(Entry.slug))
            entries = session.exec(query.limit(PLATFORMS)).all()
            named = [(entry, f"{name} (bench)") for entry in entries for name in DOCUMENTS]
            rows = [
                _row(settings.archive_dir, entry or 0, name, number, text)
                for at, (entry, name) in enumerate(named)
                for number, text in enumerate(
                    _history(sentence, versions // len(named), chance, half=bool(at % 2)), start=1
                )
            ]
            rows.sort(key=lambda row: row["first_seen_at"])
            for start in range(0, len(rows), _AT_ONCE):
                chunk = rows[start : start + _AT_ONCE]
                session.connection().execute(insert(CapturedVersion), chunk)
        index_texts(database, settings)


def _sentences(chance: Random) -> Callable[[], str]:
    """Draws sentences of the words of the seed's policies."""
    files = sorted((resource_dir("seed_data") / "policies").glob("*.json"))
    counted = Counter(
        word for file in files for word in re.findall(r"[a-z]{2,}", file.read_text("utf-8"))
    )
    words, weights = list(counted), list(accumulate(counted.values()))
    return lambda: " ".join(
        chance.choices(words, cum_weights=weights, k=chance.randint(20, 50))
    ).capitalize()


def _history(
    sentence: Callable[[], str], count: int, chance: Random, *, half: bool
) -> Iterator[str]:
    """The texts of a document, each with a paragraph or two that the one before had not."""
    lines = [f"{sentence()}." for _ in range(chance.randint(*PARAGRAPHS))]
    lines.insert(1, f"As before, {IN_ALL}.")
    came, went = chance.randrange(1, count), chance.randrange(1, count)
    for number in range(count):
        for _ in range(chance.randint(1, 2)):
            lines[chance.randrange(2, len(lines))] = f"{sentence()}."
        if half and number == came:
            lines.insert(2, f"We may {IN_HALF}.")
        yield "\n".join([*lines, f"We ban {RARE}."] if half and number == went else lines)


def _row(archive: Path, entry: int, name: str, number: int, text: str) -> dict[str, Any]:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    path = archive / sha256[:2] / sha256[2:4] / f"{sha256}.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 1, mtime=0))
    seen = _START + dt.timedelta(days=4 * number, minutes=entry % 1000)
    return {
        "entry_id": entry, "document": name, "number": number, "url": "https://example.org/terms",
        "origin": "fetched", "kind": "change" if number > 1 else "first", "first_seen_at": seen,
        "last_seen_at": seen + dt.timedelta(days=3), "not_before": seen - dt.timedelta(days=1),
        "text_sha256": sha256, "extraction": 1, "silent": False,
    }  # fmt: skip
