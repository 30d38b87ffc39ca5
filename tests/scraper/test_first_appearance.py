"""From when until when a document said something: intervals between looks, with their gaps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kb.core.database import Database
from kb.entries.queries.captures import Presence, presences
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
    database: Database, store: BodyStore, signal: str
) -> dict[str, tuple[Presence, int | None]]:
    """When each document came to speak of a signal, and how often it did."""
    index = PhraseIndex(database, store)
    while index.catch_up():
        pass
    mentions = index.speaking_of(signal).mentions
    with database.reading() as session:
        found = presences(session, mentions)
    return {one.document: (found[one], one.times) for one in mentions}


def test_a_clause_is_dated_by_the_looks_around_it(database: Database, tmp_path: Path) -> None:
    entry, _ = publish(database, documents.policy())
    store = BodyStore(tmp_path / "archive")
    texts = [KEEP, TRAIN, f"{TRAIN} More.", KEEP, f"{TRAIN} Again."]
    record_texts(database, store, entry, texts, name="Terms")
    record_texts(database, store, entry, texts[:4], name="Old terms")
    found = spoken(database, store, "training")
    terms, times = found["Terms"]
    assert terms.not_before == dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert terms.not_later == dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    assert (terms.gap_days, terms.is_read_anew) == (366, False)
    assert (terms.first.number, terms.gone_by, times) == (2, None, 2)
    old, times = found["Old terms"]
    assert (old.first.number, times) == (2, 1)
    assert old.gone_by == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    assert spoken(database, store, "generated") == {}


def test_what_the_oldest_version_says_may_be_older(database: Database, tmp_path: Path) -> None:
    entry, _ = publish(database, documents.policy())
    store = BodyStore(tmp_path / "archive")
    capture_texts(database, store, entry, [TRAIN, f"{TRAIN} More."])
    ((only, times),) = spoken(database, store, "training").values()
    assert (only.not_before, only.gap_days) == (None, None)
    assert (only.first.number, only.gone_by, times) == (1, None, 1)


def test_what_came_with_other_rules_of_reading_may_be_older(
    database: Database, tmp_path: Path
) -> None:
    entry, _ = publish(database, documents.policy())
    store = BodyStore(tmp_path / "archive")
    capture_texts(database, store, entry, [KEEP, TRAIN], technical=True)
    ((only, _),) = spoken(database, store, "training").values()
    assert only.is_read_anew


@pytest.mark.one_database
@pytest.mark.skipif(not SHARED.exists(), reason="the shared fixtures are not here")
def test_deviantarts_clauses_on_training_came_in_a_gap_of_years(desk: Desk) -> None:
    publish(desk.database, documents.policy("deviantart", as_of="2026-08-01"))
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
    found = spoken(desk.database, desk.store, "training")
    (clause,) = (one for name, (one, _) in found.items() if name.startswith("Terms of Service"))
    assert clause.not_before is not None
    assert clause.not_before.date() == dt.date(2022, 9, 20)
    assert clause.not_later.date() == dt.date(2024, 4, 7)
    assert (clause.gap_days, clause.is_read_anew, clause.gone_by) == (565, False, None)
