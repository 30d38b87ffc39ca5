"""`kb index`: the search index."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from kb.core.settings import Settings

if TYPE_CHECKING:
    from kb.search.indexer import Indexer

app = typer.Typer(no_args_is_help=True, help="The search index.")


@app.callback()
def callback() -> None:
    """The search index."""


@contextmanager
def opened() -> Iterator[Indexer]:
    """The indexer of this installation."""
    from kb.core.database import Database
    from kb.search.indexer import open_indexer

    settings = Settings.load()
    database = Database(settings.resolved_database_url)
    database.check_reachable()
    try:
        yield open_indexer(settings, database)
    finally:
        database.close()


@app.command()
def rebuild() -> None:
    """Build the index anew beside the old one and switch over when it is complete."""
    from kb.cli.progress import progress
    from kb.entries.queries import figures

    with opened() as indexer:
        with indexer.database.reading() as session:
            entries = sum(figures.kind_counts(session).values())
        with progress("Indexing", entries) as step:
            count = indexer.rebuild(lambda: step(""))
        indexer.engine.warm()  # which makes the vectors that meaning is found by
    print(f"The index was rebuilt: {count} entries.")


@app.command()
def verify() -> None:
    """Compare every document of the index with the database; exit code 1 if they differ."""
    with opened() as indexer:
        faults = indexer.verify()
    for fault in faults:
        print(fault)
    if faults:
        print("The index differs from the database; kb index rebuild mends it.", file=sys.stderr)
        raise typer.Exit(1)
    print("The index agrees with the database.")
