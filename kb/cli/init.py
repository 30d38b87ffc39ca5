"""`kb init`: migrate, seed, index; running it again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kb.core.settings import Settings

if TYPE_CHECKING:
    from kb.core.database import Database


def init(
    new_secret_key: Annotated[
        bool,
        typer.Option("--new-secret-key", help="Accept that the secret key was changed on purpose."),
    ] = False,
) -> None:
    """Make the installation ready: migrate the database, load the seed, index. Idempotent."""
    settings = Settings.load()
    prepare(settings)
    if new_secret_key:
        _forget_key(settings)


def prepare(settings: Settings) -> None:
    """What `kb init` does; each step says what it did in one line."""
    from kb.core.database import Database

    settings.make_data_dir()
    database = Database(settings.resolved_database_url)
    try:
        database.check_reachable()
        _migrate(database)
        _seed(database)
        _index(settings, database)
    finally:
        database.close()


def _forget_key(settings: Settings) -> None:
    from kb.core.database import Database
    from kb.web.site import forget_key

    database = Database(settings.resolved_database_url)
    try:
        forget_key(database)
    finally:
        database.close()
    print("Secret key: the next process that serves decides which it is.")


def _migrate(database: Database) -> None:
    from kb.core.migrate import migrate

    if not migrate(database):
        return
    print("Database: the schema was brought up to date.")
    # A new column of a projected table is empty until the rows are written anew.
    from kb.entries.check import check_database

    mended = {fault.entry for fault in check_database(database, repair=True) if fault.repairable}
    if mended:
        print(f"Entries: the rows of {len(mended)} were written anew from their documents.")


def _seed(database: Database) -> None:
    from kb.cli.progress import progress
    from kb.core.resources import resource_dir
    from kb.entries.seed import load_seed, seed_files

    root = resource_dir("seed_data")
    with progress("Loading entries", len(list(seed_files(root)))) as step:
        report = load_seed(database, root, progress=step)
    if report is None:
        print("Entries: the seed is loaded, nothing changed.")
        return
    print(
        f"Entries: {len(report.created)} new, {len(report.changed)} changed, "
        f"{report.unchanged} unchanged."
    )
    for name in report.held_back:
        print(f"Held back: {name} was edited here, so its changed seed text is not laid over it.")


def _index(settings: Settings, database: Database) -> None:
    from kb.search.indexer import open_indexer

    indexer = open_indexer(settings, database)
    applied = indexer.catch_up()
    print(f"Index: {applied} entries indexed." if applied else "Index: up to date.")
