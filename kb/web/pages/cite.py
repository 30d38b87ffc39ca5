"""`/cite?q=`: opens the entry that a citation, a number or a case name means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.citations import FAMILIES, Citation
from kb.citations.check import Checked, check
from kb.citations.pairs import telling_words
from kb.citations.resolve import resolve_keys
from kb.entries import vocabulary
from kb.entries.identifiers import identifier_keys
from kb.entries.views import Card
from kb.search.suggest import LONGEST as LONGEST_NAME
from kb.search.suggest import Suggestion, words_of
from kb.web.parameters import BadParameter
from kb.web.recognising import recognised
from kb.web.rendering import render, site_of
from kb.web.site import Site

router = APIRouter(include_in_schema=False)

LONGEST: Final = 500  # characters
#: A part of a docket number that tells some of them apart.
_PART: Final = re.compile(r"[\w:.-]{0,20}\d{3}[\w:.-]{0,20}")
#: Tried on the page, each with what it is.
EXAMPLES: Final = (
    ("744 F. Supp. 3d 956", "a law report"),
    ("23-cv-201", "a docket number without its office"),
    ("[2025] EWHC 2863 (Ch)", "a neutral citation"),
    ("310 O 227/23", "a German file number"),
    ("C-250/25", "a case of the EU courts"),
    ("17 U.S.C. § 1202", "a section"),
    ("Art. 4 DSM", "an article of a directive"),
    ("Andersen v. Stability", "a name"),
)


@router.get("/cite")
def cite(request: Request) -> Response:
    """303 to the entry; a short list where several fit; what was recognised where none does."""
    text = " ".join(request.query_params.get("q", "").replace("\0", " ").split())
    if len(text) > LONGEST:
        raise BadParameter(
            f"A citation has at most {LONGEST} characters; /brief checks whole texts."
        )
    if not text:
        return _page(request, "", cards=(), named=(), checked=())
    site = site_of(request)
    citations = recognised(text)
    with site.database.reading() as session:
        cards = resolve_keys(session, identifier_keys(text))
        checked = check(session, citations)
    doubts = [doubt for one in checked for doubt in one.doubts]
    if len(cards) == 1 and not doubts:
        return RedirectResponse(cards[0].url, status_code=303)
    named = () if cards else _named(site, _name(text, citations))
    if len(named) == 1 and not citations:
        return RedirectResponse(named[0].url, status_code=303)
    numbered = () if cards or named or citations else _numbered(site, text)
    return _page(request, text, cards=cards, named=named, checked=checked, numbered=numbered)


def _name(text: str, citations: Sequence[Citation]) -> str:
    """The case name beside the first citation, or all of what was typed if there is none."""
    return next((one.name for one in citations if one.name), "") if citations else text


def _named(site: Site, name: str) -> tuple[Suggestion, ...]:
    """The entries with this name; only the one whose name it is exactly, if there is one."""
    if len(name) > LONGEST_NAME or not telling_words(name):
        return ()
    found = site.suggester.find(name, generation=site.standing().generation)
    entries = tuple(one for one in found.items if one.kind in vocabulary.KINDS)
    wanted = words_of(name)
    exact = tuple(one for one in entries if words_of(one.label) == wanted)
    return exact if len(exact) == 1 else entries


def _numbered(site: Site, part: str) -> tuple[Suggestion, ...]:
    """The cases whose docket number has this part, such as `00201`; they are never just opened."""
    if not _PART.fullmatch(part):
        return ()
    found = site.suggester.find(part, generation=site.standing().generation)
    return tuple(
        one for one in found.items if part.casefold() in one.detail.partition("·")[2].casefold()
    )


def _page(
    request: Request,
    text: str,
    *,
    cards: Sequence[Card],
    named: Sequence[Suggestion],
    checked: Sequence[Checked],
    numbered: Sequence[Suggestion] = (),
) -> Response:
    is_unknown = bool(text) and not cards and not named and not numbered
    return render(
        request, "pages/cite.html", status_code=404 if is_unknown else 200,
        typed=text, cards=cards, named=named or numbered, checked=checked, examples=EXAMPLES,
        is_part=bool(numbered), families=FAMILIES, section="research",
        crumbs=[("Research", "/research"), ("Find a citation", "")],
    )  # fmt: skip
