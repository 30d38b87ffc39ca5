"""Sources as they are declared in TOML, checked once, and kept as rows of `watch`.

The file is the truth for the sources that it names: a source that left it is switched off,
never forgotten, and one that an administrator declared on the site is left alone.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from sqlmodel import Session, col, select

from kb.core import clock
from kb.core.errors import ConfigurationError
from kb.entries import vocabulary
from kb.scraper.connectors import connectors
from kb.scraper.connectors.interface import WatchedSource
from kb.scraper.errors import SourceFailure
from kb.scraper.guard import Guard
from kb.scraper.tables import TRUSTS, Watch

FILE: Final = "sources.toml"
_COMMON: Final = frozenset({"name", "connector", "url", "entry", "document", "every", "trust"})
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}", re.ASCII)
_EVERY: Final = re.compile(r"([1-9][0-9]{0,3})([mhdw])", re.ASCII)
_SECONDS: Final = {"m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
LEAST_EVERY: Final = 300  # seconds; nobody is asked more often
_DEFAULT_EVERY: Final = "1d"


class InvalidSources(ConfigurationError):
    """A declaration that cannot be used; one line for each fault, with the source's name."""


@dataclass(frozen=True)
class Declaration:
    """A source as declared; `options` are those of its connector, checked."""

    name: str
    connector: str
    url: str
    entry: str | None
    document: str | None
    every: int  # seconds
    trust: str
    options: Mapping[str, Any]


def load_declarations(path: Path) -> tuple[Declaration, ...]:
    """The sources of a file; `InvalidSources` names every fault in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSources(f"{path.name} cannot be read: {error}.") from error
    rows = data.get("source", [])
    if set(data) - {"source"} or not isinstance(rows, list):
        raise InvalidSources(f"{path.name} must hold [[source]] tables and nothing else.")
    faults: list[str] = []
    found: dict[str, Declaration] = {}
    documents: set[tuple[str | None, str | None]] = set()
    for number, row in enumerate(rows, start=1):
        where = f"{path.name}, source {number}"
        try:
            declared = declaration(row)
        except InvalidSources as error:
            faults += [f"{where}: {line}" for line in str(error).splitlines()]
            continue
        if declared.name in found:
            faults.append(f"{where}: a second source has the name {declared.name}.")
        watched_document = (declared.entry, declared.document)
        if declared.document is not None and watched_document in documents:
            faults.append(f"{where}: {declared.entry} has a second source of {declared.document}.")
        documents.add(watched_document)
        found[declared.name] = declared
    if faults:
        raise InvalidSources("\n".join(faults))
    return tuple(found.values())


def declaration(row: Mapping[str, Any]) -> Declaration:
    """One source from its keys; `InvalidSources` with one line for every fault."""
    name, url = str(row.get("name", "")), str(row.get("url", ""))
    every = _seconds(str(row.get("every", _DEFAULT_EVERY)))
    faults = [f"{name}: {fault}" for fault in _faults(row, every)]
    known = connectors().get(str(row.get("connector", "")))
    options: Mapping[str, Any] = {}
    if known is not None:
        own = {key: value for key, value in row.items() if key not in _COMMON}
        try:
            options = known.options.model_validate(own).model_dump(mode="json")
        except ValidationError as error:
            for fault in error.errors():
                place = ".".join(str(part) for part in fault["loc"]) or "options"
                faults.append(f"{name}: {place}: {fault['msg']}.")
    if faults or every is None or known is None:
        raise InvalidSources("\n".join(faults))
    entry, document = row.get("entry"), row.get("document")
    return Declaration(
        name, known.name, url, str(entry) if entry is not None else None,
        str(document) if document is not None else None, every,
        str(row.get("trust", "propose")), options,
    )  # fmt: skip


def _faults(row: Mapping[str, Any], every: int | None) -> Iterator[str]:
    """What is wrong with the keys that every source has."""
    if _NAME.fullmatch(str(row.get("name", ""))) is None:
        yield "a name has small letters, digits and hyphens."
    if row.get("connector") not in connectors():
        yield f"connector must be one of {', '.join(sorted(connectors()))}."
    try:
        # Ports are the business of the guard that fetches: an intranet may be allowed there.
        Guard().check_url(re.sub(r"(?<=[^/]):\d+(?=/|$)", "", str(row.get("url", ""))))
    except SourceFailure as failure:
        yield str(failure)
    if every is None or every < LEAST_EVERY:
        yield "every must be a time such as 6h or 1d, five minutes at least."
    if row.get("trust", "propose") not in TRUSTS:
        yield f"trust must be one of {', '.join(TRUSTS)}."
    if str(row.get("entry", "case/")).partition("/")[0] not in vocabulary.KINDS:
        yield "entry must be kind/slug, such as policy/deviantart."


def _seconds(text: str) -> int | None:
    match = _EVERY.fullmatch(text.strip())
    return int(match[1]) * _SECONDS[match[2]] if match else None


def sync(session: Session, declarations: Iterable[Declaration], *, declared: str = "file") -> None:
    """Make the rows what is declared; what a source remembers stays."""
    wanted = {one.name: one for one in declarations}
    rows = {row.name: row for row in session.exec(select(Watch))}
    for name, one in wanted.items():
        if declared == "file" and name in rows and rows[name].declared == "admin":
            continue  # whoever changed it on the site knows better
        row = rows.get(name) or Watch(
            name=name, connector=one.connector, url=one.url, every=one.every, trust=one.trust,
            options="{}", declared=declared, next_run_at=clock.now(),
        )  # fmt: skip
        if row.connector != one.connector:
            row.state = "{}"  # another connector does not understand it
        row.connector, row.url, row.entry = one.connector, one.url, one.entry
        row.document, row.every, row.trust = one.document, one.every, one.trust
        row.options = json.dumps(dict(one.options), ensure_ascii=False, sort_keys=True)
        row.declared, row.enabled = declared, True
        session.add(row)
    if declared == "file":
        for name, row in rows.items():
            if row.declared == "file" and name not in wanted:
                row.enabled = False
                session.add(row)
    session.flush()


def watched(row: Watch) -> WatchedSource:
    """What a connector is given of a row."""
    options = connectors()[row.connector].options.model_validate_json(row.options)
    return WatchedSource(row.name, row.url, row.entry, row.document, options)


def watches(session: Session, names: Sequence[str] = ()) -> list[Watch]:
    """The sources that are switched on, by name; `InvalidSources` for a name that none has."""
    query = select(Watch).where(col(Watch.enabled)).order_by(col(Watch.name))
    rows = list(session.exec(query))
    unknown = sorted(set(names) - {row.name for row in rows})
    if unknown:
        raise InvalidSources(f"There is no source named {unknown[0]}; see `kb scrape list`.")
    return [row for row in rows if not names or row.name in names]
