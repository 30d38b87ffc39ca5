"""By which identifiers an entry is known, so that a citation leads to it; `kb init` fills it.

Revision: 0008, after 0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "entry_identifier",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_identifier_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", "key", name=op.f("pk_entry_identifier")),
    )
    op.create_index(op.f("ix_entry_identifier_key"), "entry_identifier", ["key"])


def downgrade() -> None:
    op.drop_table("entry_identifier")
