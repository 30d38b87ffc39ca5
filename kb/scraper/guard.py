"""The address guard: which addresses the scraper may connect to.

Only public ones, on the ports of the web. Names are resolved once, every answer is checked,
and the connection goes to a checked address, so that a name cannot change its mind between
the check and the connection. Whoever needs an inner address (a test server, an intranet)
names its host and port in `KB_SCRAPER_ALLOW`.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from kb.scraper.errors import SourceFailure

PORTS: Final = {"http": 80, "https": 443}
#: Ranges that lead elsewhere, though `is_global` may call them global: translation to IPv4
#: (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380) and the old site-local range.
_PASSAGES: Final = tuple(
    ipaddress.ip_network(text)
    for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10")
)
MAX_URL: Final = 2048

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Host and port to the addresses that the name stands for; raises `OSError`.
Resolver = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, as the system's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and leads nowhere else."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None or address.scope_id:
            return False
        if any(address in network for network in _PASSAGES):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True)
class Guard:
    """Checks addresses; `allowed` are pairs of host and port that are let through."""

    allowed: frozenset[tuple[str, int]] = frozenset()
    resolver: Resolver = field(default=resolve)

    def check_url(self, url: str) -> tuple[str, int]:
        """Host and port of an address that may be asked for; `SourceFailure` otherwise."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise SourceFailure("address", f"{_shown(url)} is not an address.") from None
        if len(url) > MAX_URL or any(ord(char) <= 32 or ord(char) == 127 for char in url):
            raise SourceFailure("address", f"{_shown(url)} is not an address.")
        if parts.scheme not in PORTS or not host:
            raise SourceFailure("address", f"{_shown(url)} does not begin with http or https.")
        if parts.username is not None or parts.password is not None:
            raise SourceFailure("address", "An address with a user name or password is not asked.")
        actual = PORTS[parts.scheme] if port is None else port
        if (host, actual) not in self.allowed and actual not in PORTS.values():
            raise SourceFailure(
                "address", f"Port {actual} of {host} is not allowed; only 80 and 443 are."
            )
        return host, actual

    def addresses(self, host: str, port: int) -> list[str]:
        """The checked addresses of a host; if any is not public, none is used."""
        try:
            found = self.resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise SourceFailure("network", f"The name {host} was not found.") from error
        if not found:
            raise SourceFailure("network", f"The name {host} has no address.")
        if (host, port) not in self.allowed:
            for text in found:
                self._require_public(host, text)
        return found

    @staticmethod
    def _require_public(host: str, text: str) -> None:
        try:
            public = is_public(ipaddress.ip_address(text))
        except ValueError:
            public = False
        if not public:
            raise SourceFailure("address", f"{host} is not on the public internet.")


def allowed_hosts(entries: Iterable[str]) -> frozenset[tuple[str, int]]:
    """`host:port` texts as pairs; `ValueError` for one that is no such pair."""
    return frozenset(_host_and_port(entry.strip()) for entry in entries if entry.strip())


def _host_and_port(entry: str) -> tuple[str, int]:
    parts = urlsplit(f"//{entry}")
    if not parts.hostname or parts.port is None or parts.path:
        raise ValueError(f"{entry} is not of the form host:port")
    return parts.hostname, parts.port


def _shown(url: str) -> str:
    text = "".join(char if char.isprintable() else "?" for char in url)
    return text if len(text) <= 80 else text[:79] + "…"
