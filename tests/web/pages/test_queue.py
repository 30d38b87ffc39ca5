"""The queue and a proposal's page: what they show, and what each button does."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.accounts.actors import VISITOR
from kb.entries.documents import Document, dump_document
from kb.entries.evidence import Evidence
from kb.entries.proposals import Submission, save_draft, submit
from tests.support import documents
from tests.support.accounts import account
from tests.support.desk import CASE, Desk, errors_of
from tests.support.documents import changed
from tests.support.forms import SentForm, form_of
from tests.support.html import read
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
NOTE = "A motion to dismiss was denied."


def hand_in(desk: Desk, document: Document | None = None, *, role: str = "", **given: Any) -> int:
    """A report of two fields, unless it is another proposal."""
    document = document or changed(documents.case(), status="stayed", status_note=NOTE)
    actor = account(desk.database, role) if role else VISITOR
    fields: dict[str, Any] = {"reason": "Report of an error", "entry_id": desk.entry_id}
    fields |= {"origin": role if role in {"contributor", "editor"} else "reader"}
    with desk.database.writing() as session:
        number = submit(session, Submission(document, **(fields | given)), actor=actor).id
    assert number is not None
    return number


def review(desk: Desk, number: int, query: str = "") -> SentForm:
    return form_of(desk.client.get(f"/editor/proposals/{number}{query}"))


def choose(form: SentForm, *paths: str) -> SentForm:
    """Tick these changes only."""
    others = [pair for pair in form.fields if pair[0] != "path"]
    form.fields[:] = [*others, *(("path", path) for path in paths)]
    return form


def text(desk: Desk, path: str) -> str:
    return read(desk.client.get(path).text).text


def test_the_queue_lists_what_waits_and_its_filters_are_kept(desk: Desk) -> None:
    number = hand_in(desk)
    with desk.database.writing() as session:
        save_draft(
            session, actor=account(desk.database, "editor"), kind="case", data={"title": "X"}
        )
    page = desk.client.get("/editor/queue?kind=case&origin=reader&entry=/cases/painter-v-model")
    assert "1 proposal, oldest first" in read(page.text).text
    assert "Status: pending → stayed" in page.text
    assert f'href="/editor/proposals/{number}?kind=case&amp;origin=reader' in page.text
    assert "No proposal like this" in text(desk, "/editor/queue?kind=law")
    assert desk.client.get("/editor/queue?entry=nonsense").status_code == 400
    assert desk.client.get("/editor/queue?state=draft").status_code == 400


def test_the_queue_has_pages(desk: Desk) -> None:
    for n in range(26):
        hand_in(desk, documents.case(), note=f"Remark {n}")
    first = desk.client.get("/editor/queue")
    assert "Remark 24" in first.text
    assert "Remark 25" not in first.text
    assert "Remark 25" in desk.client.get("/editor/queue?after=25").text


def test_everything_is_accepted_and_the_next_proposal_of_the_list_follows(desk: Desk) -> None:
    first = hand_in(desk)
    hand_in(desk, documents.case(), note="Not in the list of contributors")
    summary = changed(documents.case(), summary="A better summary.")
    third = hand_in(desk, summary, role="contributor")
    fourth = hand_in(desk, changed(documents.case(), title="Other"), role="contributor")
    answer = review(desk, third, "?origin=contributor").press(desk.client, "accept")
    where = urlsplit(answer.headers["location"])
    assert where.path == f"/editor/proposals/{fourth}"
    assert parse_qs(where.query) == {"origin": ["contributor"], "done": [str(third)]}
    told = text(desk, answer.headers["location"])
    assert "accepted." in told[told.index(f"Proposal {third}") :][:60]
    assert desk.published()["summary"] == "A better summary."
    assert review(desk, first).press(desk.client, "accept").status_code == 303
    assert desk.published()["status_note"] == NOTE


def test_some_of_it_is_accepted_and_the_history_says_whose_words_they_are(desk: Desk) -> None:
    number = hand_in(desk)
    form = choose(review(desk, number), "status_note")
    answer = form.press(desk.client, "accept-chosen")
    assert answer.headers["location"] == f"/editor/queue?done={number}"
    assert desk.published()["status_note"] == NOTE
    assert desk.published()["status"] == "pending"
    assert "accepted in part by Test editor" in text(desk, f"/editor/proposals/{number}")
    history = text(desk, f"{CASE}/history")
    assert "a reader" in history
    assert "Test editor" in history


def test_a_rejection_needs_a_reason_and_keeps_what_was_sent(desk: Desk) -> None:
    number = hand_in(desk)
    again = choose(review(desk, number), "status").press(desk.client, "reject")
    assert again.status_code == 422
    assert "The reason is missing." in errors_of(again)
    form = form_of(again)
    assert form.values("path") == ["status"]
    assert form.press(desk.client, "reject", reason="The docket says otherwise").status_code == 303
    assert "The docket says otherwise" in text(desk, f"/editor/proposals/{number}")
    assert desk.published() == dump_document(documents.case())


def test_a_remark_is_answered(desk: Desk) -> None:
    number = hand_in(desk, documents.case(), note="The link is dead.")
    form = review(desk, number)
    assert [value for _, value, _ in form.buttons if value] == ["answer", "reject", "assign"]
    assert form.press(desk.client, "answer", reason="Thank you, mended").status_code == 303
    assert "Thank you, mended" in text(desk, f"/editor/proposals/{number}")


def test_somebody_looks_after_it(desk: Desk) -> None:
    number = hand_in(desk)
    answer = review(desk, number).press(desk.client, "assign", assigned_to="Test editor")
    assert answer.headers["location"] == f"/editor/proposals/{number}"
    assert "looked after by Test editor" in text(desk, "/editor/queue?assigned=Test+editor")
    assert "No proposal like this" in text(desk, "/editor/queue?assigned=-")
    refused = review(desk, number).press(desk.client, "assign", assigned_to="Nobody we know")
    assert refused.status_code == 422


def test_the_rule_of_two_is_told_before_the_click_and_kept(desk: Desk) -> None:
    number = hand_in(desk, role="editor")
    page = text(desk, f"/editor/proposals/{number}")
    assert "You proposed this yourself." in page
    assert "two persons" in page
    refused = review(desk, number).press(desk.client, "accept")
    assert refused.status_code == 403
    assert "Another editor has to decide" in errors_of(refused)
    desk.sign_in("editor", name="Emil Editor")
    assert review(desk, number).press(desk.client, "accept").status_code == 303
    assert desk.published()["status"] == "stayed"


def test_an_admin_decides_alone_with_a_reason_that_the_public_reads(desk: Desk) -> None:
    desk.sign_in("admin")
    number = hand_in(desk, role="admin", origin="editor")
    form = review(desk, number)
    assert form.press(desk.client, "accept").status_code == 403
    answer = form.press(desk.client, "accept", override_reason="Nobody else is here")
    assert answer.status_code == 303
    assert "Nobody else is here" in text(desk, f"{CASE}/history")


def test_a_conflict_is_shown_with_three_sides_and_decided_by_ticking(desk: Desk) -> None:
    number = hand_in(desk)
    publish(desk.database, changed(documents.case(), status_note="Denied in part."))
    page = desk.client.get(f"/editor/proposals/{number}")
    for words in ("A motion to dismiss is under way.", "Denied in part.", NOTE):
        assert words in page.text
    form = form_of(page)
    assert form.values("path") == ["status"]
    assert "accept" not in [value for _, value, _ in form.buttons]
    choose(form, "status", "status_note").press(desk.client, "accept-chosen")
    assert desk.published()["status_note"] == NOTE


def test_a_decision_on_what_was_published_anew_meanwhile_is_asked_for_again(desk: Desk) -> None:
    form = review(desk, hand_in(desk))
    publish(desk.database, changed(documents.case(), summary="Published meanwhile."))
    again = form.press(desk.client, "accept")
    assert again.status_code == 409
    assert "published anew since you opened this page" in errors_of(again)
    assert form_of(again).press(desk.client, "accept").status_code == 303
    assert desk.published()["summary"] == "Published meanwhile."


def test_what_was_decided_already_is_told_and_not_decided_again(desk: Desk) -> None:
    form = review(desk, hand_in(desk))
    form.press(desk.client, "reject", reason="No")
    again = form.press(desk.client, "reject", reason="No")
    assert again.status_code == 409
    assert "no longer open: rejected by Test editor" in errors_of(again)


def test_the_text_of_the_page_is_compared_line_by_line(desk: Desk) -> None:
    before = "\n".join(
        ["Terms", *(f"Clause {n} stays." for n in range(30)), "You keep your rights."]
    )
    after = before + "\nWe may use your works to train machine learning models."
    piece = Evidence(url="https://terms.example/", text_before=before, text_after=after)
    page = text(desk, f"/editor/proposals/{hand_in(desk, evidence=(piece,))}")
    assert "1 line changed" in page
    assert "30 unchanged lines" in page
    assert "training of models" in page


def test_its_author_follows_a_proposal_and_nobody_else_without_a_right(desk: Desk) -> None:
    number = hand_in(desk, role="contributor", contact="carla@example.org")
    desk.sign_in("contributor")
    page = desk.client.get(f"/editor/proposals/{number}")
    assert page.status_code == 200
    assert "Accept all" not in page.text
    desk.sign_in("contributor", name="Other Contributor")
    assert desk.client.get(f"/editor/proposals/{number}").status_code == 404


def test_a_proposal_is_amended_in_the_form_and_published_in_the_editors_words(desk: Desk) -> None:
    number = hand_in(desk)
    answer = review(desk, number).press(desk.client, "amend")
    form = form_of(desk.client.get(answer.headers["location"]))
    assert form.value("status_note") == NOTE
    done = form.press(desk.client, "save", status_note="Denied, says the docket.", reason="Checked")
    assert done.headers["location"] == f"/editor/queue?done={number}"
    assert desk.published()["status"] == "stayed"
    assert desk.published()["status_note"] == "Denied, says the docket."
    assert "accepted in part" in text(desk, f"/editor/proposals/{number}")


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_amending_what_two_persons_have_to_see_keeps_what_was_typed(desk: Desk, role: str) -> None:
    number = hand_in(desk, changed(documents.case(), status_note=NOTE))
    desk.sign_in(role)
    answer = review(desk, number).press(desk.client, "amend")
    form = form_of(desk.client.get(answer.headers["location"]))
    again = form.press(desk.client, "save", status="settled", reason="The docket says so")
    assert again.status_code == 403
    assert "Another editor has to decide on what you changed: Status." in errors_of(again)
    assert form_of(again).value("status") == "settled"
    assert form_of(again).value("reason") == "The docket says so"
    if role == "admin":
        done = form_of(again).press(desk.client, "save", override_reason="Nobody else is here")
        assert done.status_code == 303
        assert desk.published()["status"] == "settled"


def test_a_new_entry_is_proposed_and_accepted(desk: Desk) -> None:
    number = hand_in(desk, documents.law(), role="contributor", entry_id=None)
    form = review(desk, number)
    assert form.press(desk.client, "accept").status_code == 303
    assert desk.client.get("/laws/picture-act").status_code == 200
