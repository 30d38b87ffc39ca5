"""The five questions that assistants may ask, answered from the public state.

`KbError` says in a sentence why a question has no answer. Nothing is written, and nothing that is
not public is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlmodel import Session

from kb.assistants import shapes
from kb.assistants.bounds import bounded_document, used_sources
from kb.assistants.comparing import compared
from kb.assistants.refs import entry_ref, plain_words, relation_refs, source_refs, warnings_of
from kb.citations import FAMILIES, recognise
from kb.citations.check import Checked, check
from kb.citations.formats import STYLES, Cited, formatted
from kb.citations.resolve import resolve_keys
from kb.core import clock
from kb.core.database import Database
from kb.core.errors import InvalidInput
from kb.core.settings import Settings
from kb.entries.documents import dump_document
from kb.entries.identifiers import identifier_keys
from kb.entries.queries import figures
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.pages import entry_page, find_card, version_as_of
from kb.entries.views import Card, EntryPage
from kb.search import SearchRequest, open_engine
from kb.search.passages import KIND_LABELS

MOST_CITATIONS: Final = 50
MOST_NAMED: Final = 5


class Library:
    """An installation, opened to be read; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self.base_url = settings.public_url
        self._database = Database(settings.resolved_database_url)
        self._engine = open_engine(settings, self._database)
        self._database.check_reachable()
        with self._database.reading() as session:
            self._courts = figures.courts(session)

    def close(self) -> None:
        """Close what was opened."""
        self._engine.close()
        self._database.close()

    def search(self, request: SearchRequest) -> shapes.SearchAnswer:
        """One page of results."""
        page = self._engine.search(request)
        with self._database.reading() as session:
            cards = cards_by_name(session, [(hit.kind, hit.slug) for hit in page.hits])
        results = []
        for hit in page.hits:
            card = cards.get((hit.kind, hit.slug))
            if card is None:  # withdrawn since it was indexed
                continue
            statements = [
                shapes.Statement(
                    about=" ".join(filter(None, (KIND_LABELS[one.kind], one.label))),
                    text=plain_words(one.snippet),
                    date=one.date,
                    url=self.base_url + one.url,
                )
                for one in hit.inner
            ]
            ref = entry_ref(card, base_url=self.base_url)
            snippet = plain_words(hit.snippet)
            results.append(shapes.Found(**ref.model_dump(), snippet=snippet, statements=statements))
        return shapes.SearchAnswer(
            query=page.query,
            total=page.total,
            page=page.page,
            results=results,
            suggestion=page.suggestion,
            notices=list(page.notices),
        )

    def entry(
        self, kind: str, slug: str, *, day: dt.date | None = None, fields: Sequence[str] = ()
    ) -> shapes.EntryAnswer:
        """An entry as it is public, or as it was at the end of a day (UTC)."""
        with self._database.reading() as session:
            version = None
            if day is not None:
                version = version_as_of(session, find_card(session, kind, slug), day)
            page = entry_page(session, kind, slug, version=version)
            sources = source_refs(session, page.document, base_url=self.base_url)
        said = dump_document(page.document)
        said.pop("sources")  # they come beside it, with their archived copies
        document, left_out = bounded_document(said, fields=fields)
        used = used_sources(document)
        cited = self._cited(page)
        return shapes.EntryAnswer(
            entry=entry_ref(page.card, base_url=self.base_url, page=page),
            newest_version=page.newest_version,
            superseded=page.superseded,
            citations={style: formatted(cited, style).full.text for style in STYLES},
            warnings=warnings_of(page.links),
            document=document,
            sources=[source for source in sources if not fields or source.id in used],
            relations=relation_refs(page.links, base_url=self.base_url),
            left_out=left_out,
        )

    def cite(self, text: str, *, style: str) -> shapes.CiteAnswer:
        """What the citations of a text lead to; where there is none, what it may name."""
        citations = recognise(text)
        with self._database.reading() as session:
            checked = check(session, citations)[:MOST_CITATIONS]
            found = [self._recognised(session, one, style) for one in checked]
            named = [] if citations else self._named(session, text)
        more = len(citations) - len(found)
        return shapes.CiteAnswer(
            style=style,
            total=len(citations),
            citations=found,
            named=[entry_ref(card, base_url=self.base_url) for card in named],
            left_out=[f"{more} more citations; ask with a shorter text"] if more else [],
        )

    def compare(self, names: Sequence[tuple[str, str]]) -> shapes.CompareAnswer:
        """Two to five entries of one kind, field by field."""
        if len({kind for kind, _ in names}) != 1 or len(set(names)) != len(names):
            raise InvalidInput("Name different entries of one kind, such as two cases.")
        with self._database.reading() as session:
            pages = [entry_page(session, kind, slug) for kind, slug in names]
        groups, left_out = compared([page.document for page in pages])
        return shapes.CompareAnswer(
            entries=[entry_ref(page.card, base_url=self.base_url) for page in pages],
            groups=groups,
            left_out=left_out,
        )

    def _cited(self, page: EntryPage) -> Cited:
        return Cited.of(page, base_url=self.base_url, accessed=clock.today(), courts=self._courts)

    def _recognised(self, session: Session, one: Checked, style: str) -> shapes.Recognised:
        cards = [state.card for state in one.states]
        pages = [entry_page(session, card.kind, card.slug) for card in cards]
        history = [link for state in one.states for link in state.history]
        return shapes.Recognised(
            text=one.citation.text,
            family=FAMILIES[one.citation.family],
            standing=one.standing,
            entries=[entry_ref(card, base_url=self.base_url) for card in cards],
            citations=[formatted(self._cited(page), style).full.text for page in pages],
            warnings=[*warnings_of(history), *one.doubts],
        )

    def _named(self, session: Session, text: str) -> list[Card]:
        cards = resolve_keys(session, identifier_keys(text))
        if cards:
            return list(cards[:MOST_NAMED])
        page = self._engine.search(SearchRequest(q=text, per_page=MOST_NAMED, facets=False))
        found = cards_by_name(session, [(hit.kind, hit.slug) for hit in page.hits])
        return list(found.values())
