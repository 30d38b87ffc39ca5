"""Entries by the names that people give them on the command line."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from kb.core.errors import InvalidInput
from kb.entries import vocabulary
from kb.entries.history import require_entry
from kb.entries.queries.cards import public
from kb.entries.tables import Entry


def published_entries(session: Session, names: Collection[str] | None = None) -> dict[int, str]:
    """By id the names, such as `cases/kadrey-v-meta`, of these published entries, or of all.

    Raises `InvalidInput` for what is no name, and `NotFound` for a name that no entry has.
    """
    if names:
        return {entry.id or 0: _name(entry) for entry in (_found(session, one) for one in names)}
    query = public(select(Entry)).order_by(col(Entry.kind), col(Entry.slug))
    return {entry.id or 0: _name(entry) for entry in session.exec(query)}


def _found(session: Session, name: str) -> Entry:
    plural, _, slug = name.strip("/").partition("/")
    kinds = {word: kind for kind, word in vocabulary.KIND_PLURALS.items()}
    if plural not in kinds or not slug:
        raise InvalidInput(
            f"“{name[:60]}” is not the name of an entry, such as cases/kadrey-v-meta."
        )
    return require_entry(session, kinds[plural], slug)


def _name(entry: Entry) -> str:
    return f"{vocabulary.KIND_PLURALS[entry.kind]}/{entry.slug}"
