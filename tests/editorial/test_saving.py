"""Saving an entry: at once, or by a second person; never over what somebody else has written."""

from __future__ import annotations

from typing import Any

import pytest

from kb.accounts.actors import Actor
from kb.accounts.permissions import Forbidden
from kb.core.database import Database
from kb.core.errors import Conflict, InvalidInput
from kb.editorial.pending import EditConflict
from kb.editorial.saving import Saved, save
from kb.entries.documents import Document, parse_document
from kb.entries.proposals import NothingToPropose
from kb.entries.queries import pages
from kb.entries.tables import Entry, Proposal
from tests.support.actors import ADMIN, CONTRIBUTOR, EDITOR, READER
from tests.support.documents import case, changed, law
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
BETTER = changed(case(), summary="A better summary.")


def saved(database: Database, document: Document, *, actor: Actor = EDITOR, **how: Any) -> Saved:
    with database.writing() as session:
        return save(session, actor=actor, document=document, **({"reason": "Better"} | how))


def head_of(database: Database, entry_id: int) -> int:
    with database.reading() as session:
        head = session.get_one(Entry, entry_id).head_revision_id
    assert head is not None
    return head


def test_what_an_editor_saves_is_published_at_once(database: Database) -> None:
    entry_id, _ = publish(database, case())
    done = saved(database, BETTER, entry_id=entry_id, base_revision_id=head_of(database, entry_id))
    assert (done.version, done.proposal_id) == (2, None)


@pytest.mark.parametrize(
    ("actor", "document"), [(EDITOR, changed(case(), status="stayed")), (CONTRIBUTOR, BETTER)]
)
def test_protected_fields_and_contributors_wait_for_a_second_person(
    database: Database, actor: Actor, document: Document
) -> None:
    entry_id, _ = publish(database, case())
    done = saved(database, document, actor=actor, entry_id=entry_id)
    assert done.version is None
    with database.reading() as session:
        proposal = session.get_one(Proposal, done.proposal_id)
        assert (proposal.state, proposal.account_id) == ("open", actor.account_id)
        assert pages.entry_page(session, "case", "painter-v-model").document == case()


def test_an_admin_decides_alone_with_a_reason(database: Database) -> None:
    entry_id, _ = publish(database, case())
    stayed = changed(case(), status="stayed")
    done = saved(database, stayed, actor=ADMIN, entry_id=entry_id, override_reason="Nobody is in")
    assert done.version == 2
    with pytest.raises(Forbidden):
        saved(database, case(), actor=EDITOR, entry_id=entry_id, override_reason="Nobody is in")


def test_the_second_saver_gets_base_theirs_and_mine(database: Database) -> None:
    entry_id, _ = publish(database, case())
    base = head_of(database, entry_id)
    saved(database, BETTER, entry_id=entry_id, base_revision_id=base)
    mine = changed(case(), summary="My own summary.", title="Painter v. Maker")
    with pytest.raises(EditConflict) as caught:
        saved(database, mine, entry_id=entry_id, base_revision_id=base)
    conflict = caught.value
    assert [one.path for one in conflict.conflicts] == ["summary"]
    assert conflict.base["summary"] == dict(case())["summary"]
    assert conflict.theirs["summary"] == "A better summary."
    assert conflict.mine["summary"] == "My own summary."
    assert conflict.merge.document["title"] == "Painter v. Maker"
    assert conflict.head_revision_id == head_of(database, entry_id)


def test_even_a_merge_without_contradiction_is_shown_before_it_is_saved(database: Database) -> None:
    entry_id, _ = publish(database, case())
    base = head_of(database, entry_id)
    saved(database, BETTER, entry_id=entry_id, base_revision_id=base)
    mine = changed(case(), title="Painter v. Maker")
    with pytest.raises(EditConflict) as caught:
        saved(database, mine, entry_id=entry_id, base_revision_id=base)
    assert caught.value.conflicts == ()
    merged = parse_document(caught.value.merge.document)
    assert saved(database, merged, entry_id=entry_id, base_revision_id=base).version == 3
    with database.reading() as session:
        page = pages.entry_page(session, "case", "painter-v-model")
    assert page.document == changed(BETTER, title="Painter v. Maker")


def test_a_new_entry_needs_a_second_person_and_a_free_name(database: Database) -> None:
    publish(database, case())
    assert saved(database, law()).proposal_id is not None
    alone: dict[str, Any] = {"actor": ADMIN, "override_reason": "The first entry of all"}
    assert saved(database, law("other-act"), **alone).version == 1
    with pytest.raises(Conflict, match="There is already a case with the name “painter-v-model”"):
        saved(database, case())


def test_saving_nothing_new_or_another_entry_is_refused(database: Database) -> None:
    entry_id, _ = publish(database, case())
    with pytest.raises(NothingToPropose):
        saved(database, case(), entry_id=entry_id)
    with pytest.raises(InvalidInput, match="renaming is a step of its own"):
        saved(database, changed(case(), slug="another"), entry_id=entry_id)
    with pytest.raises(InvalidInput, match="cannot become a law"):
        saved(database, law(), entry_id=entry_id)
    with pytest.raises(InvalidInput, match="no revision with the number 99"):
        saved(database, BETTER, entry_id=entry_id, base_revision_id=99)
    with pytest.raises(InvalidInput, match="The reason is missing"):
        saved(database, BETTER, entry_id=entry_id, reason="")


def test_a_reader_saves_nothing(database: Database) -> None:
    entry_id, _ = publish(database, case())
    with pytest.raises(Forbidden):
        saved(database, BETTER, actor=READER, entry_id=entry_id)
