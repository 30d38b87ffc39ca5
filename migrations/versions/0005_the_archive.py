"""The archive: what was fetched, when it was looked at, the texts of watched documents, leases.

Revision: 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "archived_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("final_url", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("request_headers", sa.String(), nullable=False),
        sa.Column("response_headers", sa.String(), nullable=False),
        sa.Column("hops", sa.String(), nullable=False),
        sa.Column("thinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archived_copy")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_archived_copy_sha256"), "archived_copy", ["sha256"], unique=False)
    op.create_index(
        "ix_archived_copy_url_fetched_at", "archived_copy", ["url", "fetched_at"], unique=False
    )

    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "watch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("trust", sa.String(), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.Column("declared", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.String(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("declared IN ('admin', 'file')", name=op.f("ck_watch_declared_known")),
        sa.CheckConstraint(
            "last_status IN ('changed', 'failed', 'unchanged')",
            name=op.f("ck_watch_last_status_known"),
        ),
        sa.CheckConstraint("trust IN ('propose', 'publish')", name=op.f("ck_watch_trust_known")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watch")),
    )
    op.create_index(op.f("ix_watch_entry"), "watch", ["entry"], unique=False)
    op.create_index(op.f("ix_watch_next_run_at"), "watch", ["next_run_at"], unique=False)

    op.create_table(
        "captured_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("watch", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=True),
        sa.Column("copy_id", sa.Integer(), nullable=True),
        sa.Column("extraction", sa.Integer(), nullable=False),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("stated_date", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('change', 'first', 'returned', 'technical', 'unknown')",
            name=op.f("ck_captured_version_kind_known"),
        ),
        sa.CheckConstraint(
            "origin IN ('fetched', 'open-terms-archive')",
            name=op.f("ck_captured_version_origin_known"),
        ),
        sa.ForeignKeyConstraint(
            ["copy_id"],
            ["archived_copy.id"],
            name=op.f("fk_captured_version_copy_id_archived_copy"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_captured_version_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captured_version")),
        sa.UniqueConstraint(
            "entry_id",
            "document",
            "number",
            name=op.f("uq_captured_version_entry_id_document_number"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_captured_version_text_sha256"), "captured_version", ["text_sha256"], unique=False
    )

    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("watch", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("copy_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('changed', 'failed', 'not-modified', 'same')",
            name=op.f("ck_observation_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["archived_copy.id"], name=op.f("fk_observation_copy_id_archived_copy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_observation_watch_at", "observation", ["watch", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_observation_watch_at", table_name="observation")

    op.drop_table("observation")
    op.drop_index(op.f("ix_captured_version_text_sha256"), table_name="captured_version")

    op.drop_table("captured_version")
    op.drop_index(op.f("ix_watch_next_run_at"), table_name="watch")
    op.drop_index(op.f("ix_watch_entry"), table_name="watch")

    op.drop_table("watch")
    op.drop_table("lease")
    op.drop_index("ix_archived_copy_url_fetched_at", table_name="archived_copy")
    op.drop_index(op.f("ix_archived_copy_sha256"), table_name="archived_copy")

    op.drop_table("archived_copy")
