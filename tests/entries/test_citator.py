"""The citator: what others did to an entry, how deeply they speak of it, and who signed that."""

from __future__ import annotations

from typing import Any

import pytest

from kb.core.database import Database
from kb.core.errors import InvalidDocument
from kb.entries import history, vocabulary
from kb.entries.documents import Document
from kb.entries.mentions import Named, mentions
from kb.entries.queries.citator import Citator, citator
from kb.entries.queries.links import later_history
from kb.entries.queries.pages import entry_page
from kb.entries.queries.surroundings import MOST_NODES, surroundings
from kb.entries.relations import link_faults
from tests.support.documents import case, changed, policy
from tests.support.publishing import publish

LATER = "sculptor-v-model"


def cites(slug: str, relation: str = "cites", **further: str) -> dict[str, str]:
    return {"kind": "case", "slug": slug, "relation": relation, **further}


def later(*related: dict[str, str], slug: str = LATER, **overrides: Any) -> Document:
    return case(
        slug,
        title="Sculptor v. Model Maker, Inc.",
        short_name="Sculptor v. Model Maker",
        docket_number="3:25-cv-01111",
        related=list(related),
        **overrides,
    )


def read(database: Database, slug: str = "painter-v-model") -> Citator:
    with database.reading() as session:
        return citator(session, entry_page(session, "case", slug))


def test_every_relation_but_company_has_an_effect() -> None:
    assert set(vocabulary.EFFECTS) == set(vocabulary.RELATIONS) - vocabulary.SYMMETRIC_RELATIONS
    assert set(vocabulary.EFFECTS.values()) == set(vocabulary.EFFECT_LABELS)


def test_a_pinpoint_needs_its_source_and_a_source_must_exist() -> None:
    with pytest.raises(InvalidDocument, match="a pinpoint needs the source"):
        later(cites("painter-v-model", pinpoint="at 12"))
    with pytest.raises(InvalidDocument, match='no source has the id "s9"'):
        later(cites("painter-v-model", source="s9"))


def test_the_later_history_has_the_gravest_first_with_its_proof(database: Database) -> None:
    entry_id, _ = publish(database, case())
    publish(database, later(cites("painter-v-model", "follows"), slug="one-v-maker"))
    publish(database, later(cites("painter-v-model"), slug="two-v-maker"))
    reversal = cites("painter-v-model", "reverses", source="s1", pinpoint="at 12", note="In part.")
    publish(database, later(reversal))
    with database.reading() as session:
        found = later_history(session, entry_id)
        assert later_history(session, 999_999) == ()
    assert [(one.label, one.effect) for one in found] == [
        ("Reversed by", "undermines"),
        ("Followed by", "strengthens"),
    ]
    grave = found[0]
    assert (grave.card.slug, grave.pinpoint, grave.note) == (LATER, "at 12", "In part.")
    assert (grave.date, grave.source_title) == ("2024-08-12", "Order on the motion to dismiss")


@pytest.mark.one_database
def test_a_decision_cannot_reverse_what_reverses_it(database: Database) -> None:
    publish(database, later())
    publish(database, changed(case(), related=[cites(LATER, "reverses")]))
    with database.reading() as session:
        (fault,) = link_faults(session, later(cites("painter-v-model", "reverses")))
    assert "would go in a circle" in fault


def test_depth_counts_the_passages_that_name_the_other_entry(database: Database) -> None:
    publish(database, case())
    publish(
        database,
        later(
            cites("painter-v-model", "follows"),
            summary="As in Painter v. Model Maker, copying was alleged.",
            holdings=[
                {
                    "issue": "training-reproduction",
                    "holding": text,
                    "favours": "rightsholder",
                    "source": "s1",
                }
                for text in ("The rule of No. 3:24-cv-09999 applies.", "Nothing else was asked.")
            ],
        ),
    )
    (one,) = read(database).citing
    assert (one.link.label, one.depth) == ("Followed by", 2)
    (back,) = read(database, LATER).cited
    assert (back.link.label, back.depth) == ("Follows", 2)


@pytest.mark.one_database
def test_a_first_party_stands_for_its_case_only_where_nobody_else_has_the_name() -> None:
    dastar = Named(("Dastar v. Fox",), "Dastar", frozenset())
    document = later(summary="Dastar bars reverse passing off; Dastard deeds do not matter.")
    assert len(mentions(document, dastar)) == 1
    assert not mentions(document, Named(("Model v. Fox",), "Model", frozenset()))
    other = Named(("Dastar v. Wolf",), "Dastar", frozenset())
    assert not mentions(document, dastar, beside=[dastar, other])


def test_who_published_the_version_that_brought_a_relation_signed_it(database: Database) -> None:
    publish(database, case())
    publish(database, later())
    paul = history.Authorship(origin="editor", author="Paul", reason="Read the order")
    publish(database, later(cites("painter-v-model")), by=paul)
    more = later(cites("painter-v-model"), cites("third-v-maker", "follows"))
    publish(database, later(slug="third-v-maker"))
    publish(database, more)
    (one,) = read(database).citing
    assert one.signed is not None
    assert (one.signed.version, one.signed.author) == (2, "Paul")


@pytest.mark.one_database
def test_the_graph_is_bounded_and_says_what_had_no_room(database: Database) -> None:
    publish(database, policy())
    publish(database, case())
    for number in range(40):
        publish(database, later(cites("painter-v-model"), slug=f"suit-{number}"))
    publish(database, later(cites("suit-39"), slug="far-suit"))
    with database.reading() as session:
        page = entry_page(session, "case", "painter-v-model")
        near, far = (surroundings(session, page, steps=steps) for steps in (1, 2))
    assert (len(near.cards), near.left_out) == (21, 20)
    assert len(far.cards) <= MOST_NODES
    assert {edge.target for edge in near.edges} == {page.card.id}
    assert far.edges == tuple(dict.fromkeys(far.edges))
