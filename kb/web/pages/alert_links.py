"""What secret addresses of alerts lead to, without signing in: feeds, and stopping mail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from kb.alerts import ending, views
from kb.core import clock
from kb.exports.atom import Feed, FeedItem, atom_feed
from kb.web.exported import exported
from kb.web.forms import Form, body_of, read_form
from kb.web.pages.shared_lists import kept_by_nobody
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)


@router.get("/alerts/{secret}.atom")
def feed(request: Request, secret: str) -> Response:
    """What an alert said, newest first, for feed readers."""
    site, base = site_of(request), public_base(request)
    with site.database.reading() as session:
        found = views.fed(session, secret, key=site.secret_key)
        said = views.said(session, found.id)
    text = atom_feed(
        Feed(
            title=f"Artdocket: {found.name}",
            subtitle=found.reason,
            self_url=f"{base}/alerts/{secret}.atom",
            page_url=f"{base}/alerts/{found.id}",
            updated=said[0].at if said else clock.now(),
            items=tuple(
                FeedItem(
                    id=f"{base}/alerts/{found.id}#notice-{one.id}",
                    url=base + one.path,
                    title=f"{one.title}: {one.sentence}",
                    updated=one.at,
                    summary=one.sentence,
                    categories=((one.meaning, one.meaning),),
                )
                for one in said
            ),
        )
    )
    return kept_by_nobody(exported(text, form="atom", name="alert"))


async def _clicked(request: Request) -> Form:
    """The form of our page; whatever else a mail program posts stands for all of it."""
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return await read_form(request)
    await body_of(request, "form")
    return Form(())


@router.get("/unsubscribe/{secret}")
def ask_to_stop(request: Request, secret: str) -> Response:
    """The alerts that a mail was about, with buttons: programs follow links, too."""
    return _stopping(request, secret)


@router.post("/unsubscribe/{secret}")
def stop(request: Request, secret: str, form: Annotated[Form, Depends(_clicked)]) -> Response:
    """Stop the mail of all of them, or of the one that `subscription` names.

    A mail program posts here with one click (RFC 8058), in whatever form it likes.
    """
    site, chosen = site_of(request), form.get("subscription")
    with site.database.writing() as session:
        found = views.mailed(session, secret, key=site.secret_key)
        ending.stop_mail(session, [one.id for one in found if chosen in ("", str(one.id))])
    return _stopping(request, secret, is_done=True)


def _stopping(request: Request, secret: str, *, is_done: bool = False) -> Response:
    site = site_of(request)
    with site.database.reading() as session:
        found = views.mailed(session, secret, key=site.secret_key)
    return kept_by_nobody(
        render(request, "pages/unsubscribe.html", alerts=found, secret=secret, is_done=is_done)
    )
