"""From citations to the entries that they name, by the identifiers of what is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from kb.citations.model import Citation
from kb.entries.identifier_families import Keys
from kb.entries.queries.cards import cards_by_id
from kb.entries.tables import EntryIdentifier
from kb.entries.views import Card

BATCH: Final = 500  # keys asked for at once

#: By key: the entries that it leads to, and whether it is their own.
Index = Mapping[str, Sequence[tuple[int, bool]]]


def resolve(session: Session, citations: Sequence[Citation]) -> list[tuple[Card, ...]]:
    """The entries of each citation, in the order of the citations; none where it is unknown.

    Several entries mean that the citation does not say which. A short form has those of its
    antecedent, and a parallel citation those of the one that it stands behind, where its own
    number leads nowhere. `citations` are all those of a text.
    """
    return bound_matches(citations, own_matches(session, citations))


def own_matches(session: Session, citations: Sequence[Citation]) -> list[tuple[Card, ...]]:
    """The entries that each citation leads to by itself."""
    index = _index(session, {key for citation in citations for key in citation.keys})
    ids = [_entries(citation.keys, index) for citation in citations]
    cards = cards_by_id(session, {entry_id for found in ids for entry_id in found})
    return [tuple(cards[one] for one in found if one in cards) for found in ids]


def bound_matches(
    citations: Sequence[Citation], own: Sequence[tuple[Card, ...]]
) -> list[tuple[Card, ...]]:
    """The same with what short forms stand for and what parallel citations share."""
    matches = [*own]
    for place, citation in enumerate(citations):
        if citation.parallel is not None:
            _share(matches, citation.parallel, place)
    return [
        found if citation.antecedent is None else _narrowed(matches[citation.antecedent], found)
        for citation, found in zip(citations, matches, strict=True)
    ]


def _share(matches: list[tuple[Card, ...]], first: int, place: int) -> None:
    """Let two citations of one decision find what one of them finds."""
    matches[place] = matches[place] or matches[first]
    matches[first] = matches[first] or matches[place]


def _narrowed(antecedents: tuple[Card, ...], own: tuple[Card, ...]) -> tuple[Card, ...]:
    """Of several entries those that the short form names itself: `§ 1202` of §§ 106, 1202."""
    ids = {card.id for card in own}
    return tuple(card for card in antecedents if card.id in ids) or antecedents


def resolve_keys(session: Session, keys: Keys) -> tuple[Card, ...]:
    """The entries that the identifiers of a typed text lead to."""
    found = _entries(keys, _index(session, keys))
    cards = cards_by_id(session, found)
    return tuple(cards[one] for one in found if one in cards)


def _index(session: Session, keys: Iterable[str]) -> Index:
    index: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    columns = (col(EntryIdentifier.key), col(EntryIdentifier.entry_id), col(EntryIdentifier.own))
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        query = select(*columns).where(col(EntryIdentifier.key).in_(some))
        for key, entry_id, own in session.connection().execute(query):
            index[key].append((entry_id, own))
    return index


def _entries(keys: Keys, index: Index) -> list[int]:
    """Those that the most particular keys name: of article 4 before those of its act."""
    known = {key for key in keys if key in index}
    particular = {key for key in known if not any(other.startswith(f"{key}:") for other in known)}
    found = [pair for key in particular for pair in index[key]]
    own = {entry for entry, is_own in found if is_own}
    return sorted(own or {entry for entry, _ in found})
