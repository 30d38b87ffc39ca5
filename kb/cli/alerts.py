"""`kb alerts`: telling and sending by hand, and how alerts stand."""

from __future__ import annotations

import dataclasses
import json
import sys
from contextlib import closing
from typing import Annotated

import typer

from kb.core.settings import Settings

app = typer.Typer(no_args_is_help=True, help="What people asked to be told.")


@app.command()
def run() -> None:
    """Tell subscriptions what happened, send what waits, then end."""
    from kb.core.database import Database
    from kb.core.errors import Conflict
    from kb.jobs.alerts import AlertKeeper
    from kb.search import open_engine

    settings = Settings.load()
    with closing(Database(settings.resolved_database_url)) as database:
        database.check_reachable()
        done = AlertKeeper(database, settings, open_engine(settings, database)).look()
    if done is None:
        raise Conflict("Another process sends alerts at the moment.")
    for one in done:
        print(f"{one.channel} {one.number}: {one.outcome.state} {one.outcome.error}".rstrip())
    print(f"{len(done)} handled.")
    if any(one.outcome.state in {"again", "failed", "uncertain"} for one in done):
        sys.exit(1)


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how the alerts of every account stand; nothing of what they say."""
    from kb.alerts.views import standings
    from kb.core.database import Database

    settings = Settings.load()
    with closing(Database(settings.resolved_database_url)) as database:
        database.check_reachable()
        with database.reading() as session:
            found = standings(session)
    if as_json:
        print(json.dumps([dataclasses.asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        print(
            f"{one.account}: {one.subscriptions} alerts, {one.waiting} waiting, "
            f"{one.failed} failed, {one.uncertain} uncertain"
        )
    mail = "sent" if settings.sends_mail else "not sent: KB_SMTP_URL and KB_BASE_URL are needed"
    print(f"{len(found)} accounts with alerts. Mail is {mail}.")
