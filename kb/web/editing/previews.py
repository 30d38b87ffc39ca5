"""An entry's page before it is published: a view of a document that no row holds yet."""

from __future__ import annotations

from sqlmodel import Session

from kb.core import clock
from kb.entries import projection, vocabulary
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
    document_hash,
)
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.links import entry_links
from kb.entries.tables import Court
from kb.entries.views import Card, EntryPage, Link


def preview(session: Session, document: Document, *, version: int) -> EntryPage:
    """The page that the document would have as version `version`."""
    card = _card(session, document, version)
    return EntryPage(
        card=card,
        document=document,
        sha256=document_hash(document),
        version=version,
        newest_version=version,
        published_at=clock.now(),
        links=_links(session, document, card),
    )


def _card(session: Session, document: Document, version: int) -> Card:
    columns = projection.entry_columns(document)
    case = document if isinstance(document, CaseDocument) else None
    return Card(
        id=0,  # of no row, so that only relations of other entries are found by it
        kind=document.kind,
        slug=document.slug,
        version=version,
        published_at=clock.now(),
        detail=_detail(session, document),
        court_id=case.court_id if case else None,
        docket_number=case.docket_number if case else None,
        filed=case.filed if case else None,
        closed=case.closed if case else None,
        ruled=case.ruled if case else None,
        **{
            name: columns[name]
            for name in (
                "title",
                "short_name",
                "status",
                "jurisdiction",
                "language",
                "date",
                "as_of",
                "answer",
            )
        },
    )


def _detail(session: Session, document: Document) -> str | None:
    match document:
        case CaseDocument():
            court = session.get(Court, document.court_id)
            return court.short_name if court else None
        case PolicyDocument():
            return vocabulary.PLATFORM_KINDS[document.platform_kind]
        case LicenceDocument():
            return vocabulary.LICENCE_KINDS[document.licence_kind]
        case LawDocument():
            return vocabulary.LAW_KINDS[document.law_kind]


def _links(session: Session, document: Document, card: Card) -> tuple[Link, ...]:
    """What the document states, and what other entries state about an entry of its name."""
    cards = cards_by_name(session, [(link.kind, link.slug) for link in document.related])
    stated = [
        Link(
            vocabulary.RELATIONS[link.relation],
            link.relation,
            inverse=False,
            card=cards[link.kind, link.slug],
        )
        for link in document.related
        if (link.kind, link.slug) in cards
    ]
    known = {(link.card.id, link.label) for link in stated}
    inward = [
        link for link in entry_links(session, card) if (link.card.id, link.label) not in known
    ]
    return (*stated, *inward)
