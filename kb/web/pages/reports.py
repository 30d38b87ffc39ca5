"""A reader's report of an error in an entry: choose what is wrong, say what is right, follow it.

Nobody needs an account, and no third party looks on. Against programs there is a field that
people do not see, a least time for filling in, and a limit by address.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts import secrets, throttle
from kb.accounts.errors import TooMany
from kb.core import clock
from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.editorial.edit import FieldError, FormError
from kb.editorial.reporting import (
    BadReport,
    Report,
    doubtable,
    doubts_of,
    hand_in,
    outcomes,
    with_values,
)
from kb.entries import vocabulary
from kb.entries.proposals import proposal_by_receipt
from kb.entries.proposals.targets import base_revision, living_entry, stored_data
from kb.entries.queries.cards import cards_by_id
from kb.entries.queries.pages import find_card, version_number
from kb.entries.tables.proposals import STATES
from kb.entries.views import Card
from kb.web.forms import Form, Posted
from kb.web.identity import actor_of, address_of
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)

LEAST_SECONDS: Final = 3  # between opening the form and sending it, for whoever is not signed in
REPORTS_PER_HOUR: Final = 10  # from one address, or by one account
#: The form's own fields; every other one is a field of the entry.
OWN: Final = ("words", "source", "quotation", "contact", "base", "opened", "website")

Endpoint = Callable[..., Response]


@dataclass(frozen=True)
class Sent:
    """What was sent, to be shown again where it cannot be used."""

    doubted: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    own: tuple[tuple[str, str], ...] = ()  # name without `report-`, value
    base: int | None = None  # the revision that the form was made from; None: the newest
    faults: tuple[FieldError, ...] = ()

    def get(self, name: str) -> str:
        """One of the form's own fields."""
        return dict(self.own).get(name, "")

    def fault(self, name: str) -> str:
        """What is wrong with one of the form's own fields."""
        told = (one.message for one in self.faults if one.name == f"report-{name}")
        return " ".join(told)


def _form(kind: str) -> Endpoint:
    def form(request: Request, slug: str) -> Response:
        doubted = tuple(request.query_params.getlist("doubt"))
        with site_of(request).database.reading() as session:
            card = find_card(session, kind, slug)
            if not doubted and "go" not in request.query_params:
                return _choosing(request, session, card)
            return _filling(request, session, card, Sent(doubted))

    return form


def _send(kind: str) -> Endpoint:
    def send(request: Request, slug: str, form: Posted) -> Response:
        sent = _sent(form)
        with site_of(request).database.reading() as session:
            card = find_card(session, kind, slug)
        try:
            _refuse_programs(request, sent)
            receipt = _handed_in(request, card, sent)
        except TooMany as error:
            faults = (FieldError("", str(error)),)
            answer = _again(request, card, sent, faults, status_code=429)
            answer.headers["Retry-After"] = str(error.seconds)
            return answer
        except BadReport as error:
            return _again(request, card, sent, error.faults)
        except (FormError, Conflict, NotFound):
            raise
        except InvalidInput as error:
            return _again(request, card, sent, (FieldError("", str(error)),))
        return RedirectResponse(f"/reports/{receipt}", status_code=303)

    return send


for _kind, _plural in vocabulary.KIND_PLURALS.items():
    router.add_api_route(f"/{_plural}/{{slug}}/report", _form(_kind), methods=["GET"])
    router.add_api_route(f"/{_plural}/{{slug}}/report", _send(_kind), methods=["POST"])


@router.get("/reports/{receipt}")
def receipt(request: Request, receipt: str) -> Response:
    """How a report stands, for whoever has its address."""
    with site_of(request).database.reading() as session:
        proposal = proposal_by_receipt(session, receipt)
        cards = cards_by_id(session, [proposal.entry_id or 0])
        version = version_number(session, proposal.result_revision_id)
        answer = render(
            request,
            "pages/report_receipt.html",
            proposal=proposal,
            card=cards.get(proposal.entry_id or 0),
            state=STATES[proposal.state],
            outcomes=outcomes(session, proposal),
            version=version,
            address=f"{public_base(request)}/reports/{receipt}",
        )
    return _secret(answer)


def _choosing(request: Request, session: Session, card: Card) -> Response:
    base = base_revision(session, living_entry(session, card.id), None)
    groups = doubtable(card.kind, stored_data(base))
    return render(request, "pages/report_choose.html", card=card, groups=groups)


def _filling(
    request: Request, session: Session, card: Card, sent: Sent, *, status_code: int = 200
) -> Response:
    base = base_revision(session, living_entry(session, card.id), sent.base)
    data = stored_data(base)
    doubts = doubts_of(doubtable(card.kind, data), sent.doubted)
    if sent.pairs:
        filled = with_values(card.kind, data, doubts, sent.pairs, keep_blank=True)
        groups = doubtable(card.kind, filled, sent.faults)
        fields = {one.name: one.fields for group in groups for one in group.doubts}
        doubts = tuple(replace(one, fields=fields.get(one.name, one.fields)) for one in doubts)
    answer = render(
        request,
        "pages/report.html",
        status_code=status_code,
        card=card,
        doubts=doubts,
        sent=sent,
        base=base.id,
        opened=sent.get("opened") or _stamp(request),
    )
    return _secret(answer)


def _again(
    request: Request,
    card: Card,
    sent: Sent,
    faults: tuple[FieldError, ...],
    *,
    status_code: int = 422,
) -> Response:
    again = Sent(sent.doubted, sent.pairs, sent.own, sent.base, faults)
    with site_of(request).database.reading() as session:
        return _filling(request, session, card, again, status_code=status_code)


def _handed_in(request: Request, card: Card, sent: Sent) -> str:
    if sent.base is None:
        raise FormError("The form does not say which version it is about; nothing was sent.")
    actor, token = actor_of(request), secrets.new_token()
    report = Report(
        entry_id=card.id,
        base_revision_id=sent.base,
        doubted=sent.doubted,
        pairs=sent.pairs,
        words=sent.get("words"),
        source=sent.get("source"),
        quotation=sent.get("quotation"),
        contact=sent.get("contact"),
        receipt=token,
    )
    _pace(request)
    with site_of(request).database.writing() as session:
        hand_in(session, report, actor=actor)
    return token


def _refuse_programs(request: Request, sent: Sent) -> None:
    if sent.get("website"):
        told = "Leave this field empty: it is there to tell programs from people."
        raise BadReport([FieldError("report-website", told)])
    if actor_of(request).is_signed_in:
        return
    moment, _, mark = sent.get("opened").partition(".")
    if not hmac.compare_digest(mark.encode(), _mark(request, moment).encode()):
        raise FormError("This form is not one of ours; open it again.")
    if clock.now().timestamp() - int(moment) < LEAST_SECONDS:
        told = "That was quicker than people write. Wait a moment, then send it again."
        raise BadReport([FieldError("", told)])


def _stamp(request: Request) -> str:
    """When the form was opened, so that nobody can claim another moment."""
    moment = str(int(clock.now().timestamp()))
    return f"{moment}.{_mark(request, moment)}"


def _mark(request: Request, moment: str) -> str:
    return secrets.keyed(site_of(request).secret_key, f"report-opened:{moment}")


def _pace(request: Request) -> None:
    """Use one of the hour's tries, in a transaction of its own: it counts whatever follows."""
    actor, site = actor_of(request), site_of(request)
    who = f"account {actor.account_id}" if actor.is_signed_in else address_of(request)
    bucket = throttle.bucket(site.secret_key, "report", who)
    with site.database.writing() as session:
        hour = dt.timedelta(hours=1)
        wait = throttle.allow(session, bucket, limit=REPORTS_PER_HOUR, per=hour)
    if wait is not None:
        raise TooMany("Many reports came from here within the hour; nothing is lost.", wait)


def _sent(form: Form) -> Sent:
    own, doubted, pairs = [], [], []
    for name, value in form.pairs:
        if name == "doubt":
            doubted.append(value)
        elif name.removeprefix("report-") in OWN and name.startswith("report-"):
            own.append((name.removeprefix("report-"), value))
        else:
            pairs.append((name, value))
    base = dict(own).get("base", "")
    number = int(base) if base.isascii() and base.isdigit() and len(base) < 10 else None
    return Sent(tuple(doubted), tuple(pairs), tuple(own), number)


def _secret(answer: Response) -> Response:
    """No copy of the page stays, and no other site is told of its address."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
