"""Data forms of pages as responses: media type, character set and a file name to save under."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from kb.entries.queries.cards import cards_by_id
from kb.entries.queries.whole import pages_of, pages_on
from kb.entries.views import Card, EntryPage
from kb.exports.collection import Provenance, export
from kb.web.facets import Pair, address
from kb.web.negotiate import MEDIA_TYPES

FORM_LABELS: Final = {
    "csv": "CSV",
    "bib": "BibTeX",
    "ris": "RIS",
    "csl.json": "CSL-JSON",
    "md": "Markdown",
    "json": "JSON",
}


def exported(text: str, *, form: str, name: str) -> Response:
    """The text in that form; `name` is ASCII without a suffix, such as a slug (RFC 6266)."""
    disposition = "attachment" if form == "csv" else "inline"
    return Response(
        text,
        headers={
            "Content-Type": f"{MEDIA_TYPES[form]}; charset=utf-8",
            "Content-Disposition": f'{disposition}; filename="{name}.{form}"',
        },
    )


def exported_entries(
    session: Session,
    cards: Sequence[Card],
    form: str,
    *,
    source: Provenance,
    name: str,
    on: dt.date | None = None,
) -> Response:
    """The entries of the cards in one of `kb.exports.collection.FORMS`, as they stood `on` a day.

    How many there are in all stands in `X-Total-Count`; where not all of them are here, the
    name of the file says so, since not every form has a place for it.
    """
    read = partial(pages_of, session) if on is None else partial(pages_of_day, session, on)
    text = "".join(export(cards, form, source=source, read=read))
    if source.is_cut:
        name = f"{name}-first-{source.count}-of-{source.total}"
    answer = exported(text, form=form, name=name)
    answer.headers["X-Total-Count"] = str(source.total)
    return answer


def pages_of_day(session: Session, on: dt.date, cards: Iterable[Card]) -> Iterator[EntryPage]:
    """The entries of cards that were themselves read as of that day."""
    wanted = [card.id for card in cards]
    newest = cards_by_id(session, wanted)
    return pages_on(session, [newest[one] for one in wanted if one in newest], on)


def file_links(path: str, pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Label and address of every form that `exported_entries` has, for a page with parameters."""
    kept = list(pairs)
    return [(label, address(f"{path}.{form}", kept)) for form, label in FORM_LABELS.items()]
