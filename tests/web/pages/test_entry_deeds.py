"""Rename, merge, withdraw, bring back, go back: each by one page, with a reason."""

from __future__ import annotations

import pytest
from httpx2 import Response

from tests.support import documents
from tests.support.desk import CASE, Desk
from tests.support.forms import form_of
from tests.support.html import read
from tests.support.publishing import publish

DEEDS = ("rename", "merge", "retract", "restore", "revert")


def done(desk: Desk, deed: str, **values: str) -> Response:
    """Open the page of the deed, fill it in, send it."""
    page = desk.client.get(f"/editor/entries/{desk.entry_id}/{deed}")
    assert page.status_code == 200, page.text
    return form_of(page, having="").send(desk.client, **values)


def test_a_renamed_entry_answers_at_its_new_address_and_leads_there(desk: Desk) -> None:
    answer = done(desk, "rename", new_slug="painter-v-maker", reason="The name of the court")
    assert answer.headers["location"] == "/cases/painter-v-maker"
    assert desk.client.get("/cases/painter-v-maker").status_code == 200
    assert desk.client.get(CASE).status_code == 301


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [("Not a slug", 422, "slug"), ("other", 409, "already a case"), ("", 422, "slug")],
)
def test_a_name_that_cannot_be_used_is_refused_with_the_input_kept(
    desk: Desk, name: str, status: int, words: str
) -> None:
    publish(desk.database, documents.case("other"))
    answer = done(desk, "rename", new_slug=name, reason="Better")
    assert answer.status_code == status
    assert words in answer.text
    assert form_of(answer, having="").value("reason") == "Better"


def test_a_merged_entry_leads_to_the_one_that_stays(desk: Desk) -> None:
    publish(desk.database, documents.case("other"))
    answer = done(desk, "merge", target="https://testserver/cases/other?q=1", reason="The same")
    assert answer.headers["location"] == "/cases/other"
    moved = desk.client.get(CASE)
    assert (moved.status_code, moved.headers["location"]) == (301, "/cases/other")


def test_a_withdrawn_entry_says_why_and_can_be_brought_back(desk: Desk) -> None:
    answer = done(desk, "retract", reason="It was a hoax")
    gone = desk.client.get(CASE)
    assert gone.status_code == 410
    assert "It was a hoax" in gone.text
    assert "It was a hoax" in desk.client.get(answer.headers["location"]).text
    assert done(desk, "restore", reason="It was none").headers["location"] == CASE
    assert desk.client.get(CASE).status_code == 200


def test_going_back_shows_what_changes_and_publishes_a_new_version(desk: Desk) -> None:
    publish(desk.database, documents.case(chamber="A wrong chamber"))
    shown = desk.client.get(f"/editor/entries/{desk.entry_id}/revert?version=1")
    assert "Chamber removed: A wrong chamber" in read(shown.text).text
    answer = form_of(shown, having="").send(desk.client, reason="There is no such chamber")
    told = desk.client.get(answer.headers["location"])
    assert "Published as version 3" in told.text
    assert "chamber" not in desk.published()


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_asks_for_a_reason(desk: Desk, deed: str) -> None:
    publish(desk.database, documents.case("other"))
    publish(desk.database, documents.case(chamber="Another"))
    if deed == "restore":
        done(desk, "retract", reason="A hoax")
    values = {"rename": {"new_slug": "x"}, "merge": {"target": "other"}, "revert": {"version": "1"}}
    answer = done(desk, deed, **values.get(deed, {}))
    assert answer.status_code == 422
    assert "The reason is missing" in answer.text


@pytest.mark.parametrize("deed", DEEDS)
def test_contributors_may_not(desk: Desk, deed: str) -> None:
    desk.sign_in("contributor")
    assert desk.client.get(f"/editor/entries/{desk.entry_id}/{deed}").status_code == 403
    assert desk.client.post(f"/editor/entries/{desk.entry_id}/{deed}").status_code == 403
