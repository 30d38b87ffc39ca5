"""A comparison of documents as an answer, within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kb.assistants.bounds import MOST_CHARACTERS
from kb.assistants.shapes import CellItem, ComparedGroup, ComparedLine
from kb.entries.comparison import Item, Line, compare
from kb.entries.documents import Document

MOST_ITEMS: Final = 20  # of a cell


def compared(documents: Sequence[Document]) -> tuple[list[ComparedGroup], list[str]]:
    """The groups of a comparison, and in words what had to be left out."""
    urls = [{source.id: source.url for source in one.sources} for one in documents]
    groups, left_out, size = [], [], 0
    for group in compare(documents):
        lines = [_line(line, urls) for line in group.lines]
        cut = [line.label for line in group.lines if max(map(len, line.cells)) > MOST_ITEMS]
        left_out += [f"{group.heading}, {label}: the first {MOST_ITEMS} are here" for label in cut]
        made = ComparedGroup(heading=group.heading, lines=lines)
        size += len(made.model_dump_json())
        if size > MOST_CHARACTERS:
            left_out.append(f"{group.heading}, and what follows it")
            break
        groups.append(made)
    return groups, left_out


def _line(line: Line, urls: Sequence[dict[str, str]]) -> ComparedLine:
    cells = [
        [_item(item, known) for item in cell[:MOST_ITEMS]]
        for cell, known in zip(line.cells, urls, strict=True)
    ]
    return ComparedLine(field=line.label, differs=line.differs, cells=cells)


def _item(item: Item, urls: dict[str, str]) -> CellItem:
    return CellItem(text=item.text, date=item.date, source_url=urls.get(item.source or ""))
