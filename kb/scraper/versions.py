"""The captured versions of a document, and what a new one changes.

A version is dated by an interval: it was first seen at one look, and the one before it was
last seen at an earlier one; in between nobody looked. Texts seen before are marked as
returned, texts that were only read otherwise as technical, and texts that changed under an
unchanged date as silent. What Open Terms Archive recorded long ago becomes history and no
proposal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Select, bindparam
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from kb.core import outbox, rows
from kb.core.dates import day_in_words, latest
from kb.entries.diff import in_words
from kb.entries.evidence import MAX_COPY_TEXT, Evidence
from kb.entries.tables import CapturedVersion
from kb.scraper.candidates import Candidate, with_source
from kb.scraper.errors import SourceFailure
from kb.scraper.extract import EXTRACTION_VERSION
from kb.scraper.findings import DocumentText, RecordedText
from kb.scraper.signals import Sentence, load_signals
from kb.scraper.textdiff import TextDiff, compare
from kb.sources.bodies import BodyStore

#: Kinds of versions that say nothing of a change of the document itself.
NO_CHANGE: Final = frozenset({"technical", "unknown"})
_MOST_TOLD: Final = 5  # sentences quoted in a proposal


@dataclass(frozen=True)
class Captured:
    """A version that was just recorded, and the one before it, if any."""

    version: CapturedVersion
    before: CapturedVersion | None


def newest(session: Session, entry_id: int, document: str) -> CapturedVersion | None:
    """The newest captured version of a document."""
    asked = {"entry_id": entry_id, "document": document}
    return rows.first(session, CapturedVersion, _newest(), asked)


@cache  # these two are built once, as every look needs them
def _newest() -> Select[*tuple[Any, ...]]:
    captured = rows.table_of(CapturedVersion)
    return (
        sqlalchemy.select(captured)
        .where(captured.c.entry_id == bindparam("entry_id"))
        .where(captured.c.document == bindparam("document"))
        .order_by(captured.c.number.desc())
        .limit(1)
    )


@cache
def _last_number() -> SelectOfScalar[int]:
    return (
        select(func.max(CapturedVersion.number))
        .where(col(CapturedVersion.entry_id) == bindparam("entry_id"))
        .where(col(CapturedVersion.document) == bindparam("document"))
        .where(col(CapturedVersion.text_sha256) == bindparam("sha256"))
    )


def capture(
    session: Session,
    store: BodyStore,
    found: DocumentText | RecordedText,
    *,
    entry_id: int,
    watch: str | None,
    copy_id: int | None = None,
) -> Captured | None:
    """Record a text; None where it is the one that stands there already, which was seen again."""
    kept = _keep(store, found)
    before = newest(session, entry_id, found.document)
    if before is not None and before.text_sha256 == kept.text_sha256:
        see_again(session, before, found.seen_at)
        return None
    if isinstance(found, RecordedText):
        _require_newer(found, before)
    # A clock that was set back must not make a text older than the one that it replaced.
    seen_at = max(found.seen_at, before.last_seen_at) if before else found.seen_at
    earlier = _with_text(session, entry_id, found.document, kept.text_sha256) if before else None
    version = CapturedVersion(
        entry_id=entry_id,
        document=found.document,
        number=before.number + 1 if before else 1,
        watch=watch,
        url=kept.url,
        origin=kept.origin,
        kind=_kind(found, before, earlier),
        first_seen_at=seen_at,
        last_seen_at=seen_at,
        not_before=before.last_seen_at if before else None,
        text_sha256=kept.text_sha256,
        body_sha256=kept.body_sha256,
        copy_id=copy_id,
        extraction=kept.extraction,
        same_as=earlier,
        stated_date=found.stated_date,
        reference=kept.reference,
    )
    version.silent = _is_silent(version, before)
    rows.insert(session, version)
    _announce(session, entry_id)
    return Captured(version, before)


def _announce(session: Session, entry_id: int) -> None:
    """Tell readers of the outbox of an entry's new texts: once, also of years of history."""
    announced: set[int] = session.info.setdefault("captured", set())
    if entry_id not in announced:
        outbox.append(session, kind="captured", entry_id=entry_id)
        announced.add(entry_id)


@dataclass(frozen=True)
class _Kept:
    """Where the texts of a finding lie, and where they come from."""

    text_sha256: str
    body_sha256: str | None
    url: str
    origin: str
    extraction: int
    reference: str | None


def _keep(store: BodyStore, found: DocumentText | RecordedText) -> _Kept:
    if isinstance(found, RecordedText):
        return _Kept(
            found.text_sha256, None, found.reference, "open-terms-archive", 0, found.reference
        )
    body = store.put(found.body.encode()) if found.body != found.text else None
    text = store.put(found.text.encode())
    return _Kept(text, body, found.url, "fetched", EXTRACTION_VERSION, None)


def _require_newer(found: DocumentText | RecordedText, before: CapturedVersion | None) -> None:
    """`SourceFailure` for a record older than what is known: two sources share one document."""
    if before is not None and found.seen_at < before.first_seen_at:
        raise SourceFailure(
            "refused",
            f"{found.document} has newer versions from {before.watch}; give this source another "
            "name for the document.",
        )


def see_again(session: Session, version: CapturedVersion, at: dt.datetime) -> None:
    """A version was found unchanged: it stood at least until then."""
    if at > version.last_seen_at:
        version.last_seen_at = at
        rows.update(session, CapturedVersion, version.id, {"last_seen_at": at})


def _with_text(session: Session, entry_id: int, document: str, sha256: str) -> int | None:
    """The number of the last version with this text."""
    asked = {"entry_id": entry_id, "document": document, "sha256": sha256}
    number: int | None = session.exec(_last_number(), params=asked).one()  # none has it
    return number


def _kind(
    found: DocumentText | RecordedText, before: CapturedVersion | None, earlier: int | None
) -> str:
    if before is None:
        return "first"
    if isinstance(found, RecordedText):
        if found.kind in NO_CHANGE:
            return found.kind
    elif found.technical or before.origin != "fetched":
        return "technical"
    return "change" if earlier is None else "returned"


def _is_silent(version: CapturedVersion, before: CapturedVersion | None) -> bool:
    if before is None or version.kind in NO_CHANGE or version.stated_date is None:
        return False
    return before.stated_date == version.stated_date


def with_version(
    data: Mapping[str, Any], captured: Captured, store: BodyStore, *, copy_sha256: str | None
) -> Candidate | None:
    """The entry with a step in its history that says what changed; None for no real change.

    What was recorded up to the day of the entry's facts was known to those who wrote it.
    """
    version, before = captured.version, captured.before
    if before is None or version.kind in NO_CHANGE:
        return None
    day = version.first_seen_at.date().isoformat()
    if version.origin == "open-terms-archive" and day <= latest(data["as_of"]).isoformat():
        return None
    old, new = (store.get(one.text_sha256).decode() for one in (before, version))
    diff = compare(old, new)
    telling = telling_sentences(diff)
    title = f"{version.document} {'returned to an earlier text' if version.same_as else 'changed'}"
    source = {
        "url": version.url, "title": f"{version.document}, as seen {day}", "kind": "primary",
        "date": day,
    }  # fmt: skip
    made, source_id = with_source(data, source)
    if data["kind"] in {"policy", "law"}:
        step = {
            "date": day, "certainty": "at-latest", "not_before": _day(version.not_before),
            "title": title, "document": version.document, "source": source_id,
        }  # fmt: skip
        step = {key: value for key, value in step.items() if value}
        made = {**made, "history": [*made.get("history", []), step]}
    evidence = Evidence(
        source_id=source_id,
        url=version.url,
        title=f"{version.document}, {day}",
        copy_sha256=copy_sha256,
        text_before=old[:MAX_COPY_TEXT],
        text_after=new[:MAX_COPY_TEXT],
    )
    return Candidate(made, _sentence(title, diff, telling), (evidence,), _note(version, telling))


def telling_sentences(diff: TextDiff) -> tuple[tuple[str, Sentence], ...]:
    """Sentences about training and the like that came ("added") or went ("removed")."""
    signals = load_signals()
    found: list[tuple[str, Sentence]] = []
    for line in diff.changes:
        if line.operation == "moved":
            continue
        found += [("added", one) for one in signals.find(line.after) if one.text not in line.before]
        found += [
            ("removed", one) for one in signals.find(line.before) if one.text not in line.after
        ]
    order = list(signals.labels)
    return tuple(sorted(found, key=lambda item: min(order.index(one) for one in item[1].signals)))


def _sentence(title: str, diff: TextDiff, telling: tuple[tuple[str, Sentence], ...]) -> str:
    count = len(diff.changes)
    said = f"{title}: {count} paragraph{'' if count == 1 else 's'}"
    if diff.is_only_moved:
        return f"{said}, moved only"
    labels = load_signals().labels
    about = dict.fromkeys(labels[one.signals[0]] for _, one in telling)
    return f"{said}, about {in_words(list(about))}" if about else f"{said}, none about training"


def _note(version: CapturedVersion, telling: tuple[tuple[str, Sentence], ...]) -> str:
    lines = [f"{how.capitalize()}: “{one.text[:400]}”" for how, one in telling[:_MOST_TOLD]]
    if len(telling) > _MOST_TOLD:
        lines.append(f"And {len(telling) - _MOST_TOLD} more sentences of this kind.")
    if version.silent and version.stated_date:
        stated = day_in_words(version.stated_date)
        lines.append(f"The text changed, but still gives {stated} as its date.")
    first, last = _day(version.first_seen_at), _day(version.not_before)
    if first and last and first != last:
        between = f"between {day_in_words(last)} and {day_in_words(first)}"
        lines.append(f"It changed {between}: nobody looked in the meantime.")
    return "\n".join(lines)


def _day(moment: dt.datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None
