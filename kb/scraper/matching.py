"""Which entry a finding belongs to: by what the source tells, by docket, by identifier.

Read from the published rows once a run. A number that fits several entries fits none: the
scraper does not choose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session, col, select

from kb.entries.documents import CaseDocument, Document, LicenceDocument
from kb.entries.identifiers import docket_keys, identifier_keys
from kb.entries.queries.stored import stored_document
from kb.entries.tables import Entry, Revision
from kb.scraper.connectors.interface import KnownEntry


@dataclass(frozen=True)
class Published:
    """The published entries as connectors see them (`connectors.interface.Entries`)."""

    known: Mapping[str, KnownEntry]

    def get(self, entry: str) -> KnownEntry | None:
        """The entry named `kind/slug`."""
        return self.known.get(entry)

    def by_docket(self, number: str, court_id: str | None = None) -> KnownEntry | None:
        """The case with this docket number in any spelling; None if none or several fit."""
        found = self._met(self._dockets, docket_keys(number))
        fitting = {
            one.entry: one for one in found if court_id is None or one.court_id in (None, court_id)
        }
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    def by_identifier(self, text: str) -> KnownEntry | None:
        """The entry of a citation, file number or SPDX id; None if none or several fit."""
        found = {one.entry: one for one in self._met(self._identifiers, identifier_keys(text))}
        return next(iter(found.values())) if len(found) == 1 else None

    @staticmethod
    def _met(index: Mapping[str, list[KnownEntry]], keys: Iterable[str]) -> list[KnownEntry]:
        return [one for key in keys for one in index.get(key, ())]

    @cached_property
    def _dockets(self) -> Mapping[str, list[KnownEntry]]:
        index: dict[str, list[KnownEntry]] = defaultdict(list)
        for one in self.known.values():
            for key in {key for number in one.dockets for key in docket_keys(number)}:
                index[key].append(one)
        return index

    @cached_property
    def _identifiers(self) -> Mapping[str, list[KnownEntry]]:
        index: dict[str, list[KnownEntry]] = defaultdict(list)
        for one in self.known.values():
            for key in {key for text in one.identifiers for key in identifier_keys(text)}:
                index[key].append(one)
        return index


def published(session: Session) -> Published:
    """Every published entry."""
    query = (
        select(Entry, Revision.document)
        .where(col(Entry.published_revision_id) == col(Revision.id))
        .where(col(Entry.retracted_reason).is_(None))
    )
    known = (_known(entry, stored_document(text)) for entry, text in session.exec(query))
    return Published({one.entry: one for one in known})


def _known(entry: Entry, document: Document) -> KnownEntry:
    dockets: tuple[str, ...] = ()
    court = None
    named: set[str] = set()
    if isinstance(document, CaseDocument):
        numbers = [document.docket_number, *(one.number for one in document.other_dockets)]
        dockets = tuple(number for number in numbers if number)
        court = document.court_id
        named = {*dockets, *document.citations}
    elif isinstance(document, LicenceDocument) and document.spdx_id:
        named = {document.spdx_id}
    return KnownEntry(
        f"{entry.kind}/{entry.slug}", entry.title, entry.status, dockets, court,
        frozenset(named), document.as_of,
    )  # fmt: skip
