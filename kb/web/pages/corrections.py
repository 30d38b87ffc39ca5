"""How to report an error, and every correction that was published, newest first, also as a feed.

What counts as a correction is said in `kb.entries.queries.changes.is_correction`.
"""

from __future__ import annotations

import re
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.core import clock
from kb.entries import vocabulary
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.changes import changes_before
from kb.exports.atom import Feed, atom_feed, version_item
from kb.web.exported import exported
from kb.web.negotiate import chosen_form
from kb.web.parameters import row_number
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
PATH: Final = "/corrections"
SHOWN: Final = 50
_ENTRY: Final = re.compile(r"/([a-z]+)/([a-z0-9-]{1,200})")
_KINDS: Final = {plural: kind for kind, plural in vocabulary.KIND_PLURALS.items()}


@router.get(PATH)
def corrections(request: Request) -> Response:
    """`?entry=/cases/…` leads on to the report of that entry, where older links point to."""
    if chosen_form(request, None, ("html", "atom")) == "atom":
        return feed(request)
    match = _ENTRY.fullmatch(request.query_params.get("entry", ""))
    before = row_number(request, "before")
    with site_of(request).database.reading() as session:
        if match is not None and match[1] in _KINDS:
            name = (_KINDS[match[1]], match[2])
            card = cards_by_name(session, [name]).get(name)
            if card is not None:
                return RedirectResponse(f"{card.url}/report", status_code=302)
        mended, following = changes_before(
            session, before=before, limit=SHOWN, only_corrections=True
        )
    return render(
        request,
        "pages/corrections.html",
        mended=mended,
        before=before,
        following=following,
        feed_url=f"{PATH}.atom",
    )


@router.get(f"{PATH}.atom")
def feed(request: Request) -> Response:
    """The newest corrections."""
    base = public_base(request)
    with site_of(request).database.reading() as session:
        mended, _ = changes_before(session, before=None, limit=SHOWN, only_corrections=True)
    text = atom_feed(
        Feed(
            title="Artdocket: corrections",
            subtitle="Errors that were mended, newest first",
            self_url=f"{base}{PATH}.atom",
            page_url=base + PATH,
            updated=clock.now(),
            items=tuple(version_item(version, base_url=base) for version in mended),
        )
    )
    return exported(text, form="atom", name="corrections")
