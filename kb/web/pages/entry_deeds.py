"""What can be done to an entry as a whole: rename, merge, retract, restore, go back.

Each is a page that says what will happen, asks for a reason, and does it by one form post.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts.actors import Actor
from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.editorial import lifecycle
from kb.entries import vocabulary
from kb.entries.diff import diff
from kb.entries.documents import dump_document
from kb.entries.proposals.targets import base_revision, stored_data
from kb.entries.queries.pages import find_card, version_documents, versions
from kb.entries.tables import Entry
from kb.entries.views import entry_url
from kb.web.forms import Form, Posted
from kb.web.identity import actor_of
from kb.web.parameters import RowId
from kb.web.rendering import render, site_of, with_query

router = APIRouter(include_in_schema=False)

_LAST_PART: Final = re.compile(r"(?:.*/)?([^/?#]+)(?:[?#].*)?")


@dataclass(frozen=True)
class Deed:
    """One thing that can be done to an entry; `act` does it and says where to go then."""

    name: str
    heading: str  # `{}` stands for the entry
    explanation: str
    button: str
    act: Callable[[Session, Entry, Form, Actor], str]
    field: tuple[str, str, str] | None = None  # name, label, hint of what is asked beside a reason


def _rename(session: Session, entry: Entry, form: Form, actor: Actor) -> str:
    new_slug = form.get("new_slug").strip()
    lifecycle.rename(
        session, entry.kind, entry.slug, new_slug, actor=actor, reason=form.get("reason")
    )
    return entry_url(entry.kind, new_slug)


def _merge(session: Session, entry: Entry, form: Form, actor: Actor) -> str:
    # A whole address may be pasted.
    found = _LAST_PART.fullmatch(form.get("target").strip())
    target = found[1] if found else ""
    other = lifecycle.merge_into(
        session, entry.kind, entry.slug, target, actor=actor, reason=form.get("reason")
    )
    return entry_url(other.kind, other.slug)


def _retract(session: Session, entry: Entry, form: Form, actor: Actor) -> str:
    lifecycle.retract(session, entry.kind, entry.slug, actor=actor, reason=form.get("reason"))
    return f"/editor/entries/{entry.id}/restore"


def _restore(session: Session, entry: Entry, form: Form, actor: Actor) -> str:
    lifecycle.restore(session, entry.kind, entry.slug, actor=actor, reason=form.get("reason"))
    return entry_url(entry.kind, entry.slug)


def _revert(session: Session, entry: Entry, form: Form, actor: Actor) -> str:
    text = form.get("version")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidInput("Choose a version.")
    published = lifecycle.revert(
        session, entry.kind, entry.slug, int(text), actor=actor, reason=form.get("reason")
    )
    return with_query("/editor/saved", kind=entry.kind, slug=entry.slug, version=published.number)


DEEDS: Final = {
    deed.name: deed
    for deed in (
        Deed(
            "rename",
            "Rename {}",
            "The entry gets another address. The old one leads to it for ever, and what other "
            "entries say about it keeps working.",
            "Rename",
            _rename,
            ("new_slug", "New name in the address", "Small letters, digits and hyphens."),
        ),
        Deed(
            "merge",
            "Merge {} into another entry",
            "The other entry takes this one’s place: all addresses of this one lead there. Carry "
            "over first what is worth keeping of its text; nothing of it is copied.",
            "Merge",
            _merge,
            ("target", "The entry that stays", "Its address, or the last part of it."),
        ),
        Deed(
            "retract",
            "Withdraw {}",
            "The entry leaves lists, search, feeds and counts. Its page says that it was "
            "withdrawn, and gives your reason. It can be brought back.",
            "Withdraw",
            _retract,
        ),
        Deed(
            "restore",
            "Bring back {}",
            "The entry is shown again as it was before it was withdrawn.",
            "Bring back",
            _restore,
        ),
        Deed(
            "revert",
            "Go back to an earlier version of {}",
            "The earlier version is published anew, as the newest. Nothing is deleted.",
            "Go back to this version",
            _revert,
        ),
    )
}


def _page(name: str) -> Callable[..., Response]:
    def page(request: Request, entry_id: RowId, version: RowId | None = None) -> Response:
        return _shown(request, DEEDS[name], entry_id, {"version": str(version or "")})

    return page


def _post(name: str) -> Callable[..., Response]:
    def post(request: Request, entry_id: RowId, form: Posted) -> Response:
        actor = actor_of(request)
        try:
            with site_of(request).database.writing() as session:
                where = DEEDS[name].act(session, _entry(session, entry_id), form, actor)
        except (InvalidInput, Conflict, NotFound) as error:
            status = 409 if isinstance(error, Conflict) else 422
            sent = dict(form.pairs)
            return _shown(
                request, DEEDS[name], entry_id, sent, error=str(error), status_code=status
            )
        return RedirectResponse(where, status_code=303)

    return post


for _name in DEEDS:
    _path = f"/editor/entries/{{entry_id}}/{_name}"
    router.add_api_route(_path, _page(_name), methods=["GET"])
    router.add_api_route(_path, _post(_name), methods=["POST"])


def _shown(
    request: Request,
    deed: Deed,
    entry_id: int,
    sent: dict[str, str],
    *,
    error: str = "",
    status_code: int = 200,
) -> Response:
    with site_of(request).database.reading() as session:
        entry = _entry(session, entry_id)
        is_withdrawn = entry.retracted_reason is not None
        if is_withdrawn != (deed.name == "restore"):
            raise Conflict(_standing(entry))
        choices, changes = _earlier(session, entry, sent) if deed.name == "revert" else ([], [])
        short = entry.short_name if entry.kind in {"case", "policy"} else None
        title = short or entry.title
        context = {
            "heading": deed.heading.format(title),
            "deed": deed,
            "action": f"/editor/entries/{entry_id}/{deed.name}",
            "url": entry_url(entry.kind, entry.slug),
            "standing": _standing(entry) if is_withdrawn else "",
            "versions": choices,
            "changes": changes,
            "section": vocabulary.KIND_PLURALS[entry.kind],
        }
    return render(
        request,
        "pages/entry_deed.html",
        status_code=status_code,
        sent=sent,
        error=error,
        **context,
    )


def _entry(session: Session, entry_id: int) -> Entry:
    entry = session.get(Entry, entry_id)
    if entry is None or entry.published_revision_id is None:
        raise NotFound("There is no such entry.")
    return entry


def _standing(entry: Entry) -> str:
    if entry.retracted_reason is None:
        return f"{entry.title} is not withdrawn."
    return f"{entry.title} was withdrawn: {entry.retracted_reason}"


def _earlier(
    session: Session, entry: Entry, sent: dict[str, str]
) -> tuple[list[tuple[str, str]], list[str]]:
    """The versions to choose from, and what going back to the chosen one would change."""
    card = find_card(session, entry.kind, entry.slug)
    earlier = [one for one in versions(session, card) if one.number != card.version]
    choices = [
        (str(one.number), f"Version {one.number} of {one.day}: {one.reason}") for one in earlier
    ]
    chosen = sent.get("version", "")
    if chosen not in dict(choices):
        return choices, []
    found = version_documents(session, card, [int(chosen)])[int(chosen)]
    head = stored_data(base_revision(session, entry, None))
    return choices, [one.sentence for one in diff(head, dump_document(found))]
