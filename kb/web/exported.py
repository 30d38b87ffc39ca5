"""Data forms of pages as responses: media type, character set and a file name to save under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from kb.entries.queries.whole import pages_of
from kb.entries.views import Card
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
    session: Session, cards: Sequence[Card], form: str, *, source: Provenance, name: str
) -> Response:
    """The entries of the cards in one of `kb.exports.collection.FORMS`.

    How many there are in all stands in `X-Total-Count`; where not all of them are here, the
    name of the file says so, since not every form has a place for it.
    """
    text = "".join(export(cards, form, source=source, read=partial(pages_of, session)))
    if source.is_cut:
        name = f"{name}-first-{source.count}-of-{source.total}"
    answer = exported(text, form=form, name=name)
    answer.headers["X-Total-Count"] = str(source.total)
    return answer


def file_links(path: str, pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Label and address of every form that `exported_entries` has, for a page with parameters."""
    kept = list(pairs)
    return [(label, address(f"{path}.{form}", kept)) for form, label in FORM_LABELS.items()]
