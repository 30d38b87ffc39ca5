"""`/policies/{slug}/on?date=`: what a platform said when somebody uploaded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core import clock
from kb.core.dates import latest
from kb.entries.answer_lines import HELD_WORDS, UNSURE_WORDS, answers_on
from kb.entries.captured_days import REACHES
from kb.entries.documents import PolicyDocument
from kb.entries.queries.answers import lines_of
from kb.entries.queries.captured_pages import document_summaries, versions_around
from kb.entries.queries.pages import entry_page
from kb.entries.views import EntryPage
from kb.exports.entry_json import json_text
from kb.sources.archive import hashes_of
from kb.web import captured_json
from kb.web.entry_parts import FIRST_QUESTIONS
from kb.web.exported import exported
from kb.web.negotiate import chosen_form
from kb.web.parameters import BadParameter, day
from kb.web.rendering import render, site_of
from kb.web.texts_on_day import (
    DocumentOnDay,
    differing,
    disagreeing,
    documents_on,
    earlier_name,
    oldest_known,
    plain,
    steps_around,
)
from kb.web.threads import step_item

router = APIRouter(include_in_schema=False)


@router.get("/policies/{slug}/on")
def uploaded(request: Request, slug: str) -> Response:
    """The form alone, or the answer for the day in `date`; JSON by the Accept header."""
    form = chosen_form(request, None, ("html", "json"))
    wanted = day(request, "date")
    if wanted is not None and wanted > clock.today():
        raise BadParameter(f"{wanted} lies in the future; nobody knows what applies then.")
    site = site_of(request)
    with site.database.reading() as session:
        page = entry_page(session, "policy", slug)
        lines = lines_of(session, page.card)
        summaries = document_summaries(session, page.card.id)
        captured = versions_around(session, page.card.id, wanted) if wanted else ()
        taken = [one.copy_id for document in captured for one in document.versions]
        copies = hashes_of(session, [copy for copy in taken if copy is not None])
    document = page.document
    assert isinstance(document, PolicyDocument)
    shown: dict[str, Any] = {}
    if wanted is not None:
        documents = documents_on(captured, wanted, site.archive)
        answers = {
            question.id: found
            for question, found in answers_on(lines, wanted)
            if found or question.id in FIRST_QUESTIONS
        }
        before, after = steps_around(document.history, wanted)
        shown = {
            "documents": documents,
            "answers": {name: answers[name] for name in _order(answers)},
            "before": [step_item(document, step) for step in before],
            "after": [step_item(document, after)] if after else [],
            "disagreeing": disagreeing(documents),
            "is_after_facts": wanted > latest(document.as_of),
            "oldest": oldest_known(summaries, lines, document.history),
        }
    if form == "json":
        data = _json(page, wanted, shown, copies) if wanted else {"entry": _entry(page)}
        return exported(json_text(data), form=form, name=f"{slug}-on")
    return render(
        request,
        "pages/uploaded.html",
        card=page.card,
        document=document,
        day=wanted,
        earlier_name=earlier_name(document.platform),
        copies=copies,
        plain=plain,
        reaches=REACHES,
        held_words=HELD_WORDS,
        unsure=UNSURE_WORDS,
        differing=differing,
        by_others=any(one.is_recorded_by_others for one in summaries),
        section="policies",
        crumbs=[
            ("Policies", "/policies"), (page.card.name, page.card.url), ("When I uploaded", "")
        ],
        **shown,
    )  # fmt: skip


def _order(names: dict[str, Any]) -> list[str]:
    return [*FIRST_QUESTIONS, *(name for name in names if name not in FIRST_QUESTIONS)]


def _entry(page: EntryPage) -> dict[str, Any]:
    card = page.card
    return {"kind": card.kind, "slug": card.slug, "url": card.url, "title": card.name}


def _json(
    page: EntryPage, wanted: dt.date, shown: dict[str, Any], copies: dict[int, str]
) -> dict[str, Any]:
    oldest = shown["oldest"]
    return {
        "entry": _entry(page),
        "date": wanted.isoformat(),
        "oldest_on_record": oldest and oldest.isoformat(),
        "answers": [
            {
                "question": name,
                "value": dated.answer.value,
                "held": held,
                "since": dated.answer.since,
                "certainty": dated.answer.certainty,
                "not_before": dated.answer.not_before,
            }
            for name, found in shown["answers"].items()
            for dated, held in found
        ],
        "documents": [_document_json(page, one, copies) for one in shown["documents"]],
    }


def _document_json(page: EntryPage, one: DocumentOnDay, copies: dict[int, str]) -> dict[str, Any]:
    url = f"{page.card.url}/documents/{one.on.document.slug}"
    return {
        "name": one.on.document.name,
        "url": url,
        "reach": one.on.reach,
        "gap_days": one.on.gap_days,
        "versions": [captured_json.version(version, copies) for version in one.on.versions],
        "licence_sentences": [
            {"version": said.version.number, "text": sentence.text, "line": sentence.line}
            for said in one.said
            for sentence in said.licence
        ],
        "same_as_newest": one.is_newest,
        "compare_url": None
        if one.is_newest
        else f"{url}/compare?from={one.on.best.number}&to={one.on.document.newest.number}",
    }
