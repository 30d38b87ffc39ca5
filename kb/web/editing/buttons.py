"""What the buttons of the edit form do; each answers with a page, or leads on to one.

Every button posts the whole form, so all of it works without JavaScript, and what was typed
comes back with every answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts.permissions import can
from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.editorial import decide, saving
from kb.editorial.edit import (
    FieldError,
    FormError,
    change,
    is_change,
    link_errors,
    validated,
)
from kb.editorial.pending import EditConflict
from kb.editorial.rules import SecondPersonNeeded
from kb.entries import proposals, words
from kb.entries.documents import Document, dump_document
from kb.entries.documents.fields import MAX_LIST
from kb.entries.proposals.targets import living_entry
from kb.entries.tables import Entry
from kb.web.editing import conflicts, drafts
from kb.web.editing.form import (
    Data,
    Sent,
    Shown,
    Target,
    TooManyParts,
    document_data,
    form_page,
    own_pairs,
    save_label,
    shortened_data,
)
from kb.web.editing.previews import preview
from kb.web.identity import actor_of
from kb.web.pages.entries import page_context
from kb.web.rendering import render, site_of, with_query
from kb.web.reviewing.filters import EVERYTHING, onwards

Errors = tuple[FieldError, ...]


def pressed(request: Request, target: Target, form: Sent) -> Response:
    """The answer to the button; `FormError` if the form has no such button."""
    try:
        return _pressed(request, target, form)
    except TooManyParts as error:
        context = {
            "heading": "This is more than can be saved",
            "sentence": str(error),
            "action": target.path,
            "kept": [*own_pairs(form), *form.fields],
            "most": MAX_LIST,
        }
        return render(request, "pages/edit_too_many.html", status_code=413, **context)


def _pressed(request: Request, target: Target, form: Sent) -> Response:
    if is_change(form.action):
        data = document_data(target, form, keep_blank=True)
        changed = change(target.kind, data, form.action)
        shown = Shown.again(
            target, form, changed.data, opened=changed.opened, errors=changed.errors
        )
        return form_page(request, shown)
    if form.action not in _BUTTONS:
        raise FormError("The form has no such button; nothing was saved.")
    return _BUTTONS[form.action](request, target, form)


def _edit(request: Request, target: Target, form: Sent) -> Response:
    data = document_data(target, form, keep_blank=True)
    return form_page(request, Shown.again(target, form, data))


def _shorten(request: Request, target: Target, form: Sent) -> Response:
    """After too many parts: go on with as many as can be saved."""
    return form_page(request, Shown.again(target, form, shortened_data(target, form)))


def _check(request: Request, target: Target, form: Sent) -> Response:
    data = document_data(target, form)
    document, errors = _checked(request, target, data)
    notice = "Nothing is missing and nothing contradicts. Nothing has been saved yet."
    shown = Shown.again(target, form, data, errors=errors, notice=notice if document else "")
    return form_page(request, shown)


def _preview(request: Request, target: Target, form: Sent) -> Response:
    data = document_data(target, form)
    document, errors = _checked(request, target, data)
    if document is None:
        return form_page(request, Shown.again(target, form, data, errors=errors), status_code=422)
    with site_of(request).database.reading() as session:
        entry = None if target.entry_id is None else session.get(Entry, target.entry_id)
        page = preview(session, document, version=entry.version + 1 if entry else 1)
    bar = {
        "action": target.path,
        "pairs": [*own_pairs(form), *form.fields],
        "save_label": save_label(publishes=can(actor_of(request), "publish")),
        "keeps_drafts": form.proposal is None,
    }
    context = page_context(request, page) | {"preview": bar}
    return render(request, f"pages/{target.kind}.html", **context)


def _save(request: Request, target: Target, form: Sent) -> Response:
    data = document_data(target, form)
    return _checked_and_saved(request, target, form, data, onto=form.base)


def _resolve(request: Request, target: Target, form: Sent) -> Response:
    """After a conflict: save what was chosen."""
    conflict = _sides(request, target, form)
    if conflict.conflicts:
        return conflicts.conflict_page(
            request, target, form, conflict, base=form.base, is_unfinished=True
        )
    return _checked_and_saved(request, target, form, conflict.merge.document, onto=form.onto)


def _combine(request: Request, target: Target, form: Sent) -> Response:
    """After a conflict: both sides in one form, to go on editing."""
    conflict = _sides(request, target, form)
    notice = "Both versions are put together here. Nothing has been saved yet."
    shown = Shown.again(target, form, conflict.merge.document, base=form.onto, notice=notice)
    return form_page(request, shown)


def _sides(request: Request, target: Target, form: Sent) -> EditConflict:
    if target.entry_id is None:
        raise FormError("A new entry has no other version; nothing was saved.")
    mine = document_data(target, form)
    with site_of(request).database.reading() as session:
        return conflicts.sides(session, living_entry(session, target.entry_id), form, mine)


def _checked(request: Request, target: Target, data: Data) -> tuple[Document | None, Errors]:
    """The document if nothing at all is wrong with it, else what is."""
    outcome = validated(target.kind, data)
    if isinstance(outcome, tuple):
        return None, outcome
    with site_of(request).database.reading() as session:
        errors = link_errors(session, outcome, is_new=target.entry_id is None)
    return (None if errors else outcome), errors


def _reason_errors(form: Sent) -> Errors:
    try:
        words.one_line(form.reason, "The reason")
    except InvalidInput as error:
        is_missing = not form.reason.strip()
        asked = "Say in one line what you changed and why."
        return (FieldError("reason", asked if is_missing else str(error)),)
    return ()


def _checked_and_saved(
    request: Request, target: Target, form: Sent, data: Data, *, onto: int | None
) -> Response:
    document, errors = _checked(request, target, data)
    errors += _reason_errors(form)
    if document is None or errors:
        shown = Shown.again(target, form, data, errors=errors, base=onto)
        return form_page(request, shown, status_code=422)
    try:
        where = _saved(request, target, form, document, onto)
    except EditConflict as conflict:
        return conflicts.conflict_page(request, target, form, conflict, base=onto)
    except SecondPersonNeeded as error:
        may_override = can(actor_of(request), "override-two-person")
        errors = (FieldError("override_reason" if may_override else "", str(error)),)
        shown = Shown.again(target, form, dump_document(document), errors=errors, base=onto)
        return form_page(request, shown, status_code=403)
    except (InvalidInput, Conflict) as error:
        errors = (FieldError("", str(error)),)
        shown = Shown.again(target, form, dump_document(document), errors=errors, base=onto)
        return form_page(request, shown, status_code=409 if isinstance(error, Conflict) else 422)
    return RedirectResponse(where, status_code=303)


def _saved(
    request: Request, target: Target, form: Sent, document: Document, onto: int | None
) -> str:
    """Save, drop the draft that is done with, and say where it is told what happened."""
    actor, site = actor_of(request), site_of(request)
    with site.database.writing() as session:
        if form.proposal is not None:
            decide.accept(
                session,
                form.proposal,
                actor=actor,
                amended=document,
                amended_base=onto,
                reason=form.reason,
                override_reason=form.override_reason,
                protected=site.settings.two_person_fields,
            )
            return onwards(session, form.proposal, EVERYTHING)
        saved = saving.save(
            session,
            actor=actor,
            document=document,
            entry_id=target.entry_id,
            base_revision_id=onto,
            reason=form.reason,
            override_reason=form.override_reason,
            protected=site.settings.two_person_fields,
        )
        if form.draft is not None:
            with suppress(NotFound, Conflict):  # gone already, from another window
                proposals.withdraw(session, form.draft, actor=actor)
    if saved.proposal_id is not None:
        return with_query("/editor/saved", proposal=saved.proposal_id)
    return with_query("/editor/saved", kind=saved.kind, slug=saved.slug, version=saved.version)


_BUTTONS: Final[Mapping[str, Callable[[Request, Target, Sent], Response]]] = {
    "": _check,
    "check": _check,
    "edit": _edit,
    "shorten": _shorten,
    "preview": _preview,
    "draft": drafts.save_draft,
    "draft-anew": drafts.save_draft_anew,
    "discard": drafts.discard,
    "save": _save,
    "resolve": _resolve,
    "combine": _combine,
}
