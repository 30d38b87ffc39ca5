"""No page of another site can change anything, and no GET does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.web.permissions import ROUTES
from tests.support.accounts import account, sign_in, token_of
from tests.support.checksums import checksums
from tests.support.routes import address

MakeClient = Callable[[Settings], TestClient]
UNSAFE = sorted(route for route in ROUTES if route[0] != "GET")
REFUSED = "sent from another site"
HOSTILE = {
    "a page of another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    "a page of a sibling host": {"Sec-Fetch-Site": "same-site"},
    "another site over plain http": {"Origin": "http://evil.example"},
    "a sandboxed frame": {"Origin": "null"},
    "this host by another scheme": {"Origin": "http://testserver"},
    "this host with another port": {"Origin": "https://testserver:8443"},
    "a host that begins like this one": {"Origin": "https://testserver.evil.example"},
    "a liar about the site": {"Sec-Fetch-Site": "Same-Origin ", "Origin": "https://evil.example"},
    "nobody who says": {},
}
OURS = {
    "a page of this site": {"Sec-Fetch-Site": "same-origin"},
    "the person": {"Sec-Fetch-Site": "none"},
    "an older browser": {"Origin": "https://testserver"},
}


@pytest.fixture
def admin(bare: Settings, make_client: MakeClient) -> TestClient:
    """A client with the cookie of an admin that says nothing of where it comes from."""
    client = make_client(bare)
    sign_in(client, bare, "admin")
    del client.headers["Sec-Fetch-Site"]
    return client


def test_every_unsafe_route_refuses_every_hostile_request_and_changes_nothing(
    admin: TestClient, bare: Settings
) -> None:
    with closing(Database(bare.resolved_database_url)) as database:
        before = checksums(database)
        passed = [
            f"{method} {path} from {who}"
            for method, path in UNSAFE
            for who, headers in HOSTILE.items()
            if REFUSED not in (answer := admin.request(method, address(path), headers=headers)).text
            or answer.status_code != 403
        ]
        assert passed == []
        assert checksums(database) == before


@pytest.mark.parametrize("who", OURS)
def test_a_form_of_this_site_is_taken(admin: TestClient, who: str) -> None:
    answer = admin.post("/editor/users", headers=OURS[who], data={"name": "Ada", "role": "reader"})
    assert answer.status_code == 201


def test_a_program_with_a_token_needs_to_say_nothing(admin: TestClient, bare: Settings) -> None:
    with closing(Database(bare.resolved_database_url)) as database:
        headers = token_of(database, account(database, "admin"), "admin")
    answer = admin.post("/editor/users", headers=headers, data={"name": "Ada", "role": "reader"})
    assert answer.status_code == 403
    assert REFUSED not in answer.text


def test_a_stolen_form_to_sign_in_is_refused_without_a_cookie_too(
    bare: Settings, make_client: MakeClient
) -> None:
    client = make_client(bare)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert REFUSED in client.post("/login", headers=headers, data={"name": "a"}).text


def test_no_get_changes_a_row(admin: TestClient, bare: Settings) -> None:
    with closing(Database(bare.resolved_database_url)) as database:
        scopes = ("propose", "decide", "admin")
        program = token_of(database, account(database, "admin"), *scopes)
        admin.get("/api/v1", headers=program)  # when it was used last is written down, by the hour
        before = checksums(database)
        for method, path in sorted(ROUTES):
            if method == "GET":
                headers = program if path.startswith("/api/") else None
                answer = admin.get(address(path), headers=headers)
                assert answer.status_code not in {401, 403, 500}, path
        after = checksums(database)
    assert [table for table in after if after[table] != before[table]] == []
