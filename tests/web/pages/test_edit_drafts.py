"""Drafts: kept by a button or by themselves, their author's alone, never overwritten."""

from __future__ import annotations

from httpx2 import Response

from tests.support.desk import CASE, Desk, errors_of
from tests.support.forms import SentForm, form_of, post
from tests.support.html import read

DRAFTS = "/editor/drafts"


def kept(desk: Desk, form: SentForm) -> Response:
    """What edit.js does while somebody types."""
    return post(desk.client, DRAFTS, form.fields, Accept="application/json")


def is_gone(desk: Desk, form: SentForm) -> bool:
    return desk.client.get(f"{DRAFTS}/{form.value('draft')}").status_code == 404


def test_a_draft_keeps_what_was_typed_however_unfinished(desk: Desk) -> None:
    answer = desk.form().press(desk.client, "draft", title="", as_of="soon", reason="Later")
    assert answer.status_code == 303
    form = form_of(desk.client.get(answer.headers["location"]))
    assert (form.value("title"), form.value("as_of"), form.value("reason")) == ("", "soon", "Later")
    assert desk.published()["title"]


def test_a_draft_is_offered_when_its_author_comes_back(desk: Desk) -> None:
    where = desk.form().press(desk.client, "draft", summary="Half").headers["location"]
    page = desk.client.get(desk.path)
    assert "You have a draft of this entry" in page.text
    assert where in read(page.text).links
    desk.sign_in("editor", name="Another editor")
    assert "You have a draft" not in desk.client.get(desk.path).text


def test_nobody_else_sees_a_draft(desk: Desk) -> None:
    where = desk.form().press(desk.client, "draft", summary="Half").headers["location"]
    draft_id = where.rpartition("=")[2]
    desk.sign_in("admin")
    assert desk.client.get(where).status_code == 404
    assert desk.client.get(f"{DRAFTS}/{draft_id}").status_code == 404
    form = desk.form()
    form.fill(draft=draft_id, row_version="1")
    assert kept(desk, form).status_code == 404


def test_a_draft_leads_to_its_form(desk: Desk) -> None:
    where = desk.form().press(desk.client, "draft").headers["location"]
    answer = desk.client.get(f"{DRAFTS}/{where.rpartition('=')[2]}")
    assert (answer.status_code, answer.headers["location"]) == (303, where)


def test_a_draft_of_a_new_entry_leads_to_the_form_of_its_kind(desk: Desk) -> None:
    form = form_of(desk.client.get("/editor/entries/new/law"))
    where = form.press(desk.client, "draft", title="A bill").headers["location"]
    assert where.startswith("/editor/entries/new/law?draft=")
    assert form_of(desk.client.get(where)).value("title") == "A bill"
    assert where in read(desk.client.get("/editor/entries/new/law").text).links
    assert where not in desk.client.get("/editor/entries/new/case").text


def test_saving_closes_the_draft(desk: Desk) -> None:
    where = desk.form().press(desk.client, "draft", summary="Half").headers["location"]
    form = form_of(desk.client.get(where))
    assert form.press(desk.client, "save", reason="Done").status_code == 303
    assert is_gone(desk, form)
    assert desk.published()["summary"] == "Half"


def test_a_draft_can_be_thrown_away(desk: Desk) -> None:
    where = desk.form().press(desk.client, "draft", summary="Half").headers["location"]
    form = form_of(desk.client.get(where))
    answer = form.press(desk.client, "discard")
    assert (answer.status_code, answer.headers["location"]) == (303, CASE)
    assert is_gone(desk, form)


def test_a_draft_that_keeps_itself_says_where_it_is(desk: Desk) -> None:
    form = desk.form()
    form.fill(summary="Half a sen")
    told = kept(desk, form).json()
    assert told["row_version"] == 1
    assert told["url"] == f"{desk.path}?draft={told['id']}"
    form.fill(draft=str(told["id"]), row_version="1", summary="Half a sentence")
    assert kept(desk, form).json()["row_version"] == 2
    assert desk.form(f"?draft={told['id']}").value("summary") == "Half a sentence"


def test_an_older_window_never_overwrites_a_draft(desk: Desk) -> None:
    form = desk.form()
    told = kept(desk, form).json()
    form.fill(draft=str(told["id"]), row_version="1", summary="From the first window")
    assert kept(desk, form).status_code == 200
    form.fill(summary="From the second window")
    refused = kept(desk, form)
    assert refused.status_code == 409
    assert refused.json()["url"] == told["url"]
    assert "saved from another window" in refused.json()["detail"]
    assert desk.form(f"?draft={told['id']}").value("summary") == "From the first window"


def test_without_javascript_the_older_window_keeps_its_words_as_another_draft(desk: Desk) -> None:
    first = form_of(desk.client.get(desk.form().press(desk.client, "draft").headers["location"]))
    second = form_of(desk.client.get(f"{desk.path}?draft={first.value('draft')}"))
    first.press(desk.client, "draft", summary="First")
    refused = second.press(desk.client, "draft", summary="Second")
    assert refused.status_code == 409
    assert "saved from another window" in errors_of(refused)
    where = form_of(refused).press(desk.client, "draft-anew").headers["location"]
    assert desk.form("?" + where.partition("?")[2]).value("summary") == "Second"
    assert desk.form(f"?draft={first.value('draft')}").value("summary") == "First"


def test_drafts_stay_out_of_everything_public(desk: Desk) -> None:
    form = form_of(desk.client.get("/editor/entries/new/case"))
    form.press(desk.client, "draft", title="Zyzzyva v. Quagga", slug="zyzzyva-v-quagga")
    for path in ("/cases", "/cases.json", "/changes", "/sitemap.xml", "/api/v1/cases"):
        assert "yzzyva" not in desk.client.get(path).text
    assert desk.client.get("/cases/zyzzyva-v-quagga").status_code == 404
