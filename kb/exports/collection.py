"""Many entries at once: a search, a list or somebody's saved list in every form of exports.

`export` gives pieces of text as they become known, so that a file of any length can be written
in flat memory; joined they are one valid file, also where there is no entry at all. Whatever
the form has a place for says where the entries come from and whether they are all that there
are.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kb.core.dates import day_in_words
from kb.entries.documents import dump_document
from kb.entries.views import Card, EntryPage
from kb.exports.bibtex import bibtex
from kb.exports.csl import csl_item
from kb.exports.csv_table import CARD_HEADER, card_row, csv_lines
from kb.exports.entry_json import card_json
from kb.exports.markdown import digest, escaped
from kb.exports.reference import Reference, plain, reference
from kb.exports.ris import ris

#: The forms of `export`, by the suffix of an address.
FORMS: Final = ("bib", "ris", "csl.json", "csv", "md", "json")
#: How many entries a page hands out at most; `kb export` has no such limit.
MOST_EXPORTED: Final = 2000


@dataclass(frozen=True)
class Provenance:
    """Where exported entries come from.

    `url` is the absolute address of the page that shows them, `total` how many there are in
    all, `most` how many are exported at most, and `notes` somebody's own words on entries by
    kind and slug.
    """

    title: str
    url: str
    total: int
    base_url: str
    accessed: dt.date
    most: int = MOST_EXPORTED
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many entries are exported."""
        return min(self.total, self.most)

    @property
    def is_cut(self) -> bool:
        """Whether there are more entries than are exported."""
        return self.total > self.most

    @property
    def extent(self) -> str:
        """`12 entries`, or `the first 2,000 of 5,231 entries`."""
        if self.is_cut:
            return f"the first {self.most:,} of {self.total:,} entries"
        return f"{self.total:,} {'entry' if self.total == 1 else 'entries'}"

    @property
    def sentence(self) -> str:
        """Title, number of entries, day and address."""
        day = day_in_words(self.accessed.isoformat())
        return f"Artdocket, {plain(self.title)}: {self.extent}, {day}, {self.url}"

    def note(self, card: Card) -> str:
        """Somebody's own words on the entry; empty if there are none."""
        return self.notes.get((card.kind, card.slug), "")


def export(
    cards: Iterable[Card],
    form: str,
    *,
    source: Provenance,
    read: Callable[[Iterable[Card]], Iterable[EntryPage]],
) -> Iterator[str]:
    """The entries in one of `FORMS`; KeyError for another.

    There are no more than `source.count` cards. `read` gives the whole entries of cards in
    their order, such as `queries.whole.pages_of` does; a table does without them.
    """
    return _csv(cards, source) if form == "csv" else export_pages(read(cards), form, source=source)


def export_pages(pages: Iterable[EntryPage], form: str, *, source: Provenance) -> Iterator[str]:
    """The same of entries that were read already."""
    if form == "csv":
        return _csv((page.card for page in pages), source)
    return _WRITERS[form](pages, source)


def _bibtex(pages: Iterable[EntryPage], source: Provenance) -> Iterator[str]:
    # What stands outside an entry is a comment to BibTeX, as long as it has no @.
    yield f"% {source.sentence.replace('@', '%40')}\n"
    for one in _references(pages, source):
        yield "\n" + bibtex([one]).rstrip("\n") + "\n"


def _ris(pages: Iterable[EntryPage], source: Provenance) -> Iterator[str]:
    for one in _references(pages, source):
        yield ris([one])


def _csl(pages: Iterable[EntryPage], source: Provenance) -> Iterator[str]:
    yield from _json_list(map(csl_item, _references(pages, source)))
    yield "\n"


def _references(pages: Iterable[EntryPage], source: Provenance) -> Iterator[Reference]:
    for page in pages:
        yield reference(
            page,
            base_url=source.base_url,
            accessed=source.accessed,
            annotation=source.note(page.card),
        )


def _csv(cards: Iterable[Card], source: Provenance) -> Iterator[str]:
    rows = ((card_row(card, base_url=source.base_url), source.note(card)) for card in cards)
    if source.notes:
        return csv_lines((*CARD_HEADER, "note"), ((*row, note) for row, note in rows))
    return csv_lines(CARD_HEADER, (row for row, _ in rows))


def _json(pages: Iterable[EntryPage], source: Provenance) -> Iterator[str]:
    def item(page: EntryPage) -> dict[str, Any]:
        note = source.note(page.card)
        return (
            card_json(page.card)
            | ({"note": note} if note else {})
            | {"sha256": page.sha256, "document": dump_document(page.document)}
        )

    head = {
        "title": source.title,
        "url": source.url,
        "accessed": source.accessed.isoformat(),
        "total": source.total,
        "exported": source.count,
    }
    yield json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}") + ',\n  "items": '
    yield from _json_list(map(item, pages))
    yield "\n}\n"


def _json_list(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    before = "[\n"
    for item in items:
        yield before + json.dumps(item, ensure_ascii=False, indent=2)
        before = ",\n"
    yield "[]" if before == "[\n" else "\n]"


def _markdown(pages: Iterable[EntryPage], source: Provenance) -> Iterator[str]:
    yield f"# {escaped(source.title)}\n\n"
    day = day_in_words(source.accessed.isoformat())
    yield f"Artdocket: {source.extent}, {day}, <{source.url}>. Information, not legal advice.\n"
    for page in pages:
        yield "\n" + digest(page, base_url=source.base_url)
        if note := source.note(page.card):
            yield f"\n**Note:** {escaped(note)}\n"


_WRITERS: Final = {
    "bib": _bibtex,
    "ris": _ris,
    "csl.json": _csl,
    "md": _markdown,
    "json": _json,
}
