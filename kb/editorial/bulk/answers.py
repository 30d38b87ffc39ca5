"""Answers of policies and licences as a table: one row an answer, merged into what is published.

Columns: `slug`, `question`, `value`; and if there is something to say `kind` (policy unless it is
licence), `note`, `since`, `certainty`, `not_before`, `pinpoint`, and the source: `source` (the id
of one that the document has) or `url`, `title` and `source_kind`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kb.entries.documents import Document, DocumentError, parse_document

_ANSWER_KEYS: Final = ("value", "note", "since", "certainty", "not_before", "pinpoint")
_REQUIRED: Final = ("slug", "question", "value")

Data = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One answer; it changes the published document of its entry."""

    where: str  # file and line
    kind: str  # policy or licence
    slug: str
    question: str
    cells: Mapping[str, str]


def read_answers(name: str, text: str, faults: list[str]) -> Iterator[Row]:
    """The rows of a CSV file; what is wrong with the others goes into `faults`."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in _REQUIRED if column not in (reader.fieldnames or ())]
    if missing:
        faults.append(f"{name}: lacks the column {', '.join(missing)}")
        return
    for cells in reader:
        where = f"{name}:{reader.line_num}"
        given = {key: (value or "").strip() for key, value in cells.items() if isinstance(key, str)}
        kind = given.get("kind") or "policy"
        if kind not in {"policy", "licence"}:
            faults.append(f"{where}: kind: only policies and licences have answers")
        elif not all(given[column] for column in _REQUIRED):
            faults.append(f"{where}: slug, question and value are needed")
        else:
            yield Row(where, kind, given["slug"], given["question"], given)


def by_entry(rows: list[Row]) -> tuple[tuple[Row, ...], ...]:
    """The rows of each entry together, in the order of their first ones."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.kind, row.slug), []).append(row)
    return tuple(map(tuple, found.values()))


def with_answers(data: Mapping[str, Any], rows: tuple[Row, ...]) -> Document:
    """The document with the answers of these rows; `DocumentError` names file and line.

    A row's `source` is the id of a source of the document; without one, its `url` and `title`
    make a new source, and without these the answer keeps the source that it had.
    """
    changed: Data = json.loads(json.dumps(data))
    field = "answers" if changed["kind"] == "policy" else "terms"
    answers = changed.setdefault(field, {})
    for row in rows:
        answer = {key: row.cells[key] for key in _ANSWER_KEYS if row.cells.get(key)}
        answer["source"] = _source(changed, row, answers.get(row.question, {}))
        answers[row.question] = answer
    return parse_document(changed, where=", ".join(dict.fromkeys(row.where for row in rows[:3])))


def _source(data: Data, row: Row, before: Mapping[str, Any]) -> str:
    url = row.cells.get("url")
    if row.cells.get("source") or not url:
        found = row.cells.get("source") or before.get("source")
        if not found:
            raise DocumentError(f"{row.where}: a new answer needs a source, or url and title")
        return str(found)
    for source in data["sources"]:
        if source["url"] == url:
            return str(source["id"])
    number = max(int(source["id"][1:]) for source in data["sources"]) + 1
    made = {"id": f"s{number}", "url": url, "title": row.cells.get("title") or url}
    data["sources"].append(made | {"kind": row.cells.get("source_kind") or "primary"})
    return f"s{number}"
