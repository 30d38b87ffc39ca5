"""Types of single values: text without surprises, web addresses, and words of a vocabulary."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints, WithJsonSchema

from kb.entries import vocabulary

#: Longer than any statement of ours; what is longer was pasted in by mistake.
MAX_TEXT: Final = 4000
MAX_LIST: Final = 500


def _clean(text: str) -> str:
    if text != text.strip():
        raise ValueError("has white space at its start or end")
    for char in text:
        if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}:
            raise ValueError(f"has a control character (U+{ord(char):04X})")
    if text != unicodedata.normalize("NFC", text):
        raise ValueError("is not in Unicode normal form C")
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", text):
        raise ValueError(f"{text!r} is not a web address (http:// or https://)")
    return text


def one_of(known: Collection[str], what: str) -> Callable[[str], str]:
    """A validator that lets only known values pass and names the nearest one otherwise."""

    def validate(value: str) -> str:
        if value in known:
            return value
        near = difflib.get_close_matches(value, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"{value!r} is not {what}{hint}")

    return validate


def _word(known: Collection[str], what: str) -> tuple[AfterValidator, WithJsonSchema]:
    """Annotations of a string that must be one of `known`; OpenAPI shows the values."""
    schema = WithJsonSchema({"type": "string", "enum": list(known)})
    return (AfterValidator(one_of(known, what)), schema)


Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT), AfterValidator(_clean)]
WebAddress = Annotated[
    str,
    StringConstraints(max_length=2000),
    AfterValidator(_clean),
    AfterValidator(_web_address),
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
SourceId = Annotated[str, StringConstraints(pattern=r"^s[1-9][0-9]{0,3}$")]

Kind = Annotated[str, *_word(vocabulary.KINDS, "a kind of entry")]
Topic = Annotated[str, *_word(vocabulary.TOPICS, "a topic")]
Jurisdiction = Annotated[str, *_word(vocabulary.JURISDICTIONS, "a known jurisdiction")]
Language = Annotated[str, *_word(vocabulary.LANGUAGES, "a known language")]
Relation = Annotated[str, *_word(vocabulary.RELATIONS, "a relation")]
SourceKind = Annotated[str, *_word(vocabulary.SOURCE_KINDS, "a kind of source")]
CaseStatus = Annotated[str, *_word(vocabulary.CASE_STATUSES, "a status of a case")]
LawStatus = Annotated[str, *_word(vocabulary.LAW_STATUSES, "a status of a law")]
EventKind = Annotated[str, *_word(vocabulary.EVENT_KINDS, "a kind of event")]
ClaimStage = Annotated[str, *_word(vocabulary.CLAIM_STAGES, "a stage of a proceeding")]
ClaimStatus = Annotated[str, *_word(vocabulary.CLAIM_STATUSES, "a status of a claim")]
PartyOutcome = Annotated[str, *_word(vocabulary.PARTY_OUTCOMES, "an outcome for a party")]
Favours = Annotated[str, *_word(vocabulary.FAVOURS, "a side that a ruling can favour")]
PlatformKind = Annotated[str, *_word(vocabulary.PLATFORM_KINDS, "a kind of platform")]
LicenceKind = Annotated[str, *_word(vocabulary.LICENCE_KINDS, "a kind of licence")]
LawKind = Annotated[str, *_word(vocabulary.LAW_KINDS, "a kind of law")]
WorkType = Annotated[str, *_word(vocabulary.WORK_TYPES, "a type of work")]
CourtLevel = Annotated[str, *_word(vocabulary.COURT_LEVELS, "a level of court")]
Certainty = Annotated[str, *_word(vocabulary.CERTAINTIES, "a certainty")]
Direction = Annotated[str, *_word(vocabulary.DIRECTIONS, "a direction of change")]
AnomalySubject = Annotated[str, *_word(vocabulary.ANOMALY_SUBJECTS, "a subject of an anomaly")]
