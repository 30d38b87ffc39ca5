"""`kb check`: do documents, rows, index and archive agree, and are the facts sound?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kb.core.settings import Settings

if TYPE_CHECKING:
    from kb.core.database import Database


def check(
    facts: Annotated[bool, typer.Option("--facts", help="Check the seed's facts instead.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild what can be rebuilt.")] = False,
) -> None:
    """Compare documents, rows, audit record, index and archive; exit code 1 if they differ."""
    if facts:
        _check_facts()
        return
    from kb.core.database import Database

    settings = Settings.load()
    database = Database(settings.resolved_database_url)
    database.check_reachable()
    try:
        left = _check_database(database, repair=repair)
        left += _check_index(settings, database, repair=repair)
        left += _check_archive(settings, database)
    finally:
        database.close()
    if left:
        raise typer.Exit(1)


def _check_database(database: Database, *, repair: bool) -> int:
    from kb.core import audit
    from kb.entries.check import check_database

    left = 0
    faults = check_database(database, repair=repair)
    for fault in faults:
        mended = repair and fault.repairable
        left += not mended
        print(f"{fault} (repaired)" if mended else str(fault))
    with database.reading() as session:
        rows = audit.verify(session)
    if not faults:
        print(f"Documents and rows agree; the audit record of {rows} rows is whole.")
    return left


def _check_index(settings: Settings, database: Database, *, repair: bool) -> int:
    from kb.search.indexer import open_indexer

    indexer = open_indexer(settings, database)
    faults = indexer.verify()
    for fault in faults:
        print(f"Index: {fault}")
    if not faults:
        print("The index agrees with the database.")
    elif repair:
        print(f"Index: rebuilt with {indexer.rebuild()} entries.")
        return 0
    return len(faults)


def _check_archive(settings: Settings, database: Database) -> int:
    from kb.scraper.archive_check import check_archive
    from kb.sources.bodies import BodyStore

    state = check_archive(database, BodyStore(settings.archive_dir))
    for fault in state.faults:
        print(f"Archive: {fault}")
    if not state.faults:
        print(
            f"The archive has all {state.bodies} bodies that are needed, each as it was received."
        )
    if state.orphans:
        print(f"Archive: {state.orphans} bodies are needed by nothing; they do no harm.")
    return len(state.faults)


def _check_facts() -> None:
    from kb.core.resources import resource_dir
    from kb.entries.facts_check import check_facts
    from kb.entries.seed import read_seed

    seed = read_seed(resource_dir("seed_data"))
    findings = check_facts(seed.documents, seed.courts)
    errors = 0
    for finding in findings:
        errors += finding.level == "error"
        print(f"{finding.level}: {finding}")
    print(f"{len(seed.documents)} documents, {errors} errors, {len(findings) - errors} notices.")
    if errors:
        print("The facts have errors.", file=sys.stderr)
        raise typer.Exit(1)
