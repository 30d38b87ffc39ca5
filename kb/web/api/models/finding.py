"""Shapes of search answers and of the matrices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kb.entries.documents.fields import Certainty
from kb.search.engine import PASSAGE_GROUPS
from kb.search.suggest import MOST as MOST_SUGGESTED
from kb.web.api.models.common import (
    Card,
    Day,
    JurisdictionOf,
    KindOf,
    Named,
    Path,
    Shape,
    SlugOf,
    Status,
)


class FacetValue(Shape):
    """How many of the results have a value."""

    value: str = Field(description="What to pass as the filter of this name.")
    label: str = Field(description="The value in words.")
    count: int = Field(ge=0, description="0 only for a value that was chosen.")


class InnerResult(Shape):
    """A statement inside a result that was found: an event, a ruling, an answer and so on."""

    kind: Literal[tuple(PASSAGE_GROUPS)]  # type: ignore[valid-type]  # made of the table, so that it cannot lag behind
    label: str | None = Field(description="What sort of event, which issue, question or place.")
    date: Day | None
    snippet: str = Field(description="Safe HTML, as the result's.")
    url: Path = Field(description="The page of the entry, at the place of the statement.")


class ScorePart(Shape):
    """What one thing added to a score."""

    what: Literal["word", "phrase", "pattern", "identifier", "name", "condition"]
    text: str | None = Field(description="The word, phrase, pattern, key or name that met.")
    field: str | None = Field(description="Where it stands.")
    score: float


class Result(Shape):
    """One result."""

    kind: KindOf
    slug: SlugOf
    url: Path
    title: str
    snippet: str = Field(
        description="Safe HTML: text with the words that were found in `<mark>`; may be empty."
    )
    status: Status | None
    jurisdiction: JurisdictionOf
    date: Day | None
    score: float = Field(description="Comparable within one answer only.")
    inner: list[InnerResult] = Field(
        max_length=2, description="The best statements with the words, at most two."
    )
    explanation: list[ScorePart] | None = Field(
        description="With `explain=1`: what adds up to the score; otherwise null."
    )


class SearchAnswer(Shape):
    """What was found, best first, and how the results divide."""

    query: str = Field(description="The query as it was given.")
    total: int = Field(ge=0)
    page: int = Field(ge=1)
    per_page: int = Field(ge=1)
    took_ms: float = Field(ge=0, description="Time that the engine took, in milliseconds.")
    suggestion: str | None = Field(description="A query that would find more, such as a spelling.")
    facets: dict[str, list[FacetValue]] = Field(
        description="By kind, jurisdiction, status, topic, court and year. The counts of a facet "
        "leave its own filter aside."
    )
    results: list[Result]
    notices: list[str] = Field(description="Sentences about the query for whoever asked.")


class SuggestionItem(Shape):
    """A page that what was typed may lead to."""

    kind: Literal[
        "case", "policy", "licence", "law", "court", "party", "judge", "topic", "system", "dataset"
    ]
    label: str = Field(description="Its name.")
    detail: str = Field(
        description="What it is, in words; where another name or number was typed, also that one."
    )
    url: Path


class SuggestionList(Shape):
    """Suggestions, the likeliest first."""

    query: str = Field(description="The text as it was given.")
    items: list[SuggestionItem] = Field(max_length=MOST_SUGGESTED)


class SimilarEntries(Shape):
    """Entries that are like another one, the most alike first."""

    items: list[Card] = Field(max_length=5)


class QuestionValue(Shape):
    """An answer that a question can have."""

    value: str
    label: str


class MatrixQuestion(Shape):
    """A column of the matrix."""

    id: str
    label: str = Field(description="A short heading.")
    question: str = Field(description="The question in plain words.")
    values: list[QuestionValue]


class MatrixAnswer(Shape):
    """A cell of the matrix, with what proves it."""

    value: str
    label: str
    note: str | None
    since: Day | None
    certainty: Annotated[
        Certainty | None,
        Field(description="Whether `since` is exact or only the latest possible day."),
    ]
    not_before: Day | None
    pinpoint: str | None = Field(description="Of a licence: the section that says so.")
    source_url: Path
    source_title: str
    held: Literal["held", "perhaps", "not-yet", "later", "undated"] | None = Field(
        default=None, description="With `until`: what is known of the answer on that day."
    )


class MatrixRow(Named):
    """A platform or licence with its answers by the id of the question."""

    kind: Literal["policy", "licence"]
    detail: str = Field(description="The kind of platform or licence in words.")
    jurisdiction: JurisdictionOf
    as_of: Day
    answers: dict[str, MatrixAnswer] = Field(
        description="A question that the entry does not answer is left out."
    )


class Matrix(Shape):
    """Every answer of every platform, or of every licence."""

    kind: Literal["policy", "licence"]
    as_of: Day | None = Field(default=None, description="Where it was asked for.")
    until: Day | None = Field(default=None, description="Where it was asked for.")
    questions: list[MatrixQuestion]
    items: list[MatrixRow]
