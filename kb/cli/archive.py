"""`kb archive`: what was fetched."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.core.settings import Settings

if TYPE_CHECKING:
    from kb.core.database import Database
    from kb.sources.bodies import BodyStore

app = typer.Typer(no_args_is_help=True, help="The archive of what was fetched.")


@app.callback()
def callback() -> None:
    """The archive of what was fetched."""


def _opened() -> tuple[Database, BodyStore]:
    from kb.core.database import Database
    from kb.sources.bodies import BodyStore

    settings = Settings.load()
    database = Database(settings.resolved_database_url)
    database.check_reachable()
    return database, BodyStore(settings.archive_dir)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write, such as archive.warc.gz.")],
    source: Annotated[
        str | None, typer.Option(help="Only what this watched source fetched.")
    ] = None,
    since: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only what was fetched on this day or later."),
    ] = None,
) -> None:
    """Write archived copies as WARC; a file that exists is replaced once all is written."""
    from kb.exports.warc import write_warc
    from kb.sources.archive import chosen_copies, looks_again

    database, store = _opened()
    oldest = since.replace(tzinfo=dt.UTC) if since else None
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with database.reading() as session, unfinished.open("wb") as out:
            copies = chosen_copies(session, watch=source, since=oldest)
            again = looks_again(session, watch=source, since=oldest)
            written = write_warc(out, copies, store, again=again)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"Copies written to {file}: {written.copies}.")
    if written.revisits:
        print(f"Looks that found one of them again: {written.revisits}.")
    if written.missing:
        print(f"Copies left out, as they were thinned: {written.missing}.", file=sys.stderr)


@app.command()
def thin(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many copies would go.")
    ] = False,
) -> None:
    """Remove copies that stand between two of the same text and differ from them in noise."""
    from kb.scraper.thinning import thin_archive

    done = thin_archive(*_opened(), dry_run=dry_run)
    if dry_run:
        print(f"Copies that could be thinned: {done.copies}. Nothing was written.")
    else:
        print(f"Copies thinned: {done.copies}; bodies removed: {done.bodies}.")
