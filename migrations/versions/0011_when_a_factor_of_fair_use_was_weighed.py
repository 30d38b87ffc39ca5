"""When a court weighed a factor of fair use; `kb init` fills it from the documents.

Revision: 0011, after 0010.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    with op.batch_alter_table("fair_use_ruling") as ruling:
        ruling.add_column(sa.Column("date", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("fair_use_ruling") as ruling:
        ruling.drop_column("date")
