"""A reader's report of an error: which statements it doubts, what it says instead, what became
of it.

A report is a proposal like any other. Its candidate is the entry with the values that the reader
gave; a report in words alone changes nothing and is a remark.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from kb.accounts.actors import Actor
from kb.core.errors import InvalidInput
from kb.editorial.edit import FieldError, FormError, data_from_form, form_for, form_pairs, validated
from kb.editorial.edit.tree import FormField, FormItem
from kb.entries.diff import Change, diff, overlap
from kb.entries.documents import Document, dump_document
from kb.entries.evidence import Evidence, parse_evidence
from kb.entries.proposals import NothingToPropose, Submission, base_data, candidate_data, submit
from kb.entries.proposals.targets import Data, base_revision, living_entry, stored_data
from kb.entries.tables import Proposal, Revision
from kb.entries.words import MAX_LINE

MOST_DOUBTED: Final = 20  # statements in one report
#: What only an editor can fill in: names that lead to something of ours.
_OURS: Final = frozenset({"id", "slug", "source", "entry", "court"})


@dataclass(frozen=True)
class Doubt:
    """One statement of an entry that a report can be about; `fields` are what may be said of it."""

    name: str
    heading: str
    says: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class DoubtGroup:
    """Statements under one heading of the entry."""

    heading: str
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Report:
    """What a reader sends; `pairs` are the values of the fields of the doubted statements."""

    entry_id: int
    base_revision_id: int
    doubted: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    words: str = ""
    source: str = ""  # an address
    quotation: str = ""
    contact: str = ""
    receipt: str | None = None


class BadReport(InvalidInput):
    """What a report says cannot be used; `faults` says so beside each field."""

    def __init__(self, faults: Iterable[FieldError]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(one.message for one in self.faults))


@dataclass(frozen=True)
class Outcome:
    """One change of a report; `is_taken` is None as long as nothing was decided."""

    change: Change
    is_taken: bool | None


def doubtable(
    kind: str, data: Mapping[str, Any], errors: Iterable[FieldError] = ()
) -> tuple[DoubtGroup, ...]:
    """Everything that the entry says and a reader can correct, in the order of its page."""
    groups = []
    for section in form_for(kind, data, errors=errors).sections:
        doubts: list[Doubt] = []
        for part in section.parts:
            if isinstance(part, FormField):
                doubts += _doubt(part.name, part.label, _said(part), (part,))
            else:
                given = data.get(part.name, ())
                for item in part.items:
                    if not part.is_fixed or item.name.split(".")[1] in given:
                        doubts += _doubt(*_of_item(item), item.fields)
        if doubts:
            groups.append(DoubtGroup(section.heading, tuple(doubts)))
    return tuple(groups)


def doubts_of(groups: Iterable[DoubtGroup], names: Collection[str]) -> tuple[Doubt, ...]:
    """The doubted statements; `FormError` for a name that the entry does not have."""
    known = {doubt.name: doubt for group in groups for doubt in group.doubts}
    if len(names) > MOST_DOUBTED:
        raise FormError(f"A report is about at most {MOST_DOUBTED} statements; send several.")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise FormError(f"The entry says nothing under “{unknown[0][:80]}”.")
    return tuple(known[name] for name in dict.fromkeys(names))


def with_values(
    kind: str,
    data: Mapping[str, Any],
    doubts: Iterable[Doubt],
    pairs: Iterable[tuple[str, str]],
    *,
    keep_blank: bool = False,
) -> Data:
    """The document's data with what was sent in place of what the doubted fields say.

    A statement of which everything was deleted goes, unless `keep_blank`.
    `FormError` for a field that belongs to no doubted statement.
    """
    open_names = {field.name for doubt in doubts for field in doubt.fields}
    sent = [*pairs]
    for name, _ in sent:
        if name not in open_names:
            raise FormError(f"The report has no field “{name[:80]}”; nothing was sent.")
    kept = [pair for pair in form_pairs(kind, data) if pair[0] not in open_names]
    return data_from_form(kind, [*kept, *sent], keep_blank=keep_blank)


def hand_in(session: Session, report: Report, *, actor: Actor) -> Proposal:
    """Put the report into the queue.

    `BadReport` with a sentence for each field, `FormError` for a form that is not ours,
    `NotFound`, and `Conflict` for a withdrawn entry.
    """
    entry = living_entry(session, report.entry_id)
    base = stored_data(base_revision(session, entry, report.base_revision_id))
    doubts = doubts_of(doubtable(entry.kind, base), report.doubted)
    data = with_values(entry.kind, base, doubts, report.pairs)
    document = _document(entry.kind, data)
    submission = Submission(
        document=document,
        reason=_reason(doubts if diff(base, dump_document(document)) else ()),
        origin="reader",
        entry_id=entry.id,
        base_revision_id=report.base_revision_id,
        note=report.words,
        contact=report.contact.strip() or None,
        evidence=_evidence(report),
        receipt=report.receipt,
    )
    try:
        return submit(session, submission, actor=actor)
    except NothingToPropose:
        told = "Change what is wrong above, or say it here in words."
        raise BadReport([FieldError("report-words", told)]) from None


def outcomes(session: Session, proposal: Proposal) -> tuple[Outcome, ...]:
    """Each change that was proposed, and whether the decision took it over."""
    base, candidate = base_data(session, proposal), candidate_data(proposal)
    changes = diff(base, candidate)
    if proposal.state == "open":
        return tuple(Outcome(change, None) for change in changes)
    missing: tuple[Change, ...] = changes
    if proposal.result_revision_id is not None:
        result = stored_data(session.get_one(Revision, proposal.result_revision_id))
        missing = diff(result, candidate)
    return tuple(
        Outcome(change, not any(overlap(change.path, one.path) for one in missing))
        for change in changes
    )


def _doubt(name: str, heading: str, says: str, fields: Iterable[FormField]) -> list[Doubt]:
    kept = tuple(one for one in fields if one.control not in _OURS)
    return [Doubt(name, heading, says, kept)] if kept else []


def _of_item(item: FormItem) -> tuple[str, str, str]:
    return item.name, item.heading, item.summary


def _said(field: FormField) -> str:
    chosen = [option.label for option in field.options if option.chosen]
    return ", ".join(chosen) or " · ".join(field.value.split("\n")) or "nothing"


def _document(kind: str, data: Data) -> Document:
    outcome = validated(kind, data)
    if isinstance(outcome, tuple):
        raise BadReport(outcome)
    return outcome


def _reason(doubts: Iterable[Doubt]) -> str:
    told = "; ".join(doubt.heading for doubt in doubts)
    line = f"A reader reported an error: {told}" if told else "A reader’s remark"
    return line if len(line) <= MAX_LINE else line[: MAX_LINE - 1] + "…"


def _evidence(report: Report) -> tuple[Evidence, ...]:
    given = {"url": report.source.strip(), "quotation": " ".join(report.quotation.split())}
    piece = {key: value for key, value in given.items() if value}
    if not piece:
        return ()
    try:
        return parse_evidence([piece])
    except InvalidInput:
        known = "url" in piece and _is_bad({"url": piece["url"]})
        name, told = (
            ("report-source", "Give the whole address, beginning with https:// or http://.")
            if known
            else ("report-quotation", "This is too long, or has an invisible character.")
        )
        raise BadReport([FieldError(name, told)]) from None


def _is_bad(piece: Mapping[str, str]) -> bool:
    try:
        parse_evidence([piece])
    except InvalidInput:
        return True
    return False
