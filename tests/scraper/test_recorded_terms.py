"""Importing what Open Terms Archive recorded: history at once, proposals only for what is new."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from kb.entries.evidence import stored_evidence
from kb.entries.tables import CapturedVersion
from tests.scraper.conftest import Desk
from tests.support import documents
from tests.support.collections import Commit, add, repository
from tests.support.publishing import publish

PATH = "Gallery/Terms of Service.md"
KEEP = "You keep all rights in whatever you upload to the gallery."
TRAIN = "We may use uploaded works to train machine learning models."
RECORDED = "Record new changes of Gallery Terms of Service"


def commit(day: str, text: str, subject: str = RECORDED) -> Commit:
    moment = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return Commit(int(moment.timestamp()), subject, {PATH: text})


@pytest.fixture
def collection(desk: Desk, tmp_path: Path) -> Path:
    """A platform whose facts are of 2026-01-15, and a collection that was recorded before."""
    publish(desk.database, documents.policy(as_of="2026-01-15"))
    folder = repository(
        tmp_path / "versions",
        [
            commit("2020-05-01", KEEP, "First record of Gallery Terms of Service"),
            commit("2022-05-01", f"{KEEP}\n{TRAIN}"),
            commit("2023-05-01", f"{KEEP}\n{TRAIN}\nLast updated: 1 March 2023"),
            commit("2023-06-01", f"{KEEP}\nLast updated: 1 March 2023"),
            commit("2025-05-01", KEEP),
            commit("2025-05-02", KEEP + "\n"),
        ],
    )
    desk.declare(
        {
            "name": "gallery-history", "connector": "open-terms-archive",
            "url": "https://example.org/versions", "collection": str(folder),
            "services": {"Gallery": "policy/gallery"},
        }
    )  # fmt: skip
    return folder


def test_years_of_history_are_recorded_and_nothing_is_proposed(
    desk: Desk, collection: Path
) -> None:
    (result,) = desk.run()
    assert (result.status, result.versions, result.proposals) == ("changed", 5, 0)
    versions = desk.rows(CapturedVersion)
    assert [(one.number, one.kind, one.same_as, one.silent) for one in versions] == [
        (1, "first", None, False), (2, "change", None, False), (3, "change", None, False),
        (4, "change", None, True), (5, "returned", 1, False),
    ]  # fmt: skip
    assert {one.origin for one in versions} == {"open-terms-archive"}
    assert versions[1].not_before == versions[0].last_seen_at
    assert versions[4].last_seen_at.date() == dt.date(2025, 5, 2)
    assert str(versions[1].reference).startswith("https://example.org/versions/commit/")
    assert desk.run()[0].findings == 0


def test_a_change_after_the_day_of_the_facts_is_proposed(desk: Desk, collection: Path) -> None:
    desk.run()
    add(collection, [commit("2026-01-10", TRAIN), commit("2026-03-02", f"{KEEP}\n{TRAIN}\nNew.")])
    (result,) = desk.run()
    assert (result.versions, result.proposals) == (2, 1)
    (proposal,) = desk.proposals()
    step = json.loads(proposal.document)["history"][-1]
    assert (step["date"], step["certainty"], step["not_before"]) == (
        "2026-03-02", "at-latest", "2026-01-10",
    )  # fmt: skip
    (evidence,) = stored_evidence(proposal.evidence)
    assert str(evidence.url).startswith("https://example.org/versions/commit/")
    assert evidence.text_before == TRAIN
    assert evidence.copy_sha256 is None


def test_a_document_belongs_to_one_source(desk: Desk, collection: Path) -> None:
    desk.run()
    second: dict[str, object] = {
        "name": "another-history", "connector": "open-terms-archive",
        "url": "https://example.org/more", "collection": str(collection),
        "services": {"Gallery": "policy/gallery"},
    }  # fmt: skip
    desk.declare(second)
    (result,) = desk.run()
    assert (result.status, result.failure) == ("failed", "refused")
    assert len(desk.rows(CapturedVersion)) == 5
