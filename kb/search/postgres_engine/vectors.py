"""Vectors of the documents in a table beside the pointer: one row, replaced as a whole.

They outlive rebuilds, so that what did not change is not made into a vector again.
"""

from __future__ import annotations

import io
import secrets
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
from sqlalchemy import Column, LargeBinary, MetaData, SmallInteger, Table, Text, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateTable

from kb.core.database import Database
from kb.search.meaning.vectors import Records, Vectors, are_records
from kb.search.postgres_engine.tables import located

_LOCKS: Final = 727006  # the advisory locks of those who make vectors
_vectors = Table(
    "vectors",
    MetaData(),
    Column("single", SmallInteger, primary_key=True, autoincrement=False),
    Column("stamp", Text, nullable=False),
    Column("records", LargeBinary, nullable=False),  # in numpy's own format
    schema="home",
)


class TableStore:
    """A `VectorStore` in the schema of an index."""

    def __init__(self, database: Database, home: str) -> None:
        self._database = database
        self._home = home

    def _read(self, name: str) -> str | bytes | None:
        """A column of the row; None where there is no row, no table or no database."""
        try:
            with self._database.reading() as session:
                connection = located(session.connection(), self._home)
                found: str | bytes | None = connection.execute(
                    select(_vectors.c[name])
                ).scalar_one_or_none()
                return found
        except SQLAlchemyError:
            return None

    def stamp(self) -> str | None:
        """A random text that was saved with the vectors; one small query."""
        found = self._read("stamp")
        return found if isinstance(found, str) else None

    def load(self) -> Vectors | None:
        """The vectors, in memory. What is damaged counts as absent."""
        found = self._read("records")
        if not isinstance(found, bytes):
            return None
        try:
            kept = np.load(io.BytesIO(found), allow_pickle=False)
        except (ValueError, EOFError):
            return None
        return Vectors(kept) if are_records(kept) else None

    def save(self, made: Records) -> None:
        """Replace the row in one transaction; what goes wrong is an `OSError`."""
        file = io.BytesIO()
        np.save(file, made, allow_pickle=False)
        values = {"single": 1, "stamp": secrets.token_hex(8), "records": file.getvalue()}
        query = insert(_vectors).values(values)
        replaced = {name: query.excluded[name] for name in ("stamp", "records")}
        query = query.on_conflict_do_update(index_elements=["single"], set_=replaced)
        try:
            with self._database.writing() as session:
                connection = located(session.connection(), self._home)
                connection.execute(CreateTable(_vectors, if_not_exists=True))
                connection.execute(query)
        except SQLAlchemyError as error:
            raise OSError(f"the database keeps no vectors ({type(error).__name__})") from error

    @contextmanager
    def only_one(self) -> Iterator[bool]:
        """By an advisory lock, which ends with the transaction that holds it."""
        lock = func.pg_try_advisory_xact_lock(_LOCKS, zlib.crc32(self._home.encode()) - (1 << 31))
        with self._database.reading() as session:
            yield bool(session.connection().execute(select(lock)).scalar_one())
