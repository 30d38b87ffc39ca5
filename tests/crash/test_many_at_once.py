"""Two editors and a scraper on one entry: every accepted change is in the history, none twice."""

from __future__ import annotations

import itertools
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from kb.accounts.actors import Actor
from kb.core import audit
from kb.core.database import Database
from kb.core.errors import Conflict
from kb.editorial import decide
from kb.editorial.pending import EditConflict, head_data
from kb.editorial.queue import QueueFilter, queue
from kb.editorial.saving import save
from kb.entries.check import check_database
from kb.entries.documents import parse_document
from kb.entries.proposals import Submission, submit
from kb.entries.tables import Entry, Revision
from tests.support.actors import EDITOR, SCRAPER, SECOND_EDITOR
from tests.support.documents import case
from tests.support.endurance import QUICK
from tests.support.publishing import publish

pytestmark = QUICK
MOST_EVENTS = 40  # older ones are dropped, so that the document stays small
Data = dict[str, Any]


def with_event(data: Data, title: str) -> Data:
    """The document with one more event and without the oldest where there are many."""
    added = {"date": "2025-01", "kind": "order", "title": title, "source": "s1"}
    return data | {"events": [*data["events"], added][-MOST_EVENTS:]}


def head(session: Session) -> tuple[int, Data]:
    """The revision that is published and its document."""
    entry = session.get_one(Entry, 1)
    assert entry.head_revision_id is not None
    return entry.head_revision_id, head_data(session, entry)


def edit(database: Database, actor: Actor, title: str) -> list[str]:
    """Fill a form, save it; show the merge and save that if somebody else was quicker."""
    with database.reading() as session:
        base, data = head(session)
    time.sleep(random.uniform(0, 0.01))
    mine = with_event(data, title)
    for _ in range(5):
        document = parse_document(mine)
        how: Data = {"entry_id": 1, "base_revision_id": base, "reason": title}
        try:
            with database.writing() as session:
                save(session, actor=actor, document=document, **how)
        except EditConflict as conflict:
            if conflict.conflicts or conflict.head_revision_id is None:
                return []
            mine, base = conflict.merge.document, conflict.head_revision_id
        else:
            return [title]
    return []


def decide_one(database: Database, actor: Actor) -> list[str]:
    """Accept the oldest finding, as a person does who saw the queue a moment ago."""
    with database.reading() as session:
        items = queue(session, QueueFilter(), actor=actor, limit=1).items
    if not items:
        return []
    try:
        with database.writing() as session:
            done = decide.accept(session, items[0].id, actor=actor)
    except Conflict:
        with database.writing() as session:
            try:
                decide.reject(session, items[0].id, actor=actor, reason="It contradicts")
            except Conflict:
                return []  # the other editor has decided
        return []
    return [items[0].reason] if done.version else []


def find(database: Database, title: str) -> list[str]:
    """What a scraper hands in; whether it is published is for others to decide."""
    with database.writing() as session:
        _, data = head(session)
        document = parse_document(with_event(data, title))
        submission = Submission(
            document, title, "scraper", entry_id=1, source_name=title, confidence=0.8
        )
        submit(session, submission, actor=SCRAPER)
    time.sleep(0.05)  # a scraper paces itself
    return []


def test_every_accepted_change_is_in_the_history_and_none_twice(
    database: Database, seconds: float
) -> None:
    publish(database, case())
    done: list[str] = []
    failed: list[BaseException] = []
    end = time.monotonic() + seconds

    def work(name: str, deed: Callable[[str], list[str]]) -> None:
        number = 0
        try:
            while time.monotonic() < end:
                done.extend(deed(f"{name} {number}"))
                number += 1
        except Exception as error:  # noqa: BLE001  # the main thread tells it
            failed.append(error)

    def editor(actor: Actor) -> Callable[[str], list[str]]:
        return lambda title: decide_one(database, actor) + edit(database, actor, title)

    workers = [
        threading.Thread(target=work, args=("first", editor(EDITOR))),
        threading.Thread(target=work, args=("second", editor(SECOND_EDITOR))),
        threading.Thread(target=work, args=("found", lambda title: find(database, title))),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    assert len(done) > 3
    assert _added(database) == Counter(done)
    assert check_database(database) == []
    with database.reading() as session:
        audit.verify(session)


def _added(database: Database) -> Counter[str]:
    """How often each event was added, over the whole history."""
    with database.reading() as session:
        query = select(Revision.document).order_by(col(Revision.number))
        texts = session.exec(query).all()
    titles = [[event["title"] for event in json.loads(text)["events"]] for text in texts]
    added: Counter[str] = Counter()
    for before, after in itertools.pairwise(titles):
        added.update(title for title in after if title not in before)
    return added
