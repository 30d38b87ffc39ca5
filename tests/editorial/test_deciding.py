"""Deciding on proposals: all of one, some of it, amended or not at all; alone or by two."""

from __future__ import annotations

from typing import Any

import pytest

from kb.accounts.actors import Actor
from kb.accounts.permissions import Forbidden, NotSignedIn
from kb.core import audit
from kb.core.database import Database
from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.editorial import decide
from kb.editorial.pending import EditConflict, pending
from kb.editorial.rules import SecondPersonNeeded
from kb.entries.check import check_database
from kb.entries.documents import Document
from kb.entries.proposals import NothingToPropose, Submission, submit
from kb.entries.queries import pages
from kb.entries.tables import Proposal
from tests.support.actors import (
    ADMIN,
    CONTRIBUTOR,
    EDITOR,
    READER,
    SCRAPER,
    SECOND_EDITOR,
    VISITOR,
)
from tests.support.documents import case, changed, law, licence
from tests.support.publishing import publish

TWO_FIELDS = changed(case(), status="stayed", summary="A better summary.")


def propose(
    database: Database, document: Document, *, actor: Actor = CONTRIBUTOR, **fields: Any
) -> int:
    """Hand the document in as a change of its entry; the number of the proposal."""
    origin = {"visitor": "reader", "machine": "scraper"}.get(actor.via, "contributor")
    with database.writing() as session:
        entry = pages.find_card(session, document.kind, document.slug)
        given: dict[str, Any] = {"reason": "It changed", "origin": origin, "entry_id": entry.id}
        submission = Submission(document=document, **(given | fields))
        proposal = submit(session, submission, actor=actor)
        assert proposal.id is not None
        return proposal.id


def accept(database: Database, number: int, actor: Actor = EDITOR, **how: Any) -> decide.Decision:
    with database.writing() as session:
        return decide.accept(session, number, actor=actor, **how)


def test_an_accepted_proposal_is_the_next_version_with_its_author_and_reason(
    database: Database,
) -> None:
    publish(database, case())
    decision = accept(database, propose(database, TWO_FIELDS))
    assert (decision.version, decision.proposal.state) == (2, "accepted")
    with database.reading() as session:
        page = pages.entry_page(session, "case", "painter-v-model")
        newest = pages.versions(session, page.card)[0]
        assert audit.verify(session) == 4  # published, proposed, published, accepted
    assert page.document == TWO_FIELDS
    assert (newest.author, newest.actor) == ("Carla Contributor", "Edda Editor")
    assert (newest.origin, newest.reason) == ("contributor", "It changed")
    assert check_database(database) == []


def test_some_fields_are_accepted_and_the_others_stay_as_they_were(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    decision = accept(database, number, paths=["summary"], reason="The stay is not proven")
    assert decision.proposal.state == "partly accepted"
    with database.reading() as session:
        page = pages.entry_page(session, "case", "painter-v-model")
    assert page.document == changed(case(), summary="A better summary.")


def test_an_editor_amends_and_accepts(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    decision = accept(database, number, amended=changed(TWO_FIELDS, summary="The best summary."))
    assert decision.proposal.state == "partly accepted"
    with database.reading() as session:
        page = pages.entry_page(session, "case", "painter-v-model")
    assert page.document == changed(TWO_FIELDS, summary="The best summary.")


def test_what_an_editor_adds_to_a_protected_field_needs_a_second_person(database: Database) -> None:
    publish(database, case())
    number = propose(database, changed(case(), summary="A better summary."))
    with pytest.raises(SecondPersonNeeded, match="Status"):
        accept(database, number, amended=TWO_FIELDS)


def test_nobody_accepts_a_proposal_of_ones_own_on_a_protected_field(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS, actor=EDITOR)
    with pytest.raises(SecondPersonNeeded, match=r"Another editor has to decide .* Status"):
        accept(database, number, EDITOR)
    with pytest.raises(Forbidden):
        accept(database, number, EDITOR, override_reason="I am sure")
    assert accept(database, number, SECOND_EDITOR).version == 2


def test_an_admin_overrides_with_a_reason_that_stays_visible(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS, actor=ADMIN)
    accept(database, number, ADMIN, override_reason="The second editor is away")
    with database.reading() as session:
        card = pages.find_card(session, "case", "painter-v-model")
        assert pages.versions(session, card)[0].override_reason == "The second editor is away"


def test_the_rule_is_for_protected_fields_and_can_be_switched_off(database: Database) -> None:
    publish(database, case())
    own = propose(database, changed(case(), summary="A better summary."), actor=EDITOR)
    assert accept(database, own).version == 2
    status = propose(database, TWO_FIELDS, actor=EDITOR)
    assert accept(database, status, protected=frozenset()).version == 3


def test_what_was_published_meanwhile_is_kept(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    publish(database, changed(case(), title="Painter v. Model Maker"))
    accept(database, number)
    with database.reading() as session:
        page = pages.entry_page(session, "case", "painter-v-model")
    assert page.document == changed(TWO_FIELDS, title="Painter v. Model Maker")


def test_overruling_what_was_published_meanwhile_is_said_or_refused(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    publish(database, changed(case(), status="settled"))
    with pytest.raises(EditConflict, match="in the same places: Status") as caught:
        accept(database, number)
    (conflict,) = caught.value.conflicts
    assert (conflict.base, conflict.theirs, conflict.mine) == ("pending", "settled", "stayed")
    accept(database, number, paths=["summary", "status"])
    with database.reading() as session:
        assert pages.find_card(session, "case", "painter-v-model").status == "stayed"


def test_a_choice_made_from_an_outdated_review_is_refused(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    publish(database, changed(case(), status="stayed"))
    with pytest.raises(Conflict, match="changed meanwhile"):
        accept(database, number, paths=["status", "summary"])


def test_a_proposal_is_decided_once(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    accept(database, number)
    with pytest.raises(Conflict, match="no longer open: accepted by Edda Editor"):
        accept(database, number, SECOND_EDITOR)


def test_a_rejection_needs_a_reason(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    with pytest.raises(InvalidInput, match="The reason is missing"), database.writing() as session:
        decide.reject(session, number, actor=EDITOR, reason=" ")
    with database.writing() as session:
        decision = decide.reject(session, number, actor=EDITOR, reason="No source says so")
    assert (decision.proposal.state, decision.version) == ("rejected", None)


def test_a_remark_is_answered(database: Database) -> None:
    publish(database, case())
    number = propose(database, case(), actor=VISITOR, note="Is the docket number right?")
    with database.writing() as session:
        decision = decide.answer(session, number, actor=EDITOR, reason="Yes, we looked it up")
    assert (decision.proposal.state, decision.version) == ("accepted", None)


def test_a_new_entry_is_created_by_accepting_it(database: Database) -> None:
    publish(database, case())
    with database.writing() as session:
        submission = Submission(document=law(), reason="New", origin="contributor")
        number = submit(session, submission, actor=CONTRIBUTOR).id
    assert number is not None
    assert accept(database, number).version == 1
    with database.reading() as session:
        assert pages.entry_page(session, "law", "picture-act").document == law()


def test_a_proposal_that_came_true_by_another_way_makes_no_version(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    publish(database, TWO_FIELDS)
    decision = accept(database, number)
    assert (decision.version, decision.proposal.state) == (None, "accepted")


@pytest.mark.parametrize("actor", [READER, CONTRIBUTOR, SCRAPER])
def test_only_editors_decide(database: Database, actor: Actor) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    with pytest.raises(Forbidden):
        accept(database, number, actor)
    with pytest.raises(NotSignedIn):
        accept(database, number, VISITOR)


def test_a_proposal_that_leads_to_nothing_says_where(database: Database) -> None:
    publish(database, case())
    related = [{"kind": "law", "slug": "no-such-act", "relation": "cites"}]
    number = propose(database, changed(case(), related=related))
    with pytest.raises(InvalidInput, match=r"related\[0\].slug: no law has the slug 'no-such-act'"):
        accept(database, number)
    court = propose(database, changed(case(), court_id="moon"))
    with pytest.raises(InvalidInput, match="no court has the id 'moon'"):
        accept(database, court)


def test_relations_that_would_go_in_a_circle_are_refused(database: Database) -> None:
    def newer(slug: str, than: str) -> Document:
        link = {"kind": "licence", "slug": than, "relation": "supersedes"}
        return licence(slug, related=[link])

    publish(database, licence("one"))
    publish(database, newer("two", "one"))
    publish(database, newer("three", "two"))
    number = propose(database, newer("one", "three"))
    with pytest.raises(InvalidInput, match="“supersedes” 'three' would go in a circle"):
        accept(database, number)


def test_what_is_no_change_and_has_no_words_is_no_proposal(database: Database) -> None:
    publish(database, case())
    with pytest.raises(NothingToPropose):
        propose(database, case())


def test_the_number_of_no_proposal_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        accept(database, 99)


def test_changes_of_a_proposal_are_those_against_the_entry_of_today(database: Database) -> None:
    publish(database, case())
    number = propose(database, TWO_FIELDS)
    publish(database, changed(case(), status="stayed"))
    with database.reading() as session:
        held = pending(session, session.get_one(Proposal, number))
    assert [change.path for change in held.changes] == ["summary"]
    assert [change.path for change in held.proposed] == ["summary", "status"]
