"""Artdocket's own engine as the site uses it: parser, six facets, snippets and statements."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.search.corpus import seed
from kb.core.collecting import collect_seldom
from kb.search.engine import SearchRequest
from kb.search.whoosh_engine import WhooshEngine


class Engine:
    """The embedded engine, which threads share. It is built from whole entries, not from rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = WhooshEngine(folder / "whoosh", pages_limit=0)

    def build(self, rows: Iterable[dict[str, Any]]) -> None:
        """As `kb index rebuild` does."""
        self.engine.rebuild(self._documents())

    def _documents(self) -> Iterator[Any]:
        with (self.folder / "entries.pickle").open("rb") as file:
            while True:
                try:
                    yield pickle.load(file)
                except EOFError:
                    return

    def open(self) -> None:
        """Open what is there, as a server process does; nothing is warmed up."""
        collect_seldom()
        self.engine.state()

    def another(self) -> Engine:
        """The same engine: its threads share it."""
        return self

    def add(self, row: dict[str, Any]) -> None:
        """Commit one entry, visible to the next search."""
        self.engine.put([replace(seed()[0], slug=f"added-{row['id']}")])

    def rest(self) -> None:
        """Merge small segments, as a server does in the background."""
        self.engine.tidy()

    def search(self, query: dict[str, Any]) -> int | None:
        """A page: twenty results with snippets and statements, the total and six facets."""
        words = query["words"]
        match query["kind"]:
            case "phrase":
                typed = '"' + " ".join(words) + '"'
            case "prefix":
                typed = f"{words[0]}*"
            case "or4":
                typed = " OR ".join(words)
            case "fuzzy":
                typed = f"{words[0]}~1"
            case _:
                typed = " ".join(words)
        filters = {name: (value,) for name, value in query["filters"].items()}
        sort = "newest" if filters else "relevance"
        return self.engine.search(SearchRequest(q=typed, filters=filters, sort=sort)).total
