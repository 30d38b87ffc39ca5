"""`kb audit`: the record of who did what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.core.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The audit record.")


@app.callback()
def callback() -> None:
    """The audit record."""


@app.command()
def verify() -> None:
    """Recompute the hash chain of the audit record; fails at the first row that does not fit."""
    from kb.core import audit as record
    from kb.core.database import Database

    database = Database(Settings.load().resolved_database_url)
    database.check_reachable()
    with database.reading() as session:
        count = record.verify(session)
    print(f"The audit record is whole: {count} rows.")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write; a file that exists is replaced.")],
) -> None:
    """Write the audit record as JSON Lines, oldest row first, with its hashes."""
    from kb.core import audit as record
    from kb.core.database import Database

    database = Database(Settings.load().resolved_database_url)
    database.check_reachable()
    with database.reading() as session, file.open("w", encoding="utf-8") as written:
        count = sum(written.write(line) > 0 for line in record.exported(session))
    print(f"Wrote {count} rows to {file}.")
