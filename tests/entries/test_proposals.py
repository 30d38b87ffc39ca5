"""Handing proposals in: what is the same, what is newer, whose it is, what cannot be used."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from kb.accounts.permissions import Forbidden, NotSignedIn
from kb.core import audit
from kb.core.database import Database
from kb.core.errors import Conflict, InvalidDocument, InvalidInput, NotFound
from kb.editorial import decide
from kb.entries.check import check_database
from kb.entries.documents import Document, dump_document, parse_document
from kb.entries.evidence import Evidence, parse_evidence
from kb.entries.proposals import (
    MAX_DATA,
    Submission,
    own_proposals,
    proposal_by_receipt,
    proposal_for,
    save_draft,
    submit,
    submit_draft,
    withdraw,
)
from kb.entries.tables import Proposal
from tests.support.actors import ADMIN, CONTRIBUTOR, EDITOR, READER, SCRAPER, VISITOR
from tests.support.documents import case, changed, law
from tests.support.publishing import publish

STAYED = changed(case(), status="stayed")
FINDING: dict[str, Any] = {"origin": "scraper", "source_name": "court-feed", "confidence": 0.9}


def hand_in(database: Database, document: Document = STAYED, **given: Any) -> Proposal:
    actor = given.pop("actor", SCRAPER if given.get("origin") == "scraper" else CONTRIBUTOR)
    fields: dict[str, Any] = {"reason": "It changed", "origin": "contributor", "entry_id": 1}
    with database.writing() as session:
        return submit(session, Submission(document=document, **(fields | given)), actor=actor)


def draft(database: Database, data: dict[str, Any], **given: Any) -> Proposal:
    fields: dict[str, Any] = {"actor": CONTRIBUTOR, "kind": "case", "entry_id": 1}
    with database.writing() as session:
        return save_draft(session, data=data, **(fields | given))


def test_the_same_finding_twice_is_one_proposal(database: Database) -> None:
    publish(database, case())
    first = hand_in(database, **FINDING)
    again = hand_in(database, **FINDING)
    assert (again.id, again.seen_count) == (first.id, 2)


def test_a_finding_that_was_rejected_does_not_come_back(database: Database) -> None:
    publish(database, case())
    first = hand_in(database, **FINDING)
    with database.writing() as session:
        decide.reject(session, first.id or 0, actor=EDITOR, reason="Misread")
    again = hand_in(database, **FINDING)
    assert (again.id, again.state, again.seen_count) == (first.id, "rejected", 2)


def test_a_newer_finding_of_the_same_source_takes_the_place_of_the_older(
    database: Database,
) -> None:
    publish(database, case())
    older = hand_in(database, **FINDING)
    other = hand_in(database, **(FINDING | {"source_name": "another-feed"}))
    newer = hand_in(database, changed(case(), status="settled"), **FINDING)
    with database.reading() as session:
        replaced = session.get_one(Proposal, older.id)
        assert (replaced.state, replaced.superseded_by) == ("superseded", newer.id)
        assert session.get_one(Proposal, other.id).state == "open"
    assert check_database(database) == []


def test_the_same_words_of_two_people_are_one_proposal_that_both_may_follow(
    database: Database,
) -> None:
    publish(database, case())
    remark: dict[str, Any] = {"origin": "reader", "actor": VISITOR, "note": "A new judge."}
    first = hand_in(database, case(), receipt="one", contact="a@mail.example", **remark)
    hand_in(database, case(), receipt="two", **remark)
    with database.reading() as session:
        for receipt in ("one", "two"):
            assert proposal_by_receipt(session, receipt).id == first.id
        with pytest.raises(NotFound):
            proposal_by_receipt(session, "three")
    assert first.author == "a reader"


def test_handing_in_is_on_record_once(database: Database) -> None:
    publish(database, case())
    hand_in(database)
    hand_in(database)
    with database.reading() as session:
        actions = [row.action for row in session.exec(select(audit.AuditRow))]
    assert actions == ["publish", "propose"]


def test_others_do_not_see_a_draft_and_editors_see_what_was_handed_in(database: Database) -> None:
    publish(database, case())
    kept = draft(database, {"title": "Half a title"})
    number = kept.id or 0
    with database.reading() as session:
        assert proposal_for(session, number, CONTRIBUTOR).document == '{"title": "Half a title"}'
        for other in (READER, EDITOR, ADMIN, VISITOR):
            with pytest.raises(NotFound):
                proposal_for(session, number, other)
    handed_in = hand_in(database).id or 0
    with database.reading() as session:
        for one in (CONTRIBUTOR, EDITOR):
            assert proposal_for(session, handed_in, one).state == "open"
        for other in (READER, VISITOR):
            with pytest.raises(NotFound):
                proposal_for(session, handed_in, other)
        assert [row.id for row in own_proposals(session, CONTRIBUTOR)] == [handed_in, number]


def test_a_draft_is_not_overwritten_by_an_older_copy_of_its_form(database: Database) -> None:
    publish(database, case())
    kept = draft(database, {"title": "One"})
    saved = draft(database, {"title": "Two"}, draft_id=kept.id, row_version=kept.row_version)
    assert saved.row_version == 2
    with pytest.raises(Conflict, match="saved from another window"):
        draft(database, {"title": "Stale"}, draft_id=kept.id, row_version=1)
    with pytest.raises(NotFound):
        draft(database, {"title": "Not mine"}, draft_id=kept.id, row_version=2, actor=EDITOR)


def test_a_finished_draft_is_handed_in_under_its_number(database: Database) -> None:
    publish(database, case())
    kept = draft(database, dump_document(STAYED), reason="The court said so")
    with database.writing() as session:
        handed_in = submit_draft(session, kept.id or 0, actor=CONTRIBUTOR)
    assert (handed_in.id, handed_in.state) == (kept.id, "open")
    unfinished = draft(database, {"kind": "case", "slug": "x"}, entry_id=None)
    with pytest.raises(InvalidDocument, match="title: is missing"), database.writing() as session:
        submit_draft(session, unfinished.id or 0, actor=CONTRIBUTOR, reason="Done")
    assert check_database(database) == []


def test_one_takes_ones_own_back_and_a_draft_is_gone_for_good(database: Database) -> None:
    publish(database, case())
    handed_in, kept = hand_in(database).id or 0, draft(database, {}).id or 0
    with pytest.raises(NotFound), database.writing() as session:
        withdraw(session, handed_in, actor=READER)
    with database.writing() as session:
        withdraw(session, handed_in, actor=CONTRIBUTOR)
        withdraw(session, kept, actor=CONTRIBUTOR)
    with database.reading() as session:
        assert [row.state for row in session.exec(select(Proposal))] == ["withdrawn"]
    with pytest.raises(Conflict, match="no longer open"), database.writing() as session:
        withdraw(session, handed_in, actor=CONTRIBUTOR)


def test_who_may_hand_in_what(database: Database) -> None:
    publish(database, case())
    hand_in(database, origin="reader", actor=VISITOR)
    for origin in ("contributor", "editor", "import"):
        with pytest.raises(NotSignedIn):
            hand_in(database, origin=origin, actor=VISITOR)
        with pytest.raises(Forbidden):
            hand_in(database, origin=origin, actor=READER)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reason": " "}, "The reason is missing"),
        ({"reason": "x" * 301}, "The reason has 301 characters; at most 300 are possible"),
        ({"note": "x" * 5001}, "The note has 5,001 characters; at most 4,000 are possible"),
        ({"note": "bell\x07"}, r"The note has a control character \(U\+0007\)"),
        ({"reason": "null\0"}, r"control character \(U\+0000\)"),
        ({"entry_id": 77}, "There is no such entry"),
        ({"entry_id": None}, "There is already a case with the name “painter-v-model”"),
        ({"base_revision_id": 99}, "no revision with the number 99"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(
    database: Database, given: dict[str, Any], message: str
) -> None:
    publish(database, case())
    with pytest.raises((InvalidInput, NotFound, Conflict), match=message):
        hand_in(database, **given)


EVENT = {"kind": "order", "title": "Order", "source": "s1"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"events": [EVENT | {"date": "2026-02-30"}]}, r"events\[0\].date: .* no such day"),
        (
            {"events": [EVENT | {"date": "2026-01", "title": f"No. {n}"} for n in range(5000)]},
            "events: has 5,000 items; at most 500 are possible",
        ),
        ({"summary": "x" * 5000}, "summary: has 5,000 characters; at most 4,000 are possible"),
        ({"title": "line\nbreak"}, r"title: has a control character \(U\+000A\)"),
        ({"title": "lone \ud800"}, "title"),
        (
            {"related": [{"kind": "case", "slug": "painter-v-model", "relation": "cites"}]},
            "the entry is related to itself",
        ),
        ({"slug": "No Slug"}, "slug"),
    ],
)
def test_a_document_that_cannot_be_used_says_where_and_why(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidDocument, match=message) as caught:
        parse_document(dump_document(case()) | fields)
    assert len(str(caught.value)) < 400


def test_evidence_and_drafts_have_their_limits(database: Database) -> None:
    publish(database, case())
    assert parse_evidence([{"url": "https://court.example/", "quotation": "Stayed."}]) == (
        Evidence(url="https://court.example/", quotation="Stayed."),
    )
    with pytest.raises(InvalidInput, match=r"evidence: \[0\].url: .* is not a web address"):
        parse_evidence([{"url": "javascript:alert(1)"}])
    with pytest.raises(InvalidInput, match="at most 1,000,000 fit"):
        draft(database, {"summary": "x" * MAX_DATA})


def test_a_new_entry_is_proposed_under_a_name_that_is_free(database: Database) -> None:
    publish(database, case())
    proposal = hand_in(database, law(), entry_id=None)
    assert (proposal.entry_id, proposal.slug) == (None, "picture-act")


def test_check_finds_a_proposal_that_was_changed_behind_its_back(database: Database) -> None:
    publish(database, case())
    number = hand_in(database).id
    with database.writing() as session:
        proposal = session.get_one(Proposal, number)
        proposal.document = proposal.document.replace("stayed", "settled")
        proposal.state = "accepted"
        session.add(proposal)
    faults = [str(fault) for fault in check_database(database)]
    assert faults == [
        "proposal/1: its document does not fit its hash",
        "proposal/1: it is accepted, which does not fit the day of its decision",
    ]
