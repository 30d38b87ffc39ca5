"""The versions of an entry, and two of them compared."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.diff import diff
from kb.entries.documents import dump_document
from kb.entries.queries.changes import evidence_by_version
from kb.entries.queries.pages import find_card, version_documents, versions
from kb.entries.tables.proposals import ORIGINS as PROPOSAL_ORIGINS
from kb.entries.views import Card
from kb.exports.entry_json import json_text, version_json
from kb.web.exported import exported
from kb.web.negotiate import chosen_form
from kb.web.parameters import BadParameter
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
#: Where a version came from, in words.
ORIGINS = {"seed": "the seed data", **PROPOSAL_ORIGINS}
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)

Endpoint = Callable[..., Response]


def _history(kind: str) -> Endpoint:
    def history(request: Request, slug: str) -> Response:
        form = chosen_form(request, None, ("html", "json"))
        with site_of(request).database.reading() as session:
            card = find_card(session, kind, slug)
            published = versions(session, card)
            evidence = evidence_by_version(session, card)
        if form == "json":
            data = {"items": [version_json(version) for version in published]}
            return exported(json_text(data), form=form, name=f"{slug}-history")
        return render(
            request,
            "pages/history.html",
            card=card,
            versions=published,
            evidence=evidence,
            origins=ORIGINS,
            section=vocabulary.KIND_PLURALS[kind],
            crumbs=_crumbs(card, "History"),
            feed_url=f"{card.url}.atom",
        )

    return history


def _compare(kind: str) -> Endpoint:
    def compare(request: Request, slug: str) -> Response:
        with site_of(request).database.reading() as session:
            card = find_card(session, kind, slug)
            newer = _wanted(request, "to", card, default=card.version)
            older = _wanted(request, "from", card, default=max(newer - 1, 1))
            documents = version_documents(session, card, (older, newer))
            published = versions(session, card)
        changes = diff(dump_document(documents[older]), dump_document(documents[newer]))
        return render(
            request,
            "pages/compare.html",
            card=card,
            older=older,
            newer=newer,
            changes=changes,
            versions=published,
            dates={one.number: one.published_at.date().isoformat() for one in published},
            section=vocabulary.KIND_PLURALS[kind],
            crumbs=_crumbs(card, "Compare versions"),
            feed_url=f"{card.url}.atom",
            live_url=public_base(request) + card.url,
        )

    return compare


for _kind, _plural in vocabulary.KIND_PLURALS.items():
    router.add_api_route(f"/{_plural}/{{slug}}/history", _history(_kind), methods=["GET"])
    router.add_api_route(f"/{_plural}/{{slug}}/compare", _compare(_kind), methods=["GET"])


def _wanted(request: Request, name: str, card: Card, *, default: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    if _NUMBER.fullmatch(text) is None:
        shown = text if len(text) <= 60 else text[:59] + "…"
        raise BadParameter(f"{name} must be the number of a version, not “{shown}”.")
    if int(text) > card.version:
        raise NotFound(
            f"{card.name} has no version {text}; its versions run from 1 to {card.version}."
        )
    return int(text)


def _crumbs(card: Card, label: str) -> list[tuple[str, str]]:
    plural = vocabulary.KIND_PLURALS[card.kind]
    return [(plural.capitalize(), f"/{plural}"), (card.name, card.url), (label, "")]
