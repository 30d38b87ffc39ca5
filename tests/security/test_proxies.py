"""Who a visitor is and how they came is believed from the named proxies only; limits go by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
import uvicorn
from starlette.testclient import TestClient

from kb.accounts import throttle
from kb.accounts.secrets import secret_key
from kb.accounts.signing_in import PER, TRIES
from kb.cli.serve import server_options
from kb.core.database import Database
from kb.core.settings import Settings
from kb.web.app import create_app
from tests.support.accounts import SAME_ORIGIN

PROXY, ELSEWHERE = "192.0.2.1", "192.0.2.99"
#: Used up all its tries to sign in.
TIRED = "203.0.113.5"
Ask = Callable[..., TestClient]


@pytest.fixture
def ask(bare: Settings) -> Iterator[Ask]:
    """`ask(peer)`: a client that connects from that address; `trusted` names the proxies."""
    with closing(Database(bare.resolved_database_url)) as database:
        for address in (TIRED, "2001:db8:0:1::/64", ELSEWHERE):
            exhaust(database, bare, address)
    with ExitStack() as opened:

        def connect(peer: str, *, trusted: str = PROXY) -> TestClient:
            settings = bare.model_copy(update={"trusted_proxies": trusted})
            config = uvicorn.Config(create_app(settings), **server_options(settings))
            config.load()
            client = TestClient(config.loaded_app, base_url="http://localhost", client=(peer, 5))
            return opened.enter_context(client)

        yield connect


def exhaust(database: Database, settings: Settings, address: str) -> None:
    bucket = throttle.bucket(secret_key(settings), "sign-in address", address)
    with database.writing() as session:
        for _ in range(TRIES):
            assert throttle.allow(session, bucket, limit=TRIES, per=PER) is None


def log_in(client: TestClient, forwarded: str = "") -> int:
    headers = SAME_ORIGIN | ({"X-Forwarded-For": forwarded} if forwarded else {})
    form = {"name": f"Nobody at {forwarded}", "password": "x"}
    return client.post("/login", data=form, headers=headers).status_code


def scheme(client: TestClient) -> str:
    page = client.get("/about", headers={"X-Forwarded-Proto": "https"}).text
    return "https" if 'rel="canonical" href="https://localhost/' in page else "http"


def test_the_named_proxy_says_who_asks_and_how_they_came(ask: Ask) -> None:
    client = ask(PROXY)
    assert log_in(client, TIRED) == 429
    assert log_in(client, "203.0.113.6") == 401
    assert log_in(client) == 401  # the proxy itself
    assert scheme(client) == "https"


def test_what_a_visitor_told_the_proxy_before_is_not_believed(ask: Ask) -> None:
    client = ask(PROXY)
    assert log_in(client, f"203.0.113.6, {TIRED}") == 429
    assert log_in(client, f"{TIRED}, 203.0.113.6") == 401


def test_of_an_ipv6_address_the_network_counts(ask: Ask) -> None:
    client = ask(PROXY)
    assert log_in(client, "2001:db8:0:1::7") == 429
    assert log_in(client, "2001:db8:0:1:ffff::8") == 429
    assert log_in(client, "2001:db8:0:2::7") == 401


@pytest.mark.parametrize("trusted", [PROXY, ""])
def test_nobody_else_is_believed(ask: Ask, trusted: str) -> None:
    client = ask(ELSEWHERE, trusted=trusted)
    assert log_in(client, "203.0.113.6") == 429  # goes by the address that it came from
    assert log_in(client) == 429
    assert scheme(client) == "http"
    if not trusted:
        assert log_in(ask(PROXY, trusted=""), TIRED) == 401
