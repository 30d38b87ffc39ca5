"""The tables of the index: a pointer in a schema of its own, and a schema for each generation.

    search.current      which generation is read, and how far it has come
    search_<number>     one generation: `vocabulary`, `documents`, `stretches`

They are no part of the database's migrations: the engine makes them, and they can be dropped at
any time. Lexemes of the tsvectors are the numbers of terms in the vocabulary, so no term needs
escaping, and a term of one field never meets that of another.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateIndex, CreateTable

from kb.search.whoosh_engine.schema import VERSION as ANALYSIS_VERSION

#: Raise the second number when tables or the layout of their bytes change.
VERSION: Final = f"{ANALYSIS_VERSION}.1"
#: Names of schemas in the tables below; `located` says which schemas they are.
_HOME, _GENERATION = "home", "generation"
_metadata = MetaData()
_BYTES = Text(collation="C")  # sorted by code points, as Python sorts

current = Table(
    "current",
    _metadata,
    Column("single", SmallInteger, primary_key=True, autoincrement=False),
    Column("generation", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("commits", BigInteger, nullable=False),
    Column("last_outbox_id", BigInteger, nullable=False),
    Column("documents", Integer, nullable=False),
    schema=_HOME,
)
vocabulary = Table(
    "vocabulary",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("field", Text, nullable=False),
    Column("term", _BYTES, nullable=False),
    Column("documents", Integer, nullable=False),
    UniqueConstraint("field", "term", name="one_number_a_term"),
    schema=_GENERATION,
)
documents = Table(
    "documents",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", _BYTES, nullable=False, unique=True),
    Column("digest", Text, nullable=False),
    Column("day_first", Integer, nullable=False),
    Column("day_last", Integer, nullable=False),
    Column("day_sort", Integer, nullable=False),
    Column("title_sort", _BYTES, nullable=False),
    Column("facets", ARRAY(Integer), nullable=False),
    Column("terms", TSVECTOR, nullable=False),  # of all fields, without positions
    Column("postings", LargeBinary, nullable=False),
    Column("places", LargeBinary, nullable=False),
    Column("spans", LargeBinary, nullable=False),
    Column("captured_postings", LargeBinary, nullable=False),
    Column("captured_places", LargeBinary, nullable=False),
    Column("captured_spans", LargeBinary, nullable=False),
    Column("captured", LargeBinary, nullable=False),  # the texts
    Column("stored", Text, nullable=False),
    schema=_GENERATION,
)
stretches = Table(
    "stretches",
    _metadata,
    Column("document", Integer, primary_key=True, autoincrement=False),
    Column("stretch", Integer, primary_key=True, autoincrement=False),
    Column("piece", Integer, primary_key=True, autoincrement=False),
    Column("kind", SmallInteger, nullable=False),
    Column("words", TSVECTOR, nullable=False),
    schema=_GENERATION,
)
_CONTENTS: Final = (vocabulary, documents, stretches)
# Without a list of pending entries, a search costs the same after a change as before it.
_INDEXES: Final = tuple(
    Index(name, column, postgresql_using="gin", postgresql_with={"fastupdate": "off"})
    for name, column in (
        ("documents_by_term", documents.c.terms),
        ("stretches_by_word", stretches.c.words),
    )
)


def located(connection: Connection, home: str, generation: str = "") -> Connection:
    """The connection, reading the pointer of that schema and the tables of that generation."""
    places: dict[str | None, Any] = {_HOME: home, _GENERATION: generation or home}
    return connection.execution_options(schema_translate_map=places)


def create_pointer(connection: Connection) -> None:
    """Make the pointer's table unless it is there."""
    connection.execute(CreateTable(current, if_not_exists=True))


def create_generation(connection: Connection) -> None:
    """Make the tables of a generation; indexes are made once the tables are filled."""
    for table in _CONTENTS:
        connection.execute(CreateTable(table))


def create_indexes(connection: Connection) -> None:
    """Make the indexes by which documents are found."""
    for index in _INDEXES:
        connection.execute(CreateIndex(index))
