"""How sure the date of an event is: one read off an archived copy is only the latest possible.

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("event") as event:
        event.add_column(sa.Column("certainty", sa.String(), nullable=True))
        event.create_check_constraint(
            op.f("ck_event_certainty_known"), "certainty IN ('at-latest', 'exact')"
        )


def downgrade() -> None:
    with op.batch_alter_table("event") as event:
        event.drop_constraint(op.f("ck_event_certainty_known"), type_="check")
        event.drop_column("certainty")
