"""The edit form without JavaScript: every button, every answer, and nothing typed is lost."""

from __future__ import annotations

import pytest

from kb.entries.documents import dump_document
from tests.support import documents
from tests.support.desk import CASE, Desk, errors_of
from tests.support.forms import form_of, post
from tests.support.full_documents import ALL, HOSTILE, hostile
from tests.support.html import read
from tests.support.publishing import publish


def test_the_form_sent_as_it_is_changes_nothing_and_says_so(desk: Desk) -> None:
    answer = desk.form().press(desk.client, "save", reason="No change")
    assert answer.status_code == 422
    assert "Nothing was changed." in errors_of(answer)


def test_an_editors_change_is_published_and_told(desk: Desk) -> None:
    form = desk.form()
    answer = form.press(desk.client, "save", summary="A better summary.", reason="Say it better")
    assert answer.status_code == 303
    told = desk.client.get(answer.headers["location"])
    assert "Published as version 2" in read(told.text).text
    assert "Say it better" in read(told.text).text
    expected = dump_document(documents.case(summary="A better summary."))
    assert desk.published() == expected


def test_a_change_of_a_holding_waits_for_a_second_person(desk: Desk) -> None:
    form = desk.form()
    form.set("holdings.0.favours", "mixed")
    answer = form.press(desk.client, "save", reason="The appeal court reads it otherwise")
    told = read(desk.client.get(answer.headers["location"]).text).text
    assert "Waits for a second person" in told
    assert "it changes what two people have to look at: Holding" in told
    assert desk.published()["holdings"][0]["favours"] == "rightsholder"


def test_a_contributors_change_waits_for_an_editor(desk: Desk) -> None:
    desk.sign_in("contributor")
    form = desk.form()
    answer = form.press(desk.client, "save", summary="A better summary.", reason="Say it better")
    assert "Waits for an editor" in desk.client.get(answer.headers["location"]).text
    assert desk.published()["summary"] != "A better summary."


@pytest.mark.parametrize("role", [None, "reader"])
def test_visitors_and_readers_get_no_form(desk: Desk, role: str | None) -> None:
    if role:
        desk.sign_in(role)
    else:
        desk.client.cookies.clear()
    assert desk.client.get(desk.path).status_code == (403 if role else 303)
    assert post(desk.client, desk.path, []).status_code == (403 if role else 303)


def test_a_reason_is_asked_for_and_the_input_is_kept(desk: Desk) -> None:
    answer = desk.form().press(desk.client, "save", summary="A better summary.")
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert form_of(answer).value("summary") == "A better summary."


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("as_of", "2026-02-30", "Facts as of: There is no such day: February 2026 has 28 days."),
        ("as_of", "2026-13", "There is no month 13"),
        ("as_of", "May 2026", "“May 2026” is not a date here: write 2026, 2026-05 or 2026-05-14."),
        ("as_of", "2026-5-4", "two digits each"),
        ("title", "", "Title: Fill this in."),
        ("title", "Bell\x07", "Delete the invisible character U+0007."),
        ("title", "x" * 4001, "This has 4001 characters; at most 4000 can be saved."),
        ("court_id", "no-such-court", "No court has this id"),
        ("events.0.date", "", "Event 1, date: Give a date."),
        ("events.0.kind", "party", "Event 1, kind: Choose one of the list."),
        ("events.0.source", "s9", "This source is not in the list any more: choose another."),
        ("sources.0.url", "court.example", "Give the whole address, beginning with https://"),
        ("systems", "Fine\n" + "x" * 4001, "Systems: Line 2: This has 4001 characters"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_on_top(
    desk: Desk, field: str, value: str, sentence: str
) -> None:
    form = desk.form()
    form.set(field, value)
    answer = form.press(desk.client, "save", reason="A try")
    assert answer.status_code == 422
    assert sentence in errors_of(answer)
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert form_of(answer).value(field).replace("\r\n", "\n") == value


def test_a_related_entry_must_exist_and_may_be_given_by_its_address(desk: Desk) -> None:
    publish(desk.database, documents.law())
    form = form_of(desk.form().press(desk.client, "add:related"))
    form.fill(related__0__slug="/cases/nobody", related__0__relation="cites")
    refused = form.press(desk.client, "save", reason="A relation")
    assert "Related entry 1, the other entry: There is no case with this name." in errors_of(
        refused
    )
    form = form_of(refused)
    assert form.value("related.0.kind") == "case"
    address = "https://testserver/laws/picture-act?q=1#sources"
    answer = form.press(desk.client, "save", related__0__slug=address)
    assert answer.status_code == 303
    related = desk.published()["related"]
    assert related == [{"kind": "law", "slug": "picture-act", "relation": "cites"}]


def test_relations_in_a_circle_are_refused(desk: Desk) -> None:
    back = [{"kind": "case", "slug": "painter-v-model", "relation": "appeals"}]
    publish(desk.database, documents.case("appeal", related=back))
    form = form_of(desk.form().press(desk.client, "add:related"))
    form.fill(related__0__slug="/cases/appeal", related__0__relation="appeals")
    answer = form.press(desk.client, "save", reason="A relation")
    assert "in a circle" in errors_of(answer)


def test_parts_are_added_moved_and_removed_by_buttons_and_the_input_is_kept(desk: Desk) -> None:
    form = desk.form()
    assert ("action", "add:events", "#events.2") in form.buttons
    form = form_of(form.press(desk.client, "add:events", summary="Unsaved words."))
    assert form.value("summary") == "Unsaved words."
    form.fill(events__2__date="2024-03", events__2__kind="order", events__2__title="Stay")
    form.fill(events__2__source="s1")
    assert ("action", "up:events.2", "#events.1") in form.buttons
    form = form_of(form.press(desk.client, "up:events.2"))
    titles = [form.value(f"events.{n}.title") for n in range(3)]
    assert titles == ["Complaint", "Stay", "Order"]
    answer = form.press(desk.client, "remove:events.0")
    assert 'id="events.0" tabindex="-1" open' in answer.text
    form = form_of(answer)
    assert [form.value(f"events.{n}.title") for n in range(2)] == ["Stay", "Order"]
    answer = form.press(desk.client, "save", reason="A stay")
    assert [event["title"] for event in desk.published()["events"]] == ["Stay", "Order"]


def test_a_source_is_added_from_the_statement_that_needs_it(desk: Desk) -> None:
    form = desk.form()
    assert ("action", "source:events.1.source", "#sources.1") in form.buttons
    form = form_of(form.press(desk.client, "source:events.1.source"))
    assert form.value("events.1.source") == form.value("sources.1.id") == "s2"
    form.fill(sources__1__url="https://court.example/2", sources__1__title="The order itself")
    form.press(desk.client, "save", sources__1__kind="primary", reason="The order itself")
    assert desk.published()["events"][1]["source"] == "s2"


def test_a_statement_never_comes_to_rest_on_another_source_by_accident(desk: Desk) -> None:
    form = form_of(desk.form().press(desk.client, "remove:sources.0"))
    assert form.value("events.0.source") == "s1"
    form = form_of(form.press(desk.client, "add:sources"))
    assert form.value("sources.0.id") == "s2"


def test_blank_parts_are_dropped_when_saving(desk: Desk) -> None:
    form = form_of(desk.form().press(desk.client, "add:claims"))
    form = form_of(form.press(desk.client, "add:sources"))
    answer = form.press(desk.client, "save", summary="Shorter.", reason="Shorter")
    assert answer.status_code == 303
    assert len(desk.published()["claims"]) == 1
    assert len(desk.published()["sources"]) == 1


@pytest.mark.parametrize(
    "name",
    ["version", "schema_version", "events.0.author", "events.x.date", "id", "sources.0.page", "x"],
)
def test_a_field_that_the_form_does_not_have_is_refused(desk: Desk, name: str) -> None:
    form = desk.form()
    form.fields.append((name, "1"))
    answer = form.press(desk.client, "save", summary="Other.", reason="A try")
    assert answer.status_code == 400
    assert "This form has no field" in answer.text
    assert desk.published()["summary"] != "Other."


def test_the_name_of_an_entry_is_not_the_forms_to_change(desk: Desk) -> None:
    form = desk.form()
    form.fields.append(("slug", "stolen"))
    answer = form.press(desk.client, "save", summary="Other.", reason="A try")
    assert answer.status_code == 303
    assert desk.published()["slug"] == "painter-v-model"


def test_five_thousand_events_are_refused_in_words_and_all_of_them_are_kept(desk: Desk) -> None:
    form = desk.form()
    form.fields += [
        (f"events.{n}.{key}", value)
        for n in range(2, 5000)
        for key, value in (("date", "2026"), ("kind", "order"), ("title", "t"), ("source", "s1"))
    ]
    answer = form.press(desk.client, "save", reason="Many", summary="Kept.")
    assert answer.status_code == 413
    assert "Events: there are 5,000, and at most 500 can be saved." in answer.text
    kept = form_of(answer)
    assert kept.value("events.4999.title") == "t"
    shorter = form_of(kept.press(desk.client, "shorten"))
    assert shorter.value("summary") == "Kept."
    assert "events.499.title" in dict(shorter.fields)
    assert "events.500.title" not in dict(shorter.fields)


def test_bytes_that_are_not_utf_8_are_refused_in_words(desk: Desk) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = desk.client.post(desk.path, content=b"title=%FF%FE&action=save", headers=headers)
    assert answer.status_code == 400
    assert "not UTF-8" in answer.text


def test_the_preview_is_the_entrys_page_and_leads_back_with_everything(desk: Desk) -> None:
    form = desk.form()
    answer = form.press(desk.client, "preview", summary="A better summary.", reason="Better")
    page = read(answer.text)
    assert "This is a preview. Nothing has been saved." in page.text
    assert "A better summary." in page.text
    assert "Complaint" in page.text
    back = form_of(form_of(answer).press(desk.client, "edit"))
    assert (back.value("summary"), back.value("reason")) == ("A better summary.", "Better")
    saved = form_of(answer).press(desk.client, "save")
    assert saved.status_code == 303
    assert desk.published()["summary"] == "A better summary."


def test_checking_says_that_all_is_well_and_saves_nothing(desk: Desk) -> None:
    answer = desk.form().press(desk.client, "check", summary="A better summary.")
    assert "Nothing is missing and nothing contradicts." in answer.text
    assert desk.published()["summary"] != "A better summary."


def test_a_new_entry_is_published_from_an_empty_form(desk: Desk) -> None:
    form = form_of(desk.client.get("/editor/entries/new/law"))
    refused = form.press(desk.client, "save", slug="Not A Slug", reason="New")
    assert "Name in the address: Write small letters a to z" in errors_of(refused)
    form = form_of(form_of(refused).press(desk.client, "add:sources"))
    law = dump_document(documents.law("new-act"))
    source = law["sources"][0]
    for key in ("title", "summary", "jurisdiction", "as_of", "law_kind", "citation", "body", "url"):
        form.set(key, law[key])
    for key in ("url", "title", "kind"):
        form.set(f"sources.0.{key}", source[key])
    form.fields.append(("topics", "opt-out"))
    form.set("slug", "new-act")
    form.set("status", "proposed")
    answer = form.press(desk.client, "save")
    assert answer.status_code == 303, errors_of(answer)
    told = desk.client.get(answer.headers["location"])
    assert "Waits for a second person" in told.text
    assert desk.client.get("/laws/new-act").status_code == 404


def test_a_name_that_exists_is_refused_beside_its_field(desk: Desk) -> None:
    publish(desk.database, documents.law())
    form = form_of(desk.client.get("/editor/entries/new/law"))
    pairs = [pair for pair in form.fields if pair[0] not in {"slug", "action"}]
    law = dump_document(documents.law())
    values = {key: value for key, value in law.items() if isinstance(value, str)}
    source = {f"sources.0.{key}": value for key, value in law["sources"][0].items()}
    sent = [(key, values.get(key, value)) for key, value in pairs]
    sent += [*source.items(), ("slug", "picture-act"), ("topics", "opt-out"), ("action", "save")]
    answer = post(desk.client, "/editor/entries/new/law", sent)
    assert "A law has, or had, this name already: choose another." in errors_of(answer)


def test_entry_pages_link_to_their_form_for_those_who_may_edit(desk: Desk) -> None:
    assert desk.path in read(desk.client.get(CASE).text).links
    desk.sign_in("reader")
    assert desk.path not in desk.client.get(CASE).text


@pytest.mark.parametrize("kind", ALL)
def test_hostile_text_stays_text_on_every_page_of_editing(desk: Desk, kind: str) -> None:
    entry_id, _ = publish(desk.database, hostile(kind))
    client = desk.client
    shown = client.get(f"/editor/entries/{entry_id}/edit")
    form = form_of(shown)
    assert HOSTILE in [value for _, value in form.fields]
    pages = [shown, form.press(client, "preview"), form.press(client, "add:sources")]
    pages += [client.get(f"/editor/entries/{entry_id}/{deed}") for deed in ("rename", "retract")]
    saved = form.press(client, "save", language="fr", reason=HOSTILE[:80])
    pages.append(client.get(saved.headers["location"]))
    conflict = form.press(client, "save", language="it", reason=HOSTILE[:80])
    assert conflict.status_code == 409
    pages += [conflict, form_of(conflict).press(client, "combine")]
    form.set("as_of", HOSTILE)
    pages.append(form.press(client, "save"))
    for answer in pages:
        page = read(answer.text)
        assert page.dangers == []
        assert "<script>alert" not in answer.text
        assert "img" not in page.tags
