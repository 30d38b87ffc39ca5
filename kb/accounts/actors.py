"""Whoever does something: a visitor, a person with an account, a command, a machine.

An `Actor` is what services are given and what the audit record names. It is made where a
request or a command comes in (`kb.web.identity`, `command_line()`, `machine()`), never by
the services.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Role = Literal["reader", "contributor", "editor", "admin"]
Via = Literal["visitor", "session", "token", "command", "machine"]

#: The roles with what each is for, from the least to the most rights.
ROLES: Mapping[Role, str] = MappingProxyType(
    {
        "reader": "Reader: reports errors under a name and follows the reports",
        "contributor": "Contributor: proposes entries and changes",
        "editor": "Editor: decides on proposals and publishes",
        "admin": "Admin: an editor who also manages accounts and sources",
    }
)
#: The scopes of API tokens with what each allows; a token never does more than its owner may.
SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "read": "Read what its owner may read",
        "propose": "Submit proposals and follow its owner’s",
        "decide": "Decide on proposals and publish",
        "admin": "Manage sources, import published entries, read the audit record",
    }
)


@dataclass(frozen=True)
class Actor:
    """Who acts, with which role, and by which way they came in."""

    account_id: int | None
    name: str
    role: Role | None  # None: a visitor or a machine
    via: Via
    #: A token's scopes; for a machine the actions that it may do.
    scopes: frozenset[str] = frozenset()

    @property
    def is_signed_in(self) -> bool:
        """Whether there is an account behind it."""
        return self.account_id is not None


VISITOR = Actor(account_id=None, name="visitor", role=None, via="visitor")


def command_line() -> Actor:
    """Whoever may run `kb` on the machine: the rights of an admin."""
    return Actor(account_id=None, name="command line", role="admin", via="command")


def machine(name: str, *, trusted: bool = False) -> Actor:
    """A program that runs by itself, such as `scraper: deviantart-terms`.

    It may propose; only `trusted`, where its source is declared so, may it publish what it
    proposed itself.
    """
    allowed = frozenset({"read", "propose"} | ({"decide", "publish"} if trusted else set()))
    return Actor(account_id=None, name=name, role=None, via="machine", scopes=allowed)
