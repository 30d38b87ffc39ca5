"""Who may do what: one table by hand, every action and every route held against it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from kb.accounts.actors import ROLES, SCOPES, VISITOR, Actor, Role, command_line, machine
from kb.accounts.permissions import ACTIONS, Forbidden, NotSignedIn, can, require
from kb.core.database import Database
from kb.core.settings import Settings
from kb.web.app import create_app
from kb.web.identity import cookie_name
from kb.web.permissions import ROUTES
from tests.support.accounts import SAME_ORIGIN, account, session_of, token_of
from tests.support.routes import address, routes

MakeClient = Callable[[Settings], TestClient]
EVERYBODY = {None, "reader", "contributor", "editor", "admin"}
#: By hand, so that a change of the table in the code is a decision made twice.
MATRIX: dict[str, set[str | None]] = {
    "read": EVERYBODY,
    "sign-in": EVERYBODY,
    "propose": EVERYBODY,
    "own-account": {"reader", "contributor", "editor", "admin"},
    "follow": {"reader", "contributor", "editor", "admin"},
    "see-own": {"reader", "contributor", "editor", "admin"},
    "draft": {"contributor", "editor", "admin"},
    "edit": {"contributor", "editor", "admin"},
    "import-proposals": {"contributor", "editor", "admin"},
    "review": {"editor", "admin"},
    "decide": {"editor", "admin"},
    "publish": {"editor", "admin"},
    "rename": {"editor", "admin"},
    "merge": {"editor", "admin"},
    "retract": {"editor", "admin"},
    "revert": {"editor", "admin"},
    "stale": {"editor", "admin"},
    "override-two-person": {"admin"},
    "import-published": {"admin"},
    "manage-sources": {"admin"},
    "manage-users": {"admin"},
    "see-audit": {"admin"},
}


@dataclass(frozen=True)
class Thing:
    """Something that belongs to an account, or to nobody."""

    account_id: int | None


def person(role: Role | None, *scopes: str) -> Actor:
    if role is None:
        return VISITOR
    return Actor(7, "Ada", role, "token" if scopes else "session", frozenset(scopes))


@pytest.mark.parametrize("action", sorted(ACTIONS))
@pytest.mark.parametrize("role", [None, *ROLES])
def test_the_table_says_what_was_agreed(action: str, role: Role | None) -> None:
    actor = person(role)
    assert can(actor, action) is (role in MATRIX[action])
    if role not in MATRIX[action]:
        with pytest.raises(NotSignedIn if role is None else Forbidden):
            require(actor, action)


@pytest.mark.parametrize("action", sorted(name for name, one in ACTIONS.items() if one.own))
def test_what_is_somebody_elses_stays_theirs(action: str) -> None:
    for role in ROLES:
        assert can(person(role), action, Thing(7)) is (role in MATRIX[action])
        assert not can(person(role), action, Thing(8))
        assert not can(person(role), action, Thing(None))


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_does_no_more_than_its_scope_and_its_owner(scope: str) -> None:
    for role in ROLES:
        for action, permission in ACTIONS.items():
            allowed = permission.scope == scope and role in MATRIX[action]
            assert can(person(role, scope), action) is allowed


def test_machines_propose_and_only_trusted_ones_publish() -> None:
    plain, trusted = machine("scraper: x"), machine("scraper: x", trusted=True)
    assert {action for action in ACTIONS if can(plain, action)} == {"read", "propose"}
    assert {action for action in ACTIONS if can(trusted, action)} == {
        "read", "propose", "decide", "publish",
    }  # fmt: skip


def test_whoever_may_run_commands_has_the_rights_of_an_admin() -> None:
    assert all(can(command_line(), action) for action, one in ACTIONS.items() if not one.own)


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    served = set(routes(create_app(Settings())))
    assert sorted(served - ROUTES.keys()) == []
    assert sorted(ROUTES.keys() - served) == []
    assert set(ROUTES.values()) <= ACTIONS.keys()


@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_route_lets_in_whom_the_table_lets_in(
    bare: Settings, make_client: MakeClient, role: Role | None
) -> None:
    client = make_client(bare)
    client.headers.update(SAME_ORIGIN)
    wrong = []
    with closing(Database(bare.resolved_database_url)) as database:
        actor = account(database, role) if role else None
        cookie = session_of(database, actor) if actor else ""
        for (method, path), action in sorted(ROUTES.items()):
            if action == "read":
                continue  # read by every other test
            client.cookies.clear()
            if actor and method != "GET":
                cookie = session_of(database, actor)  # the page before may have ended it
            if cookie:
                client.cookies.set(cookie_name(client_settings(client)), cookie)
            answer = client.request(method, address(path))
            if is_let_in(answer, path, role) is not (role in MATRIX[action]):
                wrong.append(f"{method} {path} ({action}): {answer.status_code}")
    assert wrong == []


def is_let_in(answer: Response, path: str, role: Role | None) -> bool:
    """Whether the page function answered, be it that there is nothing at this address."""
    assert answer.status_code != 500, path
    if role is None:
        led_away = answer.headers.get("location", "").startswith("/login")
        return not led_away and not (answer.status_code == 401 and path.startswith("/api/"))
    return answer.status_code != 403


def client_settings(client: TestClient) -> Settings:
    found: Settings = client.app.state.site.settings  # type: ignore[attr-defined]
    return found


def test_a_route_that_nobody_listed_answers_nobody(bare: Settings) -> None:
    app: FastAPI = create_app(bare)
    app.add_api_route("/forgotten", lambda: "secret", methods=["GET"])
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.get("/forgotten")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_token_reads_in_the_api_and_opens_no_page_of_accounts(
    bare: Settings, make_client: MakeClient
) -> None:
    client = make_client(bare)
    with closing(Database(bare.resolved_database_url)) as database:
        headers = token_of(database, account(database, "admin"), "propose", "decide", "admin")
    assert client.get("/api/v1/topics", headers=headers).status_code == 200
    for path in ("/account", "/editor/users"):
        assert client.get(path, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "value", ["Bearer nonsense", "Bearer", "Basic YTpi", "Bearer kb_" + "é" * 9]
)
def test_a_credential_that_is_none_is_a_401_and_never_falls_back_to_the_cookie(
    bare: Settings, make_client: MakeClient, value: str
) -> None:
    client = make_client(bare)
    with closing(Database(bare.resolved_database_url)) as database:
        client.cookies.set(
            cookie_name(client_settings(client)), session_of(database, account(database, "admin"))
        )
    headers = {"Authorization": value.encode()}
    for path in ("/api/v1/topics", "/account", "/"):
        answer = client.get(path, headers=headers)  # type: ignore[arg-type]  # bytes as sent
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
