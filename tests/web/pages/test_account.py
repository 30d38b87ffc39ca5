"""People see and change their own account; admins the accounts of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from kb.accounts import users
from kb.accounts.actors import Actor
from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.accounts import PASSWORD, account, session_of, sign_in
from tests.support.html import read

MakeClient = Callable[[Settings], TestClient]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The database of the client's installation."""
    with closing(Database(settings.resolved_database_url)) as opened:
        yield opened


@pytest.fixture
def client(settings: Settings, make_client: MakeClient) -> TestClient:
    """A browser in which nobody is signed in."""
    return make_client(settings)


def signed_in(client: TestClient, settings: Settings, role: str) -> Actor:
    return sign_in(client, settings, role)


def test_a_visitor_is_led_to_sign_in_and_back(client: TestClient) -> None:
    answer = client.get("/account?done=token")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Faccount%3Fdone%3Dtoken"
    page = client.get(answer.headers["location"]).text
    assert 'name="next" value="/account?done=token"' in page


def test_the_page_lists_where_one_is_signed_in_and_ends_other_sessions(
    client: TestClient, settings: Settings, database: Database
) -> None:
    actor = signed_in(client, settings, "reader")
    session_of(database, actor, user_agent=FIREFOX)
    session_of(database, actor, user_agent="curl/8")
    text = read(client.get("/account").text).text
    assert "Firefox on Linux" in text and "curl" in text and "this browser" in text
    number = re.search(r'name="session" value="(\d+)"', client.get("/account").text)
    assert number
    ended = client.post("/account/sessions/end", data={"session": number[1]})
    assert ended.headers["location"] == "/account?done=session"
    assert client.post("/account/sessions/end", data={"session": number[1]}).status_code == 404
    client.post("/account/sessions/end", data={"session": "others"})
    page = client.get("/account?done=sessions").text
    assert "Every other session has ended." in page
    assert 'name="session"' not in page


def test_a_token_is_shown_once_and_can_be_revoked(client: TestClient, settings: Settings) -> None:
    signed_in(client, settings, "contributor")
    fields = {"label": "import <script>", "scopes": ["propose"], "days": "30"}
    answer = client.post("/account/tokens", data=fields)
    shown = re.search(r'id="new-token">(kb_[\w-]{43})<', answer.text)
    assert answer.status_code == 201 and shown
    assert answer.headers["cache-control"] == "private, no-store"
    page = client.get("/account").text
    assert shown[1] not in page
    assert "read, propose" in page and "import &lt;script&gt;" in page
    headers = {"Authorization": f"Bearer {shown[1]}"}
    assert client.get("/api/v1/topics", headers=headers).status_code == 200
    number = re.search(r"/account/tokens/(\d+)/revoke", page)
    assert number
    assert client.post(f"/account/tokens/{number[1]}/revoke").status_code == 303
    assert client.get("/api/v1/topics", headers=headers).status_code == 401
    assert client.post(f"/account/tokens/{number[1]}/revoke").status_code == 404


@pytest.mark.parametrize(
    ("path", "fields", "wrong"),
    [
        ("/account/tokens", {"label": "", "days": "30"}, ["label"]),
        ("/account/tokens", {"label": "kept", "days": "nine"}, ["days"]),
        ("/account/tokens", {"label": "kept", "days": "-1", "scopes": "root"}, ["scopes", "days"]),
        ("/account/password", {"current": PASSWORD, "password": "short"}, ["password"]),
        ("/account/password", {"current": "wrong", "password": "a grey heron waits"}, ["current"]),
    ],
)
def test_a_fault_is_told_beside_its_field_and_in_a_summary(
    client: TestClient,
    settings: Settings,
    database: Database,
    path: str,
    fields: dict[str, str],
    wrong: list[str],
) -> None:
    account(database, "editor", password=PASSWORD)
    signed_in(client, settings, "editor")
    answer = client.post(path, data=fields)
    page = read(answer.text)
    assert answer.status_code == 400
    assert [link for link in page.links if link in {f"#{name}" for name in wrong}]
    assert {f"{name}-error" for name in wrong} <= set(page.ids)
    assert "<title>Error: " in answer.text
    if fields.get("label"):
        assert f'value="{fields["label"]}"' in answer.text


def test_an_admin_adds_somebody_who_sets_a_password_by_the_link(
    client: TestClient, settings: Settings
) -> None:
    signed_in(client, settings, "admin")
    answer = client.post("/editor/users", data={"name": "Ada Example", "role": "editor"})
    assert answer.status_code == 201
    link = re.search(r'id="link">https://testserver(/password\?token=[\w-]{43})<', answer.text)
    assert link
    assert link[1] not in client.get("/editor/users").text
    client.cookies.clear()
    form = client.get(link[1])
    assert form.headers["cache-control"] == "no-store"
    assert form.headers["referrer-policy"] == "same-origin"
    assert 'autocomplete="new-password"' in form.text
    token = link[1].partition("=")[2]
    weak = client.post("/password", data={"token": token, "password": "password1234"})
    assert weak.status_code == 400 and "tried first" in weak.text
    done = client.post("/password", data={"token": token, "password": PASSWORD})
    assert done.headers["location"] == "/account?done=password"
    assert "Ada Example" in client.get("/account").text
    assert client.get(link[1]).status_code == 404
    again = client.post("/password", data={"token": token, "password": "another quiet bay"})
    assert again.status_code == 404


def test_an_admin_changes_roles_and_disables(
    client: TestClient, settings: Settings, database: Database
) -> None:
    signed_in(client, settings, "admin")
    number = account(database, "reader", name="Ada").account_id
    page = f"/editor/users/{number}"
    assert client.post(f"{page}/role", data={"role": "king"}).status_code == 400
    assert client.post(f"{page}/state", data={"state": "gone"}).status_code == 400
    assert client.post(f"{page}/role", data={"role": "editor"}).status_code == 303
    assert client.post(f"{page}/state", data={"state": "disabled"}).status_code == 303
    assert client.post(f"{page}/link").status_code == 409
    assert client.post("/editor/users/999/link").status_code == 404
    with database.reading() as session:
        found = users.named(session, "Ada")
        assert (found.role, found.disabled_at is not None) == ("editor", True)
    assert "disabled" in read(client.get("/editor/users?done=disabled").text).text
    assert client.post(f"{page}/state", data={"state": "enabled"}).status_code == 303


def test_the_only_admin_cannot_give_that_up(
    client: TestClient, settings: Settings, database: Database
) -> None:
    actor = signed_in(client, settings, "admin")
    own = f"/editor/users/{actor.account_id}"
    answer = client.post(f"{own}/role", data={"role": "reader"})
    assert answer.status_code == 409 and "only admin" in answer.text
    account(database, "admin", name="Another")
    left = client.post(f"{own}/role", data={"role": "reader"})
    assert left.headers["location"] == "/login"
    assert client.get("/editor/users").status_code == 303


@pytest.mark.parametrize("name", ["x", "Test admin", "scraper: x"])
def test_a_name_that_cannot_be_is_told_with_the_input_kept(
    client: TestClient, settings: Settings, name: str
) -> None:
    signed_in(client, settings, "admin")
    answer = client.post("/editor/users", data={"name": name, "role": "editor"})
    assert answer.status_code == 400
    assert f'value="{name}"' in answer.text
    assert "name-error" in read(answer.text).ids


def test_what_a_form_lacks_is_not_taken_from_elsewhere(
    client: TestClient, settings: Settings, database: Database
) -> None:
    """Mass assignment: fields that a form does not have change nothing."""
    actor = signed_in(client, settings, "reader")
    account(database, "reader", password=PASSWORD)
    extra = {"role": "admin", "account_id": "1", "disabled_at": "", "name": "Boss"}
    client.post("/account/tokens", data={"label": "x", "days": "7", "expires_at": "2099"} | extra)
    client.post("/account/password", data={"current": "x", "password": PASSWORD} | extra)
    with database.reading() as session:
        found = users.named(session, actor.name)
        assert (found.id, found.role) == (actor.account_id, "reader")
