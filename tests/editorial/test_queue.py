"""The queue, one proposal beside its entry, and what needs a look."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from kb.accounts.permissions import Forbidden
from kb.core import clock
from kb.core.database import Database
from kb.core.errors import InvalidInput, NotFound
from kb.editorial import decide
from kb.editorial.queue import QueueFilter, next_after, queue, review_view
from kb.editorial.staleness import findings
from kb.entries.documents import Document
from kb.entries.evidence import Evidence
from kb.entries.proposals import Submission, save_draft, submit
from kb.sources.tables import Observation
from tests.support.actors import CONTRIBUTOR, EDITOR, SCRAPER
from tests.support.documents import case, changed, law, policy
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
STAYED = changed(case(), status="stayed", summary="A better summary.")


def hand_in(database: Database, document: Document, **given: Any) -> int:
    fields: dict[str, Any] = {"reason": "It changed", "origin": "contributor"}
    actor = SCRAPER if given.get("origin") == "scraper" else CONTRIBUTOR
    with database.writing() as session:
        number = submit(session, Submission(document, **(fields | given)), actor=actor).id
    assert number is not None
    return number


def numbers(database: Database, **wanted: Any) -> list[int]:
    with database.reading() as session:
        return [item.id for item in queue(session, QueueFilter(**wanted), actor=EDITOR).items]


@pytest.fixture
def filled(database: Database) -> Database:
    """A draft that nobody sees, an old proposal, a finding, a new law."""
    entry_id, _ = publish(database, case())
    with database.writing() as session:
        save_draft(session, actor=CONTRIBUTOR, kind="case", data={"title": "Secret draft"})
    with time_machine.travel(clock.now() - dt.timedelta(days=10), tick=False):
        hand_in(database, STAYED, entry_id=entry_id)
    finding = {"origin": "scraper", "source_name": "court-feed", "confidence": 0.8}
    hand_in(database, changed(case(), title="New title"), entry_id=entry_id, **finding)
    hand_in(database, law())
    return database


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [2, 3, 4]),
        ({"kind": "law"}, [4]),
        ({"origin": "scraper"}, [3]),
        ({"min_age": 7}, [2]),
        ({"confidence": 0.5}, [3]),
        ({"confidence": 0.9}, []),
        ({"entry": ("case", "painter-v-model")}, [2, 3]),
        ({"assigned_to": "Edda Editor"}, []),
        ({"assigned_to": ""}, [2, 3, 4]),
        ({"state": "accepted"}, []),
    ],
)
def test_the_queue_is_filtered_and_leaves_drafts_out(
    filled: Database, wanted: dict[str, Any], found: list[int]
) -> None:
    assert numbers(filled, **wanted) == found


def test_the_queue_says_what_would_change_and_how_much_there_is(filled: Database) -> None:
    with filled.reading() as session:
        page = queue(session, QueueFilter(), actor=EDITOR, limit=1)
        rest = queue(session, QueueFilter(), actor=EDITOR, after=page.after)
    (item,) = page.items
    assert (item.title, item.age, item.change_count) == ("Painter v. Model Maker", 10, 2)
    assert "Status: pending → stayed" in item.changes
    assert (page.total, page.after, [one.id for one in rest.items]) == (3, 2, [3, 4])
    assert page.counts == {
        "kind": {"case": 2, "law": 1},
        "origin": {"contributor": 2, "scraper": 1},
    }


def test_only_editors_see_the_queue_and_nobody_sees_drafts_in_it(filled: Database) -> None:
    with filled.reading() as session:
        with pytest.raises(Forbidden):
            queue(session, QueueFilter(), actor=CONTRIBUTOR)
        with pytest.raises(InvalidInput, match="authors’ own"):
            queue(session, QueueFilter(state="draft"), actor=EDITOR)
        with pytest.raises(NotFound):
            review_view(session, 1, actor=EDITOR)


def test_a_decision_leads_to_the_next_proposal_and_round_again(filled: Database) -> None:
    with filled.reading() as session:
        every, cases = QueueFilter(), QueueFilter(kind="case")
        assert [next_after(session, n, every) for n in (2, 3, 4)] == [3, 4, 2]
        assert next_after(session, 3, cases) == 2
        assert next_after(session, 4, QueueFilter(kind="law")) is None


def test_somebody_takes_a_proposal_on(filled: Database) -> None:
    with filled.writing() as session:
        decide.assign(session, 3, actor=EDITOR, to="Edda Editor")
    assert numbers(filled, assigned_to="Edda Editor") == [3]


def test_a_review_shows_changes_evidence_and_what_needs_two_persons(filled: Database) -> None:
    evidence = Evidence(
        url="https://court.example/", text_before="The case is pending.", text_after="It is stayed."
    )
    number = hand_in(filled, changed(STAYED, title="T"), entry_id=1, evidence=(evidence,))
    publish(filled, changed(case(), status="settled"))
    with filled.reading() as session:
        mine = review_view(session, number, actor=CONTRIBUTOR)
        view = review_view(session, number, actor=EDITOR)
    assert {change.path for change in view.changes} == {"status", "summary", "title"}
    assert [conflict.path for conflict in view.conflicts] == ["status"]
    assert view.protected == {"status"}
    assert (view.is_own, mine.is_own, mine.needs_second_person) == (False, True, True)
    assert view.evidence == (evidence,)
    assert view.card is not None and view.card.slug == "painter-v-model"


def test_what_was_decided_is_shown_as_it_was_proposed(filled: Database) -> None:
    with filled.writing() as session:
        decide.accept(session, 2, actor=EDITOR)
    with filled.reading() as session:
        view = review_view(session, 2, actor=EDITOR)
    assert {change.path for change in view.changes} == {"status", "summary"}
    assert view.conflicts == ()


def test_what_needs_a_look_is_grouped_by_reason(database: Database) -> None:
    secondary = [{**dict(source), "kind": "secondary"} for source in case().model_dump()["sources"]]
    entry_id, _ = publish(database, changed(case(), sources=secondary))
    publish(database, policy())
    publish(database, case("closed", status="dismissed"))
    with database.writing() as session:
        for outcome, failure in (("changed", None), ("failed", "NotFound")):
            url = "https://court.example/order.pdf"
            at = clock.now() + dt.timedelta(minutes=1)
            session.add(
                Observation(watch="court", url=url, at=at, outcome=outcome, failure=failure)
            )
    with database.reading() as session:
        groups = {
            group.key: [(item.card.slug, item.detail) for item in group.items]
            for group in findings(session, today=dt.date(2026, 11, 22), actor=EDITOR)
        }
        with pytest.raises(Forbidden):
            findings(session, today=dt.date(2026, 11, 22), actor=CONTRIBUTOR)
    assert groups["quiet-cases"] == [("painter-v-model", "last event by 12 August 2024")]
    assert ("painter-v-model", "newest source of 12 August 2024") in groups["old-sources"]
    assert {slug for slug, _ in groups["old-sources"]} == {"painter-v-model", "gallery"}
    assert groups["secondary-only"] == [("painter-v-model", "1 holding, 1 claim, 2 events")]
    assert len(groups["unanswered"]) == 1
    assert "answer (NotFound)" in groups["changed-sources"][0][1]
    assert len(groups["changed-sources"]) == 6  # three entries rest on the page
    assert entry_id
