"""Thinning the archive: for each watched page, copies that differ in noise alone.

Every copy is read again by the rules of its source, and goes only if the copies around it give
the very same text. What a version was taken from stays in any case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.core.database import Database
from kb.core.errors import NotFound
from kb.entries.tables import CapturedVersion
from kb.scraper.connectors.web_page import WebPageOptions, page_text
from kb.scraper.declarations import watched
from kb.scraper.errors import SourceFailure
from kb.scraper.tables import Watch
from kb.sources import archive, retention
from kb.sources.bodies import BodyStore
from kb.sources.tables import ArchivedCopy


@dataclass(frozen=True)
class Thinned:
    """What was thinned: copies that were marked, and bodies that went from the disk."""

    copies: int
    bodies: int


def thin_archive(database: Database, store: BodyStore, *, dry_run: bool = False) -> Thinned:
    """Thin the copies of every watched page whose rules allow it.

    Rows are written before bodies go: what is cut short is made up for by the next run.
    """
    with database.reading() as session:
        kept = _kept(session)
        going = [
            copy.id
            for url, options in _pages(session)
            for copy in _superfluous(session, store, url, options)
            if copy.sha256 not in kept
        ]
    if dry_run:
        return Thinned(len(going), 0)
    with database.writing() as session:
        retention.thin(session, [session.get_one(ArchivedCopy, number) for number in going])
    with database.reading() as session:
        return Thinned(len(going), retention.sweep(session, store, kept=_kept(session)))


def _pages(session: Session) -> Iterator[tuple[str, WebPageOptions]]:
    """The addresses of watched pages that may be thinned."""
    for watch in session.exec(select(Watch).where(Watch.connector == "web-page")):
        options = watched(watch).options
        if isinstance(options, WebPageOptions) and options.thin:
            yield from ((url, options) for url in (watch.url, *options.pages))


def _superfluous(
    session: Session, store: BodyStore, url: str, options: WebPageOptions
) -> list[ArchivedCopy]:
    query = select(ArchivedCopy).where(ArchivedCopy.url == url)
    copies = session.exec(query.order_by(col(ArchivedCopy.fetched_at), col(ArchivedCopy.id))).all()

    def text_of(copy: ArchivedCopy) -> str | None:
        kind = archive.response_headers(copy).get("content-type", copy.media_type)
        try:
            text = page_text(store.get(copy.sha256), kind, url, options)
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
