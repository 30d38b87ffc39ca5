"""A form changes what it is for; further fields that somebody adds to it change nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from sqlmodel import select
from starlette.testclient import TestClient

from kb.accounts.tables import Account, ApiToken
from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.accounts import PASSWORD, SAME_ORIGIN, account

ADDED = {
    "role": "admin",
    "account_id": "2",
    "id": "2",
    "name_key": "boss",
    "password_hash": "x",
    "disabled_at": "",
    "actor": "Boss",
    "via": "command",
}


def test_no_form_of_an_account_gives_rights_or_reaches_another_account(
    bare: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    client = make_client(bare)
    client.headers.update(SAME_ORIGIN)
    with closing(Database(bare.resolved_database_url)) as database:
        reader = account(database, "reader", name="Rita", password=PASSWORD)
        account(database, "admin", name="Boss")
        signing_in = {"name": "Rita", "password": PASSWORD} | ADDED
        assert client.post("/login", data=signing_in).status_code == 303
        token = {"label": "A", "days": "7", "scopes": ["propose"]} | ADDED
        assert client.post("/account/tokens", data=token).status_code == 201
        words = {"current": PASSWORD, "password": "another quiet bay", "name": "Boss"} | ADDED
        assert client.post("/account/password", data=words).status_code == 303
        assert client.post("/account/sessions/end", data={"session": "others"} | ADDED).is_redirect
        with database.reading() as session:
            rita, boss = session.exec(select(Account).order_by("id")).all()
            made = session.exec(select(ApiToken)).one()
    assert (rita.name, rita.name_key, rita.role) == ("Rita", "rita", "reader")
    assert (boss.name, boss.role, boss.password_hash) == ("Boss", "admin", None)
    assert (made.account_id, made.scopes) == (reader.account_id, "read propose")
    assert client.get("/editor/users").status_code == 403
