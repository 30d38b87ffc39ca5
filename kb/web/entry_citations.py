"""“Cited by” on an entry page: the gravest and newest of those who cite it, and how deeply."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from kb.entries.queries.citator import citing_depths, treating
from kb.entries.views import EntryPage, Link

#: As many as a reader takes in at a glance; the page of citations has them all.
SHOWN = 6


@dataclass(frozen=True)
class CitedBy:
    """Who cites an entry; a depth is None where nobody counted."""

    lines: tuple[tuple[Link, int | None], ...]
    total: int


def cited_by(page: EntryPage, session: Session | None = None) -> CitedBy:
    """The section of the page; without a session nobody counts the passages."""
    links = treating(page.links, inverse=True)
    shown = links[:SHOWN]
    depths = citing_depths(session, page, shown) if session and shown else {}
    return CitedBy(tuple((link, depths.get(link)) for link in shown), len(links))
