"""The fetcher against real servers on loopback, friendly and hostile."""

from __future__ import annotations

import gzip
import resource
import socket
import ssl
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from kb.scraper.errors import SourceFailure
from kb.scraper.fetcher import Fetcher, Limits, Validators
from kb.scraper.guard import Guard
from tests.scraper.conftest import Open
from tests.support.raw_server import answer, raw_server

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def failure_of(fetcher: Fetcher, url: str, **options: object) -> SourceFailure:
    with pytest.raises(SourceFailure) as failed:
        fetcher.fetch(url, **options)  # type: ignore[arg-type]
    return failed.value


# -- what is told and kept


def test_a_page_is_fetched_with_what_proves_it(pages: HTTPServer, opened: Open) -> None:
    seen: list[Request] = []

    def page(request: Request) -> Response:
        seen.append(request)
        known = {"ETag": '"one"', "Last-Modified": "Mon, 02 Feb 2026 03:04:05 GMT"}
        return Response("<p>Terms</p>", content_type="text/html", headers=known)

    pages.expect_request("/terms").respond_with_handler(page)
    fetcher = opened(pages.port, contact="https://artdocket.example/about")
    before = datetime.now(UTC).replace(microsecond=0)
    got = fetcher.fetch(pages.url_for("/terms"))
    assert (got.status, got.body, got.content_type) == (200, b"<p>Terms</p>", "text/html")
    assert before <= got.fetched_at <= datetime.now(UTC)
    assert got.validators == Validators('"one"', "Mon, 02 Feb 2026 03:04:05 GMT")
    agent = seen[0].headers["User-Agent"]
    assert agent.startswith("Artdocket/")
    assert "+https://artdocket.example/about" in agent


def test_an_unchanged_page_is_recorded_as_seen(pages: HTTPServer, opened: Open) -> None:
    pages.expect_request("/terms", headers={"If-None-Match": '"one"'}).respond_with_data(
        "", status=304
    )
    got = opened(pages.port).fetch(pages.url_for("/terms"), validators=Validators('"one"', None))
    assert got.not_modified
    assert got.body == b""


@pytest.mark.parametrize(
    ("status", "failure"),
    [(401, "blocked"), (403, "blocked"), (404, "not-found"), (410, "gone"), (429, "rate-limited"),
     (451, "blocked"), (418, "not-found"), (500, "server-error"), (503, "server-error")],
)  # fmt: skip
def test_every_bad_status_is_a_class_of_failure(
    status: int, failure: str, pages: HTTPServer, opened: Open
) -> None:
    pages.expect_request("/x").respond_with_data("no", status=status, headers={"Retry-After": "60"})
    failed = failure_of(opened(pages.port), pages.url_for("/x"))
    assert (failed.failure, failed.status, failed.retry_after) == (failure, status, 60.0)


def test_a_document_of_another_kind_is_not_read(pages: HTTPServer, opened: Open) -> None:
    pages.expect_request("/x").respond_with_data(b"\x89PNG", content_type="image/png")
    assert failure_of(opened(pages.port), pages.url_for("/x")).failure == "content-type"


def test_what_passes_is_tried_again_and_what_stays_is_not(pages: HTTPServer, opened: Open) -> None:
    statuses = iter([503, 200])
    pages.expect_request("/passing").respond_with_handler(
        lambda request: Response(
            "well", status=next(statuses), content_type="text/html", headers={"Retry-After": "0"}
        )
    )
    pages.expect_request("/staying").respond_with_data("no", status=403)
    fetcher = opened(pages.port)
    assert fetcher.fetch(pages.url_for("/passing")).body == b"well"
    asked = fetcher.requests
    failure_of(fetcher, pages.url_for("/staying"))
    assert fetcher.requests == asked + 1


def test_a_wait_may_be_a_date(pages: HTTPServer, opened: Open) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    pages.expect_request("/x").respond_with_data("", status=429, headers={"Retry-After": soon})
    fetcher = opened(pages.port)
    failed = failure_of(fetcher, pages.url_for("/x"))
    assert failed.retry_after is not None
    assert 60 < failed.retry_after <= 90
    assert fetcher.pace.held_for(f"127.0.0.1:{pages.port}") > 60
    asked = fetcher.requests
    assert failure_of(fetcher, pages.url_for("/x")).failure == "rate-limited"
    assert fetcher.requests == asked, "a host that asked for time is left alone"


# -- manners


def test_robots_are_asked_and_obeyed_at_every_hop(httpserver: HTTPServer, opened: Open) -> None:
    rules = "\ufeffUser-agent: *\nDisallow: /private\nCrawl-delay: 0.2\n"
    httpserver.expect_request("/robots.txt").respond_with_data(rules, content_type="text/plain")
    httpserver.expect_request("/open").respond_with_data("fine", content_type="text/html")
    httpserver.expect_request("/moved").respond_with_data(
        "", status=302, headers={"Location": "/private/page"}
    )
    fetcher = opened(httpserver.port)
    assert fetcher.fetch(httpserver.url_for("/open")).body == b"fine"
    assert failure_of(fetcher, httpserver.url_for("/private")).failure == "robots"
    assert failure_of(fetcher, httpserver.url_for("/moved")).failure == "robots"
    asked = [request.path for request, _ in httpserver.log]
    assert asked.count("/robots.txt") == 1
    assert "/private/page" not in asked


def test_robots_in_trouble_mean_wait(httpserver: HTTPServer, opened: Open) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=503)
    httpserver.expect_request("/page").respond_with_data("page", content_type="text/html")
    fetcher = opened(httpserver.port)
    assert failure_of(fetcher, httpserver.url_for("/page")).failure == "robots-unavailable"
    assert "/page" not in [request.path for request, _ in httpserver.log]


def test_a_host_has_its_pause_and_others_need_not_wait(pages: HTTPServer, opened: Open) -> None:
    pages.expect_request("/page").respond_with_data("page", content_type="text/html")
    with raw_server(lambda connection, head: connection.sendall(answer())) as other:
        fetcher = opened(pages.port, other.port, pause=0.3)
        started = time.monotonic()
        fetcher.fetch(pages.url_for("/page"), ask_robots=False)
        fetcher.fetch(f"{other.url}/", ask_robots=False)
        assert time.monotonic() - started < 0.3
        fetcher.fetch(pages.url_for("/page"), ask_robots=False)
        assert time.monotonic() - started >= 0.3


# -- redirects


def test_a_redirect_inward_is_refused(pages: HTTPServer, opened: Open) -> None:
    for number, target in enumerate(
        (
            "http://127.0.0.1:1/",
            "http://2130706433/",
            "http://[::ffff:127.0.0.1]/",
            "file:///etc/passwd",
        )
    ):
        pages.expect_request(f"/{number}").respond_with_data(
            "", status=302, headers={"Location": target}
        )
        assert failure_of(opened(pages.port), pages.url_for(f"/{number}")).failure == "address"


def test_a_circle_of_redirects_ends(pages: HTTPServer, opened: Open) -> None:
    pages.expect_request("/round").respond_with_data("", status=301, headers={"Location": "/round"})
    assert failure_of(opened(pages.port), pages.url_for("/round")).failure == "redirects"


def test_what_proves_who_we_are_stays_with_the_first_host(pages: HTTPServer, opened: Open) -> None:
    with raw_server(lambda connection, head: connection.sendall(answer())) as other:
        pages.expect_request("/away").respond_with_data(
            "", status=302, headers={"Location": f"{other.url}/there"}
        )
        got = opened(pages.port, other.port).fetch(
            pages.url_for("/away"), headers={"Authorization": "Token secret"}
        )
        assert got.final_url == f"{other.url}/there"
        assert got.hops == (pages.url_for("/away"),)
        assert not any(b"secret" in head for head in other.requests)
        assert "authorization" not in got.request_headers


def test_cookies_last_for_the_redirects_of_one_look(pages: HTTPServer, opened: Open) -> None:
    told: list[str | None] = []

    def wall(request: Request) -> Response:
        told.append(request.headers.get("Cookie"))
        if told[-1] is not None:
            return Response("terms", content_type="text/html")
        return Response(status=302, headers={"Location": "/terms", "Set-Cookie": "seen=1; Path=/"})

    pages.expect_request("/terms").respond_with_handler(wall)
    fetcher = opened(pages.port)
    for _ in range(2):
        assert fetcher.fetch(pages.url_for("/terms")).body == b"terms"
    assert told == [None, "seen=1", None, "seen=1"]


def test_a_name_that_changes_its_mind_is_connected_where_it_was_checked(opened: Open) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with raw_server(lambda connection, head: connection.sendall(answer(b"checked"))) as server:
        allowed = frozenset({("rebind.example", server.port)})
        fetcher = opened(guard=Guard(allowed, resolver=lambda host, port: next(answers)))
        got = fetcher.fetch(f"http://rebind.example:{server.port}/", ask_robots=False)
        assert got.body == b"checked"
        assert b"Host: rebind.example" in server.requests[0]


# -- the hostile world


def test_a_body_without_end_is_cut(opened: Open) -> None:
    def endless(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with raw_server(endless) as server:
        limits = Limits(wire_bytes=1 << 20, body_bytes=1 << 20, seconds=10)
        assert failure_of(opened(server.port), server.url, limits=limits).failure == "too-large"


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
def test_a_bomb_is_defused_without_memory(packed: str, opened: Open) -> None:
    window = 31 if packed == "gzip" else 15
    maker = zlib.compressobj(9, zlib.DEFLATED, window)
    start = maker.compress(b"") + maker.flush(zlib.Z_FULL_FLUSH)
    megabyte = maker.compress(b"\0" * (1 << 20)) + maker.flush(zlib.Z_FULL_FLUSH)
    bomb = start + megabyte * 600
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {packed}\r\n\r\n"
    with raw_server(lambda connection, _: connection.sendall(head.encode() + bomb)) as server:
        fetcher = opened(server.port)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert (
            failure_of(fetcher, server.url, limits=Limits(body_bytes=5 << 20)).failure
            == "too-large"
        )
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10  # KiB


def _drip(connection: socket.socket, head: bytes) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Long: " + b"a" * 500:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def test_a_server_that_drips_is_left_at_the_deadline(opened: Open) -> None:
    with raw_server(_drip) as server:
        started = time.monotonic()
        fetcher = opened(server.port)
        failed = failure_of(fetcher, server.url, limits=Limits(seconds=0.5), ask_robots=False)
        assert failed.failure == "timeout"
        assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "broken",
    [
        _OK + b"Content-Length: 500\r\n\r\nshort",
        _OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
        _OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        _OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n5\r\nhello\r\n0\r\n\r\n",
        _OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        _OK + b"Content-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
        b"garbage\r\n\r\n",
        b"",
    ],
)  # fmt: skip
def test_a_damaged_answer_is_never_taken_for_a_page(broken: bytes, opened: Open) -> None:
    with raw_server(lambda connection, head: connection.sendall(broken)) as server:
        failed = failure_of(opened(server.port), server.url, ask_robots=False)
        assert failed.failure == "broken-body"


def test_a_packed_body_is_unpacked(opened: Open) -> None:
    body = gzip.compress(b"<p>packed</p>")
    with raw_server(
        lambda connection, head: connection.sendall(
            answer(body, headers="Content-Encoding: gzip\r\n")
        )
    ) as server:
        got = opened(server.port).fetch(server.url)
        assert got.body == b"<p>packed</p>"
        assert got.wire_bytes == len(body)


def test_a_connection_that_cannot_be_trusted_is_refused(opened: Open) -> None:
    with raw_server(lambda connection, head: connection.sendall(answer())) as server:
        url = server.url.replace("http:", "https:")
        failed = failure_of(
            opened(server.port, verify=ssl.create_default_context()), url, ask_robots=False
        )
        assert failed.failure == "tls"


def test_nothing_at_the_port_is_a_failure_of_the_network(opened: Open) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert (
        failure_of(opened(port), f"http://127.0.0.1:{port}/", ask_robots=False).failure == "network"
    )


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, opened: Open) -> None:
    def refuse(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(b"through the proxy"))

    with (
        raw_server(refuse) as proxy,
        raw_server(lambda connection, head: connection.sendall(answer(b"directly"))) as server,
    ):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert opened(server.port).fetch(server.url).body == b"directly"
        assert proxy.requests == []
