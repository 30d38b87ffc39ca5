"""`kb scrape`: the watched sources, and running them."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.progress import progress
from kb.core import clock
from kb.core.settings import Settings

if TYPE_CHECKING:
    from kb.core.database import Database
    from kb.scraper.recording import SourceResult
    from kb.scraper.tables import Watch

app = typer.Typer(no_args_is_help=True, help="The watched sources.")

Sources = Annotated[
    Path | None,
    typer.Option("--sources", help="File of declared sources; else the one that comes with kb."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def callback() -> None:
    """The watched sources."""


@contextmanager
def opened(sources: Path | None) -> Iterator[tuple[Database, Settings]]:
    """The database of this installation, in which the declared sources are known."""
    from kb.core.database import Database
    from kb.jobs.scrape import declared
    from kb.scraper.declarations import sync

    settings = Settings.load()
    database = Database(settings.resolved_database_url)
    database.check_reachable()
    try:
        found = declared(sources)
        with database.writing() as session:
            sync(session, found)
        yield database, settings
    finally:
        database.close()


@app.command("list")
def list_(sources: Sources = None, as_json: AsJson = False) -> None:
    """Show every source with its last result, its next run and its class of failure."""
    from kb.scraper.declarations import watches

    with opened(sources) as (database, _), database.reading() as session:
        rows = [_row(watch) for watch in watches(session)]
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        state = row["failure"] or row["status"] or "never run"
        print(f"{row['source']:<44} {row['connector']:<18} {state:<16} next {row['next_run']}")
    print(f"{len(rows)} sources.", file=sys.stderr)


def _row(watch: Watch) -> dict[str, object]:
    return {
        "source": watch.name,
        "connector": watch.connector,
        "url": watch.url,
        "entry": watch.entry,
        "status": watch.last_status,
        "failure": watch.failure,
        "message": watch.message,
        "failures": watch.failures,
        "last_run": _moment(watch.last_run_at),
        "last_success": _moment(watch.last_success_at),
        "next_run": _moment(watch.next_run_at) or "now",
    }


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


@app.command()
def run(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names of sources; all of them without one.")
    ] = None,
    sources: Sources = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Look, and say what would be proposed.")
    ] = False,
    as_json: AsJson = False,
    since: Annotated[
        str | None,
        typer.Option(help="Only sources that were not run within this time, such as 6h or 2d."),
    ] = None,
) -> None:
    """Look at sources now; exit code 1 if one failed that never succeeded."""
    from kb.scraper.declarations import watches

    oldest = clock.now() - _span(since) if since else None
    with opened(sources) as (database, settings):
        with database.reading() as session:
            rows = watches(session, names or ())
            session.expunge_all()
        if oldest is not None:
            rows = [row for row in rows if row.last_run_at is None or row.last_run_at < oldest]
        results = _run(database, settings, rows, dry_run=dry_run, quiet=as_json)
    if as_json:
        print(json.dumps([result.as_json() for result in results], indent=2))
    else:
        _tell(results, dry_run=dry_run)
    if any(result.never_succeeded for result in results):
        raise typer.Exit(1)


def _run(
    database: Database, settings: Settings, rows: Sequence[Watch], *, dry_run: bool, quiet: bool
) -> list[SourceResult]:
    from kb.jobs.scrape import index_texts, opened_runner
    from kb.sources.bodies import BodyStore

    results: list[SourceResult] = []
    with (
        tempfile.TemporaryDirectory() as scratch,
        opened_runner(
            database,
            settings,
            store=BodyStore(settings.archive_dir, writes=Path(scratch) if dry_run else None),
            dry_run=dry_run,
        ) as runner,
        nullcontext(lambda _: None) if quiet else progress("Looking at sources", len(rows)) as step,
    ):
        for result in runner.run(rows):
            step(result.source)
            results.append(result)
    if not dry_run:
        index_texts(database, settings)
    return sorted(results, key=lambda result: result.source)


def _tell(results: Sequence[SourceResult], *, dry_run: bool) -> None:
    from kb.scraper.errors import WAITING

    for result in results:
        if result.failure == WAITING:
            print(f"{result.source}: waits: {result.message}")
        elif result.status == "failed":
            print(f"{result.source}: failed ({result.failure}): {result.message}")
        elif result.status == "changed":
            told = f"{result.findings} found, {result.versions} versions, "
            told += f"{result.proposals} proposed, {result.published} published"
            print(f"{result.source}: {told}")
    waiting = sum(result.failure == WAITING for result in results)
    failed = sum(result.status == "failed" for result in results) - waiting
    changed = sum(result.status == "changed" for result in results)
    ending = " Nothing was written." if dry_run else ""
    waits = f", {waiting} waiting for the operator" if waiting else ""
    print(f"{len(results)} sources: {changed} changed, {failed} failed{waits}.{ending}")


def _span(text: str) -> dt.timedelta:
    match = re.fullmatch(r"([1-9][0-9]{0,4})([mhd])", text)
    if match is None:
        raise typer.BadParameter("give a time such as 30m, 6h or 2d", param_hint="--since")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[match[2]]
    return dt.timedelta(**{unit: int(match[1])})
