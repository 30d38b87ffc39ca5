"""The two-person rule: who proposes what a court held or a rule says does not decide on it.

Which fields it protects is a setting (`KB_TWO_PERSON_RULE`), handed to the services as
`protected`. An admin may override it with a reason, which the public history shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from kb.accounts.actors import Actor
from kb.accounts.permissions import Forbidden, require
from kb.entries import words
from kb.entries.diff import Change

#: The fields of documents that are protected unless the setting says otherwise.
PROTECTED: Final = frozenset({"holdings", "status", "answers", "terms"})


class SecondPersonNeeded(Forbidden):
    """The change touches protected fields, and whoever proposes it may not decide alone."""


def protected_changes(
    changes: Iterable[Change], protected: Collection[str] = PROTECTED
) -> list[Change]:
    """Those changes that two persons have to look at."""
    return [change for change in changes if change.field in protected]


def single_handed(changes: Collection[Change], *, actor: Actor, override_reason: str) -> str | None:
    """The reason to record where one person decides on these protected changes alone.

    None where there are none. `SecondPersonNeeded` without a reason, `Forbidden` for whoever may
    not override.
    """
    if not changes:
        return None
    if not override_reason.strip():
        labels = ", ".join(dict.fromkeys(change.label for change in changes))
        raise SecondPersonNeeded(f"Another editor has to decide on what you changed: {labels}.")
    require(actor, "override-two-person")
    return words.one_line(override_reason, "The reason for deciding alone")
