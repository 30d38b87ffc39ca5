"""What admins do to watched sources on the site: declare, switch, run soon, give back.

A source that was changed on the site no longer follows the file of sources, until it is given
back to it. Each deed is a row of the audit record.
"""

from __future__ import annotations

import json
import tomllib
from typing import Any

from sqlmodel import Session, col, select

from kb.accounts.actors import Actor
from kb.accounts.permissions import require
from kb.core import audit, clock
from kb.core.errors import NotFound
from kb.scraper.connectors import connectors
from kb.scraper.declarations import Declaration, InvalidSources, declaration, sync
from kb.scraper.tables import Watch
from kb.scraper.watching import every_text

ACTION = "manage-sources"


def declare(session: Session, text: str, *, actor: Actor) -> str:
    """Declare one source as TOML and return its name; one of that name is replaced.

    `InvalidSources` has a line for every fault, as for the file.
    """
    require(actor, ACTION)
    wanted = _parsed(text)
    twin = select(Watch.name).where(
        col(Watch.entry) == wanted.entry, col(Watch.document) == wanted.document,
        col(Watch.name) != wanted.name, col(Watch.enabled),
    )  # fmt: skip
    other = session.exec(twin).first() if wanted.document is not None else None
    if other is not None:
        raise InvalidSources(f"{wanted.document} of {wanted.entry} is watched by {other} already.")
    sync(session, [wanted], declared="admin")
    _record(session, actor, "source declared", wanted.name, f"{wanted.connector} {wanted.url}")
    return wanted.name


def switch(session: Session, name: str, *, enabled: bool, actor: Actor) -> None:
    """Switch a source on or off."""
    require(actor, ACTION)
    watch = find(session, name)
    watch.enabled, watch.declared = enabled, "admin"
    session.add(watch)
    _record(session, actor, f"source switched {'on' if enabled else 'off'}", name)


def run_soon(session: Session, name: str, *, actor: Actor) -> None:
    """Have the next round of due sources run it, whenever it was due."""
    require(actor, ACTION)
    watch = find(session, name)
    watch.next_run_at = clock.now()
    session.add(watch)
    _record(session, actor, "source to be run", name)


def give_back(session: Session, name: str, *, actor: Actor) -> None:
    """Let the file of sources decide about a source again, from the next round on."""
    require(actor, ACTION)
    watch = find(session, name)
    watch.declared = "file"
    session.add(watch)
    _record(session, actor, "source given back to the file", name)


def find(session: Session, name: str) -> Watch:
    """The source of that name; `NotFound` if there is none."""
    watch = session.get(Watch, name.replace("\0", ""))
    if watch is None:
        raise NotFound(f"There is no source named “{name[:80]}”.")
    return watch


def as_toml(watch: Watch) -> str:
    """The declaration of a source, as one would write it; what is as usual is left out."""
    options: dict[str, Any] = json.loads(watch.options)
    fields = connectors()[watch.connector].options.model_fields
    usual = {name: field.get_default(call_default_factory=True) for name, field in fields.items()}
    own = {
        key: value
        for key, value in options.items()
        if value is not None and json.dumps(value) != json.dumps(usual.get(key))
    }
    pairs = {
        "name": watch.name, "connector": watch.connector, "url": watch.url, "entry": watch.entry,
        "document": watch.document, "every": every_text(watch.every), "trust": watch.trust, **own,
    }  # fmt: skip
    lines = [f"{key} = {_value(value)}" for key, value in pairs.items() if value is not None]
    return "\n".join(["[[source]]", *lines, ""])


def _value(value: Any) -> str:
    """A value in TOML, whose strings, numbers and lists are those of JSON."""
    if isinstance(value, dict):
        pairs = (f"{_value(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)


def _parsed(text: str) -> Declaration:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidSources(f"This is no TOML: {error}.") from error
    rows = data.get("source")
    if set(data) != {"source"} or not isinstance(rows, list) or len(rows) != 1:
        raise InvalidSources("Write one [[source]] table and nothing else.")
    return declaration(rows[0])


def _record(session: Session, actor: Actor, action: str, name: str, detail: str = "") -> None:
    audit.append(session, actor=actor.name, action=action, subject=f"source {name}", detail=detail)
