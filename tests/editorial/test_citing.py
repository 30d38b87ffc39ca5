"""Citations in texts become proposals: one an entry, each citation once, an editor decides."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from kb.core.database import Database
from kb.core.settings import Settings
from kb.editorial import citing, decide
from kb.entries.documents import Document
from kb.entries.evidence import Evidence, stored_evidence
from kb.entries.queries.pages import entry_page
from kb.entries.tables import Proposal
from kb.jobs.citations import CitationKeeper
from kb.sources.bodies import BodyStore
from tests.support.actors import EDITOR
from tests.support.captures import capture_texts
from tests.support.documents import case, changed, policy
from tests.support.publishing import publish

SPEAKS = "The court followed Painter v. Model Maker, No. 3:24-cv-09999, and went further."


def later(slug: str = "later-suit", **overrides: Any) -> Document:
    given = {"docket_number": "3:26-cv-00001", "filed": "2026-01", "as_of": "2026-03"}
    return case(slug, title="Sculptor v. Other, Inc.", short_name="Sculptor v. Other",
                **(given | overrides))  # fmt: skip


def propose(database: Database, entry_id: int, store: BodyStore) -> int | None:
    """The number of the proposal that was made for the entry."""
    with database.reading() as session:
        found = citing.citations_of(session, entry_id, store)
    with database.writing() as session:
        proposal = citing.propose(session, entry_id, found)
        return proposal.id if proposal else None


def evidence(database: Database, number: int) -> tuple[Evidence, ...]:
    with database.reading() as session:
        return stored_evidence(session.get_one(Proposal, number).evidence)


@pytest.fixture
def store(settings: Settings) -> BodyStore:
    return BodyStore(settings.archive_dir)


def event(text: str) -> dict[str, str]:
    return {"date": "2026-02", "kind": "order", "title": "Order", "description": text,
            "source": "s1"}  # fmt: skip


def test_a_citation_is_proposed_with_its_passage_its_place_and_its_source(
    database: Database, store: BodyStore
) -> None:
    publish(database, case())
    entry_id, _ = publish(database, later(events=[event(SPEAKS)]))
    number = propose(database, entry_id, store)
    assert number is not None
    by_name, by_number = evidence(database, number)
    text = f"Order. {SPEAKS}"
    for piece, words in ((by_name, "Painter v. Model Maker"), (by_number, "3:24-cv-09999")):
        assert piece.quotation == text
        assert words in text[piece.start : piece.end]
        assert piece.source_id == "s1"
    with database.writing() as session:
        decide.accept(session, number, actor=EDITOR)
    with database.reading() as session:
        (link,) = entry_page(session, "case", "later-suit").links
    assert (link.relation, link.card.slug, link.source_title) == (
        "cites",
        "painter-v-model",
        "Order on the motion to dismiss",
    )
    assert propose(database, entry_id, store) is None


def test_what_was_rejected_stays_so_and_what_waits_is_carried_on(
    database: Database, store: BodyStore
) -> None:
    publish(database, case())
    entry_id, _ = publish(database, later(events=[event(SPEAKS)]))
    first = propose(database, entry_id, store)
    assert first is not None
    assert propose(database, entry_id, store) is None
    with database.writing() as session:
        decide.reject(session, first, actor=EDITOR, reason="Named in passing")
    assert propose(database, entry_id, store) is None
    for slug, number in (("second-suit", "3:24-cv-08888"), ("third-suit", "3:24-cv-07777")):
        names = {"title": slug, "short_name": slug}
        publish(database, case(slug, docket_number=number, **names))
        text = f"{SPEAKS} See No. 3:24-cv-08888; also No. {number}."
        publish(database, later(events=[event(text)]))
        proposed = propose(database, entry_id, store)
        assert proposed is not None
    with database.reading() as session:
        states = [one.state for one in session.exec(select(Proposal).order_by("id"))]
        last = session.get_one(Proposal, proposed)
    assert states == ["rejected", "superseded", "open"]
    assert '"second-suit"' in last.document
    assert '"third-suit"' in last.document
    assert '"painter-v-model"' not in last.document


@pytest.mark.one_database
def test_nothing_is_proposed_for_itself_for_what_is_stated_or_for_what_came_later(
    database: Database, store: BodyStore
) -> None:
    speaks = "As Sculptor v. Other shows, this was settled early."
    old_id, _ = publish(database, case(summary=f"{SPEAKS} {speaks}", closed="2024-09"))
    interprets = {"kind": "case", "slug": "painter-v-model", "relation": "interprets"}
    new_id, _ = publish(database, later(summary=SPEAKS, related=[interprets]))
    assert propose(database, old_id, store) is None
    assert propose(database, new_id, store) is None


def test_captured_texts_are_read_with_the_words_around_a_citation(
    database: Database, store: BodyStore
) -> None:
    publish(database, case())
    entry_id, _ = publish(database, policy(as_of="2026-03"))
    text = f"{'Terms of ours. ' * 80}\n{SPEAKS}\n{'More terms. ' * 80}"
    capture_texts(database, store, entry_id, [text])
    number = propose(database, entry_id, store)
    assert number is not None
    piece = evidence(database, number)[0]
    assert piece.source_id is None
    assert piece.title is not None
    assert piece.title.startswith("Terms of Service, captured version 1")
    assert piece.quotation is not None
    assert piece.quotation[piece.start : piece.end] == "Painter v. Model Maker"
    assert len(piece.quotation) < 400


def test_the_keeper_reads_what_is_published_after_it_first_looked(
    database: Database, store: BodyStore
) -> None:
    publish(database, case())
    keeper = CitationKeeper(database, store)
    assert keeper.look() == 0
    entry_id, _ = publish(database, later(events=[event(SPEAKS)]))
    assert keeper.look() == 1
    publish(database, changed(later(events=[event(SPEAKS)]), summary="Said in better words."))
    assert keeper.look() == 0
    with database.reading() as session:
        (proposal,) = session.exec(select(Proposal))
    assert (proposal.entry_id, proposal.state) == (entry_id, "open")
    assert proposal.author == "recogniser: citations in its text"
