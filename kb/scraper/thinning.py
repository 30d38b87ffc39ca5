"""Thinning the archive: for each watched page or feed, copies that differ in noise alone.

Every copy is read again by the rules of its source, and goes only if the copies around it say
the very same: of a page its text, of a feed what it has of our entries, which is a little of
what happens in a court in a day. What a version was taken from stays in any case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlmodel import Session, col, select

from kb.core.database import Database
from kb.core.errors import NotFound
from kb.entries.tables import CapturedVersion
from kb.scraper.connectors import connectors
from kb.scraper.connectors.interface import Connector, Entries, WatchedSource
from kb.scraper.connectors.web_page import WebPageOptions, page_text
from kb.scraper.declarations import watched
from kb.scraper.errors import SourceFailure
from kb.scraper.matching import published
from kb.scraper.replaying import OneCopy
from kb.scraper.tables import Watch
from kb.sources import archive, retention
from kb.sources.bodies import BodyStore
from kb.sources.tables import ArchivedCopy

#: Connectors of feeds: one address, and what is found in a copy depends on that copy alone.
_FEEDS: Final = ("feed", "pacer-rss")
#: What a copy with this body says.
Said = Callable[[ArchivedCopy, bytes], str]


@dataclass(frozen=True)
class Thinned:
    """What was thinned: copies that were marked, and bodies that went from the disk."""

    copies: int
    bodies: int


def thin_archive(database: Database, store: BodyStore, *, dry_run: bool = False) -> Thinned:
    """Thin the copies of every watched page and feed whose rules allow it.

    Rows are written before bodies go: what is cut short is made up for by the next run.
    """
    with database.reading() as session:
        kept = _kept(session)
        going = [
            copy.id
            for url, said in _watched(session)
            for copy in _superfluous(session, store, url, said)
            if copy.sha256 not in kept
        ]
    if dry_run:
        return Thinned(len(going), 0)
    with database.writing() as session:
        retention.thin(session, [session.get_one(ArchivedCopy, number) for number in going])
    with database.reading() as session:
        return Thinned(len(going), retention.sweep(session, store, kept=_kept(session)))


def _watched(session: Session) -> Iterator[tuple[str, Said]]:
    """The addresses whose copies may be thinned, with what reads them."""
    entries = published(session)
    query = select(Watch).where(col(Watch.connector).in_({"web-page", *_FEEDS}))
    for watch in session.exec(query):
        source = watched(watch)
        options = source.options
        if not options.thin:
            continue
        if isinstance(options, WebPageOptions):
            yield from ((url, partial(_text, options)) for url in (source.url, *options.pages))
        else:
            yield source.url, partial(_found, connectors()[watch.connector], source, entries)


def _text(options: WebPageOptions, copy: ArchivedCopy, body: bytes) -> str:
    """What a copy of a page says: its selected text."""
    kind = archive.response_headers(copy).get("content-type", copy.media_type)
    return page_text(body, kind, copy.url, options)


def _found(
    connector: Connector, source: WatchedSource, entries: Entries, copy: ArchivedCopy, body: bytes
) -> str:
    """What a copy of a feed says: what is found in it about our entries."""
    polled = connector.poll(source, {}, OneCopy(copy, body, entries))
    return "\n".join(sorted(finding.key for finding in polled.findings))


def _superfluous(session: Session, store: BodyStore, url: str, said: Said) -> list[ArchivedCopy]:
    query = select(ArchivedCopy).where(ArchivedCopy.url == url)
    copies = session.exec(query.order_by(col(ArchivedCopy.fetched_at), col(ArchivedCopy.id))).all()

    def text_of(copy: ArchivedCopy) -> str | None:
        try:
            text = said(copy, store.get(copy.sha256))
        except (SourceFailure, NotFound):
            return None
        return hashlib.sha256(text.encode()).hexdigest()

    return retention.superfluous(copies, text_of)


def _kept(session: Session) -> frozenset[str]:
    """Hashes of texts, and of the copies that versions were taken from."""
    texts = session.exec(
        select(CapturedVersion.text_sha256, CapturedVersion.body_sha256).distinct()
    )
    copies = session.exec(
        select(ArchivedCopy.sha256).join(
            CapturedVersion, col(CapturedVersion.copy_id) == col(ArchivedCopy.id)
        )
    )
    return frozenset(name for row in texts for name in row if name) | frozenset(copies)
