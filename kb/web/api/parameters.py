"""Query parameters of the API: described for OpenAPI, and read as the pages read theirs.

An empty parameter is a missing one; a bad one is a 400 with one sentence.
"""

from __future__ import annotations

import binascii
import datetime as dt
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from kb.citations.formats import STYLES
from kb.entries import vocabulary
from kb.entries.queries.lists import FILTERS, SORTS, BadCursor
from kb.entries.queries.matrix import MATRIX_SORTS
from kb.entries.queries.pages import CHANGED as CHANGED_FIELDS
from kb.search import SORTS as SEARCH_SORTS
from kb.search.engine import GROUPS
from kb.search.suggest import LONGEST as LONGEST_TYPED
from kb.web import parameters
from kb.web.parameters import LARGEST_ID, BadParameter
from kb.web.rendering import public_base, site_of

MAX_LIMIT = 100
LIMIT = 25
SEARCH_PER_PAGE = 20


@dataclass(frozen=True)
class Parameter:
    """A query parameter as OpenAPI describes it; `many` may be given several times."""

    name: str
    description: str
    schema: dict[str, Any]
    example: str | int
    many: bool = False

    def openapi(self) -> dict[str, Any]:
        schema = self.schema
        example: Any = self.example
        if self.many:
            schema = {"type": "array", "items": schema, "maxItems": 50}
            example = [example]
        return {
            "name": self.name,
            "in": "query",
            "required": False,
            "description": self.description,
            "schema": schema,
            "example": example,
        }


def described(*given: Parameter) -> dict[str, Any]:
    """What `openapi_extra` of a route takes."""
    return {"parameters": [parameter.openapi() for parameter in given]}


def _text(**schema: Any) -> dict[str, Any]:
    return {"type": "string", **schema}


CURSOR = Parameter("cursor", "`next_cursor` of the answer before.", _text(), "")
LIMIT_OF = Parameter(
    "limit",
    "How many items an answer holds at most.",
    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": LIMIT},
    LIMIT,
)
CHANGED = Parameter(
    "changed",
    "What the publication touched. Given several times: any of these.",
    _text(enum=list(CHANGED_FIELDS)),
    "status",
    many=True,
)
AS_OF = Parameter(
    "as_of",
    "The entry as it stood at the end of that day (UTC), as published here.",
    _text(format="date"),
    "2026-12-31",
)
STYLE = Parameter(
    "style",
    "Only this style; without it, all of them.",
    _text(enum=list(STYLES)),
    "bluebook",
)
SEARCH_AS_OF = Parameter(
    "as_of",
    "What is found among the entries as they stood at the end of that day (UTC), as published "
    "here; `url` of a result is then that of its version.",
    _text(format="date"),
    "2026-12-31",
)
SINCE = Parameter(
    "since",
    "Only publications from then on: a day (from its start, UTC) or a moment with its zone.",
    _text(),
    "2026-01-01",
)
MATRIX_PIN = Parameter(
    "pin",
    "A slug whose row comes first whatever the filters. Given several times: in that order.",
    _text(),
    "deviantart",
    many=True,
)
MATRIX_SORT = Parameter(
    "sort", "The order.", _text(enum=list(MATRIX_SORTS), default="title"), "title"
)
MATRIX_AS_OF = Parameter(
    "as_of",
    "The answers as published here at the end of that day (UTC).",
    _text(format="date"),
    "2026-12-31",
)
MATRIX_UNTIL = Parameter(
    "until",
    "The answers that held on that day, by their own dates; `held` says how surely.",
    _text(format="date"),
    "2024-01-01",
)
LIST_SORT = Parameter("sort", "The order.", _text(enum=list(SORTS), default="newest"), "newest")
QUERY = Parameter(
    "q",
    'Words, `"phrases"`, AND OR NOT, brackets, `prefix*`, fields such as `judge:orrick`, or a '
    "docket number or citation in any usual spelling. Without it everything is found.",
    _text(),
    "23-cv-201",
)
TYPED = Parameter(
    "q",
    "What has been typed so far: the beginnings of words of a name, in any order, or an "
    "identifier. Without a word there are no suggestions.",
    _text(maxLength=LONGEST_TYPED),
    "andersen v st",
)
FILED_FROM = Parameter(
    "filed_from", "Dated from then on: YYYY, YYYY-MM or YYYY-MM-DD.", _text(), "2023"
)
FILED_TO = Parameter(
    "filed_to", "Dated up to then: YYYY, YYYY-MM or YYYY-MM-DD.", _text(), "2024-06"
)
WITHIN = Parameter(
    "in",
    "Look into statements of this group only (`entries`: into all but statements). Given several "
    "times: into any of them. Words must stand in one statement; of `captures`, captured texts of "
    "watched documents, in one paragraph.",
    _text(enum=list(GROUPS)),
    "events",
    many=True,
)
EXPLAIN = Parameter(
    "explain", "With 1, every result says what its score is made of.", _text(enum=["0", "1"]), "1"
)
SEARCH_SORT = Parameter(
    "sort", "The order.", _text(enum=list(SEARCH_SORTS), default="relevance"), "newest"
)
PAGE = Parameter(
    "page",
    "Which page, from 1.",
    {"type": "integer", "minimum": 1, "maximum": parameters.MAX_PAGE, "default": 1},
    1,
)
PER_PAGE = Parameter(
    "per_page",
    "How many results a page holds.",
    {"type": "integer", "minimum": 1, "maximum": 100, "default": SEARCH_PER_PAGE},
    SEARCH_PER_PAGE,
)

_STATUSES = {
    "case": list(vocabulary.CASE_STATUSES),
    "law": list(vocabulary.LAW_STATUSES),
    "": list(dict.fromkeys([*vocabulary.CASE_STATUSES, *vocabulary.LAW_STATUSES])),
}
_FREE = {"system", "dataset"}  # names as documents write them
_EXAMPLES = {
    "kind": "case",
    "jurisdiction": "US",
    "status": "pending",
    "topic": "fair-use",
    "court": "cand",
    "system": "Stable Diffusion",
    "work_type": "illustration",
    "platform_kind": "art-community",
    "platform_trains_on_uploads": "no",
    "ai_images_allowed": "no",
    "licence_kind": "ai-model",
    "training_permitted": "no",
    "law_kind": "statute",
    "year": "2024",
}


def filter_values(kind: str, name: str) -> list[str] | None:
    """The values of a filter that are fixed by the vocabulary; None for courts and names."""
    if name == "status":
        return _STATUSES.get(kind, _STATUSES[""])
    question = vocabulary.QUESTIONS.get(name)
    if question is not None:
        return list(question.values)
    fixed: dict[str, Collection[str]] = {
        "kind": vocabulary.KINDS,
        "jurisdiction": vocabulary.JURISDICTIONS,
        "topic": vocabulary.TOPICS,
        "platform_kind": vocabulary.PLATFORM_KINDS,
        "licence_kind": vocabulary.LICENCE_KINDS,
        "law_kind": vocabulary.LAW_KINDS,
        "work_type": vocabulary.WORK_TYPES,
    }
    return list(fixed[name]) if name in fixed else None


def filter_parameter(kind: str, name: str, words: str) -> Parameter:
    """A filter of a kind (or of the search, kind ``) as OpenAPI describes it."""
    values = filter_values(kind, name)
    schema = _text(enum=values) if values is not None else _text()
    if name == "year":
        schema = _text(pattern="^[0-9]{4}$")
    example = _EXAMPLES.get(name, values[0] if values else "")
    if values is not None and example not in values:
        example = values[0]
    extra = " The id is that of `/courts`." if name == "court" else ""
    return Parameter(
        name,
        f"{words}. Given several times: any of the values.{extra}",
        schema,
        example,
        many=True,
    )


def matrix_columns(kind: str) -> Parameter:
    """The questions that a matrix shows."""
    names = [name for name, one in vocabulary.QUESTIONS.items() if one.applies_to == kind]
    words = "Only this question. Given several times: only these. Without it every question."
    return Parameter("show", words, _text(enum=names), names[0], many=True)


def filters(request: Request, kind: str, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The filters that are set; a value that no filter has is refused."""
    found = {}
    for name in names:
        known: Collection[str] | None = filter_values(kind, name)
        if name == "court":
            known = site_of(request).courts
        chosen = (
            parameters.choices(request, name)
            if known is None
            else parameters.known_choices(request, name, known)
        )
        if name == "year" and not all(_is_year(value) for value in chosen):
            raise BadParameter("year must be a year such as 2024.")
        if chosen:
            found[name] = chosen
    return found


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def list_parameters(kind: str) -> dict[str, Any]:
    """What a list of entries of a kind takes."""
    named = [filter_parameter(kind, name, words) for name, words in FILTERS[kind].items()]
    return described(*named, LIST_SORT, LIMIT_OF, CURSOR)


def limit(request: Request) -> int:
    """`limit`, from 1 to 100."""
    text = request.query_params.get("limit", "") or str(LIMIT)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MAX_LIMIT:
        raise BadParameter(f"limit must be a number from 1 to {MAX_LIMIT}, not “{text[:60]}”.")
    return int(text)


def since(request: Request) -> dt.datetime | None:
    """`since` in UTC: the start of a day, or a moment."""
    text = request.query_params.get("since", "")
    if not text:
        return None
    try:
        if len(text) == len("2026-01-01"):
            return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.min, tzinfo=dt.UTC)
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise BadParameter(
            "since must be a day such as 2026-03-01 or a moment such as 2026-03-01T12:00:00Z, "
            f"not “{text[:60]}”."
        ) from error


def number_cursor(request: Request) -> int | None:
    """The number inside a cursor that `as_cursor` made."""
    text = request.query_params.get("cursor", "")
    if not text:
        return None
    try:
        number = int(b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        if not 0 <= number <= LARGEST_ID:
            raise ValueError(text)
    except (ValueError, binascii.Error) as error:
        raise BadCursor(
            "The cursor does not belong to this list; start again without one."
        ) from error
    return number


def as_cursor(number: int) -> str:
    """A number as a cursor, which clients pass back and do not read."""
    return urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def link(request: Request, **changed: str | int) -> str:
    """The address of this request with other parameters."""
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k not in changed]
    pairs += [(k, str(v)) for k, v in changed.items()]
    return f"{public_base(request)}{request.url.path}?{urlencode(pairs)}"
