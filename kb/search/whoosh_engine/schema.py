"""The fields of the embedded index, and how a document is laid out in them.

Text comes in analysed (`kb.search.terms`), so the fields take terms as they are. Raise `VERSION`
whenever the fields, the analysis or the weights change, and every older index says that it must
be rebuilt.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np

from kb.search import analysis, similar, terms
from kb.search.engine import IndexDocument, Key, Passage
from kb.search.terms import Postings

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


class Row(NamedTuple):
    """A document as it is laid out: fields of text, fields of whole values, and columns.

    The terms of texts have weights and positions, values have neither.
    """

    texts: dict[str, Postings]
    values: dict[str, Iterable[str]]
    columns: dict[str, bytes]


def row(document: IndexDocument) -> Row:
    """A document as it is laid out in the index."""
    text, captured = terms.text_terms(document), terms.captured_terms(document)
    scopes = {scope: terms.scope_terms(document, scope) for scope in terms.SCOPES}
    key = index_key(document.key)
    texts: dict[str, Postings] = {}
    for scope, found in {"text": text, "captured": captured, **scopes}.items():
        texts[stem_field(scope)] = found.stems
        texts[exact_field(scope)] = found.exact
    values: dict[str, Iterable[str]] = {
        "key": (key,),
        OWN: document.identifiers,
        OTHER: document.other_identifiers,
        MENTIONED: terms.mentions(document),
        NAMES: terms.names(document),
        **{value_field(name): held for name, held in terms.values(document).items()},
    }
    days = (document.date_earliest, document.date_latest, document.sort_date)
    ordinals = tuple(NO_DAY if day is None else day.toordinal() for day in days)
    columns = {
        "sorted": f"{key}\0{_title_sort(document.title)}".encode(),
        "days": np.array([ordinals], DAY).tobytes(),
        "stored": pack(stored(document)),
        "spans": _packed(text.spans),
        "captured_spans": _packed(captured.spans),
        "captured": pack([_statement(passage) for passage in document.captured]),
    }
    return Row(texts, values, columns)


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
