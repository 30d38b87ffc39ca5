"""Alerts on the web: made from pages, changed, fed, mailed to a confirmed address, stopped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from kb.accounts import links
from kb.accounts.actors import Actor
from kb.alerts import mail, subscriptions
from kb.core.database import Database
from kb.core.settings import Settings
from kb.jobs.alerts import AlertKeeper
from kb.search import open_engine
from kb.search.indexer import open_indexer
from tests.support.accounts import account, sign_in
from tests.support.alerts import KEY, deliveries, give_address, subscribe
from tests.support.documents import case, changed
from tests.support.html import read
from tests.support.mail_server import MailServer, mail_server
from tests.support.publishing import publish

MakeClient = Callable[[Settings], TestClient]


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def site(settings: Settings, mails: MailServer) -> Settings:
    """An installation that sends mail."""
    told = {"base_url": "https://testserver", "smtp_url": mails.url, "secret_key": KEY.decode()}
    return settings.model_copy(update=told)


@pytest.fixture
def database(site: Settings) -> Iterator[Database]:
    """The database of the installation, with a case."""
    with closing(Database(site.resolved_database_url)) as opened:
        publish(opened, case())
        yield opened


@pytest.fixture
def client(database: Database, site: Settings, make_client: MakeClient) -> TestClient:
    """A browser in which a reader is signed in."""
    made = make_client(site)
    sign_in(made, site, "reader")
    return made


def look(database: Database, site: Settings) -> None:
    """What a server does in the background."""
    AlertKeeper(database, site, open_engine(site, database)).look()


def settle_case(database: Database) -> None:
    publish(database, changed(case(), status="settled", as_of="2026-03-01"))


def ticked(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([a-z-]+)" checked', page)


def test_an_alert_is_made_from_the_page_of_an_entry_and_tells_in_its_feed(
    client: TestClient, database: Database, site: Settings
) -> None:
    assert (
        'href="/alerts/new?entry=case/painter-v-model"' in client.get("/cases/painter-v-model").text
    )
    form = client.get("/alerts/new?entry=case/painter-v-model").text
    assert "status" in ticked(form, "meanings") and "motion" not in ticked(form, "event_kinds")
    assert 'name="keyword"' in form and 'value="new"' not in form  # the entry is there already
    fields = {"subject": "entry", "what": "case/painter-v-model", "meanings": ["status", "event"],
              "event_kinds": ["order"], "note": "For the brief"}  # fmt: skip
    made = client.post("/alerts", data=fields)
    assert made.headers["location"] == "/alerts/1?done=create"
    settle_case(database)
    look(database, site)
    page = client.get("/alerts/1")
    assert "Status: Pending → Settled (as of 1 March 2026)" in page.text
    assert "Painter v. Model Maker" in read(client.get("/alerts").text).text
    feed = re.search(r'id="feed">https://testserver([^<]+)<', page.text)
    assert feed
    client.cookies.clear()
    answer = client.get(feed[1])
    assert answer.status_code == 200 and "Status: Pending → Settled" in answer.text
    assert "no-store" in answer.headers["cache-control"]
    assert client.get(feed[1].replace(".atom", "x.atom")).status_code == 404


@pytest.mark.one_database
def test_an_alert_is_changed_paused_given_new_secrets_and_deleted(client: TestClient) -> None:
    client.post("/alerts", data={"subject": "all", "meanings": "status"})

    def do(action: str, **fields: str) -> str:
        answer = client.post("/alerts/1", data={"action": action, **fields})
        assert answer.status_code == 303, answer.text
        return client.get(answer.headers["location"]).text

    page = do("change", name="Everything new", meanings="new", mail="weekly", note="<i>")
    assert "<h1>Everything new</h1>" in page and ticked(page, "meanings") == ["new"]
    first = re.search(r'id="feed">([^<]+)<', page)
    assert "Paused." in do("pause") and "Paused." not in do("resume")
    second = re.search(r'id="feed">([^<]+)<', do("secrets"))
    assert first and second and first[1] != second[1]
    assert "The alert was deleted." in do("delete")
    assert client.get("/alerts/1").status_code == 404


@pytest.mark.one_database
def test_a_search_is_saved_with_what_it_finds_today(
    client: TestClient, database: Database, site: Settings
) -> None:
    with closing(Database(site.resolved_database_url)) as opened:
        indexer = open_indexer(site, opened)
        indexer.catch_up()
    found = client.get("/search?q=painter&kind=case&sort=newest")
    link = re.search(r'href="(/alerts/new\?search=[^"]+)"', found.text)
    assert link and "sort" not in link[1]
    form = client.get(link[1].replace("&amp;", "&"))
    assert 'name="what" value="q=painter&amp;kind=case"' in form.text
    assert "Today that is 1 entry," in form.text and 'name="keyword"' not in form.text
    fields = {"subject": "search", "what": "kind=case&q=painter", "meanings": ["new", "status"]}
    assert client.post("/alerts", data=fields).status_code == 303
    settle_case(database)
    with closing(Database(site.resolved_database_url)) as opened:
        open_indexer(site, opened).catch_up()
        look(opened, site)
    page = client.get("/alerts/1").text
    assert "Status: Pending → Settled" in page and "Newly found" not in page
    assert 'href="/search?q=painter&amp;kind=case"' in page


@pytest.mark.one_database
def test_mail_goes_to_an_address_once_its_link_was_followed_by_whoever_asked(
    client: TestClient, database: Database, site: Settings, mails: MailServer
) -> None:
    client.post("/alerts", data={"subject": "all", "meanings": "status", "mail": "immediate"})
    assert client.post("/alerts/mail", data={"address": "nobody"}).status_code == 400
    client.post("/alerts/mail", data={"address": "ada@example.org"})
    settle_case(database)
    look(database, site)
    (asked,) = mails.mails
    link = re.search(r"https://testserver(/alerts/mail/confirm\?token=\S+)", asked.get_content())
    assert asked["To"] == "ada@example.org" and link
    token = link[1].partition("token=")[2]
    sign_in(client, site, "admin")
    assert client.get(link[1]).status_code == 404
    sign_in(client, site, "reader")
    assert "ada@example.org" in client.get(link[1]).text and len(mails.mails) == 1
    done = client.post("/alerts/mail/confirm", data={"token": token})
    assert done.headers["location"] == "/alerts?done=confirmed"
    assert client.post("/alerts/mail/confirm", data={"token": token}).status_code == 404
    look(database, site)
    assert len(mails.mails) == 2
    client.post("/alerts/mail", data={"action": "forget"})
    assert "no address yet" in client.get("/alerts").text


def test_mail_is_stopped_with_one_click_by_the_mail_program_or_one_by_one(
    client: TestClient, database: Database, site: Settings, mails: MailServer
) -> None:
    reader = account(database, "reader")
    give_address(database, reader)
    for name in ("First", "Second", "Third"):
        subscribe(database, reader, mail="immediate", name=name)
    settle_case(database)
    look(database, site)
    address = mails.mails[0]["List-Unsubscribe"].strip("<>").removeprefix("https://testserver")
    client.cookies.clear()
    del client.headers["Sec-Fetch-Site"]
    page = client.get(address).text
    assert all(name in page for name in ("First", "Second", "Third"))
    one = client.post(address, data={"subscription": "1"}).text
    assert "First" not in one and "Second" in one
    clicked = client.post(address, files={"List-Unsubscribe": (None, "One-Click")})
    assert clicked.status_code == 200 and "send no mail any more" in clicked.text
    publish(database, changed(case(), status="dismissed"))
    look(database, site)
    assert len(mails.mails) == 1
    sent = deliveries(database)[0]
    wrong = links.secret(b"x" * 32, mail.UNSUBSCRIBE, sent.id or 0, sent.key)
    assert client.post(f"/unsubscribe/{wrong}").status_code == 404


@pytest.mark.one_database
def test_another_account_sees_and_changes_nothing(
    client: TestClient, database: Database, site: Settings
) -> None:
    stranger: Actor = account(database, "editor")
    number = subscribe(database, stranger)
    assert client.get(f"/alerts/{number}").status_code == 404
    for action in ("change", "pause", "delete", "secrets", "test"):
        fields = {"action": action, "meanings": "new"}
        assert client.post(f"/alerts/{number}", data=fields).status_code == 404, action
    assert client.post("/alerts/deliveries/1").status_code == 404


@pytest.mark.one_database
def test_what_cannot_be_used_is_told_in_a_sentence(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for fields, sentence in (
        ({"meanings": []}, "Choose at least one kind of change."),
        ({"meanings": "text"}, "Give the words to look for"),
        ({"meanings": "new", "mail": "hourly"}, "Mail is one of"),
        ({"meanings": "new", "webhook_url": "http://127.0.0.1/"}, "not on the public internet"),
        ({"meanings": "new", "webhook_url": "ftp://example.org/"}, "begins with https"),
        ({"meanings": "new", "name": "x" * 161}, "161 characters"),
        ({"meanings": "new", "note": "a\x00b"}, "null character"),
    ):
        answer = client.post("/alerts", data={"subject": "all", **fields})
        assert answer.status_code == 400 and sentence in answer.text, sentence
    for query in ("", "?topic=nonsense", "?search=page%3D2", "?list=x", "?entry=nothing"):
        assert client.get(f"/alerts/new{query}").status_code in {400, 404}, query
    monkeypatch.setattr(subscriptions, "MOST_SUBSCRIPTIONS", 0)
    full = client.post("/alerts", data={"subject": "all", "meanings": "new"})
    assert full.status_code == 400 and "You have 0 alerts" in full.text


@pytest.mark.one_database
def test_a_site_without_a_mail_server_says_so(settings: Settings, make_client: MakeClient) -> None:
    client = make_client(settings)
    sign_in(client, settings, "reader")
    assert "sends no mail at present" in client.get("/alerts").text
    assert client.post("/alerts/mail", data={"address": "a@example.org"}).status_code == 409


@pytest.mark.one_database
def test_mails_that_ask_for_an_address_are_limited(client: TestClient) -> None:
    answers = [
        client.post("/alerts/mail", data={"address": f"a{n}@example.org"}).status_code
        for n in range(6)
    ]
    assert answers == [303] * 5 + [429]
