"""What the grids read off every case, kept until something is published."""

from __future__ import annotations

from typing import Final

from sqlmodel import Session

from kb.entries.queries.fair_use import FactorRuling, newest_factor_rulings
from kb.entries.queries.holdings import (
    Asked,
    RecordedRuling,
    Ruling,
    matching,
    newest_rulings,
    recorded,
)
from kb.entries.queries.legal_orders import LegalOrder, legal_orders
from kb.web.days import Days
from kb.web.site import Site

MOST: Final = 40  # rulings on fair use as a whole beside the grid; `/holdings` has all


def all_rulings(site: Site, session: Session) -> tuple[Ruling, ...]:
    """The rulings of every case as they stand, newest first."""
    return site.kept.get(
        "rulings",
        generation=site.standing().generation,
        make=lambda: newest_rulings(session),
    )


def all_factor_rulings(site: Site, session: Session) -> tuple[FactorRuling, ...]:
    """The rulings on factors of fair use of every case as they stand."""
    return site.kept.get(
        "rulings on factors",
        generation=site.standing().generation,
        make=lambda: newest_factor_rulings(session),
    )


def rulings_on_fair_use(site: Site, session: Session) -> tuple[RecordedRuling, ...]:
    """The newest rulings on fair use as a whole."""
    return site.kept.get(
        "rulings on fair use",
        generation=site.standing().generation,
        make=lambda: recorded(
            session,
            matching(all_rulings(site, session), Asked(issues=("fair-use",)))[0][:MOST],
        ),
    )


def other_orders(site: Site, session: Session, days: Days) -> tuple[LegalOrder, ...]:
    """What other legal orders say to the question of fair use, as of the days asked for."""
    newest = all_rulings(site, session)
    if days.pairs:
        return legal_orders(session, newest, as_of=days.as_of, until=days.until)
    return site.kept.get(
        "legal orders",
        generation=site.standing().generation,
        make=lambda: legal_orders(session, newest),
    )
