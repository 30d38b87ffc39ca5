"""The index of phrases: words in a row, in any writing, grown as versions are captured."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kb.core.database import Database
from kb.scraper import phrases
from kb.scraper.phrases import PhraseIndex
from kb.sources.bodies import BodyStore
from tests.support import documents
from tests.support.captures import capture_texts
from tests.support.publishing import publish

TEXTS = ["You may opt out.", "Für Maschinelles Lernen.", "機械学習に利用しません。", "opt-out"]


def names(*texts: str) -> frozenset[str]:
    return frozenset(hashlib.sha256(text.encode()).hexdigest() for text in texts)


def test_phrases_are_found_in_any_writing_and_spelling(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phrases, "AT_ONCE", 3)
    entry, _ = publish(database, documents.policy())
    store = BodyStore(tmp_path / "archive")
    capture_texts(database, store, entry, TEXTS)
    index = PhraseIndex(tmp_path / "archive")
    with database.reading() as session:
        first = index.find(session, store, "OPT-OUT!")
        assert (first.texts, first.waiting) == (names(TEXTS[0]), 1)
        again = index.find(session, store, "opt out")
        assert (again.texts, again.waiting) == (names(TEXTS[0], TEXTS[3]), 0)
        assert index.find(session, store, "fur maschinelles").texts == names(TEXTS[1])
        assert index.find(session, store, "学習に").texts == names(TEXTS[2])
        assert index.find(session, store, "out opt").texts == frozenset()
        assert index.find(session, store, '"* AND').texts == frozenset()
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM captured_version WHERE number > 1")
    with database.reading() as session:
        assert index.find(session, store, "maschinelles").texts == frozenset()
        assert index.find(session, store, "opt").texts == names(TEXTS[0])
