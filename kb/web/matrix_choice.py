"""What is asked of a matrix: filters, columns, pins and order, all kept in the address.

The page, its CSV, its JSON, the snippet for other sites and the API read the same parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from sqlmodel import Session
from starlette.requests import Request

from kb.core import clock
from kb.entries import vocabulary
from kb.entries.queries.answers import cells_on
from kb.entries.queries.matrix import MATRIX_SORTS, matrix
from kb.entries.queries.past import require_published_by
from kb.entries.views import MatrixRow
from kb.web.api.parameters import filters as chosen_filters
from kb.web.days import Days
from kb.web.facets import Pair, address
from kb.web.parameters import BadParameter, choice, choices, day, known_choices

MOST_PINS: Final = 30
QUESTIONS: Final[Mapping[str, Mapping[str, vocabulary.Question]]] = {
    "policy": vocabulary.POLICY_QUESTIONS,
    "licence": vocabulary.LICENCE_QUESTIONS,
}
#: The parameters that narrow a matrix down beside its questions.
NARROWING: Final[Mapping[str, tuple[str, ...]]] = {
    "policy": ("platform_kind", "jurisdiction"),
    "licence": ("licence_kind", "jurisdiction"),
}


@dataclass(frozen=True)
class Choice:
    """One request of a matrix of `kind`; no `show` means every question."""

    kind: str
    filters: Mapping[str, tuple[str, ...]]
    show: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    sort: str = "title"
    days: Days = field(default_factory=Days)

    @property
    def path(self) -> str:
        """The page."""
        return f"/{vocabulary.KIND_PLURALS[self.kind]}/matrix"

    @property
    def questions(self) -> tuple[vocabulary.Question, ...]:
        """The columns, in the usual order."""
        questions = QUESTIONS[self.kind]
        return tuple(one for name, one in questions.items() if not self.show or name in self.show)

    @property
    def pairs(self) -> list[Pair]:
        """The parameters of this request."""
        pairs = [(name, value) for name, values in self.filters.items() for value in values]
        pairs += [("show", name) for name in self.show]
        pairs += [("pin", slug) for slug in self.pins]
        pairs += self.days.pairs
        return pairs + ([("sort", self.sort)] if self.sort != "title" else [])

    def url(self, suffix: str = "", **more: str) -> str:
        """The address of this request, as a page or in another form."""
        return address(self.path + suffix, [*self.pairs, *more.items()])

    def with_pin(self, slug: str) -> str:
        """The address with one more pin, or without it where it is pinned."""
        is_pinned = slug in self.pins
        pins = tuple(one for one in self.pins if one != slug) if is_pinned else (*self.pins, slug)
        return replace(self, pins=pins).url()

    def rows(self, session: Session) -> tuple[MatrixRow, ...]:
        """The rows of this request; `NotFound` for a day by which nothing was published."""
        cells = None
        if self.days.as_of is not None:
            require_published_by(session, self.days.as_of)
        if self.days.pairs:
            cells = partial(cells_on, as_of=self.days.as_of, until=self.days.until)
        return matrix(
            session, self.kind, filters=self.filters, sort=self.sort, pins=self.pins, cells=cells
        )


def chosen(
    request: Request, kind: str, *, more: Sequence[str] = (), as_of: str = "as-of"
) -> Choice:
    """The request's choice; `BadParameter` for what no matrix has. `more`: further filters.

    `as_of` is the name of that parameter, which the API spells in another way.
    """
    questions = QUESTIONS[kind]
    names = dict.fromkeys([*NARROWING[kind], *more, *questions])
    return Choice(
        kind=kind,
        filters=chosen_filters(request, kind, names),
        show=known_choices(request, "show", questions),
        pins=choices(request, "pin", limit=MOST_PINS),
        sort=choice(request, "sort", MATRIX_SORTS, "title"),
        days=_days(request, kind, as_of),
    )


def _days(request: Request, kind: str, as_of: str) -> Days:
    days = Days(day(request, as_of), day(request, "until"))
    if kind != "policy" and days.pairs:
        raise BadParameter("The terms of a licence have no dates; ask its own page for a day.")
    if days.until is not None and days.until > clock.today():
        raise BadParameter(f"{days.until} lies in the future; nobody knows what applies then.")
    return days
