"""`/policies/phrase`: when a phrase first appeared in the captured texts of each platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from fastapi import APIRouter
from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response

from kb.entries.queries.captures import CapturedDocument
from kb.entries.queries.cards import cards_by_id
from kb.entries.tables import CapturedVersion
from kb.entries.views import Card
from kb.exports.entry_json import json_text
from kb.scraper.phrases import Found, PhraseIndex, has_phrase
from kb.scraper.signals import sentences
from kb.sources.bodies import BodyStore
from kb.web import captured_json
from kb.web.exported import exported
from kb.web.negotiate import chosen_form
from kb.web.parameters import BadParameter
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
MAX_PHRASE: Final = 200  # characters
MAX_SHOWN: Final = 100  # documents


@dataclass(frozen=True)
class Appearance:
    """A document with the first of its versions that has the phrase, and the sentence there."""

    card: Card
    document: CapturedDocument
    first: CapturedVersion
    stands: bool  # whether the newest version has it, too
    sentence: str

    @property
    def url(self) -> str:
        """The document's page."""
        return f"{self.card.url}/documents/{self.document.slug}"

    @property
    def is_from_the_start(self) -> bool:
        """Whether the first captured version had it: it may be older than that."""
        return self.first is self.document.versions[0]


@router.get("/policies/phrase")
def phrase(request: Request) -> Response:
    """The form, and what was found; JSON by the Accept header."""
    form = chosen_form(request, None, ("html", "json"))
    wanted = " ".join(request.query_params.get("q", "").split())
    if len(wanted) > MAX_PHRASE:
        raise BadParameter(f"A phrase has at most {MAX_PHRASE} characters.")
    site = site_of(request)
    found, shown = Found(frozenset(), 0, is_cut=False), list[Appearance]()
    if wanted:
        with site.database.reading() as session:
            index = PhraseIndex(site.settings.archive_dir)
            found = index.find(session, site.archive, wanted)
            shown = sorted(
                _appearances(session, site.archive, found, wanted),
                key=lambda one: (one.first.first_seen_at, one.url),
            )
    if form == "json":
        data = {"phrase": wanted, "waiting": found.waiting, "items": [_told(one) for one in shown]}
        return exported(json_text(data), form=form, name="phrase")
    return render(
        request, "pages/phrase.html", phrase=wanted, shown=shown, found=found,
        section="policies", most=MAX_SHOWN,
        crumbs=[("Policies", "/policies"), ("First appearance of a phrase", "")],
    )  # fmt: skip


def _appearances(
    session: Session, store: BodyStore, found: Found, phrase: str
) -> Iterator[Appearance]:
    """The documents that ever had the phrase, the first hundred by name."""
    having = select(CapturedVersion.entry_id, CapturedVersion.document).where(
        col(CapturedVersion.text_sha256).in_(found.texts)
    )
    order = col(CapturedVersion.entry_id), col(CapturedVersion.document)
    named = session.exec(having.distinct().order_by(*order).limit(MAX_SHOWN)).all()
    cards = cards_by_id(session, {entry for entry, _ in named})
    query = select(CapturedVersion).where(col(CapturedVersion.entry_id).in_(cards))
    rows = session.exec(query.order_by(*order, col(CapturedVersion.number)))
    wanted = set(named)
    for key, versions in groupby(rows, key=lambda row: (row.entry_id, row.document)):
        if key not in wanted:
            continue
        document = CapturedDocument(key[1], tuple(versions))
        first = next(one for one in document.versions if one.text_sha256 in found.texts)
        text = store.get(first.text_sha256).decode()
        said = (sentence for _, _, sentence in sentences(text) if has_phrase(sentence, phrase))
        stands = document.newest.text_sha256 in found.texts
        yield Appearance(cards[key[0]], document, first, stands, next(said, ""))


def _told(one: Appearance) -> dict[str, Any]:
    return {
        "entry": {"kind": one.card.kind, "slug": one.card.slug, "title": one.card.name},
        "document": one.document.name,
        "url": one.url,
        "first": captured_json.version(one.first, {}),
        "from_the_first_capture": one.is_from_the_start,
        "still_there": one.stands,
        "sentence": one.sentence,
    }
