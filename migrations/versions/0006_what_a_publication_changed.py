"""Which fields a publication changed, so that changes can be filtered by them.

Revision: 0006, after 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # No batch: it would make the table anew and lose its triggers.
    op.add_column(
        "publication", sa.Column("fields", sa.String(), nullable=False, server_default="[]")
    )


def downgrade() -> None:
    op.drop_column("publication", "fields")
