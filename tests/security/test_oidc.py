"""Signing in at an OpenID Connect provider: the way there, the way back, and every wrong answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing

import httpx2
import pytest
import time_machine
from sqlmodel import select
from starlette.testclient import TestClient

from kb.accounts import users
from kb.accounts.actors import command_line
from kb.accounts.tables import OidcIdentity
from kb.core import clock
from kb.core.audit import AuditRow
from kb.core.database import Database
from kb.core.errors import ConfigurationError
from kb.core.settings import Settings
from kb.web.app import create_app
from tests.support.accounts import PASSWORD, account
from tests.support.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, oidc_provider

MakeClient = Callable[[Settings], TestClient]
BASE = "https://testserver"
COOKIE = "__Host-artdocket"
FLOW = f"{COOKIE}-oidc"


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    """The provider that the tests share."""
    with oidc_provider(f"{BASE}/login/oidc/callback") as provider:
        yield provider


@pytest.fixture
def provider(running: OidcProvider) -> OidcProvider:
    """The provider as it was at first."""
    running.__init__(running.url, running.redirect_uri)  # type: ignore[misc]  # starts it anew
    return running


@pytest.fixture
def configured(bare: Settings, provider: OidcProvider) -> Settings:
    """Settings that name the provider."""
    return bare.model_copy(
        update={
            "base_url": BASE,
            "oidc_issuer": provider.url,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": CLIENT_SECRET,
        }
    )


@pytest.fixture
def client(configured: Settings, make_client: MakeClient) -> TestClient:
    """A visitor's browser."""
    return make_client(configured)


@pytest.fixture
def database(configured: Settings) -> Iterator[Database]:
    with closing(Database(configured.resolved_database_url)) as opened:
        yield opened


def way_back(client: TestClient, to: str = "/laws") -> str:
    """Go to the provider and sign in there: the address that it sends the browser back to."""
    leaving = client.get("/login/oidc", params={"next": to})
    assert leaving.status_code == 303
    return httpx2.get(leaving.headers["location"]).headers["location"]


def signed_in(client: TestClient) -> bool:
    return client.get("/account").status_code == 200


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return [found.name for found in users.listed(session)]


def test_a_person_signs_in_and_gets_one_account_for_ever(
    client: TestClient, provider: OidcProvider, database: Database
) -> None:
    page = client.get("/login?next=/laws").text
    assert 'href="/login/oidc?next=%2Flaws"' in page and "Sign in with 127.0.0.1" in page
    answer = client.get(way_back(client))
    assert (answer.status_code, answer.headers["location"]) == (303, "/laws")
    assert answer.headers["cache-control"] == "no-store"
    assert signed_in(client)
    assert provider.exchanges[0]["code_verifier"]
    assert "you sign in elsewhere" in client.get("/account").text
    client.cookies.clear()
    provider.name = "Another Name"
    client.get(way_back(client))
    assert signed_in(client)
    assert names(database) == ["Olga Example"]
    with database.reading() as session:
        assert users.named(session, "Olga Example").role == "reader"
        linked = session.exec(select(OidcIdentity)).one()
        assert (linked.issuer, linked.subject) == (provider.url, "person-1")
        deeds = [entry.action for entry in session.exec(select(AuditRow).order_by("id"))]
    assert deeds == ["account added", "identity linked", "signed in", "signed in"]


def test_the_flow_lives_in_a_short_cookie_that_scripts_cannot_read(client: TestClient) -> None:
    cookie = client.get("/login/oidc").headers["set-cookie"]
    name, *flags = cookie.split("; ")
    assert name.startswith(f"{FLOW}=")
    assert {flag.lower() for flag in flags} == {
        "httponly", "secure", "samesite=lax", "path=/", "max-age=600",
    }  # fmt: skip
    back = way_back(client)
    assert f'{FLOW}=""' in client.get(back).headers.get_list("set-cookie")[-1]


def test_neither_a_name_nor_an_address_of_mail_leads_to_somebodys_account(
    client: TestClient, provider: OidcProvider, database: Database
) -> None:
    account(database, "admin", name="Olga Example", password=PASSWORD)
    provider.claims = {"email": "olga@example.org", "preferred_username": "Olga Example"}
    client.get(way_back(client))
    assert "Olga Example 2" in client.get("/account").text
    client.cookies.clear()
    provider.subject = "person-2"
    client.get(way_back(client))
    assert names(database) == ["Olga Example", "Olga Example 2", "Olga Example 3"]


def test_a_name_that_no_account_may_have_is_made_one(
    client: TestClient, provider: OidcProvider
) -> None:
    wishes = {
        "": "Member",
        "scraper: x": "scraper x",
        "Command  Line": "Command Line 2",
        "\u202e<b>Olga</b>\n": "b&gt;Olga&lt;/b&gt;",
        "x" * 300: "x" * 56,
        "ﷺ" * 40: "صلى الله عليه وسلم",
    }
    for provider.name, given in wishes.items():
        provider.subject = provider.name[:100] or "nameless"
        client.get(way_back(client))
        assert f"<h1>{given}" in client.get("/account").text
        client.cookies.clear()


WRONG: dict[str, dict[str, object]] = {
    "expired": {"exp": 1_700_000_000},
    "without an expiry": {"exp": None},
    "from the future": {"iat": 4_000_000_000},
    "for another site": {"aud": "somebody-else"},
    "for two sites": {"aud": [CLIENT_ID, "somebody-else"]},
    "issued to another site": {"azp": "somebody-else"},
    "of another try": {"nonce": "another"},
    "of no try": {"nonce": None},
    "of another provider": {"iss": "https://evil.example"},
    "of nobody": {"sub": None},
    "of no text": {"sub": 7},
    "of a very long name": {"sub": "x" * 300},
}


def test_a_token_that_is_wrong_signs_nobody_in(
    client: TestClient, provider: OidcProvider, database: Database
) -> None:
    for fault, claims in WRONG.items():
        provider.claims = claims
        answer = client.get(way_back(client))
        assert answer.status_code == 400, fault
        assert "cannot be trusted; nobody was signed in" in answer.text
        assert not signed_in(client), fault
    assert names(database) == []


def test_only_signatures_by_the_providers_own_key_are_believed(
    client: TestClient, provider: OidcProvider
) -> None:
    for provider.algorithm in ("none", "HS256"):
        assert client.get(way_back(client)).status_code == 400, provider.algorithm
    provider.algorithm, provider.signs_with = "RS256", 2
    assert client.get(way_back(client)).status_code == 400
    assert not signed_in(client)


def test_a_key_that_the_provider_took_into_use_meanwhile_is_asked_for(
    client: TestClient, provider: OidcProvider
) -> None:
    client.get(way_back(client))
    client.cookies.clear()
    provider.key_number = 2
    assert client.get(way_back(client)).status_code == 303
    assert signed_in(client)


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(client: TestClient) -> None:
    back = way_back(client)
    payload = client.cookies[FLOW].partition(".")[0]
    way_back(client)  # a later try, as another browser has one
    cookies = {
        "of another try": client.cookies[FLOW],
        "none": "",
        "forged": f"{payload}.{'0' * 32}",
        "unsealed": payload,
    }
    for fault, cookie in cookies.items():
        client.cookies.clear()
        client.cookies.set(FLOW, cookie)
        answer = client.get(back)
        assert answer.status_code == 400 and "begin again" in answer.text, fault
        assert not signed_in(client), fault


def test_a_try_ends_after_ten_minutes(client: TestClient) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        back = way_back(client)
        flow = client.cookies[FLOW]
        now.shift(601)
        client.cookies.clear()
        client.cookies.set(FLOW, flow)
        assert client.get(back).status_code == 400


def test_an_answer_works_once_even_where_the_provider_takes_its_code_twice(
    client: TestClient, provider: OidcProvider
) -> None:
    provider.takes_codes_twice = True
    back, flow = way_back(client), client.cookies[FLOW]
    assert client.get(back).status_code == 303
    client.cookies.clear()
    client.cookies.set(FLOW, flow)
    answer = client.get(back)
    assert answer.status_code == 400 and "used already" in answer.text
    assert not signed_in(client) and len(provider.exchanges) == 1


def test_a_code_that_was_used_elsewhere_is_refused(
    client: TestClient, provider: OidcProvider
) -> None:
    back = way_back(client)
    provider.codes.clear()
    answer = client.get(back)
    assert answer.status_code == 400 and "did not confirm the sign-in" in answer.text


def test_an_answer_without_a_code_is_told_in_words(client: TestClient) -> None:
    for query, says in {
        "error=access_denied": "You did not agree",
        "error=<b>server_error": "did not sign you in",
        "code=x&iss=https://evil.example": "Another sign-in provider",
        "": "did not sign you in",
    }.items():
        state = way_back(client).partition("state=")[2]
        answer = client.get(f"/login/oidc/callback?state={state}&{query}")
        assert answer.status_code == 400
        assert says in answer.text and "<b>server" not in answer.text


def test_a_provider_that_is_down_is_named_and_passwords_go_on_working(
    client: TestClient, provider: OidcProvider, database: Database
) -> None:
    account(database, "editor", name="Ada", password=PASSWORD)
    provider.is_down = True
    before = client.get("/login/oidc")
    provider.is_down = False
    back = way_back(client)
    provider.is_down = True
    for answer in (before, client.get(back)):
        assert answer.status_code == 503
        assert "127.0.0.1 cannot be reached at the moment" in answer.text
    form = {"name": "Ada", "password": PASSWORD}
    assert client.post("/login", data=form, headers={"Origin": BASE}).status_code == 303


def test_a_provider_that_calls_itself_otherwise_is_not_believed(
    client: TestClient, provider: OidcProvider
) -> None:
    provider.issuer = "https://evil.example"
    assert client.get("/login/oidc").status_code == 503


def test_a_disabled_account_stays_out(client: TestClient, database: Database) -> None:
    client.get(way_back(client))
    with database.writing() as session:
        number = users.named(session, "Olga Example").id or 0
        users.disable(session, number, actor=command_line())
    client.cookies.clear()
    answer = client.get(way_back(client))
    assert answer.status_code == 400 and "is disabled" in answer.text
    assert not signed_in(client)


def test_the_way_back_leads_to_no_other_site(client: TestClient) -> None:
    for to in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert client.get(way_back(client, to)).headers["location"] == "/"
        client.cookies.clear()


def test_without_the_settings_there_is_no_button_and_no_way(
    bare: Settings, make_client: MakeClient
) -> None:
    client = make_client(bare)
    assert "/login/oidc" not in client.get("/login").text
    for path in ("/login/oidc", "/login/oidc/callback"):
        assert client.get(path).status_code == 404


def test_settings_that_cannot_work_stop_the_start_with_what_is_missing(
    configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for field, name in (("oidc_client_id", "KB_OIDC_CLIENT_ID"), ("base_url", "KB_BASE_URL")):
        with pytest.raises(ConfigurationError, match=name):
            create_app(configured.model_copy(update={field: ""}))
    monkeypatch.setitem(sys.modules, "joserfc", None)  # as if it were not installed
    with pytest.raises(ConfigurationError, match=r"pip install 'artdocket\[oidc\]'"):
        create_app(configured)


def test_the_secret_of_the_client_is_never_shown(configured: Settings) -> None:
    assert CLIENT_SECRET not in "".join(configured.redacted().values())
