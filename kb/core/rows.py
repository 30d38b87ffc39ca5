"""Single rows without the unit of work of the ORM, for what is written and read in thousands.

The ORM's bookkeeping costs several times what the statement does. Rows that come from here are
plain values: changing one changes nothing in the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Insert, Select, Table, Update, bindparam
from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)


def insert(session: Session, row: SQLModel) -> int:
    """Insert a row of a table that numbers its rows; gives the row its number and returns it."""
    told = vars(row)
    values = {name: told.get(name) for name in _columns(type(row))}
    if values["id"] is None:
        del values["id"]
    done = session.connection().execute(_insert(type(row)), values)
    key = done.inserted_primary_key
    assert key is not None
    number: int = key[0]
    row.id = number  # of a table that numbers its rows
    return number


def first(
    session: Session, table: type[Row], query: Select[*tuple[Any, ...]], asked: Mapping[str, Any]
) -> Row | None:
    """The first row of a query for all columns of the table (`table_of`), with its parameters."""
    session.flush()
    found = session.connection().execute(query, asked).first()
    return None if found is None else table(**found._mapping)


def update(session: Session, table: type[SQLModel], key: Any, values: Mapping[str, Any]) -> None:
    """Set columns of the row with this primary key."""
    session.connection().execute(_update(table), {"primary_key": key, **values})


def table_of(table: type[SQLModel]) -> Table:
    """The table of a model, to build queries for `first` with."""
    found: Table = table.__table__  # type: ignore[attr-defined]  # SQLModel hides it
    return found


@cache
def _columns(table: type[SQLModel]) -> tuple[str, ...]:
    return tuple(table_of(table).columns.keys())


@cache
def _insert(table: type[SQLModel]) -> Insert:
    return table_of(table).insert()


@cache
def _update(table: type[SQLModel]) -> Update:
    found = table_of(table)
    (key,) = found.primary_key.columns
    return found.update().where(key == bindparam("primary_key"))
