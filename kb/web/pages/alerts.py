"""One's own alerts: made, changed, paused, tried and deleted; what they said and sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts import links, mailing
from kb.accounts.actors import Actor
from kb.accounts.errors import BadInput
from kb.alerts import list_views, searches, subscriptions, views, webhook
from kb.alerts.meaning import EVENT_KINDS
from kb.alerts.subscriptions import Choice
from kb.alerts.tables import RHYTHMS, SUBJECTS
from kb.alerts.targets import ROUTINE, USUAL, Target, offered, target
from kb.alerts.views import SubscriptionView
from kb.entries import vocabulary
from kb.jobs.postman import webhook_fault
from kb.web.forms import Form, Posted
from kb.web.identity import signed_in_only
from kb.web.parameters import BadParameter, RowId
from kb.web.rendering import public_base, render, site_of, with_query

router = APIRouter(include_in_schema=False)
PAGE: Final = "/alerts"
#: What was done, as the page says it after a redirect.
DONE: Mapping[str, str] = MappingProxyType(
    {
        "create": "The alert was made. It tells what happens from now on.",
        "change": "The alert was changed.",
        "pause": "The alert is paused; what happens meanwhile is not told later.",
        "resume": "The alert tells again what happens from now on.",
        "delete": "The alert was deleted.",
        "secrets": "The feed has another address, and the webhook another secret.",
        "test": "A trial is on its way to the webhook; see below what becomes of it.",
        "again": "It is sent once more.",
        "asked": "A mail with a link is on its way to the address.",
        "confirmed": "The address is confirmed.",
        "forgotten": "The address was forgotten; no mail is sent.",
    }
)
#: What becomes of a delivery, in words.
STATES: Mapping[str, str] = MappingProxyType(
    {
        "waiting": "waits",
        "sending": "is being sent",
        "sent": "sent",
        "failed": "failed",
        "uncertain": "may have arrived",
        "dropped": "not sent",
    }
)
Deed = Callable[[Session, int, Form, Actor], None]


@router.get(PAGE)
def own_alerts(request: Request) -> Response:
    """Every alert of whoever is signed in, where mail goes, and what was sent."""
    return alerts_page(request, done=DONE.get(request.query_params.get("done", ""), ""))


def alerts_page(
    request: Request,
    *,
    faults: Mapping[str, str] = MappingProxyType({}),
    form: Form | None = None,
    done: str = "",
) -> Response:
    """The page, also with what is wrong with the form for the address."""
    actor, site = signed_in_only(request), site_of(request)
    with site.database.reading() as session:
        found = views.own_subscriptions(session, actor=actor)
        deliveries = views.own_deliveries(session, actor=actor)
        address = mailing.address_of(session, actor=actor)
        lists = list_views.own_lists(session, actor=actor)
    return render(
        request,
        "pages/alerts.html",
        status_code=400 if faults else 200,
        alerts=found,
        deliveries=deliveries,
        states=STATES,
        address=address,
        sends_mail=site.settings.sends_mail,
        lists=[(str(one.id), one.name) for one in lists],
        topics=list(vocabulary.TOPICS.items()),
        questions=[(one.id, one.label) for one in vocabulary.QUESTIONS.values()],
        rhythms=RHYTHMS,
        feed_of=lambda one: _feed(request, one),
        faults=faults,
        form=form or Form(()),
        done=done,
    )


@router.get(PAGE + "/new")
def choose(request: Request) -> Response:
    """The form of a new alert about what the address names."""
    actor, given = signed_in_only(request), request.query_params
    subject = next((name for name in SUBJECTS if given.get(name)), "")
    with site_of(request).database.reading() as session:
        about = target(session, subject, given.get(subject, ""), actor=actor)
        finds = _found(request, session, about)
    routine = tuple(kind for kind in EVENT_KINDS if kind not in ROUTINE)
    choice = Choice(name="", meanings=USUAL[subject], event_kinds=routine, mail="daily")
    return _form(request, about=about, choice=choice, finds=finds)


@router.post(PAGE)
def create(request: Request, form: Posted) -> Response:
    """Make an alert."""
    actor, site, choice = signed_in_only(request), site_of(request), _choice(form)
    with site.database.reading() as session:
        about = target(session, form.get("subject"), form.get("what"), actor=actor)
        found = _found(request, session, about)
    try:
        _check_webhook(request, choice)
        with site.database.writing() as session:
            made = subscriptions.create(session, about, choice, actor=actor, found=found)
    except BadInput as error:
        return _form(request, about=about, choice=choice, faults=error.faults)
    return back(f"{PAGE}/{made.id}", "create")


@router.get(PAGE + "/{subscription_id}")
def own_alert(request: Request, subscription_id: RowId) -> Response:
    """One alert: its form, its feed and webhook, what it said."""
    actor = signed_in_only(request)
    with site_of(request).database.reading() as session:
        found = views.own_view(session, subscription_id, actor=actor)
    return _form(request, alert=found, done=DONE.get(request.query_params.get("done", ""), ""))


@router.post(PAGE + "/{subscription_id}")
def change(request: Request, subscription_id: RowId, form: Posted) -> Response:
    """What the button `action` says."""
    actor, action = signed_in_only(request), form.get("action")
    deed = _DEEDS.get(action)
    if deed is None:
        raise BadParameter(f"action must be one of {', '.join(_DEEDS)}.")
    try:
        if action == "change":
            _check_webhook(request, _choice(form))
        with site_of(request).database.writing() as session:
            deed(session, subscription_id, form, actor)
    except BadInput as error:
        with site_of(request).database.reading() as session:
            found = views.own_view(session, subscription_id, actor=actor)
        return _form(request, alert=found, choice=_choice(form), faults=error.faults)
    return back(PAGE if action == "delete" else f"{PAGE}/{subscription_id}", action)


@router.post(PAGE + "/deliveries/{delivery_id}")
def send_again(request: Request, delivery_id: RowId) -> Response:
    """Send once more what failed or may not have arrived."""
    with site_of(request).database.writing() as session:
        subscriptions.send_again(session, delivery_id, actor=signed_in_only(request))
    return back(PAGE, "again")


def back(path: str, done: str) -> Response:
    """To the page that says what was done."""
    return RedirectResponse(with_query(path, done=done), status_code=303)


def _form(
    request: Request,
    *,
    about: Target | None = None,
    alert: SubscriptionView | None = None,
    choice: Choice | None = None,
    faults: Mapping[str, str] = MappingProxyType({}),
    done: str = "",
    finds: Collection[int] | None = (),
) -> Response:
    """The form of a new alert about something, or that of an alert with what it said."""
    actor, site = signed_in_only(request), site_of(request)
    shown = about or alert
    assert shown is not None
    with site.database.reading() as session:
        address = mailing.address_of(session, actor=actor)
        said = views.said(session, alert.id) if alert else ()
    return render(
        request,
        "pages/alert.html",
        status_code=400 if faults else 200,
        about=about,
        alert=alert,
        choice=choice or _choice_of(alert),
        meanings=offered(shown.subject),
        event_kinds=list(EVENT_KINDS.items()),
        rhythms=list(RHYTHMS.items()),
        address=address,
        sends_mail=site.settings.sends_mail,
        said=said,
        finds=_how_many(finds),
        feed=_feed(request, alert) if alert else "",
        signing_secret=_signing_secret(request, alert) if alert and alert.webhook_url else "",
        faults=faults,
        done=done,
    )


def _found(request: Request, session: Session, about: Target) -> frozenset[int] | None:
    """What a search finds today; None if that is too much to be remembered."""
    if about.subject != "search":
        return frozenset()
    return searches.found_now(site_of(request).engine, session, about.what)


def _how_many(found: Collection[int] | None) -> str:
    if found is None:
        return f"more than {searches.MOST_KNOWN} entries"
    return "1 entry" if len(found) == 1 else f"{len(found)} entries"


def _choice(form: Form) -> Choice:
    return Choice(
        name=form.get("name"),
        meanings=form.all("meanings"),
        event_kinds=form.all("event_kinds"),
        keyword=form.get("keyword"),
        note=form.get("note"),
        mail=form.get("mail", "off"),
        webhook_url=form.get("webhook_url"),
    )


def _choice_of(alert: SubscriptionView | None) -> Choice:
    if alert is None:
        return Choice()
    return Choice(
        name=alert.name,
        meanings=alert.meanings,
        event_kinds=alert.event_kinds,
        keyword=alert.keyword,
        note=alert.note,
        mail=alert.mail,
        webhook_url=alert.webhook_url,
    )


def _check_webhook(request: Request, choice: Choice) -> None:
    """`BadInput` where the webhook is not on the public internet; asked again at each request."""
    url = webhook.checked_url(choice.webhook_url)
    fault = webhook_fault(site_of(request).settings, url) if url else ""
    if fault:
        raise BadInput({"webhook_url": fault})


def _feed(request: Request, alert: SubscriptionView) -> str:
    key = site_of(request).secret_key
    return (
        f"{public_base(request)}{PAGE}/{links.secret(key, views.FEED, alert.id, alert.nonce)}.atom"
    )


def _signing_secret(request: Request, alert: SubscriptionView) -> str:
    key = site_of(request).secret_key
    return links.signing_secret(key, webhook.SIGNING, alert.id, alert.nonce)


_DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "change": lambda s, n, form, a: subscriptions.change(s, n, _choice(form), actor=a),
        "pause": lambda s, n, form, a: subscriptions.pause(s, n, actor=a, paused=True),
        "resume": lambda s, n, form, a: subscriptions.pause(s, n, actor=a, paused=False),
        "delete": lambda s, n, form, a: subscriptions.end(s, n, actor=a),
        "secrets": lambda s, n, form, a: subscriptions.new_secrets(s, n, actor=a),
        "test": lambda s, n, form, a: subscriptions.try_webhook(s, n, actor=a),
    }
)
