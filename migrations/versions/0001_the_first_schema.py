"""The first schema.

Revision: 0001, after None.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


APPEND_ONLY = ("audit", "revision", "publication")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "court",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.CheckConstraint(
            "level IN ('agency', 'appellate', 'prosecution', 'supreme', 'trial', 'tribunal')",
            name=op.f("ck_court_level_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court")),
    )
    op.create_index(op.f("ix_court_jurisdiction"), "court", ["jurisdiction"], unique=False)

    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("head_revision_id", sa.Integer(), nullable=True),
        sa.Column("published_revision_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retracted_reason", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=True),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answer_source", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("sort_date", sa.Date(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('case', 'law', 'licence', 'policy')", name=op.f("ck_entry_kind_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_entry_kind_slug")),
    )
    op.create_index(op.f("ix_entry_jurisdiction"), "entry", ["jurisdiction"], unique=False)
    op.create_index(
        "ix_entry_kind_sort_date_slug", "entry", ["kind", "sort_date", "slug"], unique=False
    )
    op.create_index("ix_entry_kind_title_slug", "entry", ["kind", "title", "slug"], unique=False)
    op.create_index(op.f("ix_entry_published_at"), "entry", ["published_at"], unique=False)
    op.create_index(op.f("ix_entry_status"), "entry", ["status"], unique=False)

    op.create_table(
        "fact",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_entry_id"), "outbox", ["entry_id"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("url", name=op.f("uq_source_url")),
    )
    op.create_index(op.f("ix_source_host"), "source", ["host"], unique=False)

    op.create_table(
        "answer",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("certainty", sa.String(), nullable=True),
        sa.Column("not_before", sa.String(), nullable=True),
        sa.Column("pinpoint", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint(
            "certainty IN ('at-latest', 'exact')", name=op.f("ck_answer_certainty_known")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_answer_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "question", name=op.f("pk_answer")),
    )
    op.create_index("ix_answer_question_value", "answer", ["question", "value"], unique=False)

    op.create_table(
        "case_detail",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("court_id", sa.String(), nullable=False),
        sa.Column("docket_number", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_note", sa.String(), nullable=True),
        sa.Column("filed", sa.String(), nullable=True),
        sa.Column("filed_earliest", sa.Date(), nullable=True),
        sa.Column("filed_latest", sa.Date(), nullable=True),
        sa.Column("closed", sa.String(), nullable=True),
        sa.Column("class_action", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status IN ('decided', 'dismissed', 'on-appeal', 'pending', 'settled', 'stayed', 'transferred', 'withdrawn')",
            name=op.f("ck_case_detail_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["court_id"], ["court.id"], name=op.f("fk_case_detail_court_id_court")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_case_detail_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_case_detail")),
    )
    op.create_index(op.f("ix_case_detail_court_id"), "case_detail", ["court_id"], unique=False)

    op.create_table(
        "claim",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("against", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint(
            "status IN ('dismissed', 'dismissed-with-leave', 'failed', 'pending', 'settled', 'succeeded', 'survived', 'withdrawn')",
            name=op.f("ck_claim_status_known"),
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_claim_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_claim")),
    )
    op.create_table(
        "entry_link",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target_kind", sa.String(), nullable=False),
        sa.Column("target_slug", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.CheckConstraint(
            "relation IN ('appeals', 'cites', 'consolidated-with', 'follows', 'governs', 'interprets', 'same-parties', 'see-also', 'supersedes')",
            name=op.f("ck_entry_link_relation_known"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_link_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_entry_link")),
    )
    op.create_index(
        "ix_entry_link_target_kind_target_slug",
        "entry_link",
        ["target_kind", "target_slug"],
        unique=False,
    )

    op.create_table(
        "entry_name",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint(
            "field IN ('dataset', 'system', 'used_by', 'work_type')",
            name=op.f("ck_entry_name_field_known"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_name_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", "field", "position", name=op.f("pk_entry_name")),
    )
    op.create_index("ix_entry_name_field_name", "entry_name", ["field", "name"], unique=False)

    op.create_table(
        "entry_source",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('primary', 'secondary')", name=op.f("ck_entry_source_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_source_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_entry_source_source_id_source")
        ),
        sa.PrimaryKeyConstraint("entry_id", "key", name=op.f("pk_entry_source")),
    )
    op.create_index(op.f("ix_entry_source_source_id"), "entry_source", ["source_id"], unique=False)

    op.create_table(
        "entry_topic",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "topic IN ('ai-authorship', 'attribution', 'circumvention', 'class-action', 'cmi-removal', 'commercial-use', 'compensation', 'contract-terms', 'data-protection', 'database-right', 'dataset-scraping', 'fair-use', 'indemnity', 'labelling', 'licensing-market', 'memorisation', 'model-as-copy', 'moral-rights', 'opt-out', 'output-similarity', 'personality-rights', 'piracy-acquisition', 'platform-ban', 'preemption', 'secondary-liability', 'share-alike', 'style-imitation', 'tdm-exception', 'territoriality', 'trademark', 'training-reproduction', 'transparency', 'unfair-competition')",
            name=op.f("ck_entry_topic_topic_known"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_topic_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", "topic", name=op.f("pk_entry_topic")),
    )
    op.create_index("ix_entry_topic_topic", "entry_topic", ["topic"], unique=False)

    op.create_table(
        "event",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("date_earliest", sa.Date(), nullable=False),
        sa.Column("date_latest", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("docket_entry", sa.String(), nullable=True),
        sa.Column("citation", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('amended', 'appeal', 'change', 'dismissal', 'filed', 'hearing', 'judgment', 'motion', 'order', 'other', 'settlement', 'transfer')",
            name=op.f("ck_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_event_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_date_earliest"), "event", ["date_earliest"], unique=False)

    op.create_table(
        "fair_use_ruling",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("factor", sa.Integer(), nullable=False),
        sa.Column("favours", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint(
            "favours IN ('developer', 'mixed', 'neutral', 'rightsholder')",
            name=op.f("ck_fair_use_ruling_favours_known"),
        ),
        sa.CheckConstraint("factor BETWEEN 1 AND 4", name=op.f("ck_fair_use_ruling_factor_known")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_fair_use_ruling_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_fair_use_ruling")),
    )
    op.create_table(
        "holding",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("issue", sa.String(), nullable=False),
        sa.Column("holding", sa.String(), nullable=False),
        sa.Column("favours", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint(
            "favours IN ('developer', 'mixed', 'neutral', 'rightsholder')",
            name=op.f("ck_holding_favours_known"),
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_holding_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_holding")),
    )
    op.create_index("ix_holding_issue", "holding", ["issue"], unique=False)

    op.create_table(
        "law_detail",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("law_kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("adopted", sa.String(), nullable=True),
        sa.Column("in_force_from", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.CheckConstraint(
            "law_kind IN ('bill', 'code-of-practice', 'directive', 'guidance', 'regulation', 'report', 'statute', 'treaty')",
            name=op.f("ck_law_detail_law_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('enacted-not-in-force', 'in-force', 'lapsed', 'partly-in-force', 'proposed', 'published', 'repealed', 'vetoed', 'withdrawn')",
            name=op.f("ck_law_detail_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_law_detail_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_law_detail")),
    )
    op.create_index(op.f("ix_law_detail_law_kind"), "law_detail", ["law_kind"], unique=False)

    op.create_table(
        "licence_detail",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("licence_kind", sa.String(), nullable=False),
        sa.Column("spdx_id", sa.String(), nullable=True),
        sa.Column("licence_version", sa.String(), nullable=True),
        sa.Column("steward", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("published", sa.String(), nullable=True),
        sa.CheckConstraint(
            "licence_kind IN ('collective', 'content', 'contributor-agreement', 'dataset', 'model', 'reservation-signal', 'service-terms', 'software')",
            name=op.f("ck_licence_detail_licence_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_licence_detail_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_licence_detail")),
    )
    op.create_index(
        op.f("ix_licence_detail_licence_kind"), "licence_detail", ["licence_kind"], unique=False
    )

    op.create_table(
        "party",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.CheckConstraint(
            "side IN ('defendant', 'judge', 'plaintiff')", name=op.f("ck_party_side_known")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_party_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "side", "position", name=op.f("pk_party")),
    )
    op.create_index("ix_party_side_name", "party", ["side", "name"], unique=False)

    op.create_table(
        "policy_detail",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("platform_url", sa.String(), nullable=False),
        sa.Column("platform_kind", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=True),
        sa.CheckConstraint(
            "platform_kind IN ('art-community', 'contest', 'crowdfunding', 'games-store', 'generator', 'hosting', 'marketplace', 'publisher', 'registry', 'social-network', 'stock-library')",
            name=op.f("ck_policy_detail_platform_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_policy_detail_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_policy_detail")),
    )
    op.create_index(
        op.f("ix_policy_detail_platform_kind"), "policy_detail", ["platform_kind"], unique=False
    )

    op.create_table(
        "provision",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pinpoint", sa.String(), nullable=True),
        sa.Column("paraphrase", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_provision_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_provision")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_id"], ["revision.id"], name=op.f("fk_revision_base_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_revision_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_revision_entry_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "slug_alias",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('case', 'law', 'licence', 'policy')", name=op.f("ck_slug_alias_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_slug_alias_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_slug_alias")),
    )
    op.create_index(op.f("ix_slug_alias_entry_id"), "slug_alias", ["entry_id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_publication_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_publication_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_publication_entry_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_publication_published_at"), "publication", ["published_at"], unique=False
    )
    op.create_index(
        op.f("ix_publication_revision_id"), "publication", ["revision_id"], unique=False
    )

    for table in APPEND_ONLY:
        refuse_changes(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        allow_changes(table)
    op.drop_index(op.f("ix_publication_revision_id"), table_name="publication")
    op.drop_index(op.f("ix_publication_published_at"), table_name="publication")

    op.drop_table("publication")
    op.drop_index(op.f("ix_slug_alias_entry_id"), table_name="slug_alias")

    op.drop_table("slug_alias")
    op.drop_table("revision")
    op.drop_table("provision")
    op.drop_index(op.f("ix_policy_detail_platform_kind"), table_name="policy_detail")

    op.drop_table("policy_detail")
    op.drop_index("ix_party_side_name", table_name="party")

    op.drop_table("party")
    op.drop_index(op.f("ix_licence_detail_licence_kind"), table_name="licence_detail")

    op.drop_table("licence_detail")
    op.drop_index(op.f("ix_law_detail_law_kind"), table_name="law_detail")

    op.drop_table("law_detail")
    op.drop_index("ix_holding_issue", table_name="holding")

    op.drop_table("holding")
    op.drop_table("fair_use_ruling")
    op.drop_index(op.f("ix_event_date_earliest"), table_name="event")

    op.drop_table("event")
    op.drop_index("ix_entry_topic_topic", table_name="entry_topic")

    op.drop_table("entry_topic")
    op.drop_index(op.f("ix_entry_source_source_id"), table_name="entry_source")

    op.drop_table("entry_source")
    op.drop_index("ix_entry_name_field_name", table_name="entry_name")

    op.drop_table("entry_name")
    op.drop_index("ix_entry_link_target_kind_target_slug", table_name="entry_link")

    op.drop_table("entry_link")
    op.drop_table("claim")
    op.drop_index(op.f("ix_case_detail_court_id"), table_name="case_detail")

    op.drop_table("case_detail")
    op.drop_index("ix_answer_question_value", table_name="answer")

    op.drop_table("answer")
    op.drop_index(op.f("ix_source_host"), table_name="source")

    op.drop_table("source")
    op.drop_index(op.f("ix_outbox_entry_id"), table_name="outbox")

    op.drop_table("outbox")
    op.drop_table("fact")
    op.drop_index(op.f("ix_entry_status"), table_name="entry")
    op.drop_index(op.f("ix_entry_published_at"), table_name="entry")
    op.drop_index("ix_entry_kind_title_slug", table_name="entry")
    op.drop_index("ix_entry_kind_sort_date_slug", table_name="entry")
    op.drop_index(op.f("ix_entry_jurisdiction"), table_name="entry")

    op.drop_table("entry")
    op.drop_index(op.f("ix_court_jurisdiction"), table_name="court")

    op.drop_table("court")
    op.drop_table("audit")


def refuse_changes(table: str) -> None:
    """Let nobody change or remove a row of a table that is history."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def allow_changes(table: str) -> None:
    """Drop the triggers of `refuse_changes`."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(f"DROP FUNCTION {table}_is_append_only()")
        return
    for deed in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_no_{deed}")
