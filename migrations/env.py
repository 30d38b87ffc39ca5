"""Runs migrations on the connection that `kb.core.migrate` opened."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import kb.accounts.tables
import kb.alerts.tables
import kb.core.audit
import kb.core.leases
import kb.core.outbox
import kb.entries.tables
import kb.scraper.tables
import kb.sources.tables  # noqa: F401  (imports register the tables)

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
