"""What a proposal rests on: a page, the copy of it that was kept, and the words that say it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from kb.core.errors import InvalidInput
from kb.entries.documents.codec import fault_lines
from kb.entries.documents.fields import SourceId, Text, WebAddress

MAX_PIECES = 50
MAX_COPY_TEXT = 200_000  # characters

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
CopyText = Annotated[str, StringConstraints(max_length=MAX_COPY_TEXT)]


class Evidence(BaseModel):
    """One piece of evidence; everything is optional, since reports come with little."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_id: SourceId | None = None  # of the candidate document, such as `s1`
    url: WebAddress | None = None
    title: Text | None = None
    copy_sha256: Sha256 | None = None  # of the archived copy of the page
    previous_copy_sha256: Sha256 | None = None
    quotation: Text | None = None
    start: Annotated[int, Field(ge=0)] | None = (
        None  # in the copy's text, or in the passage of ours that `title` names
    )
    end: Annotated[int, Field(ge=0)] | None = None
    text_before: CopyText | None = None  # the page's text as captured before, and now
    text_after: CopyText | None = None


_PIECES: TypeAdapter[tuple[Evidence, ...]] = TypeAdapter(
    Annotated[tuple[Evidence, ...], Field(max_length=MAX_PIECES)]
)


def parse_evidence(pieces: object) -> tuple[Evidence, ...]:
    """Validated evidence from data; `InvalidInput` with one line for every fault."""
    try:
        return _PIECES.validate_python(pieces)
    except ValidationError as error:
        raise InvalidInput("\n".join(fault_lines("evidence", error))) from None


def evidence_json(pieces: Iterable[Evidence]) -> str:
    """Evidence as the text of its column."""
    dumped = [piece.model_dump(mode="json", exclude_none=True) for piece in pieces]
    return json.dumps(dumped, ensure_ascii=False)


def stored_evidence(text: str) -> tuple[Evidence, ...]:
    """The evidence of a proposal's row."""
    return _PIECES.validate_json(text)
