"""The archive: what was received, when it was looked at, and the texts read from it.

Bodies go to the `BodyStore` first and rows after them, so that a row never points at a body
that is not there; a body without a row is harmless, and the next run writes its row.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import Select, bindparam
from sqlmodel import Session, col, func, select

from kb.core import rows
from kb.core.errors import NotFound
from kb.sources.bodies import BodyStore
from kb.sources.tables import ArchivedCopy, Observation


@dataclass(frozen=True)
class Received:
    """An answer with its body, as the fetcher gives it."""

    url: str
    final_url: str
    status: int
    fetched_at: dt.datetime
    media_type: str
    body: bytes
    request_headers: Mapping[str, str]
    response_headers: Mapping[str, str]
    hops: Sequence[str] = ()


class Kept(NamedTuple):
    """What is asked of the newest copy of an address; headers are JSON."""

    id: int
    sha256: str
    fetched_at: dt.datetime
    response_headers: str


def keep(
    session: Session, store: BodyStore, received: Received, *, newest: Kept | None = None
) -> Kept:
    """Archive an answer. The same body of the same address is kept once, from when it was new.

    `newest` is the newest copy of that address, if whoever calls has it at hand.
    """
    name = store.put(received.body)
    newest = newest or newest_copy(session, received.url)
    if newest is not None and newest.sha256 == name:
        return newest
    copy = ArchivedCopy(
        url=received.url,
        final_url=received.final_url,
        status=received.status,
        fetched_at=received.fetched_at,
        media_type=received.media_type,
        sha256=name,
        size=len(received.body),
        request_headers=json.dumps(dict(received.request_headers)),
        response_headers=json.dumps(dict(received.response_headers)),
        hops=json.dumps(list(received.hops)),
    )
    return Kept(rows.insert(session, copy), name, copy.fetched_at, copy.response_headers)


def observe(
    session: Session,
    watch: str,
    url: str,
    *,
    at: dt.datetime,
    outcome: str,
    failure: str | None = None,
    copy: Kept | None = None,
) -> None:
    """Record that an address was looked at."""
    number = copy.id if copy else None
    look = Observation(
        watch=watch, url=url, at=at, outcome=outcome, failure=failure, copy_id=number
    )
    rows.insert(session, look)


def newest_copy(session: Session, url: str) -> Kept | None:
    """The newest archived copy of an address."""
    found = session.connection().execute(_newest_copy(), {"url": url}).first()
    return None if found is None else Kept(*found)


@cache  # built once, as every look needs it
def _newest_copy() -> Select[int, str, dt.datetime, str]:
    copies = rows.table_of(ArchivedCopy).columns
    return (
        sqlalchemy.select(*(copies[name] for name in Kept._fields))
        .where(copies.url == bindparam("url"))
        .order_by(copies.fetched_at.desc(), copies.id.desc())
        .limit(1)
    )


def chosen_copies(
    session: Session, *, watch: str | None = None, since: dt.datetime | None = None
) -> Iterator[ArchivedCopy]:
    """Archived copies by time: all, or those of one watched source, or from a moment on."""
    query = select(ArchivedCopy)
    if watch is not None:
        seen = select(Observation.copy_id).where(Observation.watch == watch)
        query = query.where(col(ArchivedCopy.id).in_(seen))
    if since is not None:
        query = query.where(col(ArchivedCopy.fetched_at) >= since)
    query = query.order_by(col(ArchivedCopy.fetched_at), col(ArchivedCopy.id))
    yield from session.exec(query.execution_options(yield_per=100))


def looks_again(
    session: Session, *, watch: str | None = None, since: dt.datetime | None = None
) -> Iterator[Observation]:
    """Looks that found what was archived before: all, of one source, or from a moment on."""
    query = select(Observation).where(col(Observation.outcome).in_(("same", "not-modified")))
    if watch is not None:
        query = query.where(col(Observation.watch) == watch)
    if since is not None:
        query = query.where(col(Observation.at) >= since)
    query = query.order_by(col(Observation.id))
    yield from session.exec(query.execution_options(yield_per=100))


def newest_look(session: Session) -> int:
    """A number that grows with each look."""
    return session.exec(select(func.max(Observation.id))).one() or 0


def copies_of(session: Session, sha256: str) -> list[ArchivedCopy]:
    """Every answer that had this body, oldest first; `NotFound` if none had."""
    query = select(ArchivedCopy).where(ArchivedCopy.sha256 == sha256)
    found = list(session.exec(query.order_by(col(ArchivedCopy.fetched_at), col(ArchivedCopy.id))))
    if not found:
        raise NotFound(f"No archived copy has the hash {sha256}.")
    return found


def hashes_of(session: Session, copy_ids: Iterable[int]) -> dict[int, str]:
    """The hashes of copies whose bodies were not thinned out, by number."""
    query = select(ArchivedCopy.id, ArchivedCopy.sha256).where(
        col(ArchivedCopy.id).in_(list(copy_ids)), col(ArchivedCopy.thinned_at).is_(None)
    )
    return {number: name for number, name in session.exec(query) if number is not None}


@cache  # built once, as every entry page needs it
def _copies_at() -> Select[str, dt.datetime, str]:
    return (
        sqlalchemy.select(
            col(ArchivedCopy.url), col(ArchivedCopy.fetched_at), col(ArchivedCopy.sha256)
        )
        .where(col(ArchivedCopy.url).in_(bindparam("urls", expanding=True)))
        .where(col(ArchivedCopy.thinned_at).is_(None))
        .order_by(col(ArchivedCopy.fetched_at))
    )


@dataclass(frozen=True)
class Proof:
    """An archived copy of a source: its hash, and when it was fetched."""

    sha256: str
    fetched_at: dt.datetime


def best_proofs(
    session: Session, wanted: Iterable[tuple[str, str | None]]
) -> dict[tuple[str, str | None], Proof]:
    """For addresses with the day that was cited: the copy that proves it best.

    That is the first from that day on, else the newest; thinned copies prove nothing.
    """
    pairs = list(wanted)
    copies: dict[str, list[Proof]] = {}
    rows = session.connection().execute(_copies_at(), {"urls": [*{url for url, _ in pairs}]})
    for url, at, name in rows:
        copies.setdefault(url, []).append(Proof(name, at))
    return {
        (url, day): next(
            (one for one in copies[url] if day and one.fetched_at.date().isoformat() >= day),
            copies[url][-1],
        )
        for url, day in pairs
        if url in copies
    }


def best_copies(
    session: Session, wanted: Iterable[tuple[str, str | None]]
) -> dict[tuple[str, str | None], str]:
    """The hashes of `best_proofs`."""
    return {pair: proof.sha256 for pair, proof in best_proofs(session, wanted).items()}


def response_headers(copy: ArchivedCopy | Kept) -> dict[str, str]:
    """The headers of an archived answer, by lower-case name."""
    headers: dict[str, str] = json.loads(copy.response_headers)
    return headers
