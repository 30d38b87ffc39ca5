"""From what happened to notices: reads on from where it stopped and tells subscriptions.

There are three readings, each with its own place: publications, the searches that find them
(which wait for the index), and captured texts. A place moves in the transaction that writes
the notices, so that a kill at any moment loses nothing; what is read again is told once, for
each notice has its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from sqlmodel import Session, col, select

from kb.alerts import notices, searches, watchers, wording
from kb.alerts.happenings import Happening, happening
from kb.alerts.meaning import Meaning
from kb.alerts.notices import Told
from kb.alerts.tables import SavedSearch, Subscription
from kb.core import ids, outbox
from kb.core.database import Database, serialise_writers
from kb.core.errors import KbError, NotFound
from kb.entries.queries.captures import newest_capture
from kb.entries.queries.cards import cards_by_id
from kb.entries.tables import CapturedVersion, Entry, EntryTopic, Fact
from kb.entries.views import Card, entry_url
from kb.search import QueryError, SearchEngine
from kb.sources.bodies import BodyStore

#: How many events one step reads.
BATCH: Final = 50
PUBLISHED: Final = "alerts: last publication told"
SEARCHED: Final = "alerts: last publication searched"
CAPTURED: Final = "alerts: last captured text told"
#: Kinds of captured versions that are a change of the text.
_CHANGES: Final = ("change", "returned")


class BrokenOff(KbError):
    """Another process has taken over, or this one is to stop; telling goes on where it was."""


class Teller:
    """Tells subscriptions of what happened since it was last asked to."""

    def __init__(
        self,
        database: Database,
        engine: SearchEngine,
        store: BodyStore,
        *,
        hold: Callable[[Session], bool] = lambda session: True,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """`hold` renews in a session what lets this process tell, and says whether it was kept.

        Both are asked again and again, so that nobody waits long for telling to be broken off.
        """
        self._database = database
        self._engine = engine
        self._store = store
        self._hold = hold
        self._is_stopping = is_stopping

    def has_news(self) -> bool:
        """Whether there is anything that was not read yet."""
        with self._database.reading() as session:
            newest = outbox.newest_id(session)
            return (
                place(session, PUBLISHED) < newest
                or place(session, SEARCHED) < min(newest, self._indexed())
                or place(session, CAPTURED) < newest_capture(session)
            )

    def tell(self) -> int:
        """Read everything that happened; how many notices were written.

        `BrokenOff` once `hold` is lost; what was written until then stays.
        """
        return self.tell_changes() + self.tell_searches()

    def tell_changes(self) -> int:
        """Read publications and captured texts, which takes a moment."""
        if self._skipped():
            return 0
        return sum(iter(self._published, None)) + sum(iter(self._texts, None))

    def tell_searches(self) -> int:
        """Run searches over what was published, which takes as long as there are searches."""
        return sum(iter(self._searched, None))

    def _skipped(self) -> bool:
        """Where nobody watches anything, what happened is passed over."""
        with self._writing() as session:
            if session.exec(select(Subscription.id).limit(1)).first() is not None:
                return False
            for name in (PUBLISHED, SEARCHED):
                move(session, name, outbox.newest_id(session))
            move(session, CAPTURED, newest_capture(session))
            return True

    def _indexed(self) -> int:
        """Up to which event the index has caught up."""
        state = self._engine.state()
        return state.last_outbox_id if state.status == "ready" else 0

    def _published(self) -> int | None:
        """Tell of the next publications; None if there are none."""
        with self._database.reading() as session:
            events = outbox.after(session, place(session, PUBLISHED), limit=BATCH)
            what = [one for event in events if (one := happening(session, event))]
        if not events:
            return None
        written = 0
        for one in what:  # each in a transaction of its own, since each may concern thousands
            with self._writing() as session:
                written += notices.write(session, watchers.told_of(session, one))
                move(session, PUBLISHED, one.number)
        with self._writing() as session:
            move(session, PUBLISHED, events[-1].id or 0)
        return written

    def _searched(self) -> int | None:
        """Tell of what searches find among the next publications that are indexed."""
        until = self._indexed()
        with self._database.reading() as session:
            since = place(session, SEARCHED)
            events = outbox.after(session, since, limit=BATCH) if since < until else []
            events = [event for event in events if (event.id or 0) <= until]
            rows = session.exec(select(SavedSearch.id).order_by(col(SavedSearch.id))).all()
            what = [one for event in events if rows and (one := happening(session, event))]
            cards = cards_by_id(session, {one.entry_id for one in what})
        if not events:
            return None
        written = sum(self._search(number or 0, what, cards) for number in rows) if what else 0
        with self._writing() as session:
            move(session, SEARCHED, events[-1].id or 0)
        return written

    def _search(self, number: int, what: Sequence[Happening], cards: dict[int, Card]) -> int:
        """Tell those who watch one search of what it finds, or has found."""
        if self._is_stopping():
            raise BrokenOff("Telling was broken off.")
        with self._database.reading() as session:
            row = session.get(SavedSearch, number)
            if row is None:
                return 0
            try:
                found = searches.found_among(self._engine, session, row.query, cards.values())
            except QueryError:
                return 0  # of an older query language: its results page says so, too
        known = searches.known(row)
        about = [one for one in what if one.entry_id in found or one.entry_id in (known or ())]
        if not about:
            return 0
        with self._writing() as session:
            kept = session.get(SavedSearch, number)
            if kept is None:
                return 0
            told = [item for one in about for item in _of_search(session, number, one, known)]
            searches.remember(session, kept, found)
            return notices.write(session, told)

    def _texts(self) -> int | None:
        """Tell of words that came into the next captured texts, or left them."""
        with self._database.reading() as session:
            query = select(CapturedVersion).where(
                col(CapturedVersion.id) > place(session, CAPTURED)
            )
            versions = list(session.exec(query.order_by(col(CapturedVersion.id)).limit(BATCH)))
        if not versions:
            return None
        written = 0
        for version in versions:
            with self._writing() as session:
                told = self._of_text(session, version) if version.kind in _CHANGES else []
                written += notices.write(session, told)
                move(session, CAPTURED, version.id or 0)
        return written

    def _of_text(self, session: Session, version: CapturedVersion) -> list[Told]:
        entry = session.get(Entry, version.entry_id)
        if entry is None or entry.published_revision_id is None or entry.retracted_reason:
            return []
        topics = session.exec(
            select(EntryTopic.topic).where(EntryTopic.entry_id == version.entry_id)
        ).all()
        looking = watchers.watchers_of_text(
            session, version.entry_id, topics, version_id=version.id or 0
        )
        looking = [one for one in looking if version.first_seen_at >= one.created_at]
        if not looking:
            return []
        before, after = self._text_before(session, version), self._text(version)
        url = f"{entry_url(entry.kind, entry.slug)}/documents/{ids.slugify(version.document)}"
        path = f"{url}/compare?from={version.number - 1}&to={version.number}"
        told = []
        for watcher in looking:
            words = wording.plain(watcher.keyword)
            was, now = wording.says(before, words), wording.says(after, words)
            if was == now or "text" not in watcher.meanings:
                continue
            said = "now says" if now else "no longer says"
            meaning = Meaning("text", "", f"{version.document} {said} “{watcher.keyword}”")
            name = f"capture/{version.id}/{watcher.keyword}"
            told.append(Told(watcher, version.entry_id, name, entry.title, path, meaning))
        return told

    def _text_before(self, session: Session, version: CapturedVersion) -> str:
        before = session.exec(
            select(CapturedVersion)
            .where(CapturedVersion.entry_id == version.entry_id)
            .where(CapturedVersion.document == version.document)
            .where(CapturedVersion.number == version.number - 1)
        ).first()
        return self._text(before) if before is not None else ""

    def _text(self, version: CapturedVersion) -> str:
        try:
            return wording.plain(self._store.get(version.text_sha256).decode("utf-8", "replace"))
        except NotFound:  # thinned out since
            return ""

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self._database.writing() as session:
            serialise_writers(session)
            if not self._hold(session):
                raise BrokenOff("Telling was broken off.")
            yield session


def place(session: Session, name: str) -> int:
    """Up to where a reading has come; 0 at the beginning."""
    found = session.get(Fact, name)
    return int(found.value) if found is not None else 0


def move(session: Session, name: str, number: int) -> None:
    """Move a reading on; it never goes back."""
    found = session.get(Fact, name) or Fact(name=name, value="0")
    found.value = str(max(number, int(found.value)))
    session.add(found)


def _of_search(
    session: Session, number: int, what: Happening, known: frozenset[int] | None
) -> list[Told]:
    """What those who watch a search are told of an entry that it finds, or has found."""
    is_known = not what.is_new if known is None else what.entry_id in known
    told = []
    for watcher in watchers.watchers_of_search(session, number, before=what.number):
        if not is_known:
            newly = Meaning("new", "found", f"Newly found by your search: {what.title}")
            one = watchers.told(watcher, what, newly)
            told.append(replace(one, name=f"found/{what.entry_id}"))  # once for all versions
        told += [watchers.told(watcher, what, one) for one in what.meanings if one.kind != "new"]
    return [one for one in told if one.watcher.wants(one.meaning)]
