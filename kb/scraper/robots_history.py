"""Whom a platform's robots.txt admitted over time, read off the archived copies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from protego import Protego
from sqlmodel import Session, col, func, select

from kb.core.errors import NotFound
from kb.reservations.crawlers import load_crawlers, treatment
from kb.scraper.tables import Watch
from kb.sources.bodies import BodyStore
from kb.sources.tables import ArchivedCopy, Observation

MOST: Final = 100  # copies, the newest
_LONGEST: Final = 500_000  # bytes that a crawler must read (RFC 9309 § 2.5)


@dataclass(frozen=True)
class RobotsVersion:
    """A robots.txt from when it was first seen; it changed after `not_before`.

    `refused` are the AI crawlers for training that it keeps out, None where its body was lost.
    """

    url: str
    first_seen_at: dt.datetime
    not_before: dt.datetime | None
    sha256: str
    refused: tuple[str, ...] | None


def robots_versions(session: Session, store: BodyStore, entry: str) -> tuple[RobotsVersion, ...]:
    """The copies of the robots.txt of an entry (`policy/deviantart`), oldest first."""
    watched = select(Watch.name, Watch.url).where(
        Watch.entry == entry, Watch.connector == "robots-txt"
    )
    found: list[RobotsVersion] = []
    for name, url in session.exec(watched):
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        query = (
            select(ArchivedCopy)
            .where(ArchivedCopy.url == f"{origin}/robots.txt", ArchivedCopy.status == 200)
            .order_by(col(ArchivedCopy.fetched_at).desc())
            .limit(MOST)
        )
        found += [_version(session, store, copy, name, origin) for copy in session.exec(query)]
    return tuple(sorted(found, key=lambda one: (one.first_seen_at, one.url)))


def _version(
    session: Session, store: BodyStore, copy: ArchivedCopy, watch: str, origin: str
) -> RobotsVersion:
    looked = select(func.max(Observation.at)).where(
        Observation.watch == watch,
        Observation.url == copy.url,
        Observation.outcome != "failed",
        col(Observation.at) < copy.fetched_at,
    )
    return RobotsVersion(
        url=copy.url,
        first_seen_at=copy.fetched_at,
        not_before=session.exec(looked).one(),
        sha256=copy.sha256,
        refused=_refused(store, copy.sha256, origin),
    )


def _refused(store: BodyStore, sha256: str, origin: str) -> tuple[str, ...] | None:
    try:
        text = store.get(sha256)[:_LONGEST].decode("utf-8", errors="replace")
    except NotFound:
        return None
    rules = Protego.parse(text)
    return tuple(
        crawler.agent
        for crawler in load_crawlers().crawler
        if crawler.purpose == "training" and treatment(rules, crawler.agent, origin) == "refused"
    )
