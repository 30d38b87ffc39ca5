"""Where a relation between entries is proved, and more ways to treat an earlier decision.

Revision: 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_KNOWN = "ck_entry_link_relation_known"
_BEFORE = (
    "relation IN ('appeals', 'cites', 'consolidated-with', 'follows', 'governs', 'interprets', "
    "'same-parties', 'see-also', 'supersedes')"
)
_AFTER = (
    "relation IN ('affirms', 'appeals', 'cites', 'consolidated-with', 'criticises', "
    "'distinguishes', 'follows', 'governs', 'interprets', 'reverses', 'same-parties', 'see-also', "
    "'supersedes', 'vacates')"
)


def upgrade() -> None:
    with op.batch_alter_table("entry_link") as link:
        link.add_column(sa.Column("note", sa.String(), nullable=True))
        link.add_column(sa.Column("source", sa.String(), nullable=True))
        link.add_column(sa.Column("pinpoint", sa.String(), nullable=True))
        link.drop_constraint(op.f(_KNOWN), type_="check")
        link.create_check_constraint(op.f(_KNOWN), _AFTER)


def downgrade() -> None:
    # Rows of relations that did not exist before; the documents that state them keep them.
    op.execute(f"DELETE FROM entry_link WHERE NOT {_BEFORE}")  # noqa: S608  our own words
    with op.batch_alter_table("entry_link") as link:
        link.drop_constraint(op.f(_KNOWN), type_="check")
        link.create_check_constraint(op.f(_KNOWN), _BEFORE)
        link.drop_column("pinpoint")
        link.drop_column("source")
        link.drop_column("note")
