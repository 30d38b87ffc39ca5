"""What the template components need from Python: labels, icons and meanings as Jinja globals.

`install(environment)` is called once by whoever makes the Jinja environment. The templates in
`templates/components/` use nothing else, apart from their arguments and `static_url`.
"""

from __future__ import annotations

from jinja2 import Environment

from kb.core.dates import day_in_words
from kb.entries.anchors import anchored, anchors
from kb.web.components import glosses, labels, meanings

__all__ = ["install"]


def install(environment: Environment) -> None:
    """Adds the globals that `templates/components/*.html` call, and the filter `explained`."""
    environment.filters["explained"] = glosses.explained
    environment.globals.update(
        anchored=anchored,
        anchors=anchors,
        answer_icon=meanings.answer_icon,
        answer_meanings=meanings.ANSWER_MEANINGS,
        day_in_words=day_in_words,
        direction_label=labels.direction_label,
        event_icon=meanings.event_icon,
        event_label=labels.event_label,
        factor_label=labels.factor_label,
        favours_label=labels.favours_label,
        kind_label=labels.kind_label,
        meaning_of=meanings.meaning_of,
        page_numbers=labels.page_numbers,
        short_day=labels.short_day,
        source_kind_label=labels.source_kind_label,
        stage_label=labels.stage_label,
        status_icon=meanings.status_icon,
        status_is_open=meanings.status_is_open,
        status_label=labels.status_label,
        topic_label=labels.topic_label,
    )
