"""Reservation signals: `/signals` writes them, `/signals/check` reads those of a site.

What is pasted or fetched for a check is neither stored nor logged.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.accounts import throttle
from kb.accounts.errors import TooMany
from kb.core.errors import NotFound
from kb.entries.queries.cards import cards_by_name
from kb.entries.views import Card
from kb.reservations.crawlers import PURPOSES, TREATMENTS, load_crawlers
from kb.reservations.making import USES, Block, Use, Wishes, files, made
from kb.reservations.reading import Evidence, Reading, read
from kb.reservations.table import EFFECTS, REACHES, STRENGTHS, Signal, load_table
from kb.web.facets import address
from kb.web.forms import Posted
from kb.web.identity import actor_of, address_of
from kb.web.parameters import BadParameter, known_choices
from kb.web.rendering import render, site_of
from kb.web.site_check import LONGEST_URL, BadAddress, Busy, look, reserving, website

router = APIRouter(include_in_schema=False)
CHECKS_PER_HOUR: Final = 20
_TYPES: Final = {"txt": "text/plain", "json": "application/json", "xml": "application/xml"}
_CRUMB: Final = ("For artists", "/artists")

Cards = dict[tuple[str, str], Card]


@dataclass(frozen=True)
class Made:
    """A signal with its texts to copy; none where it cannot say what is wished for."""

    signal: Signal
    blocks: tuple[Block, ...]


@router.get("/signals")
def signals(request: Request) -> Response:
    """The generator: choices in the address, texts to copy below."""
    table, crawlers = load_table(), load_crawlers()
    wishes, error = _wishes(request)
    blocks = made(wishes, crawlers)
    with site_of(request).database.reading() as session:
        cards = _cards(session)
    return render(
        request,
        "pages/signals.html",
        made=[Made(one, blocks.get(one.id, ())) for one in table.signal],
        files=[(name, _file_url(request, name)) for name in files(wishes, crawlers)],
        wishes=wishes,
        given=request.query_params,
        error=error,
        uses=list(USES.items()),
        crawlers=crawlers,
        purposes=PURPOSES,
        reaches=REACHES,
        effects=EFFECTS,
        cards=cards,
        as_of=table.as_of,
        section="artists",
        crumbs=[_CRUMB, ("Signals", "")],
    )


@router.get("/signals/files/{name}")
def signal_file(request: Request, name: str) -> Response:
    """One of the files that the generator writes, by the same parameters."""
    wishes, error = _wishes(request)
    if error:
        raise BadParameter(error)
    text = files(wishes, load_crawlers()).get(name)
    if text is None:
        raise NotFound("The generator writes no file of this name for these choices.")
    kind = _TYPES[name.rpartition(".")[2]]
    return Response(
        text,
        headers={
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


def _wishes(request: Request) -> tuple[Wishes, str]:
    """What the parameters ask for, and what is wrong with them."""
    chosen = known_choices(request, "refuse", USES)
    refused: frozenset[Use] = frozenset(use for use in USES if use in chosen)
    places: dict[str, str] = {}
    error = ""
    for name in ("site", "policy"):
        typed = request.query_params.get(name, "").strip()
        if not typed:
            continue
        try:
            places[name] = website(typed)
        except BadAddress as fault:
            error = str(fault)
    return Wishes(refused or frozenset({"training"}), **places), error


def _file_url(request: Request, name: str) -> str:
    return address(f"/signals/files/{name}", list(request.query_params.multi_items()))


def _cards(session: Session) -> Cards:
    """The entries that the table names."""
    table = load_table()
    names = {("licence", one.entry) for one in table.signal}
    names |= {(held.kind, held.slug) for one in table.signal for held in one.held}
    names |= {(one.kind, one.slug) for one in table.order}
    return cards_by_name(session, sorted(names))


@router.get("/signals/check")
def check_form(request: Request) -> Response:
    """The form; nothing is fetched by a link to it."""
    return _checked(request, {})


@router.post("/signals/check")
def check(request: Request, form: Posted) -> Response:
    """What a site says: fetched by its address, or read from what was pasted."""
    pasted = {name: form.get(name) for name in ("robots", "headers", "html")}
    url = form.get("url").strip()
    if not url and not any(text.strip() for text in pasted.values()):
        return _checked(request, {}, error="Give an address, or paste something to read.")
    try:
        evidence, missing = _evidence(request, url, pasted)
    except (BadAddress, Busy) as fault:
        return _checked(request, {"url": url}, error=str(fault))
    reading = read(evidence, load_crawlers())
    return _checked(request, {"url": url} | pasted, reading=reading, missing=missing)


def _evidence(
    request: Request, url: str, pasted: dict[str, str]
) -> tuple[Evidence, tuple[tuple[str, str], ...]]:
    """What is to be read, and what could not be had; what was pasted goes before fetching."""
    if any(text.strip() for text in pasted.values()):
        html = pasted["html"]
        return (
            Evidence(
                url=website(url) if url else "",
                headers=_headers(pasted["headers"]),
                html=html or None,
                robots=pasted["robots"] if pasted["robots"].strip() else None,
                sentences=reserving(html),
            ),
            (),
        )
    wanted = website(url)
    _pace(request)
    looked = look(wanted, site_of(request).settings)
    return looked.evidence, looked.missing


def _headers(text: str) -> dict[str, str]:
    """Headers as browsers and curl show them; a name given twice keeps both values."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip():
            key = name.strip().lower()
            found[key] = f"{found[key]}, {value.strip()}" if key in found else value.strip()
    return found


def _pace(request: Request) -> None:
    """Use one of the hour's checks, in a transaction of its own."""
    actor, site = actor_of(request), site_of(request)
    who = f"account {actor.account_id}" if actor.is_signed_in else address_of(request)
    bucket = throttle.bucket(site.secret_key, "site check", who)
    with site.database.writing() as session:
        wait = throttle.allow(session, bucket, limit=CHECKS_PER_HOUR, per=dt.timedelta(hours=1))
    if wait is not None:
        raise TooMany("Many sites were looked at from here; you can still paste files.", wait)


def _checked(
    request: Request,
    given: dict[str, str],
    *,
    error: str = "",
    reading: Reading | None = None,
    missing: tuple[tuple[str, str], ...] = (),
) -> Response:
    table, crawlers = load_table(), load_crawlers()
    with site_of(request).database.reading() as session:
        cards = _cards(session)
    context: dict[str, Any] = {
        "given": given,
        "error": error,
        "reading": reading,
        "missing": missing,
        "signals": table.by_id,
        "orders": [one for one in table.order if reading and reading.strength in one.when],
        "strengths": STRENGTHS,
        "treatments": TREATMENTS,
        "purposes": PURPOSES,
        "crawlers": crawlers,
        "cards": cards,
        "longest_url": LONGEST_URL,
        "as_of": table.as_of,
    }
    answer = render(
        request, "pages/signals_check.html", section="artists",
        status_code=400 if error else 200,
        crumbs=[_CRUMB, ("Signals", "/signals"), ("Checker", "")], **context,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer
