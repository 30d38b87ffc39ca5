"""The filters of the queue in an address: `kind`, `origin`, `age`, `confidence`, `entry`,
`assigned`, `state`. A proposal's own page carries them along, so that a decision leads to the
next one of the same list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session
from starlette.requests import Request

from kb.editorial.queue import QueueFilter, next_after
from kb.entries import vocabulary
from kb.entries.tables.proposals import ORIGINS, STATES
from kb.web.facets import Pair, address
from kb.web.parameters import BadParameter, choice

QUEUE: Final = "/editor/queue"
NAMES: Final = ("kind", "origin", "age", "confidence", "entry", "assigned", "state")
NOBODY: Final = "-"  # no account can have this name
AGES: Final = {"1": "a day", "7": "a week", "30": "a month", "90": "three months"}
CONFIDENCES: Final = {"0.5": "50 %", "0.7": "70 %", "0.9": "90 %"}
#: A draft is its author's alone and stands in no queue.
LISTED: Final = {key: label for key, label in STATES.items() if key != "draft"}

_KINDS: Final = {
    name: kind for kind, plural in vocabulary.KIND_PLURALS.items() for name in (kind, plural)
}
_ENTRY: Final = re.compile(r"(?:https?://[^/]+)?/?([a-z]+)/([a-z0-9-]{1,200})(?:[/.?#].*)?")


@dataclass(frozen=True)
class Filters:
    """What was asked for, as the services take it and as the address has it."""

    wanted: QueueFilter
    pairs: tuple[Pair, ...]

    def given(self, name: str) -> str:
        """The value in the address, empty if there is none."""
        return dict(self.pairs).get(name, "")

    def url(self, path: str = QUEUE, **others: object) -> str:
        """That page with these filters; `others` come on top."""
        added = [(name, str(value)) for name, value in others.items() if value is not None]
        return address(path, [*self.pairs, *added])


EVERYTHING: Final = Filters(QueueFilter(), ())


def onwards(session: Session, decided: int, filters: Filters) -> str:
    """The next proposal of the list with a line on this one; the list where there is none."""
    following = next_after(session, decided, filters.wanted)
    path = f"/editor/proposals/{following}" if following else QUEUE
    return filters.url(path, done=decided)


def filters_of(request: Request) -> Filters:
    """The filters of the address; `BadParameter` for one that cannot be used."""
    kind = choice(request, "kind", ("", *vocabulary.KINDS), "")
    origin = choice(request, "origin", ("", *ORIGINS), "")
    age = choice(request, "age", ("", *AGES), "")
    confidence = choice(request, "confidence", ("", *CONFIDENCES), "")
    state = choice(request, "state", ("", *LISTED), "")
    assigned = request.query_params.get("assigned", "")[:100]
    entry = request.query_params.get("entry", "")[:400].strip()
    given = (kind, origin, age, confidence, entry, assigned, state)
    return Filters(
        QueueFilter(
            kind=kind or None,
            origin=origin or None,
            min_age=int(age) if age else None,
            confidence=float(confidence) if confidence else None,
            entry=_entry(entry) if entry else None,
            assigned_to=None if not assigned else "" if assigned == NOBODY else assigned,
            state=state or "open",
        ),
        tuple(pair for pair in zip(NAMES, given, strict=True) if pair[1]),
    )


def _entry(text: str) -> tuple[str, str]:
    """Kind and slug of `/cases/x`, `case/x` or a whole address."""
    found = _ENTRY.fullmatch(text)
    kind = found and (_KINDS.get(found[1]) or (found[1] if found[1] in vocabulary.KINDS else None))
    if found is None or not kind:
        raise BadParameter(
            "entry must be the address of an entry, such as /cases/thaler-v-perlmutter."
        )
    return kind, found[2]
