"""Publishing is one step: the public sees the old state or the new one, and both stay readable."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from sqlalchemy import event
from sqlmodel import Session, col, select

from kb.core import audit, outbox
from kb.core.database import Database
from kb.core.errors import Conflict, NotFound
from kb.entries import history
from kb.entries.check import check_database
from kb.entries.documents import dump_document
from kb.entries.queries import groups, links, pages
from kb.entries.tables import Entry, Publication, Revision
from tests.support.documents import case, changed, policy
from tests.support.publishing import EDITOR, add_courts, entry_of, publish


def test_a_published_document_comes_back_exactly(database: Database) -> None:
    document = case()
    publish(database, document)
    with database.reading() as session:
        page = pages.entry_page(session, "case", document.slug)
    assert page.document == document
    assert page.version == page.newest_version == 1
    assert not page.superseded


def test_publishing_writes_history_outbox_and_audit_together(database: Database) -> None:
    entry_id, _ = publish(database, case())
    with database.reading() as session:
        assert [row.entry_id for row in outbox.after(session, 0)] == [entry_id]
        assert audit.verify(session) == 1
    assert check_database(database) == []


def test_a_second_version_keeps_the_first_and_says_what_changed(database: Database) -> None:
    publish(database, case())
    publish(database, changed(case(), status="settled", closed="2024-09-01"))
    with database.reading() as session:
        card = pages.find_card(session, "case", "painter-v-model")
        newest, first = pages.versions(session, card)
        assert (newest.number, first.number) == (2, 1)
        assert "Status: pending → settled" in newest.changes
        assert first.changes == ()
        assert pages.entry_page(session, "case", card.slug, version=1).superseded
        assert card.status == "settled"
    assert check_database(database) == []


def test_the_state_as_of_a_day_is_the_newest_publication_up_to_it(database: Database) -> None:
    for day in ("2026-01-10", "2026-03-01"):
        with time_machine.travel(f"{day}T12:00:00Z", tick=False):
            publish(database, changed(case(), summary=f"As it stood on {day}."))
    with database.reading() as session:
        card = pages.find_card(session, "case", "painter-v-model")
        assert pages.version_as_of(session, card, dt.date(2026, 1, 10)) == 1
        assert pages.version_as_of(session, card, dt.date(2026, 2, 28)) == 1
        assert pages.version_as_of(session, card, dt.date(2026, 3, 1)) == 2
        with pytest.raises(NotFound, match="not yet published here on 2026-01-09"):
            pages.version_as_of(session, card, dt.date(2026, 1, 9))


def test_the_second_of_two_savers_is_told_of_the_conflict(database: Database) -> None:
    publish(database, case())
    with database.reading() as session:
        stale = entry_of(session, "case", "painter-v-model")
        session.expunge(stale)
    publish(database, changed(case(), title="Painter v. Model Maker"))
    with pytest.raises(Conflict, match="somebody else"), database.writing() as session:
        history.save_revision(session, stale, case(), by=EDITOR)
    with database.reading() as session:
        assert len(session.exec(select(Revision)).all()) == 2


def test_a_failure_at_any_statement_of_publishing_leaves_the_old_state(database: Database) -> None:
    publish(database, policy())
    before = _everything(database)
    document = changed(policy(), summary="A new summary for a second version.")
    number = 0
    while _publish_failing_at(database, document, statement=number):
        assert _everything(database) == before, f"statement {number} left something behind"
        assert check_database(database) == []
        number += 1
    assert number > 10, "publishing takes more statements than this"
    assert _everything(database) != before
    assert check_database(database) == []


class Broken(Exception):
    """What the test throws into the middle of publishing."""


def _publish_failing_at(database: Database, document: object, *, statement: int) -> bool:
    """Publish, raising before the n-th statement; False once there are no more statements."""
    seen = -1

    def strike(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Broken

    with database.writing() as session:
        add_courts(session)
    event.listen(database.engine, "before_cursor_execute", strike)
    try:
        with database.writing() as session:
            entry = entry_of(session, "policy", "gallery")
            revision = history.save_revision(session, entry, document, by=EDITOR)  # type: ignore[arg-type]
            history.publish(session, entry, revision, document, actor="An editor")  # type: ignore[arg-type]
    except Broken:
        return True
    finally:
        event.remove(database.engine, "before_cursor_execute", strike)
    return False


def _everything(database: Database) -> list[str]:
    with database.reading() as session:
        rows: list[object] = [*session.exec(select(Entry)), *session.exec(select(Revision))]
        rows += session.exec(select(Publication))
        rows += session.exec(select(audit.AuditRow))
        rows += session.exec(select(outbox.OutboxEvent))
        return [repr(row) for row in rows]


def test_a_relation_is_shown_from_both_ends(database: Database) -> None:
    related = [{"kind": "policy", "slug": "gallery", "relation": "interprets"}]
    publish(database, policy())
    publish(database, changed(case(), related=related))
    with database.reading() as session:
        (there,) = links.entry_links(session, pages.find_card(session, "case", "painter-v-model"))
        (back,) = links.entry_links(session, pages.find_card(session, "policy", "gallery"))
    assert (there.label, there.card.slug, there.inverse) == ("Interprets", "gallery", False)
    assert (back.label, back.card.slug, back.inverse) == (
        "Interpreted by",
        "painter-v-model",
        True,
    )


def test_a_relation_that_both_ends_state_is_shown_once(database: Database) -> None:
    publish(
        database,
        changed(policy(), related=[_see("case", "painter-v-model")]),
    )
    publish(database, changed(case(), related=[_see("policy", "gallery")]))
    with database.reading() as session:
        card = pages.find_card(session, "case", "painter-v-model")
        assert len(links.entry_links(session, card)) == 1


def _see(kind: str, slug: str) -> dict[str, str]:
    return {"kind": kind, "slug": slug, "relation": "see-also"}


def test_check_finds_and_repairs_rows_that_were_changed_behind_its_back(
    database: Database,
) -> None:
    entry_id, _ = publish(database, case())
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE claim SET status = 'succeeded'")
        session.connection().exec_driver_sql("DELETE FROM party WHERE side = 'judge'")
        session.get_one(Entry, entry_id).title = "Forged"
    (fault,) = check_database(database)
    assert fault.repairable
    for word in ("claim", "party", "title"):
        assert word in fault.text
    assert check_database(database, repair=True) == [fault]
    assert check_database(database) == []


def test_check_finds_a_document_that_does_not_fit_its_hash(database: Database) -> None:
    entry_id, _ = publish(database, case())
    forged = json.dumps(dump_document(changed(case(), summary="Forged behind our back.")))
    with database.writing() as session:
        _disarm(session, "revision")
        revision = session.exec(select(Revision).where(col(Revision.entry_id) == entry_id)).one()
        revision.document = forged
        session.add(revision)
    faults = check_database(database)
    assert any("does not fit its hash" in fault.text for fault in faults)
    assert any(not fault.repairable for fault in faults)


def _disarm(session: Session, table: str) -> None:
    if session.connection().dialect.name == "sqlite":
        session.connection().exec_driver_sql(f"DROP TRIGGER {table}_no_update")
    else:
        session.connection().exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def test_publications_are_found_by_what_they_changed_and_where_it_came_from(
    database: Database,
) -> None:
    publish(database, case())
    reader = history.Authorship(origin="reader", author="a reader", reason="Reported")
    publish(database, changed(case(), status="settled"), by=reader)
    events = dump_document(case())["events"]
    publish(database, changed(case(), status="settled", events=events[:1]))
    asked: tuple[tuple[dict[str, Any], list[int]], ...] = (
        ({"changed": "status"}, [2]),
        ({"changed": "event"}, [3]),
        ({"changed": "answer"}, []),
        ({"origin": "reader"}, [2]),
        ({"changed": "event", "origin": "reader"}, []),
        ({}, [3, 2, 1]),
    )
    with database.reading() as session:
        for narrowed, numbers in asked:
            found = pages.recent_versions(session, limit=9, **narrowed)
            assert [version.number for version in found] == numbers
            assert groups.publication_count(session, **narrowed) == len(numbers)
