"""The seed as files: documents, courts and changes of terms that a new installation starts with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from kb.entries.documents.codec import DocumentError, fault_lines, parse_document
from kb.entries.documents.kinds import Document
from kb.entries.documents.parts import Court, ServiceChange
from kb.entries.vocabulary import KIND_PLURALS

Model = TypeVar("Model", bound=BaseModel)


def load_documents(root: Path) -> list[Document]:
    """Every document under `cases/`, `policies/`, `licences/` and `laws/`, by kind and slug.

    Raises `DocumentError` with the faults of all files, so that a person mends them in one go.
    """
    documents: list[Document] = []
    faults: list[str] = []
    for kind, folder in KIND_PLURALS.items():
        for path in sorted((root / folder).glob("*.json")):
            try:
                documents.append(_load(path, kind=kind))
            except DocumentError as error:
                faults.append(str(error))
    if faults:
        raise DocumentError("\n".join(faults))
    return documents


def _load(path: Path, *, kind: str) -> Document:
    where = _where(path, parents=2)
    document = parse_document(_read(path, where), where=where)
    if document.kind != kind:
        raise DocumentError(f"{where}: kind: a {document.kind} does not belong in this folder")
    if document.slug != path.stem:
        raise DocumentError(f"{where}: slug: {document.slug!r} is not the name of the file")
    return document


def load_courts(path: Path) -> list[Court]:
    """The courts of `courts.json`; raises `DocumentError` with every fault, doubles included."""
    where = _where(path, parents=1)
    courts = _load_list(path, where, Court)
    seen: set[str] = set()
    for n, court in enumerate(courts):
        if court.id in seen:
            raise DocumentError(f"{where}: [{n}].id: another court has the id {court.id!r}")
        seen.add(court.id)
    return courts


def load_service_changes(path: Path) -> list[ServiceChange]:
    """Changes of terms of services without an entry (`policy-changes-elsewhere.json`)."""
    return _load_list(path, _where(path, parents=1), ServiceChange)


def _load_list(path: Path, where: str, model: type[Model]) -> list[Model]:
    try:
        return TypeAdapter(list[model]).validate_python(_read(path, where))  # type: ignore[valid-type]  # built at run time
    except ValidationError as error:
        raise DocumentError("\n".join(fault_lines(where, error))) from None


def _read(path: Path, where: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DocumentError(f"{where}: cannot be read as JSON: {error}") from None


def _where(path: Path, *, parents: int) -> str:
    """`seed_data/cases/x.json`: the file as a person knows it, without the rest of the path."""
    return "/".join(path.absolute().parts[-parents - 1 :])
