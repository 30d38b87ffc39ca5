"""Captured texts: the watched documents of an entry, their versions, and any two compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.queries.captured_pages import (
    DocumentSummary,
    document_summaries,
    document_summary,
    numbered_version,
    versions_from,
)
from kb.entries.queries.pages import find_card
from kb.entries.tables import CapturedVersion
from kb.entries.views import Card
from kb.exports.entry_json import json_text
from kb.scraper.signals import load_signals
from kb.sources.archive import hashes_of
from kb.web import captured_json
from kb.web.exported import exported
from kb.web.negotiate import chosen_form, split_suffix
from kb.web.parameters import BadParameter, page_number
from kb.web.redline import about, redline
from kb.web.rendering import public_base, render, site_of, with_query

router = APIRouter(include_in_schema=False)
FORMS = ("html", "json")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
Endpoint = Callable[..., Response]
PER_PAGE = 50  # versions on a page
AT_ONCE = 500  # in an answer of JSON


@dataclass(frozen=True)
class _Found:
    """A document, some of its versions, and the hashes of the copies that they were taken from."""

    card: Card
    document: DocumentSummary
    versions: tuple[CapturedVersion, ...]
    copies: dict[int, str]

    @property
    def url(self) -> str:
        return f"{self.card.url}/documents/{self.document.slug}"

    def context(self, *crumbs: str) -> dict[str, Any]:
        """What every page of a document shows around its own."""
        plural = vocabulary.KIND_PLURALS[self.card.kind]
        steps = [
            (plural.capitalize(), f"/{plural}"),
            (self.card.name, self.card.url),
            ("Captured texts", f"{self.card.url}/documents"),
            (self.document.name, self.url if crumbs else ""),
        ]
        return {
            "card": self.card,
            "document": self.document,
            "versions": self.versions,
            "copies": self.copies,
            "url": self.url,
            "section": plural,
            "crumbs": [*steps, *((crumb, "") for crumb in crumbs)],
        }


def _list(kind: str) -> Endpoint:
    def listed(request: Request, slug: str) -> Response:
        form = chosen_form(request, None, FORMS)
        with site_of(request).database.reading() as session:
            card = find_card(session, kind, slug)
            documents = document_summaries(session, card.id)
        if form == "json":
            data = {"items": [captured_json.document(card, one) for one in documents]}
            return exported(json_text(data), form=form, name=f"{slug}-documents")
        plural = vocabulary.KIND_PLURALS[kind]
        return render(
            request,
            "pages/documents.html",
            card=card,
            documents=documents,
            section=plural,
            crumbs=[
                (plural.capitalize(), f"/{plural}"), (card.name, card.url), ("Captured texts", ""),
            ],
        )  # fmt: skip

    return listed


def _history(kind: str) -> Endpoint:
    def history(request: Request, slug: str, name: str) -> Response:
        stem, suffix = split_suffix(name, FORMS)
        form = chosen_form(request, suffix, FORMS)
        page = page_number(request)
        at_once = PER_PAGE if form == "html" else AT_ONCE
        with site_of(request).database.reading() as session:
            card = find_card(session, kind, slug)
            document = document_summary(session, card, stem)
            pages = max(1, -(-document.count // at_once))
            first = (page - 1) * at_once if form == "json" else document.count - page * at_once
            versions = _stretch(session, card, document, first, at_once)
            found = _Found(card, document, versions, _copies(session, versions))
        if form == "json":
            following = f"{found.url}.json?page={page + 1}" if page < pages else None
            data = captured_json.history(
                card, document, versions[::-1], found.copies, following=following
            )
            return exported(json_text(data), form=form, name=f"{slug}-{stem}")
        return render(
            request,
            "pages/document.html",
            page=page,
            pages=pages,
            page_url_for=lambda number: with_query(found.url, page=number if number > 1 else ""),
            **found.context(),
        )

    return history


def _version(kind: str) -> Endpoint:
    def version(request: Request, slug: str, name: str, number: str) -> Response:
        stem, suffix = split_suffix(number, FORMS)
        form = chosen_form(request, suffix, FORMS)
        site = site_of(request)
        with site.database.reading() as session:
            found = _found(session, kind, slug, name, lambda _: (_number(stem, "number"),))
        (shown,) = found.versions
        text = site.archive.get(shown.text_sha256).decode()
        if form == "json":
            data = captured_json.version(shown, found.copies) | {"text": text}
            return exported(json_text(data), form=form, name=f"{slug}-{name}-{shown.number}")
        telling = load_signals().find(text)
        return render(
            request,
            "pages/document_version.html",
            version=shown,
            lines=text.split("\n"),
            telling=telling,
            told=frozenset(sentence.line for sentence in telling),
            about=about,
            **found.context(f"Version {shown.number}"),
        )

    return version


def _compare(kind: str) -> Endpoint:
    def compare(request: Request, slug: str, name: str) -> Response:
        form = chosen_form(request, None, FORMS)
        site = site_of(request)
        with site.database.reading() as session:
            found = _found(session, kind, slug, name, lambda newest: _both(request, newest))
        older, newer = found.versions
        texts = [site.archive.get(one.text_sha256).decode() for one in (older, newer)]
        compared = redline(*texts)
        if form == "json":
            data = captured_json.comparison(older, newer, compared, found.copies)
            return exported(json_text(data), form=form, name=f"{slug}-{name}-redline")
        return render(
            request,
            "pages/redline.html",
            older=older,
            newer=newer,
            redline=compared,
            about=about,
            live_url=f"{public_base(request)}{found.url}",
            **found.context("Redline"),
        )

    return compare


for _kind, _plural in vocabulary.KIND_PLURALS.items():
    _base = f"/{_plural}/{{slug}}/documents"
    router.add_api_route(_base, _list(_kind), methods=["GET"])
    router.add_api_route(f"{_base}/{{name}}", _history(_kind), methods=["GET"])
    router.add_api_route(f"{_base}/{{name}}/compare", _compare(_kind), methods=["GET"])
    router.add_api_route(f"{_base}/{{name}}/v/{{number}}", _version(_kind), methods=["GET"])


def _stretch(
    session: Session, card: Card, document: DocumentSummary, first: int, most: int
) -> tuple[CapturedVersion, ...]:
    """Up to so many versions after the number `first`, newest first; none past either end."""
    newest = min(first + most, document.count)
    limit = newest - max(first, 0)
    if limit <= 0:
        return ()
    return versions_from(session, card.id, document.name, newest=newest, limit=limit)


def _found(
    session: Session, kind: str, slug: str, name: str, wanted: Callable[[int], tuple[int, ...]]
) -> _Found:
    """The versions whose numbers `wanted` gives for the number of the newest one."""
    card = find_card(session, kind, slug)
    document = document_summary(session, card, name)
    numbers = wanted(document.count)
    versions = tuple(numbered_version(session, card.id, document, one) for one in numbers)
    return _Found(card, document, versions, _copies(session, versions))


def _copies(session: Session, versions: Sequence[CapturedVersion]) -> dict[int, str]:
    return hashes_of(session, [one.copy_id for one in versions if one.copy_id is not None])


def _both(request: Request, newest: int) -> tuple[int, int]:
    """The numbers of the versions to compare; without any, the newest and the one before."""
    newer = _wanted(request, "to", default=newest)
    return _wanted(request, "from", default=max(newer - 1, 1)), newer


def _wanted(request: Request, name: str, *, default: int) -> int:
    text = request.query_params.get(name, "")
    return _number(text, name) if text else default


def _number(text: str, name: str) -> int:
    if _NUMBER.fullmatch(text) is None:
        shown = text if len(text) <= 60 else text[:59] + "…"
        error = NotFound if name == "number" else BadParameter
        raise error(f"{name} must be the number of a version, not “{shown}”.")
    return int(text)
