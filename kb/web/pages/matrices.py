"""The matrices: every platform's, or every licence's, answer to the same questions.

`/policies/matrix` and `/licences/matrix`, also as `.csv` and `.json`; every question is a filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.entries import vocabulary
from kb.entries.queries import figures
from kb.entries.queries.lists import SORTS
from kb.entries.queries.matrix import matrix
from kb.entries.views import MatrixRow
from kb.exports.csv_table import csv_text
from kb.web.api.matrices import matrix_json
from kb.web.api.parameters import filters as chosen_filters
from kb.web.exported import exported
from kb.web.facets import Applied, Pair, address, without
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.parameters import choice
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
FORMS = ("html", "json", "csv")


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

    @property
    def path(self) -> str:
        return f"/{vocabulary.KIND_PLURALS[self.kind]}/matrix"

    @property
    def filters(self) -> tuple[str, ...]:
        return (self.subkind, "jurisdiction", *self.questions)


POLICIES: Final = Kind(
    kind="policy",
    questions=vocabulary.POLICY_QUESTIONS,
    subkind="platform_kind",
    subkind_label="Kind of platform",
    subkinds=vocabulary.PLATFORM_KINDS,
    one="platform",
    many="platforms",
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
class Answer:
    """One cell as the component shows it."""

    value: str
    since: str | None
    certainty: str | None
    source_href: str


@dataclass(frozen=True)
class Row:
    """One row as the component shows it."""

    name: str
    href: str
    note: str
    answers: dict[str, Answer]


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
    form = chosen_form(request, known_suffix(suffix, FORMS), FORMS)
    chosen = chosen_filters(request, about.kind, about.filters)
    sort = choice(request, "sort", SORTS, "title")
    with site_of(request).database.reading() as session:
        rows = matrix(session, about.kind, filters=chosen, sort=sort)
        counts = figures.answer_counts(session)
        total = figures.kind_counts(session).get(about.kind, 0)
    if form == "json":
        return JSONResponse(matrix_json(about.kind, rows))
    if form == "csv":
        text = matrix_csv(about, rows, base_url=public_base(request))
        return exported(text, form="csv", name=f"{about.kind}-matrix")
    pairs = [(name, value) for name, values in chosen.items() for value in values]
    pairs += [("sort", sort)] if sort != "title" else []
    return render(
        request,
        "pages/matrix.html",
        about=about,
        section=vocabulary.KIND_PLURALS[about.kind],
        rows=[_row(row) for row in rows],
        total=total,
        selects=_selects(about, chosen, counts),
        sorts=list(SORTS.items()),
        sort=sort,
        applied=_applied(about, pairs),
        table_url=address(f"{about.path}.csv", pairs),
        data_url=address(f"{about.path}.json", pairs),
    )


def _row(row: MatrixRow) -> Row:
    answers = {
        question: Answer(cell.value, cell.since, cell.certainty, f"/sources/{cell.source_id}")
        for question, cell in row.cells.items()
    }
    return Row(row.card.name, row.card.url, row.kind_label, answers)


def _selects(
    about: Kind,
    chosen: Mapping[str, tuple[str, ...]],
    counts: Mapping[str, Mapping[str, int]],
) -> list[Select]:
    def selected(name: str) -> str:
        return chosen.get(name, ("",))[0]

    kinds = (("", "All"), *about.subkinds.items())
    selects = [Select(about.subkind, about.subkind_label, kinds, selected(about.subkind))]
    for question in about.questions.values():
        given = counts.get(question.id, {})
        answers = tuple(
            (value, f"{label} ({given.get(value, 0)})")
            for value, label in question.values.items()
            if given.get(value) or value == selected(question.id)
        )
        options = (("", "Any answer"), *answers)
        selects.append(Select(question.id, question.label, options, selected(question.id)))
    return selects


def _applied(about: Kind, pairs: Sequence[Pair]) -> list[Applied]:
    found = []
    for name, value in pairs:
        href = address(about.path, without(list(pairs), name, value))
        if name in about.questions:
            question = about.questions[name]
            words = f"{question.label} {question.values[value]}"
            found.append(Applied("answer", words, href))
        elif name == about.subkind:
            found.append(Applied(about.subkind_label.lower(), about.subkinds[value], href))
        elif name == "jurisdiction":
            found.append(Applied("jurisdiction", vocabulary.JURISDICTIONS[value], href))
    return found


def matrix_csv(about: Kind, rows: Sequence[MatrixRow], *, base_url: str) -> str:
    """One row an entry; each question has its answer, since when, how surely, and the source."""
    header = ["slug", "name", about.subkind, "jurisdiction", "as_of", "url"]
    for question in about.questions:
        header += [question, f"{question}_since", f"{question}_certainty", f"{question}_source"]
    table = []
    for row in rows:
        card = row.card
        line: list[str | None] = [card.slug, card.name, row.kind_label, card.jurisdiction]
        line += [card.as_of, base_url + card.url]
        for question in about.questions:
            cell = row.cells.get(question)
            if cell is None:
                line += [None] * 4
            else:
                source = f"{base_url}/sources/{cell.source_id}"
                line += [cell.value, cell.since, cell.certainty, source]
        table.append(line)
    return csv_text(header, table)
