"""Tells and delivers in the background: one process at a time, as a lease says.

A keeper looks every few seconds whether something happened or waits to be sent; only then does
it take the lease and write.
"""

from __future__ import annotations

import uuid
from typing import Final

import structlog
from sqlmodel import Session

from kb.accounts import secrets
from kb.alerts import outgoing
from kb.alerts.telling import BrokenOff, Teller
from kb.core import leases
from kb.core.database import Database
from kb.core.settings import Settings
from kb.jobs.keeper import Keeper
from kb.jobs.postman import Delivered, Postman
from kb.search import SearchEngine
from kb.sources.bodies import BodyStore

LEASE: Final = "alerts"
LEASE_SECONDS: Final = 300.0  # longer than any one delivery takes
INTERVAL_SECONDS: Final = 5.0

log = structlog.get_logger(__name__)


class AlertKeeper(Keeper):
    """`start()` and `stop()` it with the server, or `look()` once.

    A stop waits for the delivery at hand, so that nobody has to wonder whether it arrived.
    """

    NAME = "alerts"
    FAILED = "alerts could not be sent"
    PATIENCE = 30.0

    def __init__(
        self,
        database: Database,
        settings: Settings,
        engine: SearchEngine,
        *,
        interval: float = INTERVAL_SECONDS,
    ) -> None:
        super().__init__(interval=interval)
        self._database = database
        self._holder = uuid.uuid4().hex
        store = BodyStore(settings.archive_dir)
        key = secrets.secret_key(settings)
        self._postman = Postman(database, settings, key=key, hold=self._hold)
        self._teller = Teller(
            database, engine, store, hold=self._hold, is_stopping=self._stopping.is_set
        )

    def work(self) -> None:
        """Look, and say in the log what was delivered."""
        for one in self.look() or ():
            log.info("delivered", number=one.number, by=one.channel, as_=one.outcome.state)

    def look(self) -> list[Delivered] | None:
        """Tell what happened and send what waits; None while another process does."""
        if not self._teller.has_news() and not self._postman.has_work():
            return []
        with self._database.writing() as session:
            if not self._hold(session):
                return None
            if uncertain := outgoing.recover(session):
                log.warning("deliveries that may have arrived", count=uncertain)
        delivered: list[Delivered] = []
        try:
            for tell in (self._teller.tell_changes, self._teller.tell_searches):
                if told := tell():
                    log.info("subscriptions were told", notices=told)
                while not self._stopping.is_set() and (sent := self._postman.round()):
                    delivered += sent
            with self._database.writing() as session:
                outgoing.forget_old(session)
        except BrokenOff:
            return None
        finally:
            with self._database.writing() as session:
                leases.release(session, LEASE, holder=self._holder)
        return delivered

    def _hold(self, session: Session) -> bool:
        """Renew the lease; False where another process has it, or this one is to stop."""
        if self._stopping.is_set():
            return False
        return leases.acquire(session, LEASE, holder=self._holder, seconds=LEASE_SECONDS)
