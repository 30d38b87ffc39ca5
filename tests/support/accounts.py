"""Accounts for tests, and clients that are signed in without going through the form."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing

from starlette.testclient import TestClient

from kb.accounts import sessions, tokens, users
from kb.accounts.actors import Actor, command_line
from kb.accounts.tables import Account
from kb.core.database import Database
from kb.core.errors import NotFound
from kb.core.settings import Settings
from kb.web.identity import cookie_name

PASSWORD = "a quiet harbour at noon"
#: What a browser says of a form that it sends from a page of the site.
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def account(database: Database, role: str, *, name: str = "", password: str = "") -> Actor:
    """An account of that role, made unless there is one of the name (`Test editor`)."""
    name = name or f"Test {role}"
    with database.writing() as session:
        try:
            found = users.named(session, name)
        except NotFound:
            found = users.add(
                session, actor=command_line(), name=name, role=role, password=password or None
            )
        return sessions.acting(found)


def session_of(database: Database, actor: Actor, *, user_agent: str = "") -> str:
    """The token of a new session of the account."""
    with database.writing() as session:
        found = session.get_one(Account, actor.account_id)
        return sessions.begin(session, found, user_agent=user_agent)


def token_of(database: Database, actor: Actor, *scopes: str) -> dict[str, str]:
    """The headers of a program with a new API token of the account."""
    return {"Authorization": f"Bearer {token_text(database, actor, scopes)}"}


def token_text(database: Database, actor: Actor, scopes: Collection[str]) -> str:
    """A new API token of the account."""
    with database.writing() as session:
        return tokens.make(session, actor=actor, label="a test", scopes=scopes, days=1)[1]


def sign_in(client: TestClient, settings: Settings, role: str, *, name: str = "") -> Actor:
    """Sign the client in as an account of that role; its posts come from the site's own pages."""
    with closing(Database(settings.resolved_database_url)) as database:
        actor = account(database, role, name=name)
        token = session_of(database, actor)
    site = client.app.state.site  # type: ignore[attr-defined]  # the client hides the type
    client.cookies.clear()
    client.cookies.set(cookie_name(site.settings), token)
    client.headers.update(SAME_ORIGIN)
    return actor
