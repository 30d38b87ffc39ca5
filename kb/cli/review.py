"""`kb review`: what waits for a decision."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from kb.core.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Proposals that wait for a decision.")


@app.callback()
def callback() -> None:
    """Proposals that wait for a decision."""


@app.command("list")
def list_(
    kind: Annotated[str | None, typer.Option(help="Only of one kind of entry.")] = None,
    origin: Annotated[
        str | None, typer.Option(help="Only from a reader, contributor, editor, scraper, import.")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=1000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the queue, oldest first: number, age, entry, where it comes from and why."""
    from kb.accounts.actors import command_line
    from kb.core.database import Database
    from kb.editorial.queue import QueueFilter, queue

    database = Database(Settings.load().resolved_database_url)
    database.check_reachable()
    with database.reading() as session:
        wanted = QueueFilter(kind=kind, origin=origin)
        page = queue(session, wanted, actor=command_line(), limit=limit)
    if as_json:
        items = [dataclasses.asdict(item) for item in page.items]
        print(json.dumps({"total": page.total, "items": items}, ensure_ascii=False, default=str))
        return
    for item in page.items:
        print(
            f"{item.id:>6}  {item.age:>3} d  {item.kind}/{item.slug}  {item.author}: {item.reason}"
        )
    more = page.total - len(page.items)
    print(f"{page.total} open" + (f", {more} of them not shown." if more else "."))
