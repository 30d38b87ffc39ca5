"""Whether anything in a database changed: a digest of every row of every table."""

from __future__ import annotations

import hashlib

from sqlalchemy import MetaData

from kb.core.database import Database


def checksums(database: Database) -> dict[str, str]:
    """Table → digest of its rows in any order."""
    metadata = MetaData()
    with database.engine.connect() as connection:
        metadata.reflect(connection)
        return {
            name: hashlib.sha256(
                "\n".join(sorted(repr(row) for row in connection.execute(table.select()))).encode()
            ).hexdigest()
            for name, table in metadata.tables.items()
        }
