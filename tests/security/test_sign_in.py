"""Signing in over http: cookies, fixation, replay, brute force, what is kept by nobody."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
import time_machine
from starlette.testclient import TestClient

from kb.accounts import users
from kb.accounts.actors import Actor, command_line
from kb.core.database import Database
from kb.core.settings import Settings
from kb.web.app import create_app
from tests.support.accounts import PASSWORD, account, sign_in
from tests.support.command import environment

MakeClient = Callable[[Settings], TestClient]
COOKIE = "__Host-artdocket"


@pytest.fixture
def people(settings: Settings) -> Iterator[Database]:
    """A database with the accounts Ada, an editor, and Boss, an admin."""
    with closing(Database(settings.resolved_database_url)) as database:
        account(database, "editor", name="Ada", password=PASSWORD)
        account(database, "admin", name="Boss")
        yield database


@pytest.fixture
def client(people: Database, settings: Settings, make_client: MakeClient) -> TestClient:
    """A visitor's browser."""
    made = make_client(settings)
    made.headers["Sec-Fetch-Site"] = "same-origin"
    return made


def log_in(client: TestClient, password: str = PASSWORD, name: str = "Ada", to: str = "") -> int:
    fields = {"name": name, "password": password, "next": to}
    return client.post("/login", data=fields).status_code


def is_in(client: TestClient) -> bool:
    return client.get("/account").status_code == 200


def ada(database: Database) -> int:
    with database.reading() as session:
        return users.named(session, "Ada").id or 0


def test_the_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts(client: TestClient) -> None:
    answer = client.post("/login", data={"name": "Ada", "password": PASSWORD, "next": "/laws"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/laws")
    name, *flags = answer.headers["set-cookie"].split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert {flag.lower() for flag in flags} == {
        "httponly", "secure", "samesite=lax", "path=/", "max-age=1209600",
    }  # fmt: skip


def test_on_plain_http_the_cookie_has_a_plain_name_and_works(
    people: Database, settings: Settings
) -> None:
    app = create_app(settings)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        answer = client.post("/login", data={"name": "Ada", "password": PASSWORD})
        assert answer.headers["set-cookie"].startswith("artdocket=")
        assert "secure" not in answer.headers["set-cookie"].lower()
        assert "strict-transport-security" not in answer.headers
        assert is_in(client)


def test_a_cookie_that_was_planted_is_worth_nothing_after_signing_in(client: TestClient) -> None:
    client.cookies.set(COOKIE, "planted")
    assert not is_in(client)
    log_in(client)
    first = client.cookies.get(COOKIE, domain="testserver.local") or client.cookies[COOKIE]
    assert first != "planted"
    client.cookies.clear()
    client.cookies.set(COOKIE, "planted")
    assert not is_in(client)


def test_signing_in_again_ends_the_session_before(client: TestClient) -> None:
    log_in(client)
    first = client.cookies[COOKIE]
    log_in(client)
    second = client.cookies[COOKIE]
    assert first != second
    client.cookies.clear()
    client.cookies.set(COOKIE, first)
    assert not is_in(client)


@pytest.mark.parametrize("deed", ["logout", "disable", "role", "password"])
def test_a_copied_cookie_is_worth_nothing_afterwards(
    client: TestClient, people: Database, deed: str
) -> None:
    log_in(client)
    copied = client.cookies[COOKIE]
    assert is_in(client)
    number = ada(people)
    if deed == "logout":
        assert client.post("/logout").status_code == 303
        assert COOKIE not in client.cookies
    elif deed == "password":
        fields = {"current": PASSWORD, "password": "another quiet bay"}
        assert client.post("/account/password", data=fields).status_code == 303
        assert is_in(client)  # goes on, in a session of its own
    else:
        with people.writing() as session:
            if deed == "disable":
                users.disable(session, number, actor=command_line())
            else:
                users.change_role(session, number, "reader", actor=command_line())
    client.cookies.clear()
    client.cookies.set(COOKIE, copied)
    assert not is_in(client)


def test_a_session_ends_by_idleness_over_http_too(client: TestClient) -> None:
    with time_machine.travel("2026-11-22 12:00:00+00:00", tick=False) as clock:
        log_in(client)
        clock.shift(11 * 3600)
        assert is_in(client)  # and this use is written down
        clock.shift(11 * 3600)
        assert is_in(client)
        clock.shift(12 * 3600 + 1)
        assert not is_in(client)


@pytest.mark.parametrize(("name", "password"), [("Ada", "wrong"), ("Nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    client: TestClient, name: str, password: str
) -> None:
    answer = client.post("/login", data={"name": name, "password": password})
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert 'autocomplete="current-password"' in answer.text
    assert "set-cookie" not in answer.headers


def test_a_disabled_account_is_told_no_more(client: TestClient, people: Database) -> None:
    with people.writing() as session:
        users.disable(session, ada(people), actor=command_line())
    assert log_in(client) == 401


def test_the_eleventh_try_is_a_429_whichever_process_had_the_others(
    client: TestClient, settings: Settings
) -> None:
    # The throttle goes by account and by address; the other process comes from elsewhere.
    program = """
from kb.accounts.errors import WrongPassword
from kb.accounts.secrets import secret_key
from kb.accounts.signing_in import sign_in
from kb.core.database import Database
from kb.core.settings import Settings
settings = Settings.load()
database = Database(settings.resolved_database_url)
for address in range(5):
    try:
        sign_in(database, key=secret_key(settings), name="ADA", password="x", address=str(address))
    except WrongPassword:
        print("wrong")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(settings), capture_output=True, text=True
    )
    assert done.stdout.split() == ["wrong"] * 5, done.stderr
    assert [log_in(client, "wrong") for _ in range(5)] == [401] * 5
    answer = client.post("/login", data={"name": "Ada", "password": PASSWORD})
    assert answer.status_code == 429
    assert 60 < int(answer.headers["retry-after"]) <= 90
    assert "Try again in" in answer.text
    assert log_in(client, name="Boss", password="wrong") == 401  # somebody else may still try


def test_one_address_has_ten_tries_whatever_the_names(client: TestClient) -> None:
    found = [log_in(client, "wrong", name=f"Somebody {number}") for number in range(11)]
    assert found == [401] * 10 + [429]


def test_the_right_password_uses_nothing_up(client: TestClient) -> None:
    assert [log_in(client) for _ in range(12)] == [303] * 12


def test_the_present_password_is_guarded_like_signing_in(client: TestClient) -> None:
    log_in(client)
    fields = {"current": "wrong", "password": "another quiet bay"}
    found = [client.post("/account/password", data=fields).status_code for _ in range(11)]
    assert found == [400] * 10 + [429]


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
def test_nobody_is_led_to_another_site(client: TestClient, to: str) -> None:
    answer = client.post("/login", data={"name": "Ada", "password": PASSWORD, "next": to})
    assert answer.headers["location"] == "/"
    assert client.get("/login", params={"next": to}).headers["location"] == "/"


def test_what_is_for_somebody_is_kept_by_nobody(
    client: TestClient, settings: Settings, people: Database
) -> None:
    visitor = client.get("/about")
    assert visitor.headers["cache-control"] == "no-cache"
    assert "Sign in" in visitor.text
    actor: Actor = sign_in(client, settings, "editor", name="Ada")
    for path in ("/about", "/account", "/nothing", "/api/v1/topics"):
        answer = client.get(path, headers={"If-None-Match": visitor.headers["etag"]})
        assert answer.headers["cache-control"] == "private, no-store", path
        assert "etag" not in answer.headers
        assert answer.status_code != 304
    assert actor.name in client.get("/about").text
    client.cookies.clear()
    again = client.get("/about")
    assert again.text == visitor.text
    assert again.headers["etag"] == visitor.headers["etag"]


def test_whoever_is_signed_in_sees_the_links_that_the_role_may_use(
    client: TestClient, settings: Settings
) -> None:
    sign_in(client, settings, "reader", name="Rita")
    page = client.get("/about").text
    assert 'href="/account"' in page and "/editor" not in page and "Sign in" not in page
    sign_in(client, settings, "editor", name="Ada")
    assert 'href="/editor"' in client.get("/about").text
    assert "/editor/users" not in client.get("/editor").text
    sign_in(client, settings, "admin", name="Boss")
    assert 'href="/editor/users"' in client.get("/editor").text


def test_neither_passwords_nor_tokens_are_logged(
    client: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    log_in(client, "a wrong guess of mine")
    log_in(client)
    printed = "".join(capfd.readouterr())
    for secret in (PASSWORD, "a wrong guess of mine", client.cookies[COOKIE]):
        assert secret not in printed
