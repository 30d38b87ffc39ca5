"""What waits for a decision: proposals, receipts, imports; and history that REPLACE cannot reach.

Revision: 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

#: The rows of a table that is history which a new one would take the place of.
NEVER_TWICE = {
    "audit": "SELECT 1 FROM audit WHERE id = NEW.id OR hash = NEW.hash",
    "revision": "SELECT 1 FROM revision WHERE id = NEW.id "
    "OR (entry_id = NEW.entry_id AND number = NEW.number)",
    "publication": "SELECT 1 FROM publication WHERE id = NEW.id "
    "OR (entry_id = NEW.entry_id AND number = NEW.number)",
}


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("base_revision_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("seen_count", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.Column("override_reason", sa.String(), nullable=True),
        sa.Column("result_revision_id", sa.Integer(), nullable=True),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('case', 'law', 'licence', 'policy')", name=op.f("ck_proposal_kind_known")
        ),
        sa.CheckConstraint(
            "origin IN ('contributor', 'editor', 'import', 'reader', 'scraper')",
            name=op.f("ck_proposal_origin_known"),
        ),
        sa.CheckConstraint(
            "state IN ('accepted', 'draft', 'open', 'partly accepted', 'rejected', 'superseded', 'withdrawn')",
            name=op.f("ck_proposal_state_known"),
        ),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_proposal_confidence_range")),
        sa.ForeignKeyConstraint(
            ["base_revision_id"],
            ["revision.id"],
            name=op.f("fk_proposal_base_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_proposal_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["result_revision_id"],
            ["revision.id"],
            name=op.f("fk_proposal_result_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["proposal.id"], name=op.f("fk_proposal_superseded_by_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_proposal_account_id"), "proposal", ["account_id"], unique=False)
    op.create_index(op.f("ix_proposal_entry_id"), "proposal", ["entry_id"], unique=False)
    op.create_index(op.f("ix_proposal_fingerprint"), "proposal", ["fingerprint"], unique=False)
    op.create_index("ix_proposal_state_id", "proposal", ["state", "id"], unique=False)
    op.create_table(
        "proposal_receipt",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_receipt_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_proposal_receipt")),
    )
    op.create_index(
        op.f("ix_proposal_receipt_proposal_id"), "proposal_receipt", ["proposal_id"], unique=False
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mode IN ('proposals', 'published')", name=op.f("ck_import_run_mode_known")
        ),
        sa.CheckConstraint("state IN ('done', 'running')", name=op.f("ck_import_run_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_run_digest"), "import_run", ["digest"], unique=False)
    # No batch: it would make the tables anew and lose their triggers.
    op.add_column("entry", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.add_column("publication", sa.Column("override_reason", sa.String(), nullable=True))
    for table, same in NEVER_TWICE.items():
        refuse_replacing(table, same)


def downgrade() -> None:
    for table in NEVER_TWICE:
        allow_replacing(table)
    op.drop_column("publication", "override_reason")
    op.drop_column("entry", "merged_into_id")
    op.drop_index(op.f("ix_import_run_digest"), table_name="import_run")
    op.drop_table("import_run")
    op.drop_index(op.f("ix_proposal_receipt_proposal_id"), table_name="proposal_receipt")
    op.drop_table("proposal_receipt")
    op.drop_index("ix_proposal_state_id", table_name="proposal")
    op.drop_index(op.f("ix_proposal_fingerprint"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_entry_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_account_id"), table_name="proposal")
    op.drop_table("proposal")


def refuse_replacing(table: str, same: str) -> None:
    """Close the way around the triggers that SQLite leaves: REPLACE deletes without firing them."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS ({same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def allow_replacing(table: str) -> None:
    """Drop the trigger of `refuse_replacing`."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {table}_no_replace")
