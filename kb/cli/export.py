"""`kb export`: everything that is public, in one file."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kb.core.settings import Settings

if TYPE_CHECKING:
    from kb.entries.views import EntryPage


class Form(StrEnum):
    """What can be written."""

    JSONL = "jsonl"
    CSV = "csv"
    SQLITE = "sqlite"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"


#: The forms that `kb.exports.collection` writes, by their names there.
_COLLECTIONS: Final = {"csv": "csv", "bibtex": "bib", "ris": "ris", "csl": "csl.json"}


@dataclass
class Entries:
    """The entries to write, read as they are asked for: `count` so far, of a `day` or of today."""

    pages: Iterable[EntryPage]
    total: int
    day: dt.date | None
    step: Callable[[str], None]
    count: int = 0

    def __iter__(self) -> Iterator[EntryPage]:
        for page in self.pages:
            self.count += 1
            yield page
            self.step(page.card.url)


def export(
    out: Annotated[Path, typer.Argument(help="The file to write; - for standard output.")],
    form: Annotated[Form, typer.Option("--format", help="The form of the file.")],
    kind: Annotated[
        list[str] | None, typer.Option(help="Only case, policy, licence or law; may be repeated.")
    ] = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As it was public at the end of that day (UTC)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Write every public entry; a file appears, or is replaced, once all of it is written."""
    from kb.entries.vocabulary import KINDS

    kinds = tuple(kind or ())
    if unknown := [one for one in kinds if one not in KINDS]:
        raise typer.BadParameter(f"{unknown[0]} is none of {', '.join(KINDS)}", param_hint="--kind")
    day = as_of.date() if as_of else None
    if str(out) == "-":
        if form is Form.SQLITE:
            raise typer.BadParameter("a database cannot be written to standard output")
        with _entries(kinds, day, quiet=True) as entries:
            sys.stdout.writelines(_text(form, entries))
        return
    _refuse(out, force=force)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with _entries(kinds, day) as entries:
            _write(unfinished, form, entries)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"Entries written to {out}: {entries.count}.")


def _refuse(out: Path, *, force: bool) -> None:
    from kb.core.errors import InvalidInput

    if out.is_dir():
        raise InvalidInput(f"{out} is a folder; name a file.")
    if out.exists() and not force:
        raise InvalidInput(f"{out} exists already; --force replaces it.")
    if not out.absolute().parent.is_dir():
        raise InvalidInput(f"There is no folder {out.absolute().parent}.")


@contextmanager
def _entries(
    kinds: tuple[str, ...], day: dt.date | None, *, quiet: bool = False
) -> Iterator[Entries]:
    """What to write, with a progress bar unless `quiet`: standard output stays the file's."""
    from kb.cli.progress import progress
    from kb.core.database import Database
    from kb.entries.queries.whole import all_cards, count_public, pages_of, pages_on

    database = Database(Settings.load().resolved_database_url)
    try:
        database.check_reachable()
        with database.reading() as session:
            total = count_public(session, kinds=kinds, day=day)
            cards = all_cards(session, kinds=kinds)
            pages = pages_on(session, cards, day) if day else pages_of(session, cards)
            with nullcontext(_silent) if quiet else progress("Exporting", total) as step:
                yield Entries(pages, total, day, step)
    finally:
        database.close()


def _silent(_: str) -> None:
    """No progress."""


def _text(form: Form, entries: Entries) -> Iterator[str]:
    from kb.core import clock
    from kb.core.dates import day_in_words
    from kb.exports.collection import Provenance, export_pages
    from kb.exports.jsonl import jsonl

    base = Settings.load().public_url
    if form is Form.JSONL:
        return jsonl(entries, base_url=base)
    source = Provenance(
        title=f"as of {day_in_words(entries.day.isoformat())}" if entries.day else "all entries",
        url=base,
        total=entries.total,
        base_url=base,
        accessed=clock.today(),
        most=entries.total,
    )
    return export_pages(entries, _COLLECTIONS[form], source=source)


def _write(path: Path, form: Form, entries: Entries) -> None:
    if form is Form.SQLITE:
        _write_database(path, entries)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(_text(form, entries))


def _write_database(path: Path, entries: Entries) -> None:
    import kb
    from kb.core import clock
    from kb.exports.entry_json import moment
    from kb.exports.sqlite_file import write_sqlite

    base = Settings.load().public_url
    metadata = {
        "title": "Artdocket",
        "release": kb.__version__,
        "exported_at": moment(clock.now()),
        "as_of": (entries.day or clock.today()).isoformat(),
        "base_url": base,
        "licence": "CC BY 4.0",
        "notice": "Information, not legal advice.",
    }
    write_sqlite(path, entries, base_url=base, metadata=metadata)
