"""The one table of who may do what, and the two questions asked of it: `can` and `require`.

Services call `require` before they do anything; pages call `can` to decide what to show.
An action that the table does not know is a programming error (`KeyError`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from kb.accounts.actors import ROLES, Actor, Role
from kb.core.errors import KbError


class NotSignedIn(KbError):
    """Nobody is signed in, or a token is unknown, and the action needs an account."""


class Forbidden(KbError):
    """Whoever asks is known and may not do this."""


class Owned(Protocol):
    """Something that belongs to an account, or to nobody."""

    @property
    def account_id(self) -> int | None: ...


@dataclass(frozen=True)
class Permission:
    """Who may do one thing."""

    label: str  # completes "you may not …"
    roles: frozenset[Role]
    visitors: bool = False
    #: The scope that an API token needs; None: no token may do it.
    scope: str | None = None
    #: A subject, where one is given, must belong to the actor.
    own: bool = False


EVERYONE: frozenset[Role] = frozenset(ROLES)
CONTRIBUTORS: frozenset[Role] = frozenset({"contributor", "editor", "admin"})
EDITORS: frozenset[Role] = frozenset({"editor", "admin"})
ADMINS: frozenset[Role] = frozenset({"admin"})

ACTIONS: Mapping[str, Permission] = MappingProxyType(
    {
        "read": Permission("read this", EVERYONE, visitors=True, scope="read"),
        "sign-in": Permission("sign in", EVERYONE, visitors=True),
        "own-account": Permission("see this account", EVERYONE, own=True),
        "follow": Permission("keep lists and alerts", EVERYONE, own=True),
        "propose": Permission("propose a change", EVERYONE, visitors=True, scope="propose"),
        "see-own": Permission("see this proposal", EVERYONE, scope="read", own=True),
        "draft": Permission("change this draft", CONTRIBUTORS, scope="propose", own=True),
        "edit": Permission("edit entries", CONTRIBUTORS, scope="propose"),
        "import-proposals": Permission("import proposals", CONTRIBUTORS, scope="propose"),
        "review": Permission("see the queue", EDITORS, scope="read"),
        "decide": Permission("decide on proposals", EDITORS, scope="decide"),
        "publish": Permission("publish", EDITORS, scope="decide"),
        "rename": Permission("rename entries", EDITORS, scope="decide"),
        "merge": Permission("merge entries", EDITORS, scope="decide"),
        "retract": Permission("retract entries", EDITORS, scope="decide"),
        "revert": Permission("bring back an old version", EDITORS, scope="decide"),
        "stale": Permission("see what needs a look", EDITORS, scope="read"),
        "override-two-person": Permission(
            "decide alone where two persons are asked for", ADMINS, scope="admin"
        ),
        "import-published": Permission("publish an import", ADMINS, scope="admin"),
        "manage-sources": Permission("manage sources", ADMINS, scope="admin"),
        "see-audit": Permission("see the audit record", ADMINS, scope="admin"),
        "manage-users": Permission("manage accounts", ADMINS),
    }
)


def can(actor: Actor, action: str, subject: Owned | None = None) -> bool:
    """Whether the actor may do it, and to this subject where one is given."""
    permission = ACTIONS[action]
    if actor.via == "machine":
        return action in actor.scopes
    if actor.role is None:
        return permission.visitors
    if actor.role not in permission.roles:
        return False
    if actor.via == "token" and permission.scope not in actor.scopes:
        return False
    if permission.own and subject is not None:
        return subject.account_id is not None and subject.account_id == actor.account_id
    return True


def require(actor: Actor, action: str, subject: Owned | None = None) -> None:
    """Return if the actor may do it; else raise `NotSignedIn` for a visitor, or `Forbidden`."""
    if can(actor, action, subject):
        return
    label = ACTIONS[action].label
    if actor.via == "visitor":
        raise NotSignedIn(f"To {label}, sign in first.")
    if actor.via == "token" and ACTIONS[action].scope not in actor.scopes:
        needed = ACTIONS[action].scope
        reason = f"it lacks the scope “{needed}”" if needed else "only a person who signed in may"
        raise Forbidden(f"This token may not {label}: {reason}.")
    raise Forbidden(f"The account “{actor.name}” may not {label}.")
