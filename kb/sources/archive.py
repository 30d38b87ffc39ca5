"""The archive: what was received, when it was looked at, and the texts read from it.

Bodies go to the `BodyStore` first and rows after them, so that a row never points at a body
that is not there; a body without a row is harmless, and the next run writes its row.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

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


def keep(session: Session, store: BodyStore, received: Received) -> ArchivedCopy:
    """Archive an answer. The same body of the same address is kept once, from when it was new."""
    name = store.put(received.body)
    newest = newest_copy(session, received.url)
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
    session.add(copy)
    session.flush()
    return copy


def observe(
    session: Session,
    watch: str,
    url: str,
    *,
    at: dt.datetime,
    outcome: str,
    failure: str | None = None,
    copy: ArchivedCopy | None = None,
) -> None:
    """Record that an address was looked at."""
    session.add(
        Observation(
            watch=watch,
            url=url,
            at=at,
            outcome=outcome,
            failure=failure,
            copy_id=copy.id if copy else None,
        )
    )


def newest_copy(session: Session, url: str) -> ArchivedCopy | None:
    """The newest archived copy of an address."""
    query = select(ArchivedCopy).where(ArchivedCopy.url == url)
    newest = col(ArchivedCopy.fetched_at).desc(), col(ArchivedCopy.id).desc()
    return session.exec(query.order_by(*newest).limit(1)).first()


def copies_of(session: Session, sha256: str) -> list[ArchivedCopy]:
    """Every answer that had this body, oldest first; `NotFound` if none had."""
    query = select(ArchivedCopy).where(ArchivedCopy.sha256 == sha256)
    found = list(session.exec(query.order_by(col(ArchivedCopy.fetched_at), col(ArchivedCopy.id))))
    if not found:
        raise NotFound(f"No archived copy has the hash {sha256}.")
    return found


def response_headers(copy: ArchivedCopy) -> dict[str, str]:
    """The headers of an archived answer, by lower-case name."""
    headers: dict[str, str] = json.loads(copy.response_headers)
    return headers
