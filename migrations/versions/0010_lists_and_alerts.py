"""Lists of entries, and alerts: what people are told, how, and what became of it.

Revision: 0010, after 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "mail_address",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_address_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_address")),
    )
    _create_lists()
    _create_subscriptions()
    _create_delivery()
    _create_notices()


def _create_lists() -> None:
    op.create_table(
        "entry_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("share_nonce", sa.String(), nullable=True),
        sa.Column("shares_notes", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_entry_list_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_list")),
    )
    op.create_index(op.f("ix_entry_list_account_id"), "entry_list", ["account_id"])
    op.create_table(
        "entry_list_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("seen_slug", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_list_item_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["entry_list.id"], name=op.f("fk_entry_list_item_list_id_entry_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_list_item")),
        sa.UniqueConstraint(
            "list_id", "entry_id", name=op.f("uq_entry_list_item_list_id_entry_id")
        ),
    )
    op.create_index(op.f("ix_entry_list_item_entry_id"), "entry_list_item", ["entry_id"])


def _create_subscriptions() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("known", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("query", name=op.f("uq_saved_search_query")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("search_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("meanings", sa.String(), nullable=False),
        sa.Column("event_kinds", sa.String(), nullable=False),
        sa.Column("keyword", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("webhook_url", sa.String(), nullable=True),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("after_outbox", sa.Integer(), nullable=False),
        sa.Column("after_capture", sa.Integer(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mail IN ('daily', 'immediate', 'off', 'weekly')",
            name=op.f("ck_subscription_mail_known"),
        ),
        sa.CheckConstraint(
            "subject IN ('all', 'entry', 'list', 'question', 'search', 'topic')",
            name=op.f("ck_subscription_subject_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_subscription_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_subscription_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["entry_list.id"], name=op.f("fk_subscription_list_id_entry_list")
        ),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_search.id"], name=op.f("fk_subscription_search_id_saved_search")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_account_id"), "subscription", ["account_id"])
    op.create_index(op.f("ix_subscription_entry_id"), "subscription", ["entry_id"])
    op.create_index(op.f("ix_subscription_list_id"), "subscription", ["list_id"])
    op.create_index(op.f("ix_subscription_search_id"), "subscription", ["search_id"])
    op.create_index("ix_subscription_subject_value", "subscription", ["subject", "value"])


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('mail', 'webhook')", name=op.f("ck_delivery_channel_known")
        ),
        sa.CheckConstraint(
            "purpose IN ('confirm', 'notices', 'test')", name=op.f("ck_delivery_purpose_known")
        ),
        sa.CheckConstraint(
            "state IN ('dropped', 'failed', 'sending', 'sent', 'uncertain', 'waiting')",
            name=op.f("ck_delivery_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_delivery_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_delivery_subscription_id_subscription"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("key", name=op.f("uq_delivery_key")),
    )
    op.create_index(op.f("ix_delivery_account_id"), "delivery", ["account_id"])
    op.create_index("ix_delivery_state_due_at", "delivery", ["state", "due_at"])
    op.create_index(op.f("ix_delivery_subscription_id"), "delivery", ["subscription_id"])


def _create_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("webhook_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "meaning IN ('answer', 'citing', 'claim', 'event', 'holding', 'new', 'provision', 'status', 'text', 'withdrawn')",
            name=op.f("ck_notice_meaning_known"),
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_notice_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["delivery.id"], name=op.f("fk_notice_mail_id_delivery")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_notice_subscription_id_subscription"),
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["delivery.id"], name=op.f("fk_notice_webhook_id_delivery")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("subscription_id", "key", name=op.f("uq_notice_subscription_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notice_created_at"), "notice", ["created_at"])
    op.create_index(op.f("ix_notice_entry_id"), "notice", ["entry_id"])
    op.create_index(op.f("ix_notice_mail_id"), "notice", ["mail_id"])
    op.create_index(op.f("ix_notice_webhook_id"), "notice", ["webhook_id"])


def downgrade() -> None:
    for table in (
        "notice",
        "delivery",
        "subscription",
        "saved_search",
        "entry_list_item",
        "entry_list",
        "mail_address",
    ):
        op.drop_table(table)
