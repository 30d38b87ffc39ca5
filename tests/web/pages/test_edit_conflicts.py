"""Two people save one entry: the second chooses field by field, and loses nothing."""

from __future__ import annotations

import pytest

from kb.entries.documents import dump_document
from tests.support import documents
from tests.support.desk import Desk, errors_of
from tests.support.forms import SentForm, form_of
from tests.support.html import read
from tests.support.publishing import publish

CHOICE = "choose.summary"


def opened_by_both(desk: Desk, **theirs: str) -> SentForm:
    """My form, made before somebody else published these changes."""
    form = desk.form()
    publish(desk.database, documents.case(**theirs))
    return form


def chosen(form: SentForm, name: str, side: str) -> SentForm:
    form.fields.append((name, side))
    return form


def test_the_second_to_save_sees_both_versions_with_the_words_marked(desk: Desk) -> None:
    form = opened_by_both(desk, summary="A summary by somebody else.")
    answer = form.press(desk.client, "save", summary="A summary of mine.", reason="Mine")
    assert answer.status_code == 409
    page = read(answer.text)
    assert "Somebody else changed Painter v. Model Maker meanwhile" in page.text
    assert "Before both changes: A short summary of what this is about" in page.text
    assert page.tags.count("ins") >= 2
    kept = form_of(answer)
    assert (kept.value("summary"), kept.value("reason")) == ("A summary of mine.", "Mine")
    assert desk.published()["summary"] == "A summary by somebody else."


@pytest.mark.parametrize(
    ("side", "summary"),
    [("mine", "A summary of mine."), ("theirs", "A summary by somebody else.")],
)
def test_saving_again_takes_the_chosen_words_and_all_other_changes_of_both(
    desk: Desk, side: str, summary: str
) -> None:
    theirs = {"summary": "A summary by somebody else.", "chamber": "Their chamber"}
    form = opened_by_both(desk, **theirs)
    form.set("docket_number", "3:24-cv-1 (mine)")
    page = form.press(desk.client, "save", summary="A summary of mine.", reason="Mine")
    answer = chosen(form_of(page), CHOICE, side).press(desk.client, "resolve")
    assert answer.status_code == 303
    expected = theirs | {"summary": summary, "docket_number": "3:24-cv-1 (mine)"}
    assert desk.published() == dump_document(documents.case(**expected))


def test_without_a_choice_nothing_is_saved(desk: Desk) -> None:
    form = opened_by_both(desk, summary="Theirs.")
    page = form.press(desk.client, "save", summary="Mine.", reason="Mine")
    again = form_of(page).press(desk.client, "resolve")
    assert again.status_code == 409
    assert "Summary: choose which words stay." in errors_of(again)
    assert form_of(again).value("summary") == "Mine."
    assert desk.published()["summary"] == "Theirs."


def test_different_fields_need_no_choice_but_a_look(desk: Desk) -> None:
    form = opened_by_both(desk, chamber="Their chamber")
    page = form.press(desk.client, "save", summary="Mine.", reason="Mine")
    assert page.status_code == 409
    assert "both changes can be kept" in page.text
    assert form_of(page).press(desk.client, "resolve").status_code == 303
    assert desk.published()["summary"] == "Mine."
    assert desk.published()["chamber"] == "Their chamber"


def test_both_versions_can_be_put_together_and_edited_on(desk: Desk) -> None:
    form = opened_by_both(desk, summary="Theirs.", chamber="Their chamber")
    page = form.press(desk.client, "save", summary="Mine.", reason="Mine")
    together = chosen(form_of(page), CHOICE, "mine").press(desk.client, "combine")
    form = form_of(together)
    assert (form.value("summary"), form.value("chamber")) == ("Mine.", "Their chamber")
    assert form.press(desk.client, "save", chamber="No chamber").status_code == 303
    assert desk.published()["chamber"] == "No chamber"


def test_a_third_version_meanwhile_is_a_conflict_again(desk: Desk) -> None:
    form = opened_by_both(desk, summary="Theirs.")
    page = form.press(desk.client, "save", summary="Mine.", reason="Mine")
    publish(desk.database, documents.case(summary="A third."))
    again = chosen(form_of(page), CHOICE, "mine").press(desk.client, "resolve")
    assert again.status_code == 409
    assert "A third." in read(again.text).text
    assert CHOICE not in dict(form_of(again).fields)
    assert chosen(form_of(again), CHOICE, "mine").press(desk.client, "resolve").status_code == 303
    assert desk.published()["summary"] == "Mine."


def test_an_entry_that_was_withdrawn_meanwhile_says_so(desk: Desk) -> None:
    form = desk.form()
    deed = form_of(desk.client.get(f"/editor/entries/{desk.entry_id}/retract"), having="")
    deed.send(desk.client, reason="It was a hoax")
    answer = form.press(desk.client, "save", summary="Mine.", reason="Mine")
    assert answer.status_code == 409
    assert "It was a hoax" in answer.text
