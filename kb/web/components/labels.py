"""Words for the values of the vocabulary, as the components print them."""

from __future__ import annotations

from kb.core.dates import day_in_words
from kb.entries import vocabulary

_STATUSES = {
    "case": vocabulary.CASE_STATUSES,
    "law": vocabulary.LAW_STATUSES,
    "claim": vocabulary.CLAIM_STATUSES,
}


def kind_label(kind: str) -> str:
    """`case` -> `Case`."""
    return vocabulary.KINDS[kind]


def status_label(kind: str, status: str) -> str:
    """The word for the status of a case, a law or a claim."""
    return _STATUSES[kind][status]


def stage_label(stage: str) -> str:
    """Where in a proceeding the fate of a claim was decided."""
    return vocabulary.CLAIM_STAGES[stage]


def favours_label(favours: str) -> str:
    """Whom a ruling favours, in words."""
    return vocabulary.FAVOURS[favours]


def topic_label(topic: str) -> str:
    """The name of a topic."""
    return vocabulary.TOPICS[topic]


def event_label(kind: str) -> str:
    """What an event was: a step of a proceeding, or a change of terms or of law."""
    return "Change" if kind == "change" else vocabulary.EVENT_KINDS[kind]


def factor_label(factor: int) -> str:
    """The name of one of the four factors of 17 U.S.C. § 107."""
    return vocabulary.FAIR_USE_FACTORS[factor]


def direction_label(direction: str) -> str:
    """Which way a change of terms moved."""
    return vocabulary.DIRECTIONS[direction]


def source_kind_label(kind: str) -> str:
    """`primary` -> `Primary source`."""
    return vocabulary.SOURCE_KINDS[kind]


def short_day(value: str) -> str:
    """A partial date for narrow cells: `11 Nov 2022`, `Nov 2022`, `2022`."""
    return " ".join(part[:3] if part.isalpha() else part for part in day_in_words(value).split())


def page_numbers(page: int, pages: int) -> list[int | None]:
    """The page numbers worth a link: first, last and around `page`; None stands for a gap."""
    wanted = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    shown: list[int | None] = []
    for number in wanted:
        previous = shown[-1] if shown else 0
        if previous is not None and number - previous == 2:
            shown.append(number - 1)
        elif previous is not None and number - previous > 2:
            shown.append(None)
        shown.append(number)
    return shown
