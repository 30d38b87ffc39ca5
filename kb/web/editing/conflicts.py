"""The second of two people to save chooses field by field, and loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.accounts.permissions import can
from kb.editorial.edit import form_pairs
from kb.editorial.pending import EditConflict
from kb.entries import vocabulary
from kb.entries.diff import diff
from kb.entries.merging import three_way
from kb.entries.proposals.targets import base_revision, stored_data
from kb.entries.tables import Entry
from kb.web.editing.choices import Choice
from kb.web.editing.form import Sent, Target, own_pairs, save_label
from kb.web.identity import actor_of
from kb.web.rendering import render


def sides(session: Session, entry: Entry, form: Sent, mine: Mapping[str, Any]) -> EditConflict:
    """Base, theirs and mine of a conflict page that was sent, with what was chosen there."""
    head = base_revision(session, entry, form.onto)
    base, theirs = stored_data(base_revision(session, entry, form.base)), stored_data(head)
    return EditConflict(
        base=base,
        theirs=theirs,
        mine=dict(mine),
        merge=three_way(base, theirs, mine, choices=form.choices),
        head_revision_id=head.id,
    )


def conflict_page(
    request: Request,
    target: Target,
    form: Sent,
    conflict: EditConflict,
    *,
    base: int | None,
    is_unfinished: bool = False,
) -> Response:
    """What both did, a choice for each field that both changed, and everything of mine.

    `is_unfinished`: the page was sent back without a choice for each field; those made stay.
    """
    plural = vocabulary.KIND_PLURALS[target.kind]
    merge = three_way(conflict.base, conflict.theirs, conflict.mine)
    chosen = form.choices if is_unfinished else {}
    errors = [
        (f"choice-{number}", f"{one.label}: choose which words stay.")
        for number, one in enumerate(merge.conflicts, start=1)
        if is_unfinished and one.path not in chosen
    ]
    kept = [(name, value) for name, value in own_pairs(form) if name not in {"base", "reason"}]
    return render(
        request,
        "pages/edit_conflict.html",
        status_code=409,
        section=plural,
        crumbs=[(plural.capitalize(), f"/{plural}"), (target.title, target.url), ("Edit", "")],
        target=target,
        conflicts=[Choice.of(one) for one in merge.conflicts],
        chosen=chosen,
        errors=errors,
        their_changes=diff(conflict.base, conflict.theirs),
        my_changes=diff(conflict.base, conflict.mine),
        reason=form.reason,
        kept=[
            *kept,
            ("base", str(base or "")),
            ("onto", str(conflict.head_revision_id or "")),
            *form_pairs(target.kind, conflict.mine),
        ],
        save_label=save_label(publishes=can(actor_of(request), "publish")),
    )
