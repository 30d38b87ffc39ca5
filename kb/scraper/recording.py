"""What one look leaves in the database: copies, versions, proposals, and how the source stands.

Everything is written in the caller's transaction; nothing here commits.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlmodel import Session

from kb.accounts.actors import machine
from kb.core import clock, rows
from kb.core.errors import KbError
from kb.entries.history import find_entry
from kb.entries.tables import Entry, Proposal
from kb.scraper import versions
from kb.scraper.connectors.interface import Poll
from kb.scraper.errors import WAITING, SourceFailure
from kb.scraper.findings import Finding
from kb.scraper.proposing import Proposed, propose
from kb.scraper.tables import Watch
from kb.scraper.tools import PollTools, record
from kb.sources.bodies import BodyStore

#: Failures in a row after which a source is asked ever more rarely.
PATIENCE: Final = 3
LONGEST_REST: Final = dt.timedelta(days=7)

#: Publishes a proposal of a trusted source unless its rules leave that to a person; says whether
#: it did. Given by who may import the editorial services.
Publish = Callable[[Session, Proposal], bool]


@dataclass(frozen=True)
class SourceResult:
    """What a run of one source gave; `kb scrape run --json` prints a list of these."""

    source: str
    status: str  # changed, unchanged or failed
    failure: str | None = None
    requests: int = 0
    bytes: int = 0
    findings: int = 0
    proposals: int = 0
    published: int = 0
    versions: int = 0
    seconds: float = 0.0
    message: str = ""
    never_succeeded: bool = False

    def as_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        told = dict(vars(self))
        del told["message"], told["never_succeeded"]
        return told


@dataclass(frozen=True)
class Looked:
    """A look that is over: what the connector gave, or what went wrong."""

    watch: Watch
    tools: PollTools
    outcome: Poll | Exception
    seconds: float


@dataclass(frozen=True)
class Recorder:
    """Writes what looks gave."""

    store: BodyStore
    publish: Publish | None = None

    def write(self, session: Session, looked: Looked) -> SourceResult:
        """Write a look. Raises whatever stands in the way of what was found."""
        if isinstance(looked.outcome, Exception):
            result = _failed(session, looked, looked.outcome, self.store)
        else:
            result = self._succeeded(session, looked, looked.outcome)
        return replace(
            result,
            requests=looked.tools.requests,
            bytes=looked.tools.wire_bytes,
            seconds=round(looked.seconds, 3),
        )

    def _succeeded(self, session: Session, looked: Looked, polled: Poll) -> SourceResult:
        watch, now = looked.watch, clock.now()
        copies = record(session, watch.name, looked.tools.looks, self.store)
        done = self._propose(session, watch, polled, copies)
        _see_again(session, watch, polled, now)
        status = "changed" if polled.findings else "unchanged"
        stands: dict[str, object] = {
            "state": json.dumps(dict(polled.state), ensure_ascii=False),
            "last_run_at": now, "last_success_at": now, "last_status": status,
            "failure": None, "message": None, "failures": 0,
            "next_run_at": now + dt.timedelta(seconds=watch.every),
        }  # fmt: skip
        rows.update(session, Watch, watch.name, stands)
        # What was rejected before is found again as just that, and stays rejected.
        offered = [one for one in done if one.proposal and one.proposal.state == "open"]
        published = self._publish(session, watch, offered)
        return SourceResult(
            watch.name,
            status,
            findings=len(polled.findings),
            proposals=len(offered) - published,
            published=published,
            versions=sum(one.versions for one in done),
        )

    def _propose(
        self, session: Session, watch: Watch, polled: Poll, copies: Mapping[str, int]
    ) -> list[Proposed]:
        actor = machine(f"scraper: {watch.name}", trusted=watch.trust == "publish")
        grouped: dict[str, list[Finding]] = defaultdict(list)
        for finding in polled.findings:
            entry = finding.entry or watch.entry
            if entry is not None:
                grouped[entry].append(finding)
        return [
            propose(
                session, watch, _entry(session, entry), findings,
                actor=actor, store=self.store, copies=copies,
            )
            for entry, findings in grouped.items()
        ]  # fmt: skip

    def _publish(self, session: Session, watch: Watch, offered: Sequence[Proposed]) -> int:
        """Publish what a trusted source may publish by itself; how many were."""
        if watch.trust != "publish" or self.publish is None:
            return 0
        trusted = [one.proposal for one in offered if one.proposal and one.needs_no_judgement]
        return sum(self.publish(session, proposal) for proposal in trusted)


def _failed(session: Session, looked: Looked, error: Exception, store: BodyStore) -> SourceResult:
    watch, now = looked.watch, clock.now()
    failure, message = _told(error)
    waits = failure == WAITING
    record(session, watch.name, looked.tools.looks, store)
    stands = {
        "last_run_at": now, "last_status": "failed", "failure": failure, "message": message,
        "failures": 0 if waits else watch.failures + 1,
        "next_run_at": now + _rest(watch, error, waits=waits),
    }  # fmt: skip
    rows.update(session, Watch, watch.name, stands)
    return failure_of(watch, error)


def failure_of(watch: Watch, error: Exception) -> SourceResult:
    """The result of a source that failed."""
    failure, message = _told(error)
    return SourceResult(
        watch.name, "failed", failure, message=message,
        never_succeeded=watch.last_success_at is None and failure != WAITING,
    )  # fmt: skip


def _told(error: Exception) -> tuple[str, str]:
    """The class of a failure and a sentence about it."""
    if isinstance(error, SourceFailure):
        return error.failure, str(error)
    if isinstance(error, OSError):
        return "disk", f"The archive cannot be written to: {error.strerror or error}."
    if isinstance(error, KbError):
        return "refused", str(error)
    return "bug", f"The connector failed: {type(error).__name__}; the log has more."


def _rest(watch: Watch, error: Exception, *, waits: bool) -> dt.timedelta:
    """How long to leave a source alone: its usual time, longer after each failure in a row."""
    usual = dt.timedelta(seconds=watch.every)
    if waits:
        return usual
    rest: dt.timedelta = usual * 2 ** max(0, min(watch.failures + 1 - PATIENCE, 10))
    asked = getattr(error, "retry_after", None)
    if asked is not None:
        rest = max(rest, dt.timedelta(seconds=asked))
    return max(min(rest, LONGEST_REST), usual)


def _entry(session: Session, name: str) -> Entry:
    kind, _, slug = name.partition("/")
    entry = find_entry(session, kind, slug)
    if entry is None or entry.published_revision_id is None or entry.retracted_reason is not None:
        raise SourceFailure("no-entry", f"There is no published entry {name}.")
    return entry


def _see_again(session: Session, watch: Watch, polled: Poll, at: dt.datetime) -> None:
    """A document that was looked at and has not changed stood at least until now."""
    if polled.findings or watch.entry is None or watch.document is None:
        return
    entry = _entry(session, watch.entry)
    assert entry.id is not None
    version = versions.newest(session, entry.id, watch.document)
    if version is not None and version.watch == watch.name:
        versions.see_again(session, version, at)
