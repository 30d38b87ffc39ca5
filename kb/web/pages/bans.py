"""`/bans`: where images made with AI are banned, limited or to be labelled, and since when.

Also as `.csv` and `.json`. The rule of a platform is its answer to two questions; a date is that
of the answer, with its certainty.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core.dates import day_in_words, earliest
from kb.entries import vocabulary
from kb.entries.queries.matrix import matrix
from kb.entries.views import Cell, MatrixRow
from kb.exports.csv_table import csv_text
from kb.exports.entry_json import json_text
from kb.web.charts import Chart, Dot, lanes, quarter_columns
from kb.web.exported import exported
from kb.web.facets import Option, address, chosen_options
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.parameters import known_choices
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
FORMS: Final = ("html", "json", "csv")
ALLOWED: Final = "ai_images_allowed"
LABEL: Final = "ai_label_required"
#: A platform's rule for images made with AI, in the order of strictness.
RULES: Final = {
    "banned": "Banned",
    "limited": "Allowed within limits",
    "labelled": "Allowed only with a label",
    "allowed": "Allowed",
    "unclear": "Unclear",
}
_BY_ANSWER: Final = {
    "no": "banned",
    "restricted": "limited",
    "labelled-only": "labelled",
    "yes": "allowed",
    "unclear": "unclear",
}


@dataclass(frozen=True)
class Ruled:
    """A platform with its rule and the answer that the date and the proof belong to."""

    row: MatrixRow
    rule: str
    cell: Cell

    @property
    def sentence(self) -> str:
        """The rule as a sentence about the platform."""
        name = self.row.card.name
        return vocabulary.answer_sentence(self.cell.question, self.cell.value, platform=name)


@router.get("/bans")
@router.get("/bans.{suffix}")
def bans(request: Request, suffix: str | None = None) -> Response:
    """The list, newest rule first; those without a date come last, by name."""
    form = chosen_form(request, known_suffix(suffix, FORMS), FORMS)
    rules = known_choices(request, "rule", RULES)
    kinds = known_choices(request, "platform_kind", vocabulary.PLATFORM_KINDS)
    with site_of(request).database.reading() as session:
        rows = matrix(session, "policy", filters={"platform_kind": kinds} if kinds else {})
    known = [ruled for row in rows if (ruled := _ruled(row)) is not None]
    shown = _ordered([one for one in known if not rules or one.rule in rules])
    base = public_base(request)
    if form == "csv":
        return exported(_csv(shown, base), form=form, name="ai-image-rules")
    if form == "json":
        told = {"items": [_told(one, base) for one in shown]}
        return exported(json_text(told), form=form, name="ai-image-rules")
    pairs = [("rule", one) for one in rules] + [("platform_kind", one) for one in kinds]
    return render(
        request,
        "pages/bans.html",
        shown=shown,
        asked=len(rows),
        counts=Counter(one.rule for one in known),
        rules=RULES,
        rule_options=_options(known, rules),
        kinds=vocabulary.PLATFORM_KINDS,
        chosen_kinds=kinds,
        chart=_by_quarter(shown),
        timeline=_timeline(shown),
        csv_url=address("/bans.csv", pairs),
        json_url=address("/bans.json", pairs),
        section="artists",
        crumbs=[("For artists", "/artists"), ("Bans and labels", "")],
    )


def _ruled(row: MatrixRow) -> Ruled | None:
    """The platform's rule; None where neither question is answered."""
    allowed, label = row.cells.get(ALLOWED), row.cells.get(LABEL)
    if label is not None and label.value == "yes" and (not allowed or allowed.value == "yes"):
        return Ruled(row, "labelled", label)
    return Ruled(row, _BY_ANSWER[allowed.value], allowed) if allowed else None


def _ordered(found: list[Ruled]) -> list[Ruled]:
    dated = [one for one in found if one.cell.since]
    dated.sort(key=lambda one: (one.cell.since or "", one.row.card.slug), reverse=True)
    return dated + [one for one in found if not one.cell.since]


def _options(known: list[Ruled], chosen: tuple[str, ...]) -> tuple[Option, ...]:
    counts = Counter(one.rule for one in known)
    return chosen_options(((rule, label, counts[rule]) for rule, label in RULES.items()), chosen)


def _by_quarter(shown: list[Ruled]) -> Chart:
    return quarter_columns(
        ((earliest(one.cell.since), one.rule) for one in shown if one.cell.since),
        series=RULES,
        caption="Rules on images made with AI, by the quarter in which they are first on record",
        chart_id="bans",
        empty="None of these rules has a date.",
    )


def _timeline(shown: list[Ruled]) -> Chart:
    """Each platform on the lane of its kind."""
    dots: dict[str, list[Dot]] = {}
    for one in shown:
        since = one.cell.since
        if since:
            words = ("by " if one.cell.certainty == "at-latest" else "") + day_in_words(since)
            dot = Dot(earliest(since), one.row.card.name, one.rule, words)
            dots.setdefault(one.row.kind_label, []).append(dot)
    return lanes(
        sorted(dots.items()),
        series=RULES,
        caption="Rules on images made with AI, by kind of platform",
        chart_id="ban-lines",
        heading="Kind of platform",
        empty="None of these rules has a date.",
    )


def _csv(shown: list[Ruled], base: str) -> str:
    header = ("slug", "name", "platform_kind", "rule", "since", "certainty", "not_before", "note",
              "as_of", "url", "source")  # fmt: skip
    return csv_text(header, [tuple(_told(one, base).values()) for one in shown])


def _told(one: Ruled, base: str) -> dict[str, str | None]:
    card, cell = one.row.card, one.cell
    return {
        "slug": card.slug,
        "name": card.name,
        "platform_kind": one.row.kind_label,
        "rule": one.rule,
        "since": cell.since,
        "certainty": cell.certainty,
        "not_before": cell.not_before,
        "note": cell.note,
        "as_of": card.as_of,
        "url": base + card.url,
        "source": f"{base}/sources/{cell.source_id}",
    }
