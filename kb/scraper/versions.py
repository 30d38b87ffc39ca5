"""The captured versions of a document, and what a new one changes.

A version is dated by an interval: it was first seen at one look, and the one before it was
last seen at an earlier one; in between nobody looked. Texts seen before are marked as
returned, texts that only we read otherwise as technical, and texts that changed under an
unchanged date as silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from kb.entries.diff import in_words
from kb.entries.evidence import MAX_COPY_TEXT, Evidence
from kb.entries.tables import CapturedVersion
from kb.scraper.candidates import Candidate, with_source
from kb.scraper.extract import EXTRACTION_VERSION
from kb.scraper.findings import DocumentText
from kb.scraper.signals import Sentence, load_signals
from kb.scraper.textdiff import TextDiff, compare
from kb.sources.bodies import BodyStore

_MOST_TOLD = 5  # sentences quoted in a proposal


@dataclass(frozen=True)
class Captured:
    """A version that was just recorded, and the one before it, if any."""

    version: CapturedVersion
    before: CapturedVersion | None


def newest(session: Session, entry_id: int, document: str) -> CapturedVersion | None:
    """The newest captured version of a document."""
    query = select(CapturedVersion).where(
        CapturedVersion.entry_id == entry_id, CapturedVersion.document == document
    )
    return session.exec(query.order_by(col(CapturedVersion.number).desc()).limit(1)).first()


def capture(
    session: Session,
    store: BodyStore,
    found: DocumentText,
    *,
    entry_id: int,
    watch: str | None,
    copy_id: int | None,
) -> Captured | None:
    """Record a text; None where it is the one that stands there already, which was seen again."""
    text_sha256 = store.put(found.text.encode())
    before = newest(session, entry_id, found.document)
    if before is not None and before.text_sha256 == text_sha256:
        see_again(session, before, found.seen_at)
        return None
    earlier = _with_text(session, entry_id, found.document, text_sha256)
    version = CapturedVersion(
        entry_id=entry_id,
        document=found.document,
        number=before.number + 1 if before else 1,
        watch=watch,
        url=found.url,
        origin=found.origin,
        kind=_kind(found, before, earlier),
        first_seen_at=found.seen_at,
        last_seen_at=found.seen_at,
        not_before=before.last_seen_at if before else None,
        text_sha256=text_sha256,
        body_sha256=store.put(found.body.encode()) if found.body != found.text else None,
        copy_id=copy_id,
        extraction=EXTRACTION_VERSION,
        same_as=earlier,
        silent=_is_silent(found, before),
        stated_date=found.stated_date,
        reference=found.reference,
    )
    session.add(version)
    session.flush()
    return Captured(version, before)


def see_again(session: Session, version: CapturedVersion, at: dt.datetime) -> None:
    """A version was found unchanged: it stood at least until then."""
    version.last_seen_at = max(version.last_seen_at, at)
    session.add(version)


def _with_text(session: Session, entry_id: int, document: str, sha256: str) -> int | None:
    query = select(func.max(CapturedVersion.number)).where(
        CapturedVersion.entry_id == entry_id,
        CapturedVersion.document == document,
        CapturedVersion.text_sha256 == sha256,
    )
    return session.exec(query).one()


def _kind(found: DocumentText, before: CapturedVersion | None, earlier: int | None) -> str:
    if before is None:
        return "first"
    if found.technical:
        return "technical"
    return "change" if earlier is None else "returned"


def _is_silent(found: DocumentText, before: CapturedVersion | None) -> bool:
    if before is None or found.technical or found.stated_date is None:
        return False
    return before.stated_date == found.stated_date


def with_version(
    data: Mapping[str, Any], found: DocumentText, captured: Captured, store: BodyStore
) -> Candidate | None:
    """The entry with a step in its history that says what changed; None for no real change."""
    version, before = captured.version, captured.before
    if before is None or version.kind == "technical":
        return None
    old = store.get(before.text_sha256).decode()
    diff = compare(old, found.text)
    telling = telling_sentences(diff)
    day = version.first_seen_at.date().isoformat()
    title = f"{found.document} {'returned to an earlier text' if version.same_as else 'changed'}"
    source = {
        "url": found.url, "title": f"{found.document}, as seen {day}", "kind": "primary",
        "date": day,
    }  # fmt: skip
    made, source_id = with_source(data, source)
    if data["kind"] in {"policy", "law"}:
        step = {
            "date": day, "certainty": "at-latest", "not_before": _day(version.not_before),
            "title": title, "document": found.document, "source": source_id,
        }  # fmt: skip
        step = {key: value for key, value in step.items() if value}
        made = {**made, "history": [*made.get("history", []), step]}
    evidence = Evidence(
        source_id=source_id,
        url=found.url,
        title=f"{found.document}, {day}",
        copy_sha256=found.sha256 or None,
        text_before=old[:MAX_COPY_TEXT],
        text_after=found.text[:MAX_COPY_TEXT],
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
    if version.silent:
        lines.append(f"The text changed, but still gives its date as {version.stated_date}.")
    if version.not_before is not None:
        between = f"between {_day(version.not_before)} and {_day(version.first_seen_at)}"
        lines.append(f"It changed {between}: nobody looked in the meantime.")
    return "\n".join(lines)


def _day(moment: dt.datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None
