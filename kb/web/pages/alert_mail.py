"""Where alerts are mailed to: giving an address, confirming it, taking it back."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.accounts import mailing
from kb.accounts.errors import BadInput
from kb.alerts import subscriptions
from kb.core.errors import Conflict
from kb.web.forms import Posted
from kb.web.identity import signed_in_only
from kb.web.pages.alerts import PAGE, alerts_page, back
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
ADDRESS: Final = PAGE + "/mail"


@router.post(ADDRESS)
def change_address(request: Request, form: Posted) -> Response:
    """Take an address and have the mail sent that asks whether it is right, or forget it."""
    actor, site = signed_in_only(request), site_of(request)
    if form.get("action") == "forget":
        with site.database.writing() as session:
            mailing.forget(session, actor=actor)
        return back(PAGE, "forgotten")
    if not site.settings.sends_mail:
        raise Conflict("This site sends no mail; its operator has named no mail server.")
    try:
        with site.database.writing() as session:
            mailing.ask(session, actor=actor, address=form.get("address"), key=site.secret_key)
            subscriptions.send_confirmation(session, actor=actor)
    except BadInput as error:
        return alerts_page(request, faults=error.faults, form=form)
    return back(PAGE, "asked")


@router.get(ADDRESS + "/confirm")
def ask_to_confirm(request: Request) -> Response:
    """Where the link in the mail leads: a button, since programs follow links, too."""
    actor, site = signed_in_only(request), site_of(request)
    token = request.query_params.get("token", "")
    with site.database.reading() as session:
        found = mailing.asked(session, token, actor=actor, key=site.secret_key)
    return render(request, "pages/alert_confirm.html", address=found.address, token=token)


@router.post(ADDRESS + "/confirm")
def confirm(request: Request, form: Posted) -> Response:
    """Confirm the address."""
    actor, site = signed_in_only(request), site_of(request)
    with site.database.writing() as session:
        mailing.confirm(session, form.get("token"), actor=actor, key=site.secret_key)
    return back(PAGE, "confirmed")
