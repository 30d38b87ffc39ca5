"""The fields of the Whoosh index and how postings are laid out in it.

Text comes in analysed (`kb.search.terms`), so the fields take terms as they are. The schema is
stored in the index by reference to these classes: raise `VERSION` whenever they, the analysis
or the weights change, and every older index says that it must be rebuilt.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from whoosh import fields, formats

from kb.search import analysis, similar, terms
from kb.search.engine import FILTERS, IndexDocument, Key, Passage
from kb.search.whoosh_engine.postings import Gathered

VERSION: Final = 14
OWN, OTHER, MENTIONED, NAMES = "id_own", "id_other", "id_mentioned", "names"
NO_DAY: Final = -1
DAYS: Final = ("day_first", "day_last", "day_sort")
#: What is kept of a document as bytes. `sorted` has the key and, after a NUL, the title.
COLUMNS: Final = ("sorted", "days", "stored", "spans", "captured_spans", "captured")
#: The days of a document in the column `days`.
DAY: Final = np.dtype([(name, "<i4") for name in DAYS])
#: A stretch of a document's text in the column `spans`: place, number of its kind, weight.
SPAN: Final = np.dtype([("start", "<u4"), ("kind", "u1"), ("share", "<f2")])


def index_key(key: Key) -> str:
    """`case/andersen-v-stability-ai`: what a document goes by in the index."""
    return f"{key[0]}/{key[1]}"


def stem_field(scope: str) -> str:
    return f"{scope}_stems"


def exact_field(scope: str) -> str:
    return f"{scope}_exact"


def value_field(name: str) -> str:
    return f"value_{name}"


class TermsField(fields.FieldType):
    """Takes a mapping of terms to postings; keeps weights and positions.

    `ArrayWriter` calls `gather` for each document; nothing goes into lists of Whoosh's own.
    """

    def __init__(self) -> None:
        self.analyzer = None
        self.format = formats.Existence()
        self.scorable = False
        self.stored = False
        self.unique = False
        self.multitoken_query = "default"
        self.spelling = False
        self.vector = None
        self.column_type = None

    def gather(self, value: Any, document: int, into: Gathered) -> None:
        """Add the postings of one document."""
        into.add_text(document, value)


class ValuesField(TermsField):
    """Takes a collection of whole values, without weights or positions."""

    def gather(self, value: Iterable[str], document: int, into: Gathered) -> None:
        """Add the values of one document."""
        into.add_values(document, value)


def schema() -> Any:
    """The schema of an index."""
    found: dict[str, Any] = {
        "key": ValuesField(),
    }
    for scope in terms.ALL_SCOPES:
        found[stem_field(scope)] = TermsField()
        found[exact_field(scope)] = TermsField()
    for name in (*map(value_field, FILTERS), OWN, OTHER, MENTIONED, NAMES):
        found[name] = ValuesField()
    return fields.Schema(**found)


def row(document: IndexDocument) -> dict[str, Any]:
    """The arguments of Whoosh's `add_document` for a document."""
    text, captured = terms.text_terms(document), terms.captured_terms(document)
    key = index_key(document.key)
    made: dict[str, Any] = {
        "key": (key,),
        "sorted": f"{key}\0{_title_sort(document.title)}".encode(),
        "stored": pack(stored(document)),
        "spans": _packed(text.spans),
        "captured_spans": _packed(captured.spans),
        "captured": pack([_statement(passage) for passage in document.captured]),
        stem_field("text"): text.stems,
        exact_field("text"): text.exact,
        stem_field("captured"): captured.stems,
        exact_field("captured"): captured.exact,
        OWN: document.identifiers,
        OTHER: document.other_identifiers,
        MENTIONED: terms.mentions(document),
        NAMES: terms.names(document),
    }
    for scope in terms.SCOPES:
        found = terms.scope_terms(document, scope)
        made[stem_field(scope)] = found.stems
        made[exact_field(scope)] = found.exact
    for name, held in terms.values(document).items():
        made[value_field(name)] = held
    days = (document.date_earliest, document.date_latest, document.sort_date)
    ordinals = tuple(NO_DAY if day is None else day.toordinal() for day in days)
    made["days"] = np.array([ordinals], DAY).tobytes()
    return made


def _packed(spans: Iterable[terms.Span]) -> bytes:
    rows = [(span.start, terms.SPAN_KINDS.index(span.kind), span.share) for span in spans]
    return np.array(rows, SPAN).tobytes()


def pack(shown: Any) -> bytes:
    """What is shown of a document, or its captured texts, as compressed JSON; none of nothing."""
    return zlib.compress(json.dumps(shown).encode(), 1) if shown else b""


def unpack(packed: bytes) -> Any:
    """What `pack` packed; an empty list for nothing."""
    return json.loads(zlib.decompress(packed)) if packed else []


def _statement(passage: Passage) -> tuple[str, str, str | None, str, str]:
    return passage.kind, passage.label, passage.date, passage.anchor, passage.text


def _title_sort(title: str) -> str:
    return analysis.fold(analysis.normal(title))[:200]


def stored(document: IndexDocument) -> dict[str, Any]:
    """What a result shows, and the texts of which its snippet is made."""
    shown: dict[str, Any] = {
        "kind": document.kind,
        "slug": document.slug,
        "title": document.title,
        "short_name": document.short_name,
        "status": document.status,
        "jurisdiction": document.jurisdiction,
        "date": document.date,
        "language": document.language,
        "digest": document.digest(),
    }
    for name in terms.SNIPPET_TEXTS:
        shown[name] = getattr(document, name)
    shown["statements"] = [_statement(passage) for passage in terms.statements(document)]
    shown["telling"] = similar.telling_words(document)
    return shown
