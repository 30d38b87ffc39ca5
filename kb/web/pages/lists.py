"""Lists of cases, policies, licences and laws, with filters, as pages, tables and feeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.core import clock
from kb.entries import vocabulary
from kb.entries.queries.lists import (
    FILTERS,
    SORTS,
    ListRequest,
    count_all,
    filter_counts,
    filter_label,
    lately_published,
    list_all,
    list_page,
)
from kb.entries.views import Card, Page
from kb.exports.atom import Feed, atom_feed, card_item
from kb.exports.collection import MOST_EXPORTED, Provenance
from kb.exports.entry_json import card_json, json_text
from kb.web.exported import exported, exported_entries, file_links
from kb.web.facets import Applied, Facet, Option, Pair, address, without
from kb.web.negotiate import chosen_form
from kb.web.parameters import choice, choices, known_choices, page_number, per_page
from kb.web.rendering import public_base, render, site_of
from kb.web.site import Site

router = APIRouter(include_in_schema=False)
FORMS = ("html", "json", "csv", "atom", "bib", "ris", "csl.json", "md")
FEED_LENGTH = 50
MOST_ROWS = 20_000  # of a list as a table
OPEN_FACETS = 3  # the first filters of a kind stand open, the others wait for a click

HEADINGS = {
    "case": ("Cases", "Lawsuits and other proceedings about training AI on works."),
    "policy": (
        "Platform policies",
        "What platforms do with uploads, and what they allow others to do.",
    ),
    "licence": (
        "Licences",
        "What licences, terms and reservation signals say about training AI.",
    ),
    "law": ("Laws", "Statutes, bills, guidance and reports on AI and works."),
}
NAMES = {
    "case": ("case", "cases"),
    "policy": ("policy", "policies"),
    "licence": ("licence", "licences"),
    "law": ("law", "laws"),
}


@dataclass(frozen=True)
class Row:
    """An entry as the list of results shows it."""

    kind: str
    href: str
    title: str
    where: str
    status: str | None
    jurisdiction: str
    citation: str
    date: str | None
    answer: str


@dataclass(frozen=True)
class Asked:
    """What the address asks for, with the parameters that stand in links."""

    request: ListRequest
    page: int
    per_page: int
    pairs: tuple[Pair, ...]  # filters and order, without the page

    @property
    def path(self) -> str:
        return f"/{vocabulary.KIND_PLURALS[self.request.kind]}"

    def page_url(self, number: int) -> str:
        """The address of another page of the same list."""
        paged = [*self.pairs, ("page", str(number))] if number > 1 else self.pairs
        return address(self.path, paged)


def asked_of(request: Request, kind: str) -> Asked:
    """What the parameters of a list ask for; `BadParameter` where they cannot be used."""
    known = _known_values(site_of(request), kind)
    filters = {
        name: known_choices(request, name, known[name])
        if name in known
        else choices(request, name)  # names of systems: any name may be asked for
        for name in FILTERS[kind]
    }
    sort = choice(request, "sort", SORTS, "newest")
    length = per_page(request)
    pairs = [(name, value) for name, values in filters.items() for value in values]
    if sort != "newest":
        pairs.append(("sort", sort))
    if request.query_params.get("per_page"):
        pairs.append(("per_page", str(length)))
    wanted = ListRequest(kind=kind, filters=filters, sort=sort)
    return Asked(wanted, page_number(request), length, tuple(pairs))


def _known_values(site: Site, kind: str) -> dict[str, Mapping[str, object]]:
    statuses = vocabulary.CASE_STATUSES if kind == "case" else vocabulary.LAW_STATUSES
    known: dict[str, Mapping[str, object]] = {
        "jurisdiction": vocabulary.JURISDICTIONS,
        "status": statuses,
        "topic": vocabulary.TOPICS,
        "court": site.courts,
        "work_type": vocabulary.WORK_TYPES,
        "platform_kind": vocabulary.PLATFORM_KINDS,
        "licence_kind": vocabulary.LICENCE_KINDS,
        "law_kind": vocabulary.LAW_KINDS,
    }
    return known | {name: question.values for name, question in vocabulary.QUESTIONS.items()}


Endpoint = Callable[[Request], Response]
Writer = Callable[[Request, Session, Asked], Response]


def _list(kind: str, suffix: str | None) -> Endpoint:
    def listed(request: Request) -> Response:
        form = chosen_form(request, suffix, FORMS)
        asked = asked_of(request, kind)
        with site_of(request).database.reading() as session:
            return _WRITERS[form](request, session, asked)

    return listed


for _kind, _plural in vocabulary.KIND_PLURALS.items():
    for _suffix in (None, *FORMS[1:]):
        _path = f"/{_plural}.{_suffix}" if _suffix else f"/{_plural}"
        router.add_api_route(_path, _list(_kind, _suffix), methods=["GET"])


def _json(request: Request, session: Session, asked: Asked) -> Response:
    found = list_page(session, asked.request, page=asked.page, per_page=asked.per_page)
    data = {
        "kind": asked.request.kind,
        "filters": {name: list(values) for name, values in asked.request.filters.items() if values},
        "sort": asked.request.sort,
        "total": found.total,
        "page": found.page,
        "per_page": found.per_page,
        "pages": found.pages,
        "items": [card_json(card) for card in found.items],
    }
    return exported(json_text(data), form="json", name=asked.path[1:])


def _export(form: str) -> Writer:
    def exporting(request: Request, session: Session, asked: Asked) -> Response:
        base = public_base(request)
        source = Provenance(
            title=_title(request, asked),
            url=base + address(asked.path, asked.pairs),
            total=count_all(session, asked.request),
            base_url=base,
            accessed=clock.today(),
            most=MOST_ROWS if form == "csv" else MOST_EXPORTED,
        )
        cards = list_all(session, asked.request, limit=source.most)
        return exported_entries(session, cards, form, source=source, name=asked.path[1:])

    return exporting


def _title(request: Request, asked: Asked) -> str:
    """`cases (Pending, N.D. Cal.)`"""
    words = ", ".join(one.label for one in applied_to(request, asked))
    return f"{HEADINGS[asked.request.kind][0].lower()}{f' ({words})' if words else ''}"


def _atom(request: Request, session: Session, asked: Asked) -> Response:
    base = public_base(request)
    cards = lately_published(session, asked.request, limit=FEED_LENGTH)
    filters = without(without(asked.pairs, "sort"), "per_page")
    feed = Feed(
        title=f"Artdocket: {_title(request, asked)}",
        subtitle=HEADINGS[asked.request.kind][1],
        self_url=base + address(f"{asked.path}.atom", filters),
        page_url=base + address(asked.path, filters),
        updated=max((card.published_at for card in cards), default=clock.now()),
        items=tuple(card_item(card, base_url=base) for card in cards),
    )
    return exported(atom_feed(feed), form="atom", name=asked.path[1:])


def _html(request: Request, session: Session, asked: Asked) -> Response:
    kind = asked.request.kind
    found = list_page(session, asked.request, page=asked.page, per_page=asked.per_page)
    facets = _facets(request, session, asked)
    heading, lead = HEADINGS[kind]
    filters = without(asked.pairs, "sort")
    return render(
        request,
        "pages/list.html",
        kind=kind,
        heading=heading,
        lead=lead,
        noun=NAMES[kind],
        path=asked.path,
        found=found,
        rows=[row_of(card) for card in found.items],
        start=(found.page - 1) * found.per_page + 1,
        facets=facets,
        applied=applied_to(request, asked),
        clear_href=address(asked.path, [pair for pair in asked.pairs if pair[0] == "sort"]),
        sorts=list(SORTS.items()),
        sort=asked.request.sort,
        kept_by_filters=[pair for pair in asked.pairs if pair[0] in {"sort", "per_page"}],
        kept_by_sort=filters,
        page_url_for=asked.page_url,
        forms=_forms(asked),
        most_exported=MOST_EXPORTED,
        section=asked.path[1:],
        feed_url=address(f"{asked.path}.atom", without(filters, "per_page")),
        canonical=public_base(request) + asked.page_url(found.page),
        description=_description(found, lead),
    )


def _description(found: Page[Card], lead: str) -> str:
    return f"{lead} {found.total} {'entry' if found.total == 1 else 'entries'} with sources."


def _forms(asked: Asked) -> list[tuple[str, str]]:
    return [
        ("Feed of this list", address(f"{asked.path}.atom", asked.pairs)),
        ("Dossier to print", address(f"{asked.path}/dossier", asked.pairs)),
        *file_links(asked.path, asked.pairs),
    ]


def row_of(card: Card) -> Row:
    """The card as a result: a case with court and year, a law with its citation."""
    return Row(
        kind=card.kind,
        href=card.url,
        title=card.bare_name,
        where=card.place,
        status=card.status,
        jurisdiction=card.jurisdiction_label,
        citation=_number(card),
        date=card.date,
        answer=card.answer,
    )


def _number(card: Card) -> str:
    """What a lawyer looks an entry up by."""
    if card.kind == "case":
        return card.docket_number or ""
    return (card.short_name or "") if card.kind in {"licence", "law"} else ""


def _facets(request: Request, session: Session, asked: Asked) -> list[Facet]:
    counts = filter_counts(session, asked.request)
    facets = []
    for position, (name, label) in enumerate(FILTERS[asked.request.kind].items()):
        chosen = asked.request.filters[name]
        options = [
            Option(one.value, one.label, one.count, checked=one.value in chosen)
            for one in counts[name]
        ]
        listed = {option.value for option in options}
        options += [
            Option(value, _label(request, asked, name, value), 0, checked=True)
            for value in chosen
            if value not in listed
        ]
        facets.append(Facet(name, label, tuple(options), open=position < OPEN_FACETS))
    return facets


def applied_to(request: Request, asked: Asked) -> list[Applied]:
    """Every filter in use, with the list without it."""
    labels = FILTERS[asked.request.kind]
    return [
        Applied(
            name=labels[name].lower(),
            label=_label(request, asked, name, value),
            href=address(asked.path, without(asked.pairs, name, value)),
        )
        for name, values in asked.request.filters.items()
        for value in values
    ]


def _label(request: Request, asked: Asked, name: str, value: str) -> str:
    if name == "court":
        return site_of(request).courts[value].short_name
    return filter_label(asked.request.kind, name, value)


_WRITERS: dict[str, Writer] = {
    "html": _html,
    "json": _json,
    "atom": _atom,
    **{form: _export(form) for form in FORMS if form not in {"html", "json", "atom"}},
}
