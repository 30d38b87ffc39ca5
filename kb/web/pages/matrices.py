"""The matrices: every platform's, or every licence's, answer to the same questions.

`/policies/matrix` and `/licences/matrix`, also as `.csv`, `.json` and as `.html`, a bare table for
other sites; every question is a filter, and the whole choice is in the address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kb.core import clock
from kb.entries import vocabulary
from kb.entries.answer_lines import UNSURE_WORDS
from kb.entries.queries import figures
from kb.entries.queries.matrix import MATRIX_SORTS
from kb.entries.views import MatrixRow
from kb.exports.csv_table import csv_text
from kb.web.api.matrices import matrix_json
from kb.web.components.matrix_cells import MatrixCell
from kb.web.exported import exported
from kb.web.facets import Applied, Pair, address, without
from kb.web.matrix_choice import Choice, chosen
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.rendering import environment, public_base, render, site_of

router = APIRouter(include_in_schema=False)
FORMS = ("html", "json", "csv")
#: An answer is new for this long after it began.
NEW_FOR: Final = dt.timedelta(days=365)
#: A table with more cells is too much for another page; the box to copy it from stays empty.
MOST_COPIED: Final = 300


@dataclass(frozen=True)
class Kind:
    """What is different between the two matrices."""

    kind: str
    questions: Mapping[str, vocabulary.Question]
    subkind: str  # the parameter for the kind of platform or licence
    subkind_label: str
    subkinds: Mapping[str, str]
    one: str
    many: str
    presets: tuple[tuple[str, str], ...] = ()  # choices that many make: words and a query

    @property
    def path(self) -> str:
        return f"/{vocabulary.KIND_PLURALS[self.kind]}/matrix"


POLICIES: Final = Kind(
    kind="policy",
    questions=vocabulary.POLICY_QUESTIONS,
    subkind="platform_kind",
    subkind_label="Kind of platform",
    subkinds=vocabulary.PLATFORM_KINDS,
    one="platform",
    many="platforms",
    presets=(
        ("Says it does not train on uploads", "platform_trains_on_uploads=no"),
        ("Trains unless you object", "platform_trains_on_uploads=opt-out"),
        ("AI images not allowed", "ai_images_allowed=no"),
        ("Places for art", "platform_kind=art-community"),
        ("Changed last", "sort=changed"),
    ),
)
LICENCES: Final = Kind(
    kind="licence",
    questions=vocabulary.LICENCE_QUESTIONS,
    subkind="licence_kind",
    subkind_label="Kind of licence",
    subkinds=vocabulary.LICENCE_KINDS,
    one="licence",
    many="licences",
)


@dataclass(frozen=True)
class Row:
    """One row as the component shows it."""

    name: str
    href: str
    note: str
    cells: tuple[MatrixCell, ...]
    is_pinned: bool
    pin_href: str


@dataclass(frozen=True)
class Select:
    """A filter with one choice: its values with how many entries give them."""

    name: str
    label: str
    options: tuple[Pair, ...]
    selected: str


@router.get("/policies/matrix")
@router.get("/policies/matrix.{suffix}")
def policies(request: Request, suffix: str | None = None) -> Response:
    """`/policies/matrix`."""
    return _matrix(request, POLICIES, suffix)


@router.get("/licences/matrix")
@router.get("/licences/matrix.{suffix}")
def licences(request: Request, suffix: str | None = None) -> Response:
    """`/licences/matrix`."""
    return _matrix(request, LICENCES, suffix)


def _matrix(request: Request, about: Kind, suffix: str | None) -> Response:
    is_snippet = suffix == "html"
    form = "html" if is_snippet else chosen_form(request, known_suffix(suffix, FORMS), FORMS)
    asked = chosen(request, about.kind)
    with site_of(request).database.reading() as session:
        rows = asked.rows(session)
        counts = figures.answer_counts(session)
        total = figures.kind_counts(session).get(about.kind, 0)
    if form == "json":
        return JSONResponse(matrix_json(asked, rows))
    if form == "csv":
        text = matrix_csv(about, rows, asked, base_url=public_base(request))
        return exported(text, form="csv", name=f"{about.kind}-matrix")
    if is_snippet:
        return HTMLResponse(_snippet(request, about, asked, rows))
    wants_snippet = request.query_params.get("embed", "") == "1"
    fits = len(rows) * len(asked.questions) <= MOST_COPIED
    return render(
        request,
        "pages/matrix.html",
        about=about,
        asked=asked,
        section=vocabulary.KIND_PLURALS[about.kind],
        rows=rows_of(rows, asked),
        days=asked.days,
        without_days_url=address(about.path, without(without(asked.pairs, "as-of"), "until")),
        unknown_pins=[slug for slug in asked.pins if slug not in {row.card.slug for row in rows}],
        total=total,
        selects=_selects(about, asked.filters, None if asked.days.pairs else counts),
        sorts=list(MATRIX_SORTS.items()),
        applied=_applied(about, asked),
        wants_snippet=wants_snippet,
        snippet=_snippet(request, about, asked, rows) if wants_snippet and fits else "",
        most_copied=MOST_COPIED,
    )


def _snippet(request: Request, about: Kind, asked: Choice, rows: Sequence[MatrixRow]) -> str:
    """The table alone, without style or script, its links absolute."""
    template = environment().get_template("pages/parts/matrix_snippet.html")
    base = public_base(request)
    as_of = max((row.card.as_of for row in rows), default="")
    day = asked.days.until or asked.days.as_of
    return template.render(
        about=about, asked=asked, rows=rows, base_url=base, unsure=UNSURE_WORDS,
        as_of=day.isoformat() if day else as_of,
    )  # fmt: skip


def rows_of(rows: Sequence[MatrixRow], asked: Choice, *, can_pin: bool = True) -> list[Row]:
    """The rows as the component shows them, with a link to pin each unless told otherwise."""
    new_from = (clock.today() - NEW_FOR).isoformat()
    if asked.days.pairs:
        new_from = "9999-12-31"  # nothing is new on a day that has passed
    base = asked.url()
    joint = "&" if "?" in base else "?"
    pins = frozenset(asked.pins)
    names = [question.id for question in asked.questions]

    def pin_href(slug: str) -> str:
        return asked.with_pin(slug) if slug in pins else f"{base}{joint}pin={slug}"

    return [
        Row(
            name=row.card.name,
            href=row.card.url,
            note=row.kind_label,
            cells=tuple(_cell(name, row, new_from) for name in names),
            is_pinned=row.card.slug in pins,
            pin_href=pin_href(row.card.slug) if can_pin else "",
        )
        for row in rows
    ]


def _cell(question: str, row: MatrixRow, new_from: str) -> MatrixCell:
    cell = row.cells.get(question)
    if cell is None:
        return MatrixCell(question)
    return MatrixCell(
        question,
        cell.value,
        # What held on a day may be another answer than that of the entry as it stands.
        f"{row.card.url}{'/answers#' if cell.held else '#answer-'}{question}",
        cell.since or "",
        cell.certainty or "",
        f"/sources/{cell.source_id}",
        # Partial dates compare with whole ones as texts: 2026 is before 2026-01-01.
        cell.since is not None and cell.since >= new_from,
        UNSURE_WORDS.get(cell.held or "", ""),
    )


def _selects(
    about: Kind,
    filters: Mapping[str, tuple[str, ...]],
    counts: Mapping[str, Mapping[str, int]] | None,
) -> list[Select]:
    """Without counts, as of another day, every value is offered."""

    def selected(name: str) -> str:
        return filters.get(name, ("",))[0]

    kinds = (("", "All"), *about.subkinds.items())
    selects = [Select(about.subkind, about.subkind_label, kinds, selected(about.subkind))]
    for question in about.questions.values():
        given = None if counts is None else counts.get(question.id, {})
        answers = tuple(
            (value, label if given is None else f"{label} ({given.get(value, 0)})")
            for value, label in question.values.items()
            if given is None or given.get(value) or value == selected(question.id)
        )
        options = (("", "Any answer"), *answers)
        selects.append(Select(question.id, question.label, options, selected(question.id)))
    return selects


def _applied(about: Kind, asked: Choice) -> list[Applied]:
    found = []
    pairs = asked.pairs
    for name, value in pairs:
        href = address(about.path, without(pairs, name, value))
        if name in about.questions:
            question = about.questions[name]
            words = f"{question.label} {question.values[value]}"
            found.append(Applied("answer", words, href))
        elif name == about.subkind:
            found.append(Applied(about.subkind_label.lower(), about.subkinds[value], href))
        elif name == "jurisdiction":
            found.append(Applied("jurisdiction", vocabulary.JURISDICTIONS[value], href))
    if asked.show:
        href = address(about.path, without(pairs, "show"))
        found.append(Applied("choice of columns", f"{len(asked.show)} shown", href))
    return found


def matrix_csv(
    about: Kind,
    rows: Sequence[MatrixRow],
    asked: Choice,
    *,
    base_url: str,
) -> str:
    """One row an entry; each question has its answer, since when, how surely, and the source.

    With a day in `until` also what is known of it on that day (`kb.entries.answer_lines.Held`).
    """
    header = ["slug", "name", about.subkind, "jurisdiction", "as_of", "url"]
    parts = ["", "_since", "_certainty", "_source", *(["_held"] if asked.days.until else [])]
    header += [f"{question.id}{part}" for question in asked.questions for part in parts]
    table = []
    for row in rows:
        card = row.card
        line: list[str | None] = [card.slug, card.name, row.kind_label, card.jurisdiction]
        line += [card.as_of, base_url + card.url]
        for question in asked.questions:
            cell = row.cells.get(question.id)
            if cell is None:
                line += [None] * len(parts)
            else:
                source = f"{base_url}/sources/{cell.source_id}"
                line += [cell.value, cell.since, cell.certainty, source, cell.held][: len(parts)]
        table.append(line)
    return csv_text(header, table)
