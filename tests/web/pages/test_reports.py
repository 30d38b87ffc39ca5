"""A reader's report: choosing statements, saying what is right, and the receipt."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from httpx2 import Response
from starlette.testclient import TestClient

from kb.core import clock
from kb.editorial import decide
from kb.editorial.queue import QueueFilter, queue
from kb.entries.documents import dump_document
from kb.entries.tables import Proposal
from tests.support import documents
from tests.support.accounts import SAME_ORIGIN
from tests.support.actors import EDITOR
from tests.support.desk import CASE, Desk, errors_of
from tests.support.documents import changed
from tests.support.forms import SentForm, form_of
from tests.support.html import read
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
REPORT = f"{CASE}/report"


@pytest.fixture
def reader(desk: Desk) -> TestClient:
    """Somebody without an account."""
    desk.client.cookies.clear()
    desk.client.headers.update(SAME_ORIGIN)
    return desk.client


def opened(client: TestClient, *doubts: str) -> SentForm:
    query = "&".join([*(f"doubt={name}" for name in doubts), "go=on"])
    return form_of(client.get(f"{REPORT}?{query}"), having="")


def send(client: TestClient, form: SentForm, **values: str) -> Response:
    """Send it some seconds later."""
    with time_machine.travel(clock.now() + dt.timedelta(seconds=5), tick=False):
        return form.send(client, **values)


def reported(desk: Desk) -> Proposal:
    with desk.database.reading() as session:
        (item,) = queue(session, QueueFilter(), actor=EDITOR).items
        found = session.get_one(Proposal, item.id)
        session.expunge(found)
    return found


def test_an_entry_leads_to_its_report_and_that_lists_what_it_says(reader: TestClient) -> None:
    assert f'href="{REPORT}"' in reader.get(CASE).text
    page = reader.get(REPORT)
    assert page.status_code == 200
    text = read(page.text).text
    assert "Status Pending" in " ".join(text.split())
    assert 'value="events.1"' in page.text
    assert 'value="holdings.0"' in page.text
    assert 'value="slug"' not in page.text


def test_two_fields_are_reported_and_one_is_taken_over(desk: Desk, reader: TestClient) -> None:
    form = opened(reader, "status", "events.1")
    assert (form.value("status"), form.value("events.1.title")) == ("pending", "Order")
    answer = send(
        reader,
        form,
        status="stayed",
        events__1__title="Order of dismissal",
        **{
            "report-source": "https://court.example/docket",
            "report-quotation": "Dismissed.",
            "report-words": "See the docket.",
            "report-contact": "rita@example.org",
        },
    )
    receipt = answer.headers["location"]
    waiting = reader.get(receipt)
    assert "It waits for a decision" in waiting.text
    assert waiting.headers["cache-control"] == "no-store"
    assert "Status: pending → stayed" in waiting.text
    proposal = reported(desk)
    assert (proposal.origin, proposal.author) == ("reader", "a reader")
    assert proposal.reason == "A reader reported an error: Status; Event 2"
    with desk.database.writing() as session:
        decide.accept(
            session,
            proposal.id or 0,
            actor=EDITOR,
            paths=["status"],
            reason="Says the docket",
        )
    told = " ".join(read(reader.get(receipt).text).text.split())
    assert "It was accepted in part by Edda Editor" in told
    assert "Says the docket" in told
    assert "taken over Status: pending → stayed" in told
    assert told.count("not taken over") == 2  # an event with another title is another event
    assert desk.published()["status"] == "stayed"
    history = reader.get(f"{CASE}/history").text
    assert 'href="https://court.example/docket"' in history
    assert "rita@example.org" not in history
    assert "See the docket." not in history


def test_words_alone_are_a_remark(desk: Desk, reader: TestClient) -> None:
    answer = send(reader, opened(reader), **{"report-words": "An event is missing."})
    proposal = reported(desk)
    assert proposal.reason == "A reader’s remark"
    assert "An event is missing." in reader.get(answer.headers["location"]).text
    with desk.database.writing() as session:
        decide.answer(session, proposal.id or 0, actor=EDITOR, reason="Added, thank you")
    assert "Added, thank you" in reader.get(answer.headers["location"]).text


def test_what_cannot_be_used_is_said_beside_the_field_and_kept(reader: TestClient) -> None:
    form = opened(reader, "events.1")
    again = send(reader, form, events__1__date="2026-02-30", **{"report-words": "Kept words"})
    assert again.status_code == 422
    assert "no such day" in errors_of(again)
    kept = form_of(again, having="")
    assert kept.value("events.1.date") == "2026-02-30"
    assert kept.value("report-words") == "Kept words"
    assert send(reader, kept, events__1__date="2024-08-13").status_code == 303


def test_a_statement_that_is_emptied_keeps_its_place_in_the_form(reader: TestClient) -> None:
    form = opened(reader, "claims.0", "plaintiffs.0")
    for name, _ in form.fields:
        if name.startswith(("claims.", "plaintiffs.")):
            form.set(name, "")
    again = send(reader, form)
    assert "Fill this in" in errors_of(again)
    assert form_of(again, having="").value("plaintiffs.0.name") == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Change what is wrong above, or say it here in words."),
        ({"report-source": "javascript:alert(1)"}, "Give the whole address"),
        ({"report-quotation": "x" * 9000}, "too long"),
        ({"report-words": "x" * 5000}, "at most 4,000"),
        ({"report-contact": "x" * 400}, "at most 300"),
        ({"report-website": "https://spam.example/"}, "Leave this field empty"),
    ],
)
def test_a_report_that_says_nothing_usable_is_refused(
    desk: Desk, reader: TestClient, values: dict[str, str], said: str
) -> None:
    given = {"report-words": "Wrong"} | values if values else {}
    again = send(reader, opened(reader, "status"), **given)
    assert again.status_code == 422
    assert said in errors_of(again)
    assert not queued(desk)


def queued(desk: Desk) -> bool:
    with desk.database.reading() as session:
        return bool(queue(session, QueueFilter(), actor=EDITOR).items)


def test_nobody_sends_a_form_at_once_or_one_of_their_own_making(
    desk: Desk, reader: TestClient
) -> None:
    form = opened(reader)
    again = form.send(reader, **{"report-words": "Quick"})
    assert "quicker than people write" in errors_of(again)
    form.set("report-opened", "1.00000000000000000000000000000000")
    assert send(reader, form, **{"report-words": "Forged"}).status_code == 400
    form = opened(reader, "status")
    form.fields.append(("slug", "another-name"))
    assert send(reader, form).status_code == 400
    assert reader.get(f"{REPORT}?doubt=slug").status_code == 400
    assert not queued(desk)


def test_many_reports_from_one_address_have_to_wait(reader: TestClient) -> None:
    form = opened(reader)
    for n in range(10):
        assert send(reader, form, **{"report-words": f"Words {n}"}).status_code == 303
    again = send(reader, form, **{"report-words": "One more"})
    assert again.status_code == 429
    assert int(again.headers["retry-after"]) > 0
    assert form_of(again, having="").value("report-words") == "One more"


def test_a_report_on_an_older_version_keeps_what_was_published_since(
    desk: Desk, reader: TestClient
) -> None:
    form = opened(reader, "status")
    publish(desk.database, changed(documents.case(), summary="Published meanwhile."))
    assert send(reader, form, status="stayed").status_code == 303
    with desk.database.writing() as session:
        decide.accept(session, reported(desk).id or 0, actor=EDITOR)
    assert desk.published()["summary"] == "Published meanwhile."
    assert desk.published()["status"] == "stayed"


def test_whoever_is_signed_in_reports_under_a_name_and_finds_it_in_the_account(desk: Desk) -> None:
    desk.sign_in("reader")
    answer = opened(desk.client, "status").send(desk.client, status="stayed")
    assert answer.status_code == 303
    assert reported(desk).author == "Test reader"
    assert "A reader reported an error: Status" in desk.client.get("/account").text


def test_a_receipt_that_nobody_has_leads_nowhere(reader: TestClient) -> None:
    assert reader.get("/reports/guessed").status_code == 404


def test_nothing_of_an_open_report_is_public(desk: Desk, reader: TestClient) -> None:
    form = opened(reader, "title")
    send(reader, form, title="Zyzzyva v. Quokka", **{"report-words": "Zyzzyva words"})
    assert desk.published() == dump_document(documents.case())
    for path in (
        CASE, f"{CASE}.atom", f"{CASE}/history", "/changes", "/changes.atom", "/corrections",
        "/cases", "/cases.json", "/sitemap.xml", "/api/v1/changes", "/api/v1/cases", "/search?q=x",
    ):  # fmt: skip
        assert "Zyzzyva" not in reader.get(path).text, path
