"""One's own lists of entries: made, filled, ordered, shared, deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts import links
from kb.accounts.actors import Actor
from kb.accounts.errors import BadInput
from kb.alerts import list_views, lists
from kb.alerts.list_views import ListView
from kb.core.errors import Conflict, NotFound
from kb.entries.queries.pages import find_card
from kb.entries.vocabulary import KINDS
from kb.web.forms import Form, Posted
from kb.web.identity import signed_in_only
from kb.web.listed import LIST_FORMS, comparisons, list_dossier, list_file, list_files
from kb.web.negotiate import split_suffix
from kb.web.parameters import LARGEST_ID, BadParameter, RowId
from kb.web.rendering import public_base, render, site_of, with_query

router = APIRouter(include_in_schema=False)
PAGE: Final = "/account/lists"
#: What was done, as the page says it after a redirect.
DONE: Mapping[str, str] = MappingProxyType(
    {
        "create": "The list was made.",
        "rename": "The list has its new name.",
        "delete": "The list was deleted.",
        "share": "Whoever has the address below sees the list.",
        "unshare": "The list is no longer shared; its address leads nowhere.",
        "add": "The entry is in the list.",
        "note": "The note was kept.",
        "remove": "The entry was taken out of the list.",
        "seen": "Marked as seen.",
        "merged": "The entry that took its place is in the list now.",
    }
)
Deed = Callable[[Session, int, Form, Actor], None]


@router.get(PAGE)
def own_lists(request: Request) -> Response:
    """Every list of whoever is signed in."""
    return _lists(request, done=_done(request))


@router.post(PAGE)
def create(request: Request, form: Posted) -> Response:
    """Make a list."""
    actor = signed_in_only(request)
    try:
        with site_of(request).database.writing() as session:
            made = lists.create(session, actor=actor, name=form.get("name"))
    except BadInput as error:
        return _lists(request, faults=error.faults, form=form)
    return _back(f"{PAGE}/{made.id}", "create")


@router.get(PAGE + "/add")
def choose_list(request: Request) -> Response:
    """Which list an entry is to go into."""
    signed_in_only(request)
    return _adding(request, request.query_params.get("entry", ""))


@router.post(PAGE + "/add")
def add(request: Request, form: Posted) -> Response:
    """Put an entry into a list, or into a new one."""
    actor, (kind, slug) = signed_in_only(request), _name(form.get("entry"))
    try:
        with site_of(request).database.writing() as session:
            chosen = form.get("list")
            if chosen == "new":
                number = lists.create(session, actor=actor, name=form.get("name")).id or 0
            else:
                number = _number(chosen)
            lists.add(session, number, actor=actor, kind=kind, slug=slug, note=form.get("note"))
    except BadInput as error:
        return _adding(request, form.get("entry"), faults=error.faults, form=form)
    return _back(f"{PAGE}/{number}", "add")


@router.get(PAGE + "/{name}")
def own_list(request: Request, name: str) -> Response:
    """One of one's lists, as a page or as a file."""
    number, suffix = split_suffix(name, LIST_FORMS)
    actor = signed_in_only(request)
    with site_of(request).database.reading() as session:
        found = list_views.own_view(session, _number(number), actor=actor)
        if suffix is not None:
            return list_file(request, session, found, suffix, path=f"{PAGE}/{found.id}")
    return _list(request, found, done=_done(request))


@router.get(PAGE + "/{list_id}/dossier")
def dossier(request: Request, list_id: RowId) -> Response:
    """One of one's lists laid out for paper, with its notes."""
    actor = signed_in_only(request)
    with site_of(request).database.reading() as session:
        found = list_views.own_view(session, list_id, actor=actor)
        return list_dossier(request, session, found, path=f"{PAGE}/{list_id}")


@router.post(PAGE + "/{list_id}")
def change(request: Request, list_id: RowId, form: Posted) -> Response:
    """What the button `action` says, with the list or with the entry `item`."""
    actor, action = signed_in_only(request), form.get("action")
    deed = _DEEDS.get(action)
    if deed is None:
        raise BadParameter(f"action must be one of {', '.join(_DEEDS)}.")
    try:
        with site_of(request).database.writing() as session:
            deed(session, list_id, form, actor)
    except BadInput as error:
        with site_of(request).database.reading() as session:
            found = list_views.own_view(session, list_id, actor=actor)
        return _list(request, found, faults=error.faults, form=form)
    if action == "delete":
        return _back(PAGE, action)
    item = f"#item-{form.get('item')}" if action in {"note", "up", "down", "first"} else ""
    return _back(f"{PAGE}/{list_id}", action if action in DONE else "", item)


def _lists(
    request: Request,
    *,
    faults: Mapping[str, str] = MappingProxyType({}),
    form: Form | None = None,
    done: str = "",
) -> Response:
    actor = signed_in_only(request)
    with site_of(request).database.reading() as session:
        found = list_views.own_lists(session, actor=actor)
    return render(
        request,
        "pages/own_lists.html",
        status_code=400 if faults else 200,
        lists=found,
        faults=faults,
        form=form or Form(()),
        done=done,
    )


def _list(
    request: Request,
    found: ListView,
    *,
    faults: Mapping[str, str] = MappingProxyType({}),
    form: Form | None = None,
    done: str = "",
) -> Response:
    site, path = site_of(request), f"{PAGE}/{found.id}"
    shared = ""
    if found.share_nonce is not None:
        secret = links.secret(site.secret_key, lists.SHARED, found.id, found.share_nonce)
        shared = f"{public_base(request)}/lists/{secret}"
    return render(
        request,
        "pages/own_list.html",
        status_code=400 if faults else 200,
        found=found,
        shared=shared,
        path=path,
        files=list_files(path),
        comparable=comparisons(found),
        faults=faults,
        form=form or Form(()),
        done=done,
    )


def _adding(
    request: Request,
    entry: str,
    *,
    faults: Mapping[str, str] = MappingProxyType({}),
    form: Form | None = None,
) -> Response:
    actor, (kind, slug) = signed_in_only(request), _name(entry)
    with site_of(request).database.reading() as session:
        card = find_card(session, kind, slug)
        found = list_views.own_lists(session, actor=actor)
    return render(
        request,
        "pages/list_add.html",
        status_code=400 if faults else 200,
        card=card,
        lists=[(str(one.id), f"{one.name} ({one.entries})") for one in found],
        faults=faults,
        form=form or Form(()),
    )


def _name(entry: str) -> tuple[str, str]:
    """Kind and slug of `case/andersen-v-stability-ai`."""
    kind, _, slug = entry.partition("/")
    if kind not in KINDS or not slug:
        raise BadParameter("entry must be a kind and a name, such as case/andersen-v-stability-ai.")
    return kind, slug


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:10]) <= LARGEST_ID):
        raise NotFound("You have no such list; it may have been deleted.")
    return int(text)


def _done(request: Request) -> str:
    return DONE.get(request.query_params.get("done", ""), "")


def _back(path: str, done: str, fragment: str = "") -> Response:
    return RedirectResponse(with_query(path, done=done) + fragment, status_code=303)


def _item(form: Form) -> int:
    text = form.get("item")
    if not (text.isascii() and text.isdigit() and int(text[:10]) <= LARGEST_ID):
        raise Conflict("Say which entry is meant.")
    return int(text)


_DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "rename": lambda s, n, form, a: lists.rename(s, n, actor=a, name=form.get("name")),
        "delete": lambda s, n, form, a: lists.remove_list(s, n, actor=a),
        "share": lambda s, n, form, a: lists.share(
            s, n, actor=a, with_notes=form.get("notes") == "yes"
        ),
        "unshare": lambda s, n, form, a: lists.unshare(s, n, actor=a),
        "note": lambda s, n, form, a: lists.annotate(
            s, n, _item(form), actor=a, note=form.get("note")
        ),
        "remove": lambda s, n, form, a: lists.remove(s, n, _item(form), actor=a),
        "up": lambda s, n, form, a: lists.move(s, n, _item(form), actor=a, by=-1),
        "down": lambda s, n, form, a: lists.move(s, n, _item(form), actor=a, by=1),
        "first": lambda s, n, form, a: lists.move(s, n, _item(form), actor=a, by=-lists.MOST_ITEMS),
        "merged": lambda s, n, form, a: lists.follow_merger(s, n, _item(form), actor=a),
        "seen": lambda s, n, form, a: lists.see(
            s, n, actor=a, entry_id=_item(form) if form.get("item") else None
        ),
    }
)
