"""Entry pages: the live entry, every version for ever, and both as JSON, Markdown and CSV."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.core import clock
from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.answer_line import answer_line
from kb.entries.documents import (
    CaseDocument,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
)
from kb.entries.queries.pages import entry_page, find_card, version_as_of, versions
from kb.entries.views import Card, EntryPage
from kb.exports.atom import Feed, atom_feed, version_item
from kb.exports.csv_table import document_csv
from kb.exports.entry_json import entry_json, json_text, version_entry_json
from kb.exports.markdown import entry_markdown
from kb.exports.reference import reference
from kb.exports.reference_forms import REFERENCE_FORMS
from kb.search import IndexUnavailable
from kb.web import entry_parts, structured_data
from kb.web.calendar_files import entry_calendar
from kb.web.cite_styles import cite_styles
from kb.web.entry_archive import NO_ARCHIVE, EntryArchive, entry_archive
from kb.web.entry_citations import CitedBy, cited_by
from kb.web.entry_contents import contents
from kb.web.event_filter import events_shown
from kb.web.exported import exported
from kb.web.negotiate import chosen_form, split_suffix
from kb.web.parameters import day
from kb.web.rendering import public_base, render, site_of
from kb.web.similar_entries import similar_cards

router = APIRouter(include_in_schema=False)

VERSION_FORMS = ("html", "json", "md", "csv", *REFERENCE_FORMS)
FORMS = (*VERSION_FORMS, "atom", "ics")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)

Endpoint = Callable[..., Response]


def _live(kind: str) -> Endpoint:
    def live(request: Request, name: str) -> Response:
        slug, suffix = split_suffix(name, FORMS)
        if request.query_params.get("as-of"):
            return _as_of(request, kind, slug, suffix)
        form = chosen_form(request, suffix, FORMS)
        if form == "atom":
            return _feed(request, kind, slug)
        if form == "ics":
            return entry_calendar(request, kind, slug)
        with site_of(request).database.reading() as session:
            page = entry_page(session, kind, slug)
            alike = _similar(request, session, page) if form == "html" else ()
            archive = entry_archive(session, page)
            citing = cited_by(page, session if form == "html" else None)
        return _answer(
            request, page, form, permanent=False, alike=alike, archive=archive, citing=citing
        )

    return live


def _version(kind: str) -> Endpoint:
    def version(request: Request, slug: str, number: str) -> Response:
        text, suffix = split_suffix(number, VERSION_FORMS)
        form = chosen_form(request, suffix, VERSION_FORMS)
        with site_of(request).database.reading() as session:
            if _NUMBER.fullmatch(text) is None:
                card = find_card(session, kind, slug)
                raise NotFound(
                    f"{card.name} has no version “{text[:60]}”; "
                    f"its versions run from 1 to {card.version}."
                )
            page = entry_page(session, kind, slug, version=int(text))
            archive = entry_archive(session, page)
        return _answer(request, page, form, permanent=True, archive=archive)

    return version


for _kind, _plural in vocabulary.KIND_PLURALS.items():
    router.add_api_route(f"/{_plural}/{{name}}", _live(_kind), methods=["GET"])
    router.add_api_route(f"/{_plural}/{{slug}}/v/{{number}}", _version(_kind), methods=["GET"])


def _as_of(request: Request, kind: str, slug: str, suffix: str | None) -> Response:
    """To the version that stood on that day (at its end, UTC)."""
    wanted = day(request, "as-of")
    assert wanted is not None
    with site_of(request).database.reading() as session:
        card = find_card(session, kind, slug)
        number = version_as_of(session, card, wanted)
    ending = f".{suffix}" if suffix in VERSION_FORMS else ""
    return RedirectResponse(f"{card.url}/v/{number}{ending}", status_code=302)


def _feed(request: Request, kind: str, slug: str) -> Response:
    with site_of(request).database.reading() as session:
        card = find_card(session, kind, slug)
        published = versions(session, card)
    base = public_base(request)
    feed = Feed(
        title=f"{card.heading}: versions",
        subtitle=card.answer,
        self_url=f"{base}{card.url}.atom",
        page_url=base + card.url,
        updated=card.published_at,
        items=tuple(version_item(version, base_url=base) for version in published),
    )
    return exported(atom_feed(feed), form="atom", name=slug)


def _similar(request: Request, session: Session, page: EntryPage) -> tuple[Card, ...]:
    """Entries like this one; none while the index is not ready, which is no fault of the page."""
    try:
        return similar_cards(site_of(request).engine, session, page)
    except IndexUnavailable:
        return ()


def _answer(
    request: Request,
    page: EntryPage,
    form: str,
    *,
    permanent: bool,
    archive: EntryArchive,
    alike: tuple[Card, ...] = (),
    citing: CitedBy | None = None,
) -> Response:
    slug = page.card.slug
    name = f"{slug}-v{page.version}" if permanent else slug
    if form == "json":
        data = version_entry_json(page) if permanent else entry_json(page)
        return exported(json_text(data), form=form, name=name)
    if form == "md":
        text = entry_markdown(page, base_url=public_base(request))
        return exported(text, form=form, name=name)
    if form == "csv":
        return exported(document_csv(page.document), form=form, name=name)
    if form in REFERENCE_FORMS:
        cited = reference(page, base_url=public_base(request), accessed=clock.today())
        return exported(REFERENCE_FORMS[form]([cited]), form=form, name=name)
    context = page_context(
        request, page, permanent=permanent, alike=alike, archive=archive, citing=citing
    )
    return render(request, f"pages/{page.card.kind}.html", **context)


def page_context(
    request: Request,
    page: EntryPage,
    *,
    permanent: bool = False,
    alike: tuple[Card, ...] = (),
    archive: EntryArchive = NO_ARCHIVE,
    citing: CitedBy | None = None,
) -> dict[str, Any]:
    """What `pages/{kind}.html` reads."""
    document, card, base = page.document, page.card, public_base(request)
    site = site_of(request)
    answer = answer_line(document)
    version_url = f"{card.url}/v/{page.version}"
    return {
        "page": page,
        "card": card,
        "document": document,
        "answer": answer,
        "sources": entry_parts.sources(document, archive.copies),
        "related": entry_parts.related(page),
        "contents": contents(page, alike=len(alike), captured=len(archive.documents)),
        "captured": archive.documents,
        "alike": alike,
        "citing": citing or cited_by(page),
        "topics_citing": entry_parts.topics_citing(page, site.reference),
        "courts": site.courts,
        "section": vocabulary.KIND_PLURALS[card.kind],
        "crumbs": _crumbs(card, page, permanent=permanent),
        "feed_url": f"{card.url}.atom",
        "permanent": permanent,
        "cite": cite_styles(request, page),
        "live_url": base + card.url,
        "version_path": version_url,
        "version_url": base + version_url,
        "today": clock.today().isoformat(),
        "published_on": page.published_at.date().isoformat(),
        "report_url": f"{card.url}/report",
        "version": page.version,
        "printed_on": document.as_of,
        "jsonld": structured_data.entry_data(page, base_url=base, sentence=answer.sentence),
        **_own_context(request, page),
    }


def _crumbs(card: Card, page: EntryPage, *, permanent: bool) -> list[tuple[str, str]]:
    plural = vocabulary.KIND_PLURALS[card.kind]
    crumbs = [(plural.capitalize(), f"/{plural}")]
    if permanent:
        return [*crumbs, (card.name, card.url), (f"Version {page.version}", "")]
    return [*crumbs, (card.name, "")]


def _own_context(request: Request, page: EntryPage) -> dict[str, Any]:
    """What only the template of this kind reads."""
    document, reference = page.document, site_of(request).reference
    match document:
        case CaseDocument():
            return {
                "events": events_shown(request, document),
                "holdings": entry_parts.holdings_by_issue(document.holdings),
                "factors": sorted(document.fair_use, key=lambda item: item.factor),
                "systems": entry_parts.named_systems(document.systems, reference),
                "datasets": entry_parts.named_datasets(document.datasets, reference),
            }
        case PolicyDocument():
            first, others = entry_parts.policy_answers(document)
            return {
                "first_answers": first,
                "other_answers": others,
                "history": entry_parts.history(document.history),
                "governed": entry_parts.governed(page, reference),
            }
        case LicenceDocument():
            return {
                "terms": entry_parts.licence_answers(document),
                "used_by": entry_parts.named_things(document.used_by, reference),
                "governed": entry_parts.governed(page, reference),
            }
        case LawDocument():
            return {"history": entry_parts.history(document.history)}
