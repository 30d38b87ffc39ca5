"""From when until when a document said something: intervals between looks, with their gaps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kb.core.database import Database
from kb.entries.queries.captures import (
    CapturedDocument,
    Presence,
    captured_documents,
    first_appearance,
    presences,
)
from kb.scraper.phrases import PhraseIndex
from kb.sources.bodies import BodyStore
from tests.scraper.conftest import Desk
from tests.support import documents
from tests.support.captures import capture_texts, record_texts
from tests.support.publishing import publish

SHARED = Path(__file__).parents[3] / "shared" / "fixtures" / "policies"
TRAIN = "We train machine learning models on uploads."
KEEP = "You keep your rights."


def spoken(
    database: Database, store: BodyStore, entry: int, signal: str
) -> list[tuple[Presence, ...]]:
    """The stretches of each document of an entry that speak of a signal."""
    index = PhraseIndex(store.folder)
    with database.reading() as session:
        while index.catch_up(session, store):
            pass
        texts = index.speaking_of(session, store, signal).texts
        return [presences(one, texts) for one in captured_documents(session, entry)]


def test_a_clause_is_dated_by_the_looks_around_it(database: Database, tmp_path: Path) -> None:
    entry, _ = publish(database, documents.policy())
    store = BodyStore(tmp_path / "archive")
    texts = [KEEP, TRAIN, f"{TRAIN} More.", KEEP, f"{TRAIN} Again."]
    record_texts(database, store, entry, texts, name="Terms")
    (found,) = spoken(database, store, entry, "training")
    first, again = found
    assert first.not_before == dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert first.not_later == dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    assert (first.gap_days, first.is_read_anew) == (366, False)
    assert (first.first.number, first.last.number) == (2, 3)
    assert first.stood_until == dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
    assert first.gone_by == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    assert (again.first.number, again.gone_by) == (5, None)
    assert spoken(database, store, entry, "generated") == [()]


def test_what_the_oldest_version_says_may_be_older(database: Database, tmp_path: Path) -> None:
    entry, _ = publish(database, documents.policy())
    store = BodyStore(tmp_path / "archive")
    capture_texts(database, store, entry, [TRAIN, f"{TRAIN} More."])
    ((only,),) = spoken(database, store, entry, "training")
    assert (only.not_before, only.gap_days) == (None, None)
    assert (only.first.number, only.last.number, only.gone_by) == (1, 2, None)


def test_what_came_with_other_rules_of_reading_may_be_older(
    database: Database, tmp_path: Path
) -> None:
    entry, _ = publish(database, documents.policy())
    store = BodyStore(tmp_path / "archive")
    capture_texts(database, store, entry, [KEEP, TRAIN], technical=True)
    ((only,),) = spoken(database, store, entry, "training")
    assert only.is_read_anew


def test_a_document_that_never_said_it_has_no_first_appearance() -> None:
    assert first_appearance(CapturedDocument("Terms", ()), frozenset({"a"})) is None


@pytest.mark.one_database
@pytest.mark.skipif(not SHARED.exists(), reason="the shared fixtures are not here")
def test_deviantarts_clauses_on_training_came_in_a_gap_of_years(desk: Desk) -> None:
    entry, _ = publish(desk.database, documents.policy("deviantart", as_of="2026-08-01"))
    desk.declare(
        {
            "name": "history", "connector": "open-terms-archive",
            "url": "https://github.com/OpenTermsArchive/contrib-versions",
            "collection": str(SHARED / "ota-contrib-mini.bundle"),
            "services": {"DeviantArt": "policy/deviantart"},
        }
    )  # fmt: skip
    (result,) = desk.run()
    assert (result.versions, result.proposals) == (32, 0)  # of 34 records two repeat the one before
    _, terms = spoken(desk.database, desk.store, entry, "training")
    (clause,) = terms
    assert clause.not_before is not None
    assert clause.not_before.date() == dt.date(2022, 9, 20)
    assert clause.not_later.date() == dt.date(2024, 4, 7)
    assert (clause.gap_days, clause.is_read_anew, clause.gone_by) == (565, False, None)
