"""The address guard refuses whatever is not the public internet, however it is written."""

from __future__ import annotations

import contextlib
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.scraper.errors import SourceFailure
from kb.scraper.guard import Guard, allowed_hosts, is_public

INNER = (
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.5.5", "192.168.1.1",
    "169.254.169.254",
    "198.18.0.1", "100.64.0.1", "192.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::",
    "::1", "fe80::1", "fc00::1", "ff02::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1",
    "2001:0:7f00:1::1", "2001::1", "2001:db8::1",
)  # fmt: skip


def answering(*addresses: str) -> Guard:
    return Guard(resolver=lambda host, port: list(addresses))


@pytest.mark.parametrize("text", INNER)
def test_no_address_that_is_not_public_is_let_through(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))
    with pytest.raises(SourceFailure) as refused:
        answering(text).addresses("inner.example", 80)
    assert refused.value.failure == "address"


@pytest.mark.parametrize("text", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07::1"])
def test_public_addresses_are_let_through(text: str) -> None:
    assert answering(text).addresses("outer.example", 443) == [text]


def test_one_inner_address_among_public_ones_spoils_the_name() -> None:
    with pytest.raises(SourceFailure):
        answering("8.8.8.8", "127.0.0.1").addresses("mixed.example", 80)


@pytest.mark.parametrize(
    "host",
    ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "127.0.0.1.", "0", "[::1]"],
)
def test_every_spelling_of_loopback_is_refused(host: str) -> None:
    guard = Guard()
    name, port = guard.check_url(f"http://{host}/")
    with pytest.raises(SourceFailure):
        guard.addresses(name, port)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "example.org", "",
        "http://", "http://user@example.org/", "http://user:word@example.org/",
        "http://example.org:8080/", "https://example.org:22/", "http://example.org:99999/",
        "http://exa mple.org/", "http://example.org/\r\nHost: inner", "http://[::1",
        "//example.org", "http://example.org/" + "a" * 3000, "javascript:alert(1)", "http://example.org:x/",
    ],
)  # fmt: skip
def test_an_address_of_another_kind_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(SourceFailure) as refused:
        Guard().check_url(url)
    assert refused.value.failure == "address"
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 200


def test_http_and_https_on_their_ports_may_be_asked() -> None:
    assert Guard().check_url("http://example.org/a") == ("example.org", 80)
    assert Guard().check_url("https://example.org:443/") == ("example.org", 443)
    assert Guard().check_url("https://example.org:80/") == ("example.org", 80)


def test_what_the_operator_allows_is_let_through_at_that_port_alone() -> None:
    guard = Guard(allowed_hosts(["127.0.0.1:8123", " [::1]:8124 "]))
    assert guard.check_url("http://127.0.0.1:8123/") == ("127.0.0.1", 8123)
    assert guard.addresses("127.0.0.1", 8123) == ["127.0.0.1"]
    with pytest.raises(SourceFailure):
        guard.check_url("http://127.0.0.1:8125/")
    with pytest.raises(SourceFailure):
        guard.addresses("127.0.0.1", 80)
    assert guard.addresses("::1", 8124) == ["::1"]


@pytest.mark.parametrize("entry", ["127.0.0.1", "host:", "http://host:80", "host:80/path", ":80"])
def test_an_allowance_that_is_no_host_and_port_is_refused(entry: str) -> None:
    with pytest.raises(ValueError):
        allowed_hosts([entry])


def test_a_name_that_nobody_knows_is_a_failure_of_the_network() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(SourceFailure) as failed:
        Guard(resolver=nobody).addresses("nobody.example", 80)
    assert failed.value.failure == "network"


@given(st.integers(0, 2**32 - 1))
def test_a_mapped_or_translated_address_is_never_public(number: int) -> None:
    inner = ipaddress.IPv4Address(number)
    for text in (f"::ffff:{inner}", f"64:ff9b::{inner}"):
        assert not is_public(ipaddress.ip_address(text))


@given(st.text(max_size=60))
def test_any_text_is_checked_without_another_error(text: str) -> None:
    with contextlib.suppress(SourceFailure):
        Guard().check_url(text)
