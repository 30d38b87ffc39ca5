"""Files to documents: JSON, JSON Lines, and CSV with the answers of policies or licences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kb.core.errors import InvalidInput
from kb.editorial.bulk.answers import Row, by_entry, read_answers
from kb.entries.documents import Document, DocumentError, parse_document

FORMS: Final = (".json", ".jsonl", ".csv")
MAX_FILE: Final = 200 << 20  # bytes; of JSON Lines, which is read line by line, there is no limit
MOST_FAULTS: Final = 100  # are listed

Item = Document | tuple[Row, ...]


@dataclass(frozen=True)
class Incoming:
    """Everything that an import brings; `digest` tells one import from another by its content."""

    name: str
    digest: str
    files: tuple[Path, ...]
    names: frozenset[tuple[str, str]]  # kind and slug of every document
    answers: tuple[tuple[Row, ...], ...]  # by entry

    @property
    def total(self) -> int:
        """How many entries it touches."""
        return len(self.names) + len(self.answers)

    def items(self) -> Iterator[Item]:
        """Every document, read from its file when its turn comes, then the answers by entry."""
        faults: list[str] = []
        for file in self.files:
            yield from (document for _, document in _documents(file, faults))
            if faults:
                raise InvalidInput(f"{file.name} was changed while it was imported.")
        yield from self.answers


def read_import(path: Path, *, kind: str | None = None) -> Incoming:
    """Validate a file, or every file of a folder in the order of their names.

    With `kind`, documents of other kinds are refused. Raises `InvalidInput`: no such file, no
    form that is known, or one line for every fault in the documents.
    """
    files = tuple(_files(path))
    digest = hashlib.sha256()
    names: set[tuple[str, str]] = set()
    rows: list[Row] = []
    faults: list[str] = []
    for file in files:
        with file.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").digest()
        digest.update(file.name.encode() + b"\0" + content)
        if file.suffix == ".csv":
            rows += read_answers(file.name, _text(file), faults)
        for where, document in _documents(file, faults):
            if kind is not None and document.kind != kind:
                faults.append(f"{where}: kind: is {document.kind}, and only {kind} was asked for")
            if (document.kind, document.slug) in names:
                faults.append(f"{where}: {document.kind}/{document.slug} comes more than once")
            names.add((document.kind, document.slug))
    _require_sound(path, faults, is_empty=not names and not rows)
    return Incoming(path.name, digest.hexdigest(), files, frozenset(names), by_entry(rows))


def _require_sound(path: Path, faults: list[str], *, is_empty: bool) -> None:
    if faults:
        more = len(faults) - MOST_FAULTS
        told = [*faults[:MOST_FAULTS], *([f"… and {more} more faults"] if more > 0 else [])]
        raise InvalidInput("\n".join(told))
    if is_empty:
        raise InvalidInput(f"{path} holds no document.")


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix in FORMS)
        if not found:
            raise InvalidInput(f"The folder {path} has no file ending in {', '.join(FORMS)}.")
        yield from found
    elif not path.is_file():
        raise InvalidInput(f"There is no file {path}.")
    elif path.suffix not in FORMS:
        raise InvalidInput(f"{path.name} does not end in {', '.join(FORMS)}.")
    else:
        yield path


def _documents(file: Path, faults: list[str]) -> Iterator[tuple[str, Document]]:
    """Each document with the place where it stands; what is no document goes into `faults`."""
    for where, value in _values(file, faults):
        data = _unwrapped(value)
        try:
            if not isinstance(data, dict):
                raise DocumentError(f"{where}: is not a document")
            yield where, parse_document(data, where=where)
        except DocumentError as error:
            faults.append(str(error))


def _unwrapped(value: Any) -> Any:
    """The document of an entry as `kb export` and the API give it; anything else as it is."""
    if isinstance(value, dict) and isinstance(value.get("document"), dict):
        return value["document"]
    return value


def _values(file: Path, faults: list[str]) -> Iterator[tuple[str, Any]]:
    if file.suffix == ".jsonl":
        yield from _lines(file, faults)
    elif file.suffix == ".json":
        data = _parsed(file.name, _text(file), faults)
        if isinstance(data, list):
            yield from ((f"{file.name}[{n}]", item) for n, item in enumerate(data))
        elif data is not None:
            yield file.name, data


def _lines(file: Path, faults: list[str]) -> Iterator[tuple[str, Any]]:
    with file.open(encoding="utf-8-sig") as opened:
        try:
            for number, line in enumerate(opened, start=1):
                where = f"{file.name}:{number}"
                data = _parsed(where, line, faults) if line.strip() else None
                if data is not None:
                    yield where, data
        except UnicodeDecodeError:
            faults.append(f"{file.name} is not UTF-8")


def _text(file: Path) -> str:
    if file.stat().st_size > MAX_FILE:
        raise InvalidInput(f"{file.name} is larger than {MAX_FILE >> 20} MB; split it.")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file.name} is not UTF-8 (at byte {error.start}).") from None


def _parsed(where: str, text: str, faults: list[str]) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        faults.append(f"{where}: cannot be read as JSON: {error}")
        return None
