"""`kb import`: documents from files, as proposals or published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.core.settings import Settings

if TYPE_CHECKING:
    from kb.editorial.bulk import Incoming, Outcome


def import_(
    path: Annotated[Path, typer.Argument(help="A .json, .jsonl or .csv file, or a folder.")],
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish at once instead of proposing.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    kind: Annotated[
        str | None,
        typer.Option(help="Refuse documents of other kinds: case, policy, licence, law."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, in one line, for the public history.")] = "",
) -> None:
    """Bring documents in, as proposals unless --publish; an import that was cut short goes on."""
    from kb.editorial.bulk import read_import
    from kb.entries.vocabulary import KINDS

    if kind is not None and kind not in KINDS:
        raise typer.BadParameter(f"choose one of {', '.join(KINDS)}", param_hint="--kind")
    incoming = read_import(path, kind=kind)
    outcome = _run(incoming, publish=publish, dry_run=dry_run, reason=reason)
    deed = "Would import" if dry_run else "Imported"
    print(f"{deed} {incoming.name}: {_counts(outcome)}.")


def _run(incoming: Incoming, *, publish: bool, dry_run: bool, reason: str) -> Outcome:
    from kb.accounts.actors import command_line
    from kb.cli.progress import progress
    from kb.core.database import Database
    from kb.editorial.bulk import run_import
    from kb.search.indexer import open_indexer

    settings = Settings.load()
    database = Database(settings.resolved_database_url)
    try:
        database.check_reachable()
        with progress("Importing", incoming.total) as step:
            outcome = run_import(
                database,
                incoming,
                actor=command_line(),
                publish=publish,
                dry_run=dry_run,
                reason=reason,
                progress=step,
                protected=settings.two_person_fields,
            )
        if publish and not dry_run:
            open_indexer(settings, database).catch_up()
    finally:
        database.close()
    return outcome


def _counts(outcome: Outcome) -> str:
    told = {
        "created": outcome.created,
        "changed": outcome.changed,
        "proposed": outcome.proposed,
        "unchanged": outcome.unchanged,
        "done before": outcome.skipped,
    }
    return ", ".join(f"{count} {word}" for word, count in told.items() if count) or "nothing"
