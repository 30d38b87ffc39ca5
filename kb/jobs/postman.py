"""Sends what waits: mails by the mail server, requests to webhooks past the address guard.

Each delivery is claimed in a transaction of its own before it is sent, and settled in another
afterwards (`kb.alerts.outgoing`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

import httpx2
import structlog
from sqlmodel import Session

import kb
from kb.accounts import links, mailing
from kb.accounts.tables import MailAddress
from kb.alerts import mail, outgoing, parcels, webhook
from kb.alerts.outgoing import Outcome
from kb.alerts.smtp import Mailer, MailServerAway
from kb.alerts.tables import Delivery, Subscription
from kb.core import clock
from kb.core.database import Database
from kb.core.settings import Settings
from kb.scraper.errors import SourceFailure
from kb.scraper.guard import Guard, allowed_hosts
from kb.scraper.transport import GuardedTransport, deadline

AT_ONCE: Final = 50  # deliveries of a channel that one round sends
HOOKS_AT_ONCE: Final = 4
HOOK_SECONDS: Final = 15.0  # a webhook answers within, or is asked again later
REST_SECONDS: Final = 60.0  # after the mail server was away

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Delivered:
    """What became of one delivery in this round."""

    number: int
    channel: str
    outcome: Outcome


def webhook_guard(settings: Settings) -> Guard:
    """Which addresses webhooks may have: public ones, and those of `KB_WEBHOOK_ALLOW`."""
    return Guard(allowed=allowed_hosts(settings.webhook_allow.split(",")))


def webhook_fault(settings: Settings, url: str) -> str:
    """Why this cannot be the address of a webhook: one sentence, empty if it can."""
    guard = webhook_guard(settings)
    try:
        guard.addresses(*guard.check_url(url))
    except SourceFailure as error:
        return str(error)
    return ""


class Postman:
    """Sends in rounds; `hold` renews the lease in a session and says whether it was kept."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        key: bytes,
        hold: Callable[[Session], bool],
    ) -> None:
        self._database = database
        self._settings = settings
        self._key = key
        self._hold = hold
        self._resting_until = 0.0

    def has_work(self) -> bool:
        """Whether something waits that can be sent."""
        with self._database.reading() as session:
            return bool(outgoing.waiting(session, self._channels(), limit=1))

    def round(self) -> list[Delivered]:
        """Send some of what waits, mails first."""
        return [*self._mails(), *self._hooks()]

    def _channels(self) -> tuple[str, ...]:
        rests = time.monotonic() < self._resting_until
        return ("webhook",) if rests or not self._settings.sends_mail else ("mail", "webhook")

    def _waiting(self, channel: str) -> Sequence[int]:
        if channel not in self._channels():
            return ()
        with self._database.reading() as session:
            return outgoing.waiting(session, (channel,), limit=AT_ONCE)

    def _mails(self) -> list[Delivered]:
        numbers, sent = self._waiting("mail"), []
        if not numbers:
            return []
        try:
            with Mailer(self._settings.smtp_url) as mailer:
                for number in numbers:
                    outcome = self._mail(mailer, number)
                    if outcome is not None:
                        sent.append(Delivered(number, "mail", outcome))
        except MailServerAway as error:
            log.warning("mail waits", reason=str(error))
            self._resting_until = time.monotonic() + REST_SECONDS
        return sent

    def _mail(self, mailer: Mailer, number: int) -> Outcome | None:
        """None where somebody else sends it."""
        with self._database.writing() as session:
            if not self._hold(session) or not outgoing.claim(session, number):
                return None
            message = self._message(session, session.get_one(Delivery, number))
        if message is None:
            return self._settled(number, Outcome("dropped", "There was nothing left to tell."))
        try:
            return self._settled(number, mailer.send(message))
        except MailServerAway as error:
            self._settled(number, Outcome("again", str(error)))
            raise

    def _message(self, session: Session, delivery: Delivery) -> EmailMessage | None:
        """The mail, None where there is nothing to be said any more."""
        found = session.get(MailAddress, delivery.account_id)
        if found is None:
            return None
        if delivery.purpose == "confirm":
            if found.confirmed_at is not None:
                return None
            token = mailing.link_token(found, self._key)
            return mail.confirmation(
                key=delivery.key, to=found.address, token=token, settings=self._settings
            )
        carried = parcels.parcel(session, delivery)
        if not carried.groups:
            return None
        secret = links.secret(self._key, mail.UNSUBSCRIBE, delivery.id or 0, delivery.key)
        return mail.alert(
            carried,
            key=delivery.key,
            rhythm=delivery.rhythm,
            to=found.address,
            stop_url=f"{self._settings.base_url}/unsubscribe/{secret}",
            settings=self._settings,
        )

    def _hooks(self) -> list[Delivered]:
        numbers = self._waiting("webhook")
        if not numbers:
            return []
        guard = webhook_guard(self._settings)
        transport = GuardedTransport(guard)
        with (
            httpx2.Client(transport=transport, trust_env=False, timeout=HOOK_SECONDS) as client,
            ThreadPoolExecutor(HOOKS_AT_ONCE, thread_name_prefix="webhook") as pool,
        ):
            outcomes = pool.map(lambda number: self._hook(client, guard, number), numbers)
            return [
                Delivered(number, "webhook", outcome)
                for number, outcome in zip(numbers, outcomes, strict=True)
                if outcome is not None
            ]

    def _hook(self, client: httpx2.Client, guard: Guard, number: int) -> Outcome | None:
        """None where somebody else sends it."""
        with self._database.writing() as session:
            if not self._hold(session) or not outgoing.claim(session, number):
                return None
            delivery = session.get_one(Delivery, number)
            owner = session.get(Subscription, delivery.subscription_id)
            carried = parcels.parcel(session, delivery)
        if owner is None or not owner.webhook_url:
            return self._settled(number, Outcome("dropped", "The webhook was taken back."))
        if delivery.purpose == "notices" and not carried.groups:
            return self._settled(number, Outcome("dropped", "There was nothing left to tell."))
        now = clock.now()
        sent = webhook.body(carried, base_url=self._settings.base_url, at=now)
        secret = links.signing_secret(self._key, webhook.SIGNING, owner.id or 0, owner.nonce)
        headers = webhook.headers(delivery.key, sent, secret=secret, at=now)
        return self._settled(number, _posted(client, guard, owner.webhook_url, sent, headers))

    def _settled(self, number: int, outcome: Outcome) -> Outcome:
        with self._database.writing() as session:
            outgoing.settle(session, number, outcome)
        return outcome


def _posted(
    client: httpx2.Client, guard: Guard, url: str, sent: bytes, headers: dict[str, str]
) -> Outcome:
    """What the webhook answered; its text is not read."""
    agent = {"User-Agent": f"Artdocket/{kb.__version__} (webhook)"}
    try:
        guard.check_url(url)
        with (
            deadline(HOOK_SECONDS),
            client.stream("POST", url, content=sent, headers=headers | agent) as answer,
        ):
            return webhook.outcome(answer.status_code)
    except SourceFailure as error:
        return Outcome("failed" if error.failure == "address" else "again", str(error))
    except httpx2.TimeoutException:
        return Outcome("again", f"It did not answer within {HOOK_SECONDS:.0f} seconds.")
    except (httpx2.HTTPError, httpx2.InvalidURL):
        return Outcome("again", "It could not be reached, or broke off.")
