"""`/compare?e=case/a&e=case/b`: up to five entries of one kind, field by field; `.csv`, `.json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.core import ids
from kb.entries import vocabulary
from kb.entries.comparison import Cell, Group, Item, compare
from kb.entries.views import Card, EntryPage
from kb.exports.csv_table import Cell as TableCell
from kb.exports.csv_table import csv_text
from kb.exports.entry_json import json_text
from kb.web import errors
from kb.web.comparing import (
    MOST,
    PATH,
    Chosen,
    Name,
    Refusal,
    alike,
    chosen,
    named,
    pairs_of,
    suggested,
    with_entry,
)
from kb.web.days import Days, asked_days
from kb.web.exported import exported
from kb.web.facets import address
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
FORMS = ("html", "json", "csv")
#: What a cell says of one item, in words.
_WORDS = {"favours": vocabulary.FAVOURS}


@dataclass(frozen=True)
class Entry:
    """An entry above its column, with the comparison without it."""

    page: EntryPage
    url: str  # of the version compared
    remove: str


@dataclass(frozen=True)
class Offer:
    """An entry that can be added, and the comparison with it."""

    card: Card
    href: str


@router.get(PATH)
@router.get(f"{PATH}.{{suffix}}")
def comparison(request: Request, suffix: str | None = None) -> Response:
    """The comparison, or what is missing for one."""
    form = chosen_form(request, known_suffix(suffix, FORMS), FORMS)
    site = site_of(request)
    days = Days()
    try:
        with site.database.reading() as session:
            days = asked_days(request, session)
            found = chosen(session, request, as_of=days.as_of)
            if found.moved:
                return RedirectResponse(_address(request, found.names, form, suffix), 301)
            if form != "html":
                return _data(request, found, days, form)
            words = request.query_params.get("q", "").strip()[:200]
            kind = found.names[0][0] if found.names else None
            cards = suggested(site, session, words, names=found.names, kind=kind)
            if not words and len(found.pages) == 1:
                cards = alike(site, session, found.pages[0])
    except Refusal as refusal:
        if form != "html":
            raise refusal.error from refusal
        return _refused(request, refusal, days)
    return _page(request, found, days, words=words, cards=cards)


def _address(request: Request, names: Sequence[Name], form: str, suffix: str | None) -> str:
    others = [pair for pair in request.query_params.multi_items() if pair[0] != "e"]
    return address(f"{PATH}.{form}" if suffix else PATH, [*pairs_of(names), *others])


def _page(
    request: Request, found: Chosen, days: Days, *, words: str, cards: Sequence[Card]
) -> Response:
    names, entries = found.names, [_entry(page, found.names, days) for page in found.pages]
    pairs = pairs_of(names)
    full = len(names) >= MOST
    return render(
        request,
        "pages/comparison.html",
        entries=entries,
        kind=names[0][0] if names else "",
        groups=compare([page.document for page in found.pages]) if len(entries) > 1 else (),
        offers=[Offer(card, with_entry(names, card, more=days.pairs)) for card in cards],
        words=words,
        full=full,
        most=MOST,
        kept=[*pairs, *days.pairs],
        named=pairs,
        days=days,
        refusal=None,
        without_days=address(PATH, pairs),
        table_url=address(f"{PATH}.csv", [*pairs, *days.pairs]),
        data_url=address(f"{PATH}.json", [*pairs, *days.pairs]),
        source_url=_source_url,
    )


def _refused(request: Request, refusal: Refusal, days: Days) -> Response:
    """Why there is no comparison, and each entry that was given with a way to leave it out."""
    try:
        names = named(request)
    except Refusal:
        names = ()
    return render(
        request,
        "pages/comparison_refused.html",
        status_code=errors.status_of(refusal.error),
        refusal=refusal,
        names=[
            (f"{kind}/{slug}", address(PATH, pairs_of([n for n in names if n != (kind, slug)])))
            for kind, slug in names
        ],
        days=days,
    )


def _entry(page: EntryPage, names: Sequence[Name], days: Days) -> Entry:
    card = page.card
    rest = [name for name in names if name != (card.kind, card.slug)]
    url = f"{card.url}/v/{page.version}" if page.superseded else card.url
    return Entry(page, url, address(PATH, [*pairs_of(rest), *days.pairs]))


def _source_url(page: EntryPage, source_id: str) -> str:
    return f"/sources/{ids.source_id(page.document.source(source_id).url)}"


def _data(request: Request, found: Chosen, days: Days, form: str) -> Response:
    groups = compare([page.document for page in found.pages]) if found.pages else ()
    if form == "json":
        return exported(json_text(_json(found, groups, days)), form=form, name="comparison")
    base = public_base(request)
    header = ["section", "field", "differs"]
    for page in found.pages:
        name = f"{page.card.kind}/{page.card.slug}"
        header += [name, f"{name} sources"]
    lines = [_headline(found.pages, base_url=base), *_lines(found.pages, groups)]
    return exported(csv_text(header, lines), form=form, name="comparison")


def _headline(pages: Sequence[EntryPage], *, base_url: str) -> list[TableCell]:
    line: list[TableCell] = ["Entry", "Version", None]
    for page in pages:
        line += [f"{base_url}{page.card.url}/v/{page.version}", None]
    return line


def _lines(pages: Sequence[EntryPage], groups: Sequence[Group]) -> Iterator[list[TableCell]]:
    for group in groups:
        for line in group.lines:
            row: list[TableCell] = [group.heading, line.label, line.differs]
            for page, cell in zip(pages, line.cells, strict=True):
                used = dict.fromkeys(item.source for item in cell if item.source)
                addresses = [page.document.source(one).url for one in used]
                row += [_in_words(cell, line.question), "\n".join(addresses)]
            yield row


def _in_words(cell: Cell, question: str) -> str:
    return "\n".join(_item_in_words(item, question) for item in cell)


def _item_in_words(item: Item, question: str) -> str:
    labels = vocabulary.QUESTIONS[question].values if question else _WORDS.get(item.tag, {})
    by = "by " if item.certainty == "at-latest" else ""
    parts = [f"{by}{item.date}" if item.date else "", labels.get(item.value, ""), item.text]
    return ": ".join(part for part in parts if part)


def _json(found: Chosen, groups: Sequence[Group], days: Days) -> dict[str, Any]:
    return {
        "as_of": days.known["as_of"],
        "entries": [
            {
                "kind": page.card.kind,
                "slug": page.card.slug,
                "url": page.card.url,
                "title": page.document.title,
                "version": page.version,
                "facts_as_of": page.document.as_of,
            }
            for page in found.pages
        ],
        "groups": [
            {
                "heading": group.heading,
                "lines": [
                    {
                        "label": line.label,
                        "question": line.question or None,
                        "differs": line.differs,
                        "cells": [
                            [_item_json(item, page) for item in cell]
                            for page, cell in zip(found.pages, line.cells, strict=True)
                        ],
                    }
                    for line in group.lines
                ],
            }
            for group in groups
        ],
    }


def _item_json(item: Item, page: EntryPage) -> dict[str, Any]:
    return {
        "value": item.value or None,
        "text": item.text or None,
        "date": item.date,
        "certainty": item.certainty,
        "source": page.document.source(item.source).url if item.source else None,
    }
