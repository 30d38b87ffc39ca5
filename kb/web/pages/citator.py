"""The citator: who cites an entry and whom it cites, as a page with a graph, as JSON and as CSV.

`/{kinds}/{slug}/citations?steps=1|2`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import vocabulary
from kb.entries.queries.citator import Citator, Treatment, citator
from kb.entries.queries.pages import entry_page
from kb.entries.queries.surroundings import Surroundings, surroundings
from kb.entries.views import Card, EntryPage
from kb.exports.citations import citations_csv, citations_json
from kb.exports.entry_json import json_text
from kb.web.charts import Arc, Chart, Node, arc_diagram
from kb.web.exported import exported
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.parameters import choice
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
FORMS = ("html", "json", "csv")
#: How far the graph goes, in words.
STEPS = {"1": "Its own citations", "2": "One step further"}
Endpoint = Callable[..., Response]


@dataclass(frozen=True)
class Group:
    """The treatments of one direction that read alike, such as “Followed by”."""

    label: str
    effect: str
    treatments: tuple[Treatment, ...]


@dataclass(frozen=True)
class Direction:
    """One direction: those that are shown, and how many there are in all."""

    anchor: str
    heading: str
    shown: tuple[Treatment, ...]
    total: int

    @property
    def groups(self) -> list[Group]:
        """By wording, in the order of gravity that the vocabulary has."""
        groups: dict[str, list[Treatment]] = {relation: [] for relation in vocabulary.EFFECTS}
        for one in self.shown:
            groups[one.link.relation].append(one)
        return [
            Group(found[0].link.label, vocabulary.EFFECTS[relation], tuple(found))
            for relation, found in groups.items()
            if found
        ]


def _citations(kind: str) -> Endpoint:
    def citations(request: Request, slug: str, suffix: str | None = None) -> Response:
        form = chosen_form(request, known_suffix(suffix, FORMS), FORMS)
        steps = int(choice(request, "steps", STEPS, "1"))
        with site_of(request).database.reading() as session:
            page = entry_page(session, kind, slug)
            found = citator(session, page)
            around = surroundings(session, page, steps=steps) if form == "html" else None
        name = f"{slug}-citations"
        if form == "json":
            return exported(json_text(citations_json(page, found)), form=form, name=name)
        if form == "csv":
            text = citations_csv(found, base_url=public_base(request))
            return exported(text, form=form, name=name)
        assert around is not None
        return _page(request, page, found, around, steps=steps)

    return citations


for _kind, _plural in vocabulary.KIND_PLURALS.items():
    _path, _endpoint = f"/{_plural}/{{slug}}/citations", _citations(_kind)
    router.add_api_route(_path, _endpoint, methods=["GET"])
    router.add_api_route(f"{_path}.{{suffix}}", _endpoint, methods=["GET"])


def _page(
    request: Request, page: EntryPage, found: Citator, around: Surroundings, *, steps: int
) -> Response:
    card = page.card
    plural = vocabulary.KIND_PLURALS[card.kind]
    return render(
        request,
        "pages/citations.html",
        card=card,
        found=found,
        history=page.later_history,
        directions=(
            Direction("citing", f"What cites {card.name}", found.citing, found.citing_total),
            Direction("cited", f"What {card.name} cites", found.cited, found.cited_total),
        ),
        chart=_drawn(card, around),
        around=around,
        steps=str(steps),
        all_steps=STEPS,
        url=f"{card.url}/citations",
        section=plural,
        crumbs=[(plural.capitalize(), f"/{plural}"), (card.name, card.url), ("Citations", "")],
    )


def _drawn(card: Card, around: Surroundings) -> Chart:
    nodes = [
        Node(
            key=str(one.id),
            name=one.name,
            detail=", ".join(
                word for word in (one.detail, (one.ended or one.date or "")[:4]) if word
            ),
            href=f"{one.url}/citations",
            centre=one.id == card.id,
        )
        for one in around.cards
    ]
    arcs = [
        Arc(
            str(edge.origin),
            str(edge.target),
            vocabulary.EFFECTS[edge.relation],
            vocabulary.RELATIONS[edge.relation],
        )
        for edge in around.edges
    ]
    return arc_diagram(
        nodes,
        arcs,
        series=vocabulary.EFFECT_LABELS,
        caption=f"Citations around {card.name}, the newest entry first",
        chart_id="arcs",
        empty="No relation to another entry is recorded here that could be drawn.",
    )
