"""Lists of entries: filled, annotated, ordered, shared, exported, and honest about what changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from kb.accounts import users
from kb.accounts.actors import command_line
from kb.alerts import lists
from kb.core.database import Database
from kb.core.settings import Settings
from kb.editorial import lifecycle
from tests.support.accounts import sign_in
from tests.support.actors import EDITOR
from tests.support.documents import case, changed, law, policy
from tests.support.html import read
from tests.support.publishing import publish

MakeClient = Callable[[Settings], TestClient]
LIST = "/account/lists/1"


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The database of the client's installation, with three entries."""
    with closing(Database(settings.resolved_database_url)) as opened:
        for document in (case(), policy(), law()):
            publish(opened, document)
        yield opened


@pytest.fixture
def client(database: Database, settings: Settings, make_client: MakeClient) -> TestClient:
    """A reader who has a list with the three entries."""
    made = make_client(settings)
    sign_in(made, settings, "reader")
    for name in ("case/painter-v-model", "policy/gallery", "law/picture-act"):
        fields = {"entry": name, "list": "1", "note": f"About {name}"}
        if name.startswith("case"):
            fields |= {"list": "new", "name": "Motion to dismiss"}
        answer = made.post("/account/lists/add", data=fields)
        assert answer.headers["location"] == f"{LIST}?done=add"
    return made


def text_of(client: TestClient, path: str = LIST) -> str:
    return read(client.get(path).text).text


def do(client: TestClient, action: str, **fields: str) -> str:
    """Press a button of the list; where it leads."""
    answer = client.post(LIST, data={"action": action, **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def titles(client: TestClient) -> list[str]:
    return re.findall(r'<li id="item-(\d)">', client.get(LIST).text)


@pytest.mark.one_database
def test_an_entry_page_leads_to_the_lists_by_way_of_signing_in(
    client: TestClient, database: Database
) -> None:
    client.cookies.clear()
    page = client.get("/laws/picture-act")
    assert page.headers["etag"] and 'href="/account/lists/add?entry=law/picture-act"' in page.text
    answer = client.get("/account/lists/add?entry=law/picture-act")
    assert answer.headers["location"].startswith("/login?next=%2Faccount%2Flists%2Fadd")


@pytest.mark.one_database
def test_notes_order_and_removal(client: TestClient) -> None:
    assert titles(client) == ["1", "2", "3"]
    assert do(client, "up", item="3") == f"{LIST}#item-3"
    assert titles(client) == ["1", "3", "2"]
    do(client, "first", item="2")
    do(client, "down", item="1")
    assert titles(client) == ["2", "3", "1"]
    do(client, "note", item="2", note="<b>Mine</b>\nand more")
    assert "<b>Mine</b>" in text_of(client) and "<b>Mine" not in client.get(LIST).text
    do(client, "remove", item="2")
    assert titles(client) == ["3", "1"]
    do(client, "rename", name="  Two   left ")
    assert "<h1>Two left</h1>" in client.get(LIST).text
    assert do(client, "delete") == "/account/lists?done=delete"
    assert client.get(LIST).status_code == 404


def test_what_changed_since_one_looked_is_told_by_its_meaning(
    client: TestClient, database: Database
) -> None:
    assert "nothing changed since you last looked" in text_of(client)
    publish(database, changed(case(), status="settled", as_of="2026-03-01"))
    publish(database, changed(law(), summary="A better summary."))
    page = client.get(LIST)
    assert "2 changed since you last looked" in read(page.text).text
    assert "Status: Pending → Settled (as of 1 March 2026)" in page.text
    assert "Wording or sources only" in page.text
    link = re.search(r'href="(/cases/painter-v-model/compare\?[^"]+)"', page.text)
    assert link and client.get(link[1].replace("&amp;", "&")).status_code == 200
    assert "2" in read(client.get("/account/lists").text).text
    do(client, "seen", item="1")
    assert "1 changed since you last looked" in text_of(client)
    do(client, "seen")
    assert "nothing changed since you last looked" in text_of(client)


def test_renamed_merged_and_withdrawn_entries_are_shown_honestly(
    client: TestClient, database: Database
) -> None:
    publish(database, policy("museum", title="Museum", platform="Museum"))
    why: dict[str, Any] = {"actor": EDITOR, "reason": "They are one site"}
    with database.writing() as session:
        lifecycle.rename(session, "case", "painter-v-model", "painter-v-maker", **why)
        lifecycle.merge_into(session, "policy", "gallery", "museum", **why)
        lifecycle.retract(session, "law", "picture-act", **why)
    shown = text_of(client)
    assert "Renamed since: it was “painter-v-model”." in shown
    assert "Its place was taken by Museum" in shown and "merged into another entry" in shown
    assert "Picture Act" in shown and "withdrawn" in shown and "They are one site" in shown
    assert client.get(f"{LIST}.csv").headers["x-total-count"] == "1"
    do(client, "merged", item="2")
    assert titles(client) == ["1", "4", "3"]
    answer = client.post("/account/lists/add", data={"entry": "law/picture-act", "list": "1"})
    assert answer.status_code == 409


@pytest.mark.one_database
def test_a_shared_list_is_secret_until_its_owner_ends_it(client: TestClient) -> None:
    do(client, "share")
    address = re.search(r'id="shared">([^<]+)<', client.get(LIST).text)
    assert address
    path = address[1].removeprefix("https://testserver")
    client.cookies.clear()
    answer = client.get(path)
    assert answer.status_code == 200 and "About case" not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in answer.headers["cache-control"] and "etag" not in answer.headers
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "About case" not in client.get(f"{path}.md").text
    assert client.get(path[:-1] + "~").status_code == 404
    assert client.get(f"/lists/2-{path.partition('-')[2]}").status_code == 404


@pytest.mark.one_database
def test_notes_are_shared_if_their_owner_says_so_and_another_address_replaces_an_ended_one(
    client: TestClient, database: Database
) -> None:
    do(client, "share", notes="yes")
    first = re.search(r"/lists/[\w-]+", text_of(client))
    assert first and "About case/painter" in client.get(first[0]).text
    assert "About case/painter" in client.get(f"{first[0]}.csv").text
    do(client, "unshare")
    assert client.get(first[0]).status_code == 404
    do(client, "share")
    second = re.search(r"/lists/[\w-]+", text_of(client))
    assert second and second[0] != first[0]
    with database.writing() as session:
        owner = users.named(session, "Test reader").id or 0
        users.disable(session, owner, actor=command_line())
    assert client.get(second[0]).status_code == 404


@pytest.mark.one_database
def test_a_fault_is_logged_without_the_secret_of_the_address(
    client: TestClient, database: Database
) -> None:
    do(client, "share")
    shared = re.search(r"/lists/[\w-]+", text_of(client))
    assert shared
    with database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE entry_list_item")
    with capture_logs() as logs:
        assert client.get(shared[0]).status_code == 503
    assert [line["path"] for line in logs] == ["/lists/…"]


@pytest.mark.one_database
def test_a_list_is_handed_out_in_every_form_with_its_notes(client: TestClient) -> None:
    for form in ("bib", "ris", "csl.json", "csv", "md", "json"):
        answer = client.get(f"{LIST}.{form}")
        assert answer.status_code == 200 and answer.headers["x-total-count"] == "3", form
    assert "About law/picture-act" in client.get(f"{LIST}.csv").text
    assert client.get(f"{LIST}.pdf").status_code == 404
    dossier = client.get(f"{LIST}/dossier")
    assert dossier.status_code == 200 and "About policy/gallery" in dossier.text


@pytest.mark.one_database
def test_another_account_sees_and_changes_nothing(client: TestClient, settings: Settings) -> None:
    sign_in(client, settings, "admin")
    assert client.get(LIST).status_code == 404
    for action in ("rename", "delete", "share", "note", "remove", "up", "seen"):
        answer = client.post(LIST, data={"action": action, "item": "1", "name": "Mine"})
        assert answer.status_code == 404, action


@pytest.mark.one_database
def test_what_cannot_be_used_is_told_in_a_sentence(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for data, sentence in (
        ({"name": " "}, "Give the list a name"),
        ({"name": "x" * 101}, "Give the list a name"),
        ({"name": "a\x07b"}, "Give the list a name"),
    ):
        answer = client.post("/account/lists", data=data)
        assert answer.status_code == 400 and sentence in answer.text
    long = client.post(LIST, data={"action": "note", "item": "1", "note": "x" * 2001})
    assert long.status_code == 400 and 'href="#note-1"' in long.text and "x" * 2001 in long.text
    assert client.post(LIST, data={"action": "burn"}).status_code == 400
    assert client.post(LIST, data={"action": "up", "item": "one"}).status_code == 409
    assert client.get("/account/lists/add?entry=nothing").status_code == 400
    assert client.get("/account/lists/add?entry=case/nobody").status_code == 404
    monkeypatch.setattr(lists, "MOST_ITEMS", 3)
    monkeypatch.setattr(lists, "MOST_LISTS", 1)
    assert "You have 1 lists" in client.post("/account/lists", data={"name": "More"}).text
