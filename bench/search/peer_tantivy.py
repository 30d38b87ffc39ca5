"""Tantivy through its Python binding: stemmed, facets from fast fields, snippets of stored text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

FACETS = ("kind", "jurisdiction", "status")
_TEXTS = ["title", "text"]


class Engine:
    """One index, which threads share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tantivy"
        self.index: Any = None
        self.writer: Any = None

    @staticmethod
    def _schema() -> Any:
        made = tantivy.SchemaBuilder()
        made.add_integer_field("id", stored=True, indexed=True, fast=True)
        made.add_integer_field("day", stored=True, indexed=True, fast=True)
        for name in FACETS:
            made.add_text_field(
                name, stored=True, tokenizer_name="raw", index_option="basic", fast=True
            )
        for name in _TEXTS:
            made.add_text_field(name, stored=True, tokenizer_name="en_stem")
        return made.build()

    @staticmethod
    def _document(row: dict[str, Any]) -> Any:
        return tantivy.Document(**{name: value for name, value in row.items() if value is not None})

    def build(self, rows: Iterable[dict[str, Any]]) -> None:
        """Two threads with 256 MB, and its merges waited for."""
        self.folder.mkdir()
        writer = tantivy.Index(self._schema(), path=str(self.folder)).writer(256_000_000, 2)
        for row in rows:
            writer.add_document(self._document(row))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """Open the index."""
        self.index = tantivy.Index.open(str(self.folder))
        self.index.reload()

    def another(self) -> Engine:
        """The same index: a searcher is made for every search."""
        return self

    def add(self, row: dict[str, Any]) -> None:
        """Commit one entry, visible to the next search."""
        self.writer = self.writer or self.index.writer(50_000_000, 1)
        self.writer.add_document(self._document(row))
        self.writer.commit()
        self.index.reload()

    def rest(self) -> None:
        """Nothing: it merges by itself."""

    def search(self, query: dict[str, Any]) -> int | None:
        """A page: twenty results with snippets, the total and three facets."""
        words = tantivy_query = self._query(query["kind"], query["words"])
        schema = self.index.schema
        filters = [
            (tantivy.Occur.Must, tantivy.Query.term_query(schema, name, value))
            for name, value in query["filters"].items()
        ]
        searcher = self.index.searcher()
        if filters:
            tantivy_query = tantivy.Query.boolean_query([(tantivy.Occur.Must, words), *filters])
            found = searcher.search(tantivy_query, 20, count=True, order_by_field="day")
        else:
            found = searcher.search(tantivy_query, 20, count=True)
        documents = [searcher.doc(address) for _, address in found.hits]
        snippets = tantivy.SnippetGenerator.create(searcher, words, schema, "text")
        snippets.set_max_num_chars(220)
        for document in documents:
            document.get_first("title")
            snippets.snippet_from_doc(document).to_html()
        facets = {name: {"terms": {"field": name, "size": 50}} for name in FACETS}
        searcher.aggregate(tantivy_query, facets)
        return int(found.count)

    def _query(self, kind: str, words: list[str]) -> Any:
        schema, queries = self.index.schema, tantivy.Query
        match kind:
            case "phrase":
                return self.index.parse_query('"' + " ".join(words) + '"', _TEXTS)
            case "prefix":
                either = [queries.regex_query(schema, name, f"{words[0]}.*") for name in _TEXTS]
                return queries.disjunction_max_query(either)
            case "fuzzy":
                either = [queries.fuzzy_term_query(schema, name, words[0], 1, True, False)
                          for name in _TEXTS]  # fmt: skip
                return queries.disjunction_max_query(either)
            case "or4":
                return self.index.parse_query(" OR ".join(words), _TEXTS)
            case _:
                return self.index.parse_query(" AND ".join(words), _TEXTS)
