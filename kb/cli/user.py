"""`kb user`: accounts, and the only way to make the first admin."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from kb.core.errors import ConfigurationError
from kb.core.settings import Settings

if TYPE_CHECKING:
    from kb.core.database import Database

app = typer.Typer(no_args_is_help=True, help="Accounts.")
Name = Annotated[
    str, typer.Argument(help="Name of the account, as shown beside what it publishes.")
]
RoleName = Annotated[str, typer.Option("--role", help="reader, contributor, editor or admin.")]


@app.command()
def add(
    name: Name,
    role: RoleName = "contributor",
    from_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Add an account; asks for its password."""
    from kb.accounts import users
    from kb.accounts.actors import command_line

    password = sys.stdin.readline().rstrip("\r\n") if from_stdin else _asked()
    with _database() as database, database.writing() as session:
        made = users.add(session, actor=command_line(), name=name, role=role, password=password)
        print(f"Added {made.name} ({made.role}).")


@app.command("list")
def listed() -> None:
    """List every account with its role."""
    from kb.accounts import users

    with _database() as database, database.reading() as session:
        for account in users.listed(session):
            notes = [
                account.role,
                "disabled" if account.is_disabled else "",
                "" if account.has_password else "no password yet",
            ]
            print(f"{account.name}: {', '.join(filter(None, notes))}")


@app.command()
def role(
    name: Name, new_role: Annotated[str, typer.Argument(metavar="ROLE", help="The role.")]
) -> None:
    """Give an account another role; it is signed out everywhere."""
    from kb.accounts import users
    from kb.accounts.actors import command_line

    with _database() as database, database.writing() as session:
        account = users.named(session, name)
        users.change_role(session, account.id or 0, new_role, actor=command_line())
        print(f"{account.name} is {account.role} now.")


@app.command()
def disable(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Let its owner sign in again.")] = False,
) -> None:
    """Disable an account: nobody signs in to it, and its sessions end."""
    from kb.accounts import users
    from kb.accounts.actors import command_line

    with _database() as database, database.writing() as session:
        account = users.named(session, name)
        change = users.enable if undo else users.disable
        change(session, account.id or 0, actor=command_line())
        print(f"{account.name} is {'enabled' if undo else 'disabled'}.")


@contextmanager
def _database() -> Iterator[Database]:
    from kb.core.database import Database
    from kb.core.migrate import require_ready

    database = Database(Settings.load().resolved_database_url)
    try:
        database.check_reachable()
        require_ready(database)
        yield database
    finally:
        database.close()


def _asked() -> str:
    """The password, typed twice and not shown."""
    if not sys.stdin.isatty():
        raise ConfigurationError(
            "There is no terminal to ask for the password; use --password-stdin."
        )
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
