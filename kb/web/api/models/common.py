"""Words and parts that several answers share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from kb.core.dates import PartialDate
from kb.entries import vocabulary
from kb.entries.documents.fields import Jurisdiction, Kind, Language, Slug

_STATUSES = dict.fromkeys([*vocabulary.CASE_STATUSES, *vocabulary.LAW_STATUSES])

KindOf = Annotated[Kind, Field(description="What kind of entry it is.")]
SlugOf = Annotated[Slug, Field(description="The entry's name in addresses.")]
Path = Annotated[str, Field(description="The path of the page on this site.", pattern="^/")]
Moment = Annotated[
    str,
    Field(description="UTC, to the second."),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    PartialDate, Field(description="A date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.")
]
Sha256 = Annotated[
    str,
    Field(
        description="SHA-256, in hexadecimal, of the document as canonical JSON: keys sorted, "
        "no white space, UTF-8.",
        pattern="^[0-9a-f]{64}$",
    ),
]
Status = Annotated[
    str,
    WithJsonSchema({"type": "string", "enum": list(_STATUSES)}),
    Field(description="Where a case or a law stands; policies and licences have none."),
]
JurisdictionOf = Annotated[
    Jurisdiction, Field(description="ISO 3166 code, `EU`, or `XX` for international.")
]
NextCursor = Annotated[
    str | None, Field(description="Pass it as `cursor` to get what follows; null at the end.")
]


class Shape(BaseModel):
    """The base of every shape."""


class Card(Shape):
    """An entry as lists show it."""

    kind: KindOf
    slug: SlugOf
    url: Path
    title: str
    short_name: str | None = Field(description="The usual short form of the name.")
    answer: str = Field(description="The entry in one sentence.")
    status: Status | None
    jurisdiction: JurisdictionOf
    language: Annotated[Language, Field(description="The language of what the entry is about.")]
    date: Day | None = Field(
        description="When a case was filed, a licence published, a law adopted, or a policy "
        "last changed."
    )
    as_of: Day = Field(description="The day up to which the facts were checked.")
    detail: str | None = Field(
        description="The court's short name, or the kind of platform, licence or law in words."
    )
    court_id: str | None = Field(description="Of a case: the id in `/api/v1/courts`.")
    docket_number: str | None = Field(description="Of a case: its main docket number.")
    version: int = Field(ge=1, description="The number of the newest version.")
    published_at: Moment = Field(description="When the newest version was published here.")


class Named(Shape):
    """An entry in short."""

    kind: KindOf
    slug: SlugOf
    url: Path
    title: str


class Counts(Shape):
    """How many entries of each kind."""

    case: int = Field(ge=0)
    policy: int = Field(ge=0)
    licence: int = Field(ge=0)
    law: int = Field(ge=0)


class Near(Shape):
    """A page with a name like the one that nothing has."""

    kind: str = Field(description="A kind of entry, or `topic`, `system`, `dataset` …")
    slug: str
    url: Path
    title: str


class Problem(Shape):
    """An error (RFC 9457): `title` says what kind, `detail` what to do about it."""

    type: str = Field(description="Always `about:blank`: `status` says it all.")
    title: str = Field(description="The status in words.")
    status: int = Field(ge=400, le=599)
    detail: str | None = Field(default=None, description="One sentence for a person.")
    position: int | None = Field(
        default=None,
        ge=0,
        description="Of a query that cannot be parsed: the character where it goes wrong, from 0.",
    )
    nearest: list[Near] | None = Field(
        default=None, description="Of a name that nothing has: what has a name like it."
    )
