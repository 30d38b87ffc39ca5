"""The answers of a platform through time, read off the published versions of its entry."""

from __future__ import annotations

from typing import Final

from sqlalchemy import or_, select
from sqlmodel import Session, col

from kb.entries.answer_lines import DatedAnswer, Published, answer_lines
from kb.entries.documents import PolicyDocument
from kb.entries.queries.stored import stored_document
from kb.entries.tables import Publication, Revision
from kb.entries.views import Card

MOST_VERSIONS: Final = 200  # versions that changed an answer; the newest are read


def lines_of(session: Session, card: Card) -> dict[str, tuple[DatedAnswer, ...]]:
    """Every answered question of a policy with its line, oldest first.

    Only versions that changed an answer are read, with the newest one, whose facts reach furthest.
    """
    query = (
        select(col(Publication.number), col(Publication.published_at), col(Revision.document))
        .join(Revision, col(Revision.id) == col(Publication.revision_id))
        .where(
            col(Publication.entry_id) == card.id,
            or_(
                col(Publication.number).in_([1, card.version]),
                col(Publication.fields).contains('"answers"'),
            ),
        )
        .order_by(col(Publication.number).desc())
        .limit(MOST_VERSIONS)
    )
    versions = []
    for row in reversed(session.connection().execute(query).all()):
        document = stored_document(row.document)
        assert isinstance(document, PolicyDocument)
        day = row.published_at.date().isoformat()
        versions.append(Published(row.number, day, document))
    return answer_lines(versions)
