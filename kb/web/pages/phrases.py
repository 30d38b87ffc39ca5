"""`/policies/phrase`: when a phrase first appeared in the captured texts of each platform."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.core import ids
from kb.entries.queries.captures import Mention, Presence, first_seen, presences
from kb.entries.queries.cards import cards_by_id
from kb.entries.views import Card
from kb.exports.csv_table import csv_text
from kb.exports.entry_json import json_text
from kb.scraper.phrases import Found, PhraseIndex
from kb.scraper.wording import MOST_WORDS, sentence_with, words_of
from kb.sources.bodies import BodyStore
from kb.web import captured_json
from kb.web.exported import exported
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.parameters import PER_PAGE, BadParameter, page_number
from kb.web.proofs import text_of
from kb.web.rendering import public_base, render, site_of, with_query

router = APIRouter(include_in_schema=False)
PATH: Final = "/policies/phrase"
FORMS: Final = ("html", "json", "csv")
MAX_PHRASE: Final = 200  # characters
AT_ONCE: Final = 100  # documents in one answer of JSON


@dataclass(frozen=True)
class Appearance:
    """A document that had the phrase, and from when until when."""

    card: Card
    document: str
    found: Presence

    @property
    def url(self) -> str:
        """The document's page."""
        return f"{self.card.url}/documents/{ids.slugify(self.document)}"


@dataclass(frozen=True)
class Quoted(Appearance):
    """The same with the sentence of its first version, and the way there."""

    line: int  # 0 where the phrase crosses lines
    sentence: str

    @property
    def href(self) -> str:
        """Where the phrase stands in that version."""
        place = f"{self.url}/v/{self.found.first.number}"
        return f"{place}#line-{self.line}" if self.line else place


@router.get(PATH)
@router.get(PATH + ".{suffix}")
def phrase(request: Request, suffix: str | None = None) -> Response:
    """The form, and the documents that ever had the phrase, the earliest first."""
    form = chosen_form(request, known_suffix(suffix, FORMS), FORMS)
    wanted, page = _wanted(request), page_number(request)
    site = site_of(request)
    read = PhraseIndex(site.database, site.archive).find(wanted) if wanted else Found()
    at_once = {"html": PER_PAGE, "json": AT_ONCE, "csv": None}[form]
    begin = (page - 1) * at_once if at_once else 0
    with site.database.reading() as session:
        listed = _earliest_first(session, read.mentions)
        cut = listed[begin : begin + at_once] if at_once else listed
        shown = _appearances(session, cut)
    if form == "csv":
        return exported(_csv(shown, public_base(request)), form=form, name="phrase")
    quoted = [_quoted(one, site.archive, wanted) for one in shown]
    pages = max(1, -(-len(listed) // (at_once or 1)))
    if form == "json":
        data = {
            "phrase": wanted, "waiting": read.waiting, "total": len(listed),
            "items": [_told(one) for one in quoted],
            "next": _url(wanted, page + 1, suffix=".json") if page < pages else None,
        }  # fmt: skip
        return exported(json_text(data), form=form, name="phrase")
    return render(
        request, "pages/phrase.html", phrase=wanted, shown=quoted, read=read,
        total=len(listed), start=begin + 1, page=page, pages=pages,
        page_url_for=lambda number: _url(wanted, number),
        table_url=_url(wanted, suffix=".csv"), data_url=_url(wanted, suffix=".json"),
        by_others=any(one.found.first.origin != "fetched" for one in quoted),
        section="policies",
        crumbs=[("Policies", "/policies"), ("First appearance of a phrase", "")],
    )  # fmt: skip


def _wanted(request: Request) -> str:
    wanted = " ".join(request.query_params.get("q", "").split())
    if len(wanted) > MAX_PHRASE:
        raise BadParameter(f"A phrase has at most {MAX_PHRASE} characters.")
    if len(words_of(wanted).split()) > MOST_WORDS:
        raise BadParameter(
            f"A phrase has at most {MOST_WORDS} words; in Chinese and Japanese each character "
            "counts as one."
        )
    return wanted


def _url(wanted: str, page: int = 1, *, suffix: str = "") -> str:
    return with_query(PATH + suffix, q=wanted, page=page if page > 1 else None)


def _earliest_first(session: Session, mentions: Sequence[Mention]) -> list[tuple[Mention, Card]]:
    """Those that the public may see, in the order in which they came to say it."""
    cards = cards_by_id(session, {one.entry_id for one in mentions})
    public = [(one, cards[one.entry_id]) for one in mentions if one.entry_id in cards]
    seen = first_seen(session, (one.first for one, _ in public))
    return sorted(
        (pair for pair in public if pair[0].first in seen),
        key=lambda pair: (seen[pair[0].first], pair[1].url, pair[0].document),
    )


def _appearances(session: Session, listed: Sequence[tuple[Mention, Card]]) -> list[Appearance]:
    found = presences(session, (one for one, _ in listed))
    return [Appearance(card, one.document, found[one]) for one, card in listed if one in found]


def _quoted(one: Appearance, store: BodyStore, phrase: str) -> Quoted:
    line, sentence = sentence_with(text_of(one.found.first, store), phrase)
    return Quoted(one.card, one.document, one.found, line, sentence)


def _told(one: Quoted) -> dict[str, Any]:
    found = one.found
    return {
        "entry": {"kind": one.card.kind, "slug": one.card.slug, "title": one.card.name},
        "document": one.document,
        "url": one.url,
        "first": captured_json.version(found.first, {}),
        "from_the_first_capture": found.before is None,
        "not_before": _iso(found.not_before),
        "not_later": _iso(found.not_later),
        "gap_days": found.gap_days,
        "still_there": found.after is None,
        "gone_by": _iso(found.gone_by),
        "sentence": one.sentence,
    }


def _csv(shown: Sequence[Appearance], base_url: str) -> str:
    header = [
        "platform", "document", "not_before", "not_later", "gap_days", "gone_by", "url",
    ]  # fmt: skip
    rows = [
        [
            one.card.name, one.document, _iso(one.found.not_before), _iso(one.found.not_later),
            one.found.gap_days, _iso(one.found.gone_by),
            f"{base_url}{one.url}/v/{one.found.first.number}",
        ]
        for one in shown
    ]  # fmt: skip
    return csv_text(header, rows)


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
