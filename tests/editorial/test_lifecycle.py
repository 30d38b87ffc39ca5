"""Entries renamed, merged, retracted, restored, reverted: nothing lost, every address answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from kb.accounts.permissions import Forbidden
from kb.core import audit, outbox
from kb.core.database import Database
from kb.core.errors import Conflict, InvalidDocument, InvalidInput, NotFound, Retracted
from kb.core.settings import Settings
from kb.editorial import lifecycle
from kb.entries.check import check_database
from kb.entries.proposals import NothingToPropose, Submission, submit
from kb.entries.queries import figures, groups, links, pages, sources
from kb.entries.tables import Proposal
from kb.search import SearchRequest
from kb.search.indexer import open_indexer
from tests.support.actors import CONTRIBUTOR, EDITOR
from tests.support.documents import case, changed, policy
from tests.support.publishing import publish

HOW: dict[str, Any] = {"actor": EDITOR, "reason": "It is better so"}


def rename(database: Database, new: str, *, old: str = "painter-v-model") -> None:
    with database.writing() as session:
        lifecycle.rename(session, "case", old, new, actor=EDITOR, reason="The caption changed")


def test_a_renamed_entry_answers_to_both_names(database: Database) -> None:
    publish(database, case())
    rename(database, "painter-v-maker")
    with database.reading() as session:
        card = pages.find_card(session, "case", "painter-v-maker")
        assert card.version == 2
        newest = pages.versions(session, card)[0]
        assert (newest.actor, newest.reason) == ("Edda Editor", "The caption changed")
        with pytest.raises(pages.Moved) as moved:
            pages.find_card(session, "case", "painter-v-model")
    assert moved.value.slug == "painter-v-maker"
    assert check_database(database) == []


def test_an_entry_can_go_back_to_a_name_that_it_had(database: Database) -> None:
    publish(database, case())
    rename(database, "painter-v-maker")
    rename(database, "painter-v-model", old="painter-v-maker")
    with database.reading() as session:
        assert pages.find_card(session, "case", "painter-v-model").version == 3
        with pytest.raises(pages.Moved):
            pages.find_card(session, "case", "painter-v-maker")
    assert check_database(database) == []


def test_links_of_others_follow_a_renamed_entry_from_both_ends(database: Database) -> None:
    related = [{"kind": "case", "slug": "painter-v-model", "relation": "cites"}]
    publish(database, case())
    publish(database, changed(policy(), related=related))
    rename(database, "painter-v-maker")
    with database.reading() as session:
        (there,) = links.entry_links(session, pages.find_card(session, "policy", "gallery"))
        (back,) = links.entry_links(session, pages.find_card(session, "case", "painter-v-maker"))
    assert there.card.slug == "painter-v-maker"
    assert back.card.slug == "gallery"
    assert check_database(database) == []


@pytest.mark.parametrize(
    ("new", "error"),
    [
        ("other-v-model", Conflict),
        ("painter-v-model", NothingToPropose),
        ("Not a slug", InvalidDocument),
        ("", InvalidDocument),
    ],
)
def test_a_name_that_cannot_be_taken_is_refused(
    database: Database, new: str, error: type[Exception]
) -> None:
    publish(database, case())
    publish(database, case("other-v-model"))
    with pytest.raises(error):
        rename(database, new)


def test_a_former_name_of_another_entry_is_taken(database: Database) -> None:
    publish(database, case())
    publish(database, case("other-v-model"))
    rename(database, "painter-v-maker")
    with pytest.raises(Conflict, match="“painter-v-model” is a former name of the case"):
        rename(database, "painter-v-model", old="other-v-model")


def test_open_proposals_follow_a_renamed_entry(database: Database) -> None:
    entry_id, _ = publish(database, case())
    with database.writing() as session:
        document = changed(case(), summary="A better summary.")
        submission = Submission(document, "Better", "contributor", entry_id=entry_id)
        submit(session, submission, actor=CONTRIBUTOR)
    rename(database, "painter-v-maker")
    with database.reading() as session:
        assert [row.slug for row in session.exec(select(Proposal))] == ["painter-v-maker"]


def test_all_names_of_a_merged_entry_lead_to_the_one_that_took_its_place(
    database: Database,
) -> None:
    publish(database, case("first"))
    publish(database, case("second"))
    rename(database, "first-renamed", old="first")
    with database.writing() as session:
        lifecycle.merge_into(session, "case", "first-renamed", "second", **HOW)
    with database.reading() as session:
        for name in ("first", "first-renamed"):
            with pytest.raises(pages.Moved) as moved:
                pages.find_card(session, "case", name)
            assert moved.value.slug == "second"
        assert figures.kind_counts(session) == {"case": 1}
    assert check_database(database) == []


def test_a_merged_entry_can_be_brought_back(database: Database) -> None:
    publish(database, case("first"))
    publish(database, case("second"))
    with database.writing() as session:
        lifecycle.merge_into(session, "case", "first", "second", **HOW)
    with database.writing() as session:
        lifecycle.restore(session, "case", "first", **HOW)
    with database.reading() as session:
        assert pages.entry_page(session, "case", "first").document == case("first")
    assert check_database(database) == []


def test_an_entry_is_not_merged_into_itself_or_into_nothing(database: Database) -> None:
    publish(database, case())
    for target, error in (("painter-v-model", InvalidInput), ("nothing", NotFound)):
        with pytest.raises(error), database.writing() as session:
            lifecycle.merge_into(session, "case", "painter-v-model", target, **HOW)


def test_a_retracted_entry_says_why_and_is_left_out_everywhere(database: Database) -> None:
    publish(database, case())
    publish(database, policy())
    with database.writing() as session:
        lifecycle.retract(session, "case", "painter-v-model", **HOW)
    with database.reading() as session:
        with pytest.raises(Retracted, match="It is better so"):
            pages.entry_page(session, "case", "painter-v-model")
        with pytest.raises(Retracted):
            pages.entry_page(session, "case", "painter-v-model", version=1)
        assert figures.kind_counts(session) == {"policy": 1}
        assert [version.card.kind for version in pages.recent_versions(session, limit=1)] == [
            "policy"
        ]
        assert groups.publication_count(session) == 1
        assert sources.source_counts(session) == {"primary": 1}
        assert [row.kind for row in outbox.after(session, 2)] == ["retracted"]
        audit.verify(session)
    assert check_database(database) == []


def test_a_retracted_entry_comes_back_whole(database: Database) -> None:
    publish(database, case())
    with database.writing() as session:
        lifecycle.retract(session, "case", "painter-v-model", **HOW)
    with pytest.raises(Conflict, match="was withdrawn"), database.writing() as session:
        lifecycle.retract(session, "case", "painter-v-model", **HOW)
    with database.writing() as session:
        lifecycle.restore(session, "case", "painter-v-model", **HOW)
    with pytest.raises(Conflict, match="not withdrawn"), database.writing() as session:
        lifecycle.restore(session, "case", "painter-v-model", **HOW)
    with database.reading() as session:
        assert pages.entry_page(session, "case", "painter-v-model").document == case()
    assert check_database(database) == []


def test_nothing_can_be_proposed_for_a_retracted_entry(database: Database) -> None:
    entry_id, _ = publish(database, case())
    with database.writing() as session:
        lifecycle.retract(session, "case", "painter-v-model", **HOW)
    document = changed(case(), summary="A better summary.")
    submission = Submission(document, "Better", "contributor", entry_id=entry_id)
    with database.writing() as session:
        with pytest.raises(Conflict, match=r"was withdrawn .*: It is better so"):
            submit(session, submission, actor=CONTRIBUTOR)
        again = Submission(case(), "New", "contributor")
        with pytest.raises(Conflict, match="exists and was withdrawn"):
            submit(session, again, actor=CONTRIBUTOR)


def test_an_earlier_version_is_brought_back_as_a_new_one(database: Database) -> None:
    publish(database, case())
    publish(database, changed(case(), status="settled"))
    rename(database, "painter-v-maker")
    with database.writing() as session:
        lifecycle.revert(session, "case", "painter-v-maker", 1, **HOW)
    with database.reading() as session:
        page = pages.entry_page(session, "case", "painter-v-maker")
        newest = pages.versions(session, page.card)[0]
    assert page.document == changed(case(), slug="painter-v-maker")
    assert (newest.number, newest.reason) == (4, "Back to version 1: It is better so")
    with pytest.raises(NothingToPropose), database.writing() as session:
        lifecycle.revert(session, "case", "painter-v-maker", 1, **HOW)
    with pytest.raises(NotFound, match="no version 9"), database.writing() as session:
        lifecycle.revert(session, "case", "painter-v-maker", 9, **HOW)


DEEDS: dict[str, Callable[..., object]] = {
    "rename": lambda session, **how: lifecycle.rename(session, "case", "a", "b", **how),
    "merge": lambda session, **how: lifecycle.merge_into(session, "case", "a", "b", **how),
    "retract": lambda session, **how: lifecycle.retract(session, "case", "a", **how),
    "restore": lambda session, **how: lifecycle.restore(session, "case", "a", **how),
    "revert": lambda session, **how: lifecycle.revert(session, "case", "a", 1, **how),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_only_editors_decide_what_becomes_of_an_entry(database: Database, deed: str) -> None:
    with pytest.raises(Forbidden), database.writing() as session:
        DEEDS[deed](session, actor=CONTRIBUTOR, reason="I want it")


def test_the_index_follows_every_deed(settings: Settings, database: Database) -> None:
    indexer = open_indexer(settings, database)
    engine = indexer.engine

    def found() -> set[str]:
        indexer.catch_up()
        assert indexer.verify() == []
        return {hit.slug for hit in engine.search(SearchRequest(q="painter")).hits}

    publish(database, case("first"))
    publish(database, case("second"))
    assert found() == {"first", "second"}
    rename(database, "renamed", old="first")
    assert found() == {"renamed", "second"}
    with database.writing() as session:
        lifecycle.merge_into(session, "case", "renamed", "second", **HOW)
    assert found() == {"second"}
    with database.writing() as session:
        lifecycle.restore(session, "case", "renamed", **HOW)
    assert found() == {"renamed", "second"}
    with database.writing() as session:
        lifecycle.retract(session, "case", "second", **HOW)
    assert found() == {"renamed"}
