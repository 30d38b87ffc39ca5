"""`kb citations`: relations between entries that their texts suggest."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.core.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Citations between entries.")


@app.callback()
def callback() -> None:
    """Citations between entries."""


@app.command("propose")
def propose(
    entries: Annotated[
        list[str] | None, typer.Argument(help="Such as cases/kadrey-v-meta; all without any.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be proposed, and propose nothing.")
    ] = False,
) -> None:
    """Read the texts of entries and propose a relation for each entry that they cite.

    What was proposed before is not proposed again, whatever was decided about it.
    """
    from kb.cli.progress import progress
    from kb.core.database import Database
    from kb.editorial import citing
    from kb.entries.queries.named import published_entries
    from kb.sources.bodies import BodyStore

    settings = Settings.load()
    database = Database(settings.resolved_database_url)
    database.check_reachable()
    store = BodyStore(settings.archive_dir)
    with database.reading() as session:
        names = published_entries(session, entries)
    proposals = 0
    with progress("Reading entries", len(names)) as step:
        for entry_id, name in names.items():
            with database.reading() as session:
                found = citing.citations_of(session, entry_id, store)
            if found and dry_run:
                print(f"{name}: {', '.join(dict.fromkeys(one.card.name for one in found))}")
            elif found:
                with database.writing() as session:
                    proposals += citing.propose(session, entry_id, found) is not None
            step(name)
    if not dry_run:
        print(f"Entries read: {len(names)}. Proposals made: {proposals}.")
