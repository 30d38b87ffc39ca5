"""A proposal held against the entry as it stands today: what accepting it would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from kb.core.errors import Conflict
from kb.entries.diff import Change, diff
from kb.entries.merging import FieldConflict, Merge, three_way
from kb.entries.proposals import base_data, candidate_data
from kb.entries.proposals.targets import stored_data
from kb.entries.tables import Entry, Proposal, Revision

Data = dict[str, Any]


class EditConflict(Conflict):
    """Two people changed the same thing: base, theirs and mine, and the fields in question.

    `theirs` is what is published, `head_revision_id` its revision, the base of the next try.
    """

    def __init__(
        self, *, base: Data, theirs: Data, mine: Data, merge: Merge, head_revision_id: int | None
    ) -> None:
        fields = ", ".join(conflict.label for conflict in merge.conflicts)
        where = f" in the same places: {fields}" if fields else ""
        super().__init__(f"The entry was changed by somebody else meanwhile{where}.")
        self.base = base
        self.theirs = theirs
        self.mine = mine
        self.merge = merge
        self.head_revision_id = head_revision_id

    @property
    def conflicts(self) -> tuple[FieldConflict, ...]:
        """The fields that both sides changed, each its own way."""
        return self.merge.conflicts


@dataclass(frozen=True)
class Pending:
    """What is proposed, carried over to the entry's head.

    `changes` lead from `head` to `document`, in which the proposal wins every conflict; their
    paths are what a decision chooses from. `conflicts` are those among them that overrule what
    was published since the proposal was made.
    """

    entry: Entry | None
    base: Data
    head: Data
    candidate: Data
    document: Data
    conflicts: tuple[FieldConflict, ...]
    changes: tuple[Change, ...]

    @property
    def proposed(self) -> tuple[Change, ...]:
        """What was proposed, against the document that it was made from."""
        return diff(self.base, self.candidate)

    @property
    def head_revision_id(self) -> int | None:
        """The revision that is published; None for a new entry."""
        return self.entry.head_revision_id if self.entry else None

    def conflict(self) -> EditConflict:
        """The error for a decision that does not say which side of a conflict it takes."""
        return EditConflict(
            base=self.base,
            theirs=self.head,
            mine=self.candidate,
            merge=three_way(self.base, self.head, self.candidate),
            head_revision_id=self.head_revision_id,
        )


def pending(session: Session, proposal: Proposal) -> Pending:
    """The proposal against what is published now."""
    candidate = candidate_data(proposal)
    if proposal.entry_id is None:
        return Pending(None, {}, {}, candidate, candidate, (), diff({}, candidate))
    entry = session.get_one(Entry, proposal.entry_id, populate_existing=True)
    base, head = base_data(session, proposal), head_data(session, entry)
    if head == base:
        return Pending(entry, base, head, candidate, candidate, (), diff(head, candidate))
    conflicts = three_way(base, head, candidate).conflicts
    merged = three_way(
        base, head, candidate, choices={conflict.path: "mine" for conflict in conflicts}
    ).document
    return Pending(entry, base, head, candidate, merged, conflicts, diff(head, merged))


def head_data(session: Session, entry: Entry) -> Data:
    """The entry's newest document as dumped data."""
    return stored_data(session.get_one(Revision, entry.head_revision_id))
