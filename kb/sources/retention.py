"""Which archived bodies may go: those that say nothing that another one does not say.

Between the first and the last copy of one text of a document, further copies differ only in
noise. Their bodies may be thinned out; rows, hashes and the texts themselves stay for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby

from sqlmodel import Session, col, select

from kb.core import clock
from kb.sources.bodies import BodyStore
from kb.sources.tables import ArchivedCopy

#: The hash of the text that a copy has; None if it cannot be read.
TextOf = Callable[[ArchivedCopy], str | None]


def superfluous(copies: Sequence[ArchivedCopy], text_of: TextOf) -> list[ArchivedCopy]:
    """Of the copies of one address, by time, those that stand between two of the same text."""
    found: list[ArchivedCopy] = []
    # What was thinned before stood between equal texts, so leaving it out parts nothing.
    left = [copy for copy in copies if copy.thinned_at is None]
    for text, run in groupby(left, key=text_of):
        if text is not None:
            found += list(run)[1:-1]
    return found


def thin(session: Session, copies: Iterable[ArchivedCopy]) -> None:
    """Mark copies as thinned; `sweep` removes their bodies once that is written."""
    now = clock.now()
    for copy in copies:
        copy.thinned_at = now
        session.add(copy)
    session.flush()


def sweep(session: Session, store: BodyStore, *, kept: Collection[str]) -> int:
    """Remove the bodies that only thinned copies have, `kept` ones never; how many went."""
    at = col(ArchivedCopy.thinned_at)
    thinned = set(session.exec(select(ArchivedCopy.sha256).where(at.is_not(None))))
    needed = set(session.exec(select(ArchivedCopy.sha256).where(at.is_(None))))
    going = [name for name in sorted(thinned - needed - set(kept)) if name in store]
    for name in going:
        store.remove(name)
    return len(going)
