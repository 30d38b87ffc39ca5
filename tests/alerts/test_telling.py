"""Who is told of what: by what a subscription watches, and by what it wants to hear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb.accounts.actors import Actor
from kb.alerts import lists, subscriptions
from kb.alerts.telling import PUBLISHED, Teller
from kb.core.database import Database
from kb.editorial import lifecycle
from kb.entries.documents import dump_document
from kb.entries.tables import Fact
from kb.search.indexer import Indexer
from kb.search.whoosh_engine import WhooshEngine
from kb.sources.bodies import BodyStore
from tests.support.accounts import account
from tests.support.actors import EDITOR
from tests.support.alerts import said, subscribe
from tests.support.captures import capture_texts, record_texts
from tests.support.documents import case, changed, law, policy
from tests.support.publishing import publish

EVENTS = dump_document(case())["events"]
ORDER = {"date": "2026-03-02", "kind": "order", "title": "Summary judgment", "source": "s1"}
MOTION = {"date": "2026-03-01", "kind": "motion", "title": "Reply brief", "source": "s1"}
SETTLED: dict[str, Any] = {"status": "settled", "as_of": "2026-03-01"}
STATUS = "Status: Pending → Settled (as of 1 March 2026)"


@pytest.fixture
def store(tmp_path: Path) -> BodyStore:
    return BodyStore(tmp_path / "archive")


@pytest.fixture
def indexer(database: Database, store: BodyStore, tmp_path: Path) -> Indexer:
    return Indexer(database, WhooshEngine(tmp_path / "index"), store)


@pytest.fixture
def teller(database: Database, indexer: Indexer, store: BodyStore) -> Teller:
    publish(database, case())
    publish(database, policy())
    return Teller(database, indexer.engine, store)


@pytest.fixture
def reader(database: Database) -> Actor:
    return account(database, "reader")


def test_each_subject_hears_of_its_own(teller: Teller, database: Database, reader: Actor) -> None:
    with database.writing() as session:
        kept = lists.create(session, actor=reader, name="Mine").id or 0
        lists.add(session, kept, actor=reader, kind="case", slug="painter-v-model")
    question = "platform_trains_on_uploads"
    heard = {
        subject: subscribe(database, reader, subject, what)
        for subject, what in (
            ("entry", "case/painter-v-model"), ("list", str(kept)), ("all", ""),
            ("topic", "training-reproduction"), ("question", question),
        )
    }  # fmt: skip
    elsewhere = [
        subscribe(database, reader, "entry", "policy/gallery"),
        subscribe(database, reader, "topic", "fair-use"),
    ]
    publish(database, changed(case(), **SETTLED, topics=["training-reproduction", "fair-use"]))
    assert teller.tell() == 6
    for subject in ("entry", "list", "all", "topic"):
        assert said(database, heard[subject]) == [STATUS]
    assert said(database, heard["question"]) == []
    assert [said(database, one) for one in elsewhere] == [[], ["Now about this topic, too", STATUS]]
    publish(database, changed(policy(), answers={}))
    teller.tell()
    assert said(database, heard["question"]) == ["Does it train on uploads? No → not recorded"]
    assert teller.tell() == 0 and not teller.has_news()


def test_only_what_was_chosen_is_told(teller: Teller, database: Database, reader: Actor) -> None:
    status = subscribe(database, reader, meanings=("status",))
    orders = subscribe(database, reader, meanings=("event",), event_kinds=("order",))
    paused = subscribe(database, reader)
    with database.writing() as session:
        subscriptions.pause(session, paused, actor=reader, paused=True)
    publish(database, changed(case(), **SETTLED, events=[*EVENTS, ORDER, MOTION]))
    teller.tell()
    assert said(database, status) == [STATUS]
    assert said(database, orders) == ["Order: Summary judgment, 2 March 2026"]
    assert said(database, paused) == []
    with database.writing() as session:
        subscriptions.pause(session, paused, actor=reader, paused=False)
    later = subscribe(database, reader)
    settled = {**SETTLED, "events": [*EVENTS, ORDER, MOTION]}
    publish(database, changed(case(), summary="Only the wording.", **settled))
    publish(database, law())
    teller.tell()
    assert said(database, later) == said(database, paused)[-1:] == ["New law: Picture Act"]


def test_nothing_is_told_twice_however_often_it_is_read(
    teller: Teller, database: Database, reader: Actor
) -> None:
    one = subscribe(database, reader)
    publish(database, changed(case(), **SETTLED))
    teller.tell()
    with database.writing() as session:
        session.get_one(Fact, PUBLISHED).value = "0"
    assert teller.has_news() and teller.tell() == 0
    assert said(database, one) == [STATUS]


def test_whoever_watches_an_entry_hears_who_refers_to_it_and_what_becomes_of_it(
    teller: Teller, database: Database, reader: Actor
) -> None:
    one = subscribe(database, reader, "entry", "case/painter-v-model")
    link = {"kind": "case", "slug": "painter-v-model", "relation": "cites"}
    publish(database, case("later-v-model", title="Later v. Model", related=[link]))
    with database.writing() as session:
        lifecycle.rename(session, "case", "painter-v-model", "painter-v-maker", actor=EDITOR,
                         reason="A name")  # fmt: skip
    teller.tell()
    with database.writing() as session:
        lifecycle.retract(session, "case", "painter-v-maker", actor=EDITOR, reason="A mistake")
    teller.tell()
    cited, *became = said(database, one)
    assert cited == "Cited by: Later v. Model"
    assert became == [
        "Renamed: its address is now /cases/painter-v-maker", "Withdrawn: A mistake",
    ]  # fmt: skip


@pytest.mark.one_database
def test_a_search_tells_what_it_newly_finds_once_and_then_only_what_changes_in_meaning(
    teller: Teller, indexer: Indexer, database: Database, reader: Actor
) -> None:
    indexer.catch_up()
    known = subscribe(database, reader, "search", "q=painter&kind=case", found=[1])
    anew = subscribe(database, reader, "search", "q=lighthouse")
    typo = subscribe(database, reader, "search", "q=lighthosue")
    publish(database, changed(case(), summary="It is about a lighthouse."))
    publish(database, law())
    teller.tell()
    assert said(database, anew) == [] and teller.has_news() is False  # the index comes first
    indexer.catch_up()
    teller.tell()
    assert said(database, anew) == ["Newly found by your search: Painter v. Model Maker, Inc."]
    publish(database, changed(case(), summary="It is about a lighthouse, in other words."))
    publish(database, changed(case(), summary="It is about a lighthouse.", **SETTLED))
    indexer.catch_up()
    teller.tell()
    assert said(database, anew)[1:] == [STATUS]
    assert said(database, known) == [STATUS] and said(database, typo) == []
    with database.writing() as session:
        lifecycle.retract(session, "case", "painter-v-model", actor=EDITOR, reason="A mistake")
    indexer.catch_up()
    teller.tell()
    assert said(database, known)[-1] == "Withdrawn: A mistake"


def test_words_that_come_into_a_captured_text_or_leave_it_are_told(
    teller: Teller, database: Database, reader: Actor, store: BodyStore, time_machine: Any
) -> None:
    time_machine.move_to("2026-02-27T12:00:00+00:00")
    words: dict[str, Any] = {"meanings": ("text",), "keyword": "Machine Learning"}
    mine = subscribe(database, reader, "entry", "policy/gallery", **words)
    others = subscribe(database, reader, "entry", "case/painter-v-model", **words)
    texts = ("Your works.", "Your works, for machine-learning.", "For machine learning!", "Bye.")
    capture_texts(database, store, 2, texts)
    record_texts(database, store, 2, ["Old.", "Old machine learning."], name="Archive")
    assert teller.tell() == 2
    assert said(database, mine) == [
        "Terms of Service now says “Machine Learning”",
        "Terms of Service no longer says “Machine Learning”",
    ]
    assert said(database, others) == []


def test_where_nobody_watches_anything_the_past_is_passed_over(
    teller: Teller, database: Database, reader: Actor
) -> None:
    assert teller.has_news()
    assert teller.tell() == 0 and not teller.has_news()
    one = subscribe(database, reader)
    publish(database, changed(case(), **SETTLED))
    teller.tell()
    assert said(database, one) == [STATUS]
