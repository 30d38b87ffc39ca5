"""`/policies/{slug}/answers`: every answer of a platform as a line through time, with its proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core import ids
from kb.entries import vocabulary
from kb.entries.answer_lines import DatedAnswer
from kb.entries.documents import Source
from kb.entries.queries.answers import lines_of
from kb.entries.queries.captured_pages import document_summaries, versions_cited
from kb.entries.queries.captures import CapturedDocument
from kb.entries.queries.pages import find_card
from kb.entries.views import Card
from kb.exports.entry_json import json_text
from kb.sources.archive import hashes_of
from kb.sources.bodies import BodyStore
from kb.web import captured_json
from kb.web.entry_parts import FIRST_QUESTIONS
from kb.web.exported import exported
from kb.web.negotiate import chosen_form
from kb.web.proofs import Proof, commit_of, proof_of
from kb.web.rendering import render, site_of
from kb.web.texts_on_day import plain

router = APIRouter(include_in_schema=False)
FORMS = ("html", "json")


@dataclass(frozen=True)
class Point:
    """One answer on a line, in a sentence, with what proves it."""

    dated: DatedAnswer
    sentence: str
    proof: Proof | None

    @property
    def source_url(self) -> str:
        """The page of the source."""
        return f"/sources/{ids.source_id(self.dated.source.url)}"


@dataclass(frozen=True)
class Line:
    """A question with its answers, newest first."""

    question: vocabulary.Question
    points: tuple[Point, ...]


@router.get("/policies/{slug}/answers")
@router.get("/policies/{slug}/answers.json")
def answers(request: Request, slug: str) -> Response:
    """The page, or JSON by suffix or Accept header."""
    suffix = "json" if request.url.path.endswith(".json") else None
    form = chosen_form(request, suffix, FORMS)
    site = site_of(request)
    with site.database.reading() as session:
        card = find_card(session, "policy", slug)
        found = lines_of(session, card)
        summaries = document_summaries(session, card.id)
        sources = {dated.source for line in found.values() for dated in line} if summaries else ()
        cited = {
            source: versions_cited(session, card.id, record=commit_of(source.url), day=source.date)
            for source in sources
        }
        taken = [
            one.copy_id
            for documents in cited.values()
            for document in documents
            for one in document.versions
        ]
        copies = hashes_of(session, [copy for copy in taken if copy is not None])
    lines = _lines(card, found, cited, site.archive)
    if form == "json":
        data = {"entry": _entry(card), "items": [_line_json(card, line, copies) for line in lines]}
        return exported(json_text(data), form=form, name=f"{slug}-answers")
    return render(
        request,
        "pages/answer_lines.html",
        card=card,
        lines=[line for line in lines if line.points],
        unanswered=[line.question for line in lines if not line.points],
        copies=copies,
        plain=plain,
        recorded_by_others=any(one.is_recorded_by_others for one in summaries),
        section="policies",
        crumbs=[("Policies", "/policies"), (card.name, card.url), ("Answers through time", "")],
    )


def _lines(
    card: Card,
    found: Mapping[str, Sequence[DatedAnswer]],
    cited: Mapping[Source, Sequence[CapturedDocument]],
    store: BodyStore,
) -> list[Line]:
    """What artists ask first comes first."""
    order = [*FIRST_QUESTIONS, *(one for one in vocabulary.POLICY_QUESTIONS if one not in FIRST_QUESTIONS)]  # fmt: skip # noqa: E501
    return [
        Line(
            vocabulary.POLICY_QUESTIONS[name],
            tuple(
                Point(
                    dated,
                    vocabulary.answer_sentence(name, dated.answer.value, platform=card.name),
                    proof_of(name, dated.source, cited.get(dated.source, ()), store),
                )
                for dated in reversed(found.get(name, ()))
            ),
        )
        for name in order
    ]


def _entry(card: Card) -> dict[str, Any]:
    return {"kind": card.kind, "slug": card.slug, "url": card.url, "title": card.name}


def _line_json(card: Card, line: Line, copies: Mapping[int, str]) -> dict[str, Any]:
    return {
        "question": line.question.id,
        "label": line.question.label,
        "answers": [_point_json(card, point, copies) for point in reversed(line.points)],
    }


def _point_json(card: Card, point: Point, copies: Mapping[int, str]) -> dict[str, Any]:
    dated, proof = point.dated, point.proof
    until = dated.until
    return {
        "value": dated.answer.value,
        "label": dated.question.values[dated.answer.value],
        "sentence": point.sentence,
        "note": dated.answer.note,
        "since": dated.answer.since,
        "certainty": dated.answer.certainty,
        "not_before": dated.answer.not_before,
        "gap_days": dated.gap_days,
        "until": until and {"latest": until.since, "not_before": until.not_before},
        "corrected": dated.corrected,
        "as_of": dated.as_of,
        "source_url": point.source_url,
        "proof": proof
        and {
            "document": proof.document.name,
            "url": proof.url(card.url),
            "version": captured_json.version(proof.version, copies),
            "sentences": [
                {"text": one.text, "url": f"{proof.url(card.url)}#line-{one.line}"}
                for one in proof.sentences
            ],
        },
    }
