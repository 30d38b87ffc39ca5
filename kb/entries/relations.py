"""Relations between stored entries: former names still lead to the entry, circles are refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from kb.entries import vocabulary
from kb.entries.documents import CaseDocument, Document
from kb.entries.documents.links import court_faults, place_of
from kb.entries.tables import Court, Entry, EntryLink, SlugAlias

Name = tuple[str, str]  # kind and slug


def entry_ids(session: Session, names: Iterable[Name]) -> dict[Name, int]:
    """The entries of these names, former names included; an unknown name is left out.

    A former name goes before a present one: the name of a merged entry is that of its target.
    """
    wanted = set(names)
    slugs = {slug for _, slug in wanted}
    if not slugs:
        return {}
    found: dict[Name, int] = {}
    present = select(Entry).where(col(Entry.slug).in_(slugs))
    for entry in session.exec(present):
        assert entry.id is not None
        found[entry.kind, entry.slug] = entry.id
    former = select(SlugAlias).where(col(SlugAlias.slug).in_(slugs))
    found |= {(alias.kind, alias.slug): alias.entry_id for alias in session.exec(former)}
    return {name: found[name] for name in wanted if name in found}


def link_faults(session: Session, document: Document, *, also: Collection[Name] = ()) -> list[str]:
    """What is wrong with the entries and courts that a document names: one line a fault,
    `cases/x: related[0].slug: no case has the slug 'y'`; an empty list is good.

    `also` are names that lead somewhere although there is no entry of them yet.
    """
    place = place_of(document)
    names = [(link.kind, link.slug) for link in document.related]
    known = entry_ids(session, [*names, (document.kind, document.slug)])
    own = known.get((document.kind, document.slug))
    faults = []
    for n, (link, name) in enumerate(zip(document.related, names, strict=True)):
        where = f"{place}: related[{n}].slug"
        if name not in known:
            if name not in also:
                faults.append(f"{where}: no {link.kind} has the slug {link.slug!r}")
        elif own is not None and known[name] == own:
            faults.append(f"{where}: {link.slug!r} is another name of the entry itself")
        elif own is not None and _leads_to(session, known[name], own, relation=link.relation):
            label = vocabulary.RELATIONS[link.relation].lower()
            faults.append(
                f"{where}: “{label}” {link.slug!r} would go in a circle, because that entry leads "
                f"back to this one by the same relation"
            )
    if isinstance(document, CaseDocument):
        faults += court_faults(document, set(session.exec(select(Court.id))))
    return faults


def _leads_to(session: Session, start: int, goal: int, *, relation: str) -> bool:
    """Whether a chain of this relation runs from one entry to the other."""
    if relation not in vocabulary.ORDERED_RELATIONS:
        return False
    seen: set[int] = set()
    frontier: Collection[int] = {start}
    while frontier:
        if goal in frontier:
            return True
        seen |= set(frontier)
        query = select(EntryLink.target_kind, EntryLink.target_slug).where(
            col(EntryLink.entry_id).in_(frontier), EntryLink.relation == relation
        )
        frontier = set(entry_ids(session, session.exec(query).all()).values()) - seen
    return False
