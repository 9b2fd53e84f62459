"""All tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "activity_types",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("name_vi", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("minutes", IDENTIFIER, nullable=True),
        sa.Column("next_type_id", IDENTIFIER, nullable=True),
        sa.Column("next_days", IDENTIFIER, nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint("kind IN ('meeting', 'call', 'task')", name=op.f("ck_activity_types_kind")),
        sa.CheckConstraint("next_days IS NULL OR next_days >= 0", name=op.f("ck_activity_types_next_days")),
        sa.ForeignKeyConstraint(["next_type_id"], ["activity_types.id"], name=op.f("fk_activity_types_next_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_types")),
        sa.UniqueConstraint("code", name=op.f("uq_activity_types_code")),
    )
    op.create_table(
        "address_states",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_address_states")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", IDENTIFIER, nullable=True),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("record_kind", sa.String(length=16), nullable=False),
        sa.Column("record_id", IDENTIFIER, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("seal_number", IDENTIFIER, nullable=True),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("seal_number", name=op.f("uq_audit_entries_seal_number")),
    )
    op.create_index(
        op.f("ix_audit_entries_record_kind_record_id_id"),
        "audit_entries",
        ["record_kind", "record_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_audit_entries_unsealed",
        "audit_entries",
        ["id"],
        unique=False,
        sqlite_where=sa.text("seal IS NULL"),
        postgresql_where=sa.text("seal IS NULL"),
    )
    op.create_table(
        "canned_replies",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_folded", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
        sa.UniqueConstraint("name_folded", name=op.f("uq_canned_replies_name_folded")),
    )
    op.create_table(
        "contact_points",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("owner_kind", sa.String(length=12), nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("shown", sa.String(length=320), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
        sa.UniqueConstraint(
            "owner_kind", "owner_id", "kind", "value", name=op.f("uq_contact_points_owner_kind_owner_id_kind_value")
        ),
    )
    op.create_index(op.f("ix_contact_points_kind_value"), "contact_points", ["kind", "value"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("revision", IDENTIFIER, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_conversations")),
    )
    op.create_table(
        "dialogues",
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("chat_id", sa.String(length=80), nullable=False),
        sa.Column("state", JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat_id", name=op.f("pk_dialogues")),
    )
    op.create_table(
        "inbox_items",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("account", sa.String(length=320), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("raw_sha256", sa.String(length=64), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("size", IDENTIFIER, nullable=False),
        sa.Column("envelope", JSON, nullable=False),
        sa.Column("group_key", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("lane", IDENTIFIER, server_default="0", nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("attempts", IDENTIFIER, server_default="0", nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrivals", IDENTIFIER, server_default="1", nullable=False),
        sa.Column("interaction_id", IDENTIFIER, nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_items")),
        sa.UniqueConstraint(
            "channel", "account", "external_id", name=op.f("uq_inbox_items_channel_account_external_id")
        ),
    )
    op.create_index("ix_inbox_items_balance", "inbox_items", ["received_at", "channel", "account"], unique=False)
    op.create_index(
        "ix_inbox_items_group_open",
        "inbox_items",
        ["group_key", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('received', 'processing')"),
        postgresql_where=sa.text("state IN ('received', 'processing')"),
    )
    op.create_index(
        "ix_inbox_items_open",
        "inbox_items",
        ["lane", "next_try_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('received', 'processing')"),
        postgresql_where=sa.text("state IN ('received', 'processing')"),
    )
    op.create_index(
        "ix_inbox_items_quarantined",
        "inbox_items",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'quarantined'"),
        postgresql_where=sa.text("state = 'quarantined'"),
    )
    op.create_index(op.f("ix_inbox_items_raw_sha256"), "inbox_items", ["raw_sha256"], unique=False)
    op.create_table(
        "installation",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
    )
    op.create_table(
        "job_runs",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=500), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
        sa.UniqueConstraint("job", "due_at", name=op.f("uq_job_runs_job_due_at")),
    )
    op.create_table(
        "outbox_items",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("order_key", sa.String(length=80), nullable=True),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("recipients", JSON, nullable=False),
        sa.Column("message_id", sa.String(length=300), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", IDENTIFIER, server_default="0", nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_code", sa.String(length=20), server_default="", nullable=False),
        sa.Column("last_error", sa.String(length=500), server_default="", nullable=False),
        sa.Column("external_id", sa.String(length=200), server_default="", nullable=False),
        sa.Column("author_id", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_items")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_items_key")),
        sa.UniqueConstraint(
            "kind", "subject", "recipient", "occasion", name=op.f("uq_outbox_items_kind_subject_recipient_occasion")
        ),
    )
    op.create_index(
        "ix_outbox_items_automatic",
        "outbox_items",
        ["kind", "created_at"],
        unique=False,
        sqlite_where=sa.text("kind = 'acknowledgement'"),
        postgresql_where=sa.text("kind = 'acknowledgement'"),
    )
    op.create_index("ix_outbox_items_message_id", "outbox_items", ["message_id"], unique=False)
    op.create_index(
        "ix_outbox_items_open",
        "outbox_items",
        ["next_try_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('held', 'pending', 'sending', 'transmitting')"),
        postgresql_where=sa.text("state IN ('held', 'pending', 'sending', 'transmitting')"),
    )
    op.create_index(
        "ix_outbox_items_order_open",
        "outbox_items",
        ["order_key", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('held', 'pending', 'sending', 'transmitting')"),
        postgresql_where=sa.text("state IN ('held', 'pending', 'sending', 'transmitting')"),
    )
    op.create_index("ix_outbox_items_recipient", "outbox_items", ["recipient", "created_at"], unique=False)
    op.create_index("ix_outbox_items_state", "outbox_items", ["state", "id"], unique=False)
    op.create_index("ix_outbox_items_subject", "outbox_items", ["subject", "id"], unique=False)
    op.create_table(
        "read_positions",
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("account", sa.String(length=320), nullable=False),
        sa.Column("epoch", IDENTIFIER, nullable=False),
        sa.Column("value", IDENTIFIER, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_read_positions")),
    )
    op.create_table(
        "users",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("team", sa.String(length=200), server_default="", nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("telegram_id", sa.String(length=32), nullable=True),
        sa.Column("telegram_blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("web_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", IDENTIFIER, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_users_telegram_id")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.String(length=300), nullable=False),
        sa.Column("short_name", sa.String(length=100), server_default="", nullable=False),
        sa.Column("is_person", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("tier", sa.String(length=20), server_default="potential", nullable=False),
        sa.Column("tax_code", sa.String(length=20), server_default="", nullable=False),
        sa.Column("address", sa.String(length=500), server_default="", nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", IDENTIFIER, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_accounts_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("external_id", name=op.f("uq_accounts_external_id")),
    )
    op.create_index(op.f("ix_accounts_name_folded"), "accounts", ["name_folded"], unique=False)
    op.create_table(
        "card_messages",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("chat_id", sa.String(length=80), nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("record", sa.String(length=40), nullable=False),
        sa.Column("message_ref", sa.String(length=40), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_card_messages_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_messages")),
        sa.UniqueConstraint("channel", "chat_id", "record", name=op.f("uq_card_messages_channel_chat_id_record")),
    )
    op.create_index(op.f("ix_card_messages_record"), "card_messages", ["record"], unique=False)
    op.create_index(op.f("ix_card_messages_user_id"), "card_messages", ["user_id"], unique=False)
    op.create_table(
        "conversation_messages",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("conversation_key", sa.String(length=80), nullable=False),
        sa.Column("revision", IDENTIFIER, nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=True),
        sa.Column("body", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_key"], ["conversations.key"], name=op.f("fk_conversation_messages_conversation_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_messages")),
        sa.UniqueConstraint(
            "conversation_key", "client_id", name=op.f("uq_conversation_messages_conversation_key_client_id")
        ),
    )
    op.create_index(
        op.f("ix_conversation_messages_conversation_key_revision"),
        "conversation_messages",
        ["conversation_key", "revision"],
        unique=False,
    )
    op.create_table(
        "one_time_tokens",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_one_time_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_tokens")),
        sa.UniqueConstraint("token_hash", "purpose", name=op.f("uq_one_time_tokens_token_hash_purpose")),
    )
    op.create_index(op.f("ix_one_time_tokens_user_id"), "one_time_tokens", ["user_id"], unique=False)
    op.create_table(
        "web_sessions",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_web_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_web_sessions_token_hash")),
    )
    op.create_index(op.f("ix_web_sessions_user_id_revoked_at"), "web_sessions", ["user_id", "revoked_at"], unique=False)
    op.create_table(
        "account_domains",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("account_id", IDENTIFIER, nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_domains_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_domains")),
        sa.UniqueConstraint("domain", "account_id", name=op.f("uq_account_domains_domain_account_id")),
    )
    op.create_index(op.f("ix_account_domains_account_id"), "account_domains", ["account_id"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("salutation", sa.String(length=20), server_default="", nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_folded", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("account_id", IDENTIFIER, nullable=True),
        sa.Column("language", sa.String(length=5), server_default="", nullable=False),
        sa.Column("is_opted_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", IDENTIFIER, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_contacts_account_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_contacts_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("external_id", name=op.f("uq_contacts_external_id")),
    )
    op.create_index(op.f("ix_contacts_account_id"), "contacts", ["account_id"], unique=False)
    op.create_index(op.f("ix_contacts_name_folded"), "contacts", ["name_folded"], unique=False)
    op.create_table(
        "interactions",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("medium", sa.String(length=12), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("channel_account", sa.String(length=320), server_default="", nullable=False),
        sa.Column("author_id", IDENTIFIER, nullable=True),
        sa.Column("sender_name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("sender_address", sa.String(length=320), server_default="", nullable=False),
        sa.Column("recipients", JSON, nullable=False),
        sa.Column("subject", sa.String(length=500), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quoted_text", sa.Text(), server_default="", nullable=False),
        sa.Column("signature", sa.Text(), server_default="", nullable=False),
        sa.Column("has_html", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("raw_sha256", sa.String(length=64), nullable=True),
        sa.Column("inbox_id", IDENTIFIER, nullable=True),
        sa.Column("outbox_id", IDENTIFIER, nullable=True),
        sa.Column("message_id", sa.String(length=998), server_default="", nullable=False),
        sa.Column("contact_id", IDENTIFIER, nullable=True),
        sa.Column("account_id", IDENTIFIER, nullable=True),
        sa.Column("language", sa.String(length=5), server_default="", nullable=False),
        sa.Column("intent", sa.String(length=30), server_default="", nullable=False),
        sa.Column("is_automatic", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_pending", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("notes", JSON, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_interactions_account_id")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_interactions_author_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_interactions_contact_id")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox_items.id"], name=op.f("fk_interactions_inbox_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox_items.id"], name=op.f("fk_interactions_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_interactions_inbox_id")),
        sa.UniqueConstraint("outbox_id", name=op.f("uq_interactions_outbox_id")),
    )
    op.create_index(op.f("ix_interactions_account_id_id"), "interactions", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_interactions_contact_id_id"), "interactions", ["contact_id", "id"], unique=False)
    op.create_index(op.f("ix_interactions_sender_address_id"), "interactions", ["sender_address", "id"], unique=False)
    op.create_table(
        "leads",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_folded", sa.String(length=200), nullable=False),
        sa.Column("company", sa.String(length=300), server_default="", nullable=False),
        sa.Column("company_folded", sa.String(length=300), server_default="", nullable=False),
        sa.Column("source", sa.String(length=30), server_default="", nullable=False),
        sa.Column("status", sa.String(length=20), server_default="new", nullable=False),
        sa.Column("rating", sa.String(length=10), server_default="", nullable=False),
        sa.Column("language", sa.String(length=5), server_default="", nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=True),
        sa.Column("contact_id", IDENTIFIER, nullable=True),
        sa.Column("account_id", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", IDENTIFIER, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_leads_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_leads_contact_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_leads_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
        sa.UniqueConstraint("external_id", name=op.f("uq_leads_external_id")),
    )
    op.create_index(op.f("ix_leads_contact_id"), "leads", ["contact_id"], unique=False)
    op.create_index(op.f("ix_leads_name_folded"), "leads", ["name_folded"], unique=False)
    op.create_index(op.f("ix_leads_owner_id"), "leads", ["owner_id"], unique=False)
    op.create_table(
        "opportunities",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("account_id", IDENTIFIER, nullable=True),
        sa.Column("contact_id", IDENTIFIER, nullable=True),
        sa.Column("stage", sa.String(length=100), server_default="qualification", nullable=False),
        sa.Column("status", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=4), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="VND", nullable=False),
        sa.Column("close_on", sa.Date(), nullable=True),
        sa.Column("owner_id", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", IDENTIFIER, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_opportunities_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_opportunities_contact_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_opportunities_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunities")),
        sa.UniqueConstraint("external_id", name=op.f("uq_opportunities_external_id")),
    )
    op.create_index(op.f("ix_opportunities_account_id_status"), "opportunities", ["account_id", "status"], unique=False)
    op.create_index(op.f("ix_opportunities_contact_id_status"), "opportunities", ["contact_id", "status"], unique=False)
    op.create_index(op.f("ix_opportunities_owner_id"), "opportunities", ["owner_id"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("subject_folded", sa.String(length=500), server_default="", nullable=False),
        sa.Column("account_id", IDENTIFIER, nullable=True),
        sa.Column("contact_id", IDENTIFIER, nullable=True),
        sa.Column("status", sa.String(length=12), server_default="new", nullable=False),
        sa.Column("priority", sa.String(length=10), server_default="normal", nullable=False),
        sa.Column("category", sa.String(length=50), server_default="question", nullable=False),
        sa.Column("assignee_id", IDENTIFIER, nullable=True),
        sa.Column("language", sa.String(length=5), server_default="", nullable=False),
        sa.Column("channel", sa.String(length=12), server_default="email", nullable=False),
        sa.Column("channel_account", sa.String(length=320), server_default="", nullable=False),
        sa.Column("mailbox", sa.String(length=320), server_default="", nullable=False),
        sa.Column("previous_id", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_wrote_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_wrote_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", IDENTIFIER, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tickets_account_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_tickets_assignee_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_tickets_contact_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["tickets.id"], name=op.f("fk_tickets_previous_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("external_id", name=op.f("uq_tickets_external_id")),
    )
    op.create_index(op.f("ix_tickets_account_id_status"), "tickets", ["account_id", "status"], unique=False)
    op.create_index(op.f("ix_tickets_assignee_id_status"), "tickets", ["assignee_id", "status"], unique=False)
    op.create_index(op.f("ix_tickets_contact_id_status"), "tickets", ["contact_id", "status"], unique=False)
    op.create_index(op.f("ix_tickets_status_id"), "tickets", ["status", "id"], unique=False)
    op.create_table(
        "activities",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("type_id", IDENTIFIER, nullable=True),
        sa.Column("direction", sa.String(length=3), server_default="", nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=10), server_default="planned", nullable=False),
        sa.Column("starts_on", sa.DateTime(), nullable=True),
        sa.Column("ends_on", sa.DateTime(), nullable=False),
        sa.Column("timezone", sa.String(length=50), nullable=False),
        sa.Column("is_all_day", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=300), server_default="", nullable=False),
        sa.Column("cost", sa.Numeric(precision=20, scale=4), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="", nullable=False),
        sa.Column("preparation", sa.Text(), server_default="", nullable=False),
        sa.Column("happened", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.String(length=300), server_default="", nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=True),
        sa.Column("account_id", IDENTIFIER, nullable=True),
        sa.Column("contact_id", IDENTIFIER, nullable=True),
        sa.Column("lead_id", IDENTIFIER, nullable=True),
        sa.Column("opportunity_id", IDENTIFIER, nullable=True),
        sa.Column("ticket_id", IDENTIFIER, nullable=True),
        sa.Column("series_id", IDENTIFIER, nullable=True),
        sa.Column("rule", sa.String(length=200), server_default="", nullable=False),
        sa.Column("occurs_on", sa.DateTime(), nullable=True),
        sa.Column("previous_id", IDENTIFIER, nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", IDENTIFIER, server_default="1", nullable=False),
        sa.CheckConstraint("kind = 'task' OR starts_on IS NOT NULL", name=op.f("ck_activities_start")),
        sa.CheckConstraint("kind IN ('meeting', 'call', 'task')", name=op.f("ck_activities_kind")),
        sa.CheckConstraint("status IN ('planned', 'held', 'missed', 'cancelled')", name=op.f("ck_activities_status")),
        sa.CheckConstraint("starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_activities_order")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_activities_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_activities_contact_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_activities_lead_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name=op.f("fk_activities_opportunity_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_activities_owner_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["activities.id"], name=op.f("fk_activities_previous_id")),
        sa.ForeignKeyConstraint(["series_id"], ["activities.id"], name=op.f("fk_activities_series_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_activities_ticket_id")),
        sa.ForeignKeyConstraint(["type_id"], ["activity_types.id"], name=op.f("fk_activities_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("external_id", name=op.f("uq_activities_external_id")),
        sa.UniqueConstraint("series_id", "occurs_on", name=op.f("uq_activities_series_id_occurs_on")),
    )
    op.create_index(op.f("ix_activities_account_id_ends_at"), "activities", ["account_id", "ends_at"], unique=False)
    op.create_index(op.f("ix_activities_contact_id_ends_at"), "activities", ["contact_id", "ends_at"], unique=False)
    op.create_index(op.f("ix_activities_lead_id_ends_at"), "activities", ["lead_id", "ends_at"], unique=False)
    op.create_index(
        op.f("ix_activities_opportunity_id_ends_at"), "activities", ["opportunity_id", "ends_at"], unique=False
    )
    op.create_index(
        op.f("ix_activities_owner_id_status_ends_at"), "activities", ["owner_id", "status", "ends_at"], unique=False
    )
    op.create_index(op.f("ix_activities_status_ends_at"), "activities", ["status", "ends_at"], unique=False)
    op.create_index(op.f("ix_activities_ticket_id_ends_at"), "activities", ["ticket_id", "ends_at"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("interaction_id", IDENTIFIER, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("content_type", sa.String(length=150), nullable=False),
        sa.Column("size", IDENTIFIER, nullable=False),
        sa.Column("is_inline", sa.Boolean(), nullable=False),
        sa.Column("content_id", sa.String(length=300), nullable=True),
        sa.Column("note", sa.String(length=300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_attachments_interaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_interaction_id"), "attachments", ["interaction_id"], unique=False)
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"], unique=False)
    op.create_table(
        "interaction_links",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("interaction_id", IDENTIFIER, nullable=False),
        sa.Column("record_kind", sa.String(length=12), nullable=False),
        sa.Column("record_id", IDENTIFIER, nullable=False),
        sa.Column("proof", sa.String(length=24), nullable=False),
        sa.Column("is_guess", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("reason_values", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_by_id", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_interaction_links_interaction_id")
        ),
        sa.ForeignKeyConstraint(["moved_by_id"], ["users.id"], name=op.f("fk_interaction_links_moved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction_links")),
    )
    op.create_index(op.f("ix_interaction_links_interaction_id"), "interaction_links", ["interaction_id"], unique=False)
    op.create_index(
        op.f("ix_interaction_links_record_kind_record_id_interaction_id"),
        "interaction_links",
        ["record_kind", "record_id", "interaction_id"],
        unique=False,
    )
    op.create_table(
        "interaction_words",
        sa.Column("interaction_id", IDENTIFIER, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_interaction_words_interaction_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_interaction_words")),
    )
    op.create_table(
        "logged_messages",
        sa.Column("interaction_id", IDENTIFIER, autoincrement=False, nullable=False),
        sa.Column("choices", JSON, nullable=False),
        sa.Column("decision", sa.String(length=20), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_logged_messages_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_logged_messages_interaction_id")
        ),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_logged_messages")),
    )
    op.create_index(
        "ix_logged_messages_undecided",
        "logged_messages",
        ["interaction_id"],
        unique=False,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "message_ids",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("interaction_id", IDENTIFIER, nullable=False),
        sa.Column("channel_account", sa.String(length=320), nullable=False),
        sa.Column("value", sa.String(length=998), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_message_ids_interaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_ids")),
    )
    op.create_index(op.f("ix_message_ids_interaction_id"), "message_ids", ["interaction_id"], unique=False)
    op.create_index(
        op.f("ix_message_ids_value_channel_account"), "message_ids", ["value", "channel_account"], unique=False
    )
    op.create_table(
        "reply_drafts",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("ticket_id", IDENTIFIER, nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outbox_id", IDENTIFIER, nullable=True),
        sa.Column("corrects_id", IDENTIFIER, nullable=True),
        sa.Column("last_interaction_id", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["corrects_id"], ["outbox_items.id"], name=op.f("fk_reply_drafts_corrects_id")),
        sa.ForeignKeyConstraint(
            ["last_interaction_id"], ["interactions.id"], name=op.f("fk_reply_drafts_last_interaction_id")
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox_items.id"], name=op.f("fk_reply_drafts_outbox_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_reply_drafts_ticket_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reply_drafts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_drafts")),
    )
    op.create_index(op.f("ix_reply_drafts_corrects_id"), "reply_drafts", ["corrects_id"], unique=False)
    op.create_index(op.f("ix_reply_drafts_ticket_id_state"), "reply_drafts", ["ticket_id", "state"], unique=False)
    op.create_index(op.f("ix_reply_drafts_user_id_state"), "reply_drafts", ["user_id", "state"], unique=False)
    op.create_table(
        "reply_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", IDENTIFIER, nullable=False),
        sa.Column("mailbox", sa.String(length=320), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_reply_tokens_ticket_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_reply_tokens")),
    )
    op.create_index(op.f("ix_reply_tokens_ticket_id_mailbox"), "reply_tokens", ["ticket_id", "mailbox"], unique=False)
    op.create_table(
        "ticket_followers",
        sa.Column("ticket_id", IDENTIFIER, nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_followers_ticket_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ticket_followers_user_id")),
        sa.PrimaryKeyConstraint("ticket_id", "user_id", name=op.f("pk_ticket_followers")),
    )
    op.create_table(
        "ticket_participants",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("ticket_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="accepted", nullable=False),
        sa.Column("contact_id", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_ticket_participants_contact_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_participants_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_participants")),
        sa.UniqueConstraint("ticket_id", "kind", "value", name=op.f("uq_ticket_participants_ticket_id_kind_value")),
    )
    op.create_index(op.f("ix_ticket_participants_contact_id"), "ticket_participants", ["contact_id"], unique=False)
    op.create_index(op.f("ix_ticket_participants_kind_value"), "ticket_participants", ["kind", "value"], unique=False)
    op.create_table(
        "activity_attendees",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("activity_id", IDENTIFIER, nullable=False),
        sa.Column("user_id", IDENTIFIER, nullable=True),
        sa.Column("contact_id", IDENTIFIER, nullable=True),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("answer", sa.String(length=12), server_default="needs_action", nullable=False),
        sa.CheckConstraint(
            "(user_id IS NOT NULL AND contact_id IS NULL) OR (user_id IS NULL AND contact_id IS NOT NULL) OR (user_id IS NULL AND contact_id IS NULL AND name <> '')",
            name=op.f("ck_activity_attendees_who"),
        ),
        sa.CheckConstraint(
            "answer IN ('needs_action', 'accepted', 'declined', 'tentative')", name=op.f("ck_activity_attendees_answer")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_attendees_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_activity_attendees_contact_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_activity_attendees_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_attendees")),
        sa.UniqueConstraint(
            "activity_id",
            "user_id",
            "contact_id",
            "name",
            name=op.f("uq_activity_attendees_activity_id_user_id_contact_id_name"),
        ),
    )
    op.create_index(
        op.f("ix_activity_attendees_contact_id_activity_id"),
        "activity_attendees",
        ["contact_id", "activity_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_activity_attendees_user_id_activity_id"),
        "activity_attendees",
        ["user_id", "activity_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_activity_attendees_user_id_activity_id"), table_name="activity_attendees")
    op.drop_index(op.f("ix_activity_attendees_contact_id_activity_id"), table_name="activity_attendees")
    op.drop_table("activity_attendees")
    op.drop_index(op.f("ix_ticket_participants_kind_value"), table_name="ticket_participants")
    op.drop_index(op.f("ix_ticket_participants_contact_id"), table_name="ticket_participants")
    op.drop_table("ticket_participants")
    op.drop_table("ticket_followers")
    op.drop_index(op.f("ix_reply_tokens_ticket_id_mailbox"), table_name="reply_tokens")
    op.drop_table("reply_tokens")
    op.drop_index(op.f("ix_reply_drafts_user_id_state"), table_name="reply_drafts")
    op.drop_index(op.f("ix_reply_drafts_ticket_id_state"), table_name="reply_drafts")
    op.drop_index(op.f("ix_reply_drafts_corrects_id"), table_name="reply_drafts")
    op.drop_table("reply_drafts")
    op.drop_index(op.f("ix_message_ids_value_channel_account"), table_name="message_ids")
    op.drop_index(op.f("ix_message_ids_interaction_id"), table_name="message_ids")
    op.drop_table("message_ids")
    op.drop_index(
        "ix_logged_messages_undecided",
        table_name="logged_messages",
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.drop_table("logged_messages")
    op.drop_table("interaction_words")
    op.drop_index(op.f("ix_interaction_links_record_kind_record_id_interaction_id"), table_name="interaction_links")
    op.drop_index(op.f("ix_interaction_links_interaction_id"), table_name="interaction_links")
    op.drop_table("interaction_links")
    op.drop_index(op.f("ix_attachments_sha256"), table_name="attachments")
    op.drop_index(op.f("ix_attachments_interaction_id"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_index(op.f("ix_activities_ticket_id_ends_at"), table_name="activities")
    op.drop_index(op.f("ix_activities_status_ends_at"), table_name="activities")
    op.drop_index(op.f("ix_activities_owner_id_status_ends_at"), table_name="activities")
    op.drop_index(op.f("ix_activities_opportunity_id_ends_at"), table_name="activities")
    op.drop_index(op.f("ix_activities_lead_id_ends_at"), table_name="activities")
    op.drop_index(op.f("ix_activities_contact_id_ends_at"), table_name="activities")
    op.drop_index(op.f("ix_activities_account_id_ends_at"), table_name="activities")
    op.drop_table("activities")
    op.drop_index(op.f("ix_tickets_status_id"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_contact_id_status"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_assignee_id_status"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_account_id_status"), table_name="tickets")
    op.drop_table("tickets")
    op.drop_index(op.f("ix_opportunities_owner_id"), table_name="opportunities")
    op.drop_index(op.f("ix_opportunities_contact_id_status"), table_name="opportunities")
    op.drop_index(op.f("ix_opportunities_account_id_status"), table_name="opportunities")
    op.drop_table("opportunities")
    op.drop_index(op.f("ix_leads_owner_id"), table_name="leads")
    op.drop_index(op.f("ix_leads_name_folded"), table_name="leads")
    op.drop_index(op.f("ix_leads_contact_id"), table_name="leads")
    op.drop_table("leads")
    op.drop_index(op.f("ix_interactions_sender_address_id"), table_name="interactions")
    op.drop_index(op.f("ix_interactions_contact_id_id"), table_name="interactions")
    op.drop_index(op.f("ix_interactions_account_id_id"), table_name="interactions")
    op.drop_table("interactions")
    op.drop_index(op.f("ix_contacts_name_folded"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_account_id"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_index(op.f("ix_account_domains_account_id"), table_name="account_domains")
    op.drop_table("account_domains")
    op.drop_index(op.f("ix_web_sessions_user_id_revoked_at"), table_name="web_sessions")
    op.drop_table("web_sessions")
    op.drop_index(op.f("ix_one_time_tokens_user_id"), table_name="one_time_tokens")
    op.drop_table("one_time_tokens")
    op.drop_index(op.f("ix_conversation_messages_conversation_key_revision"), table_name="conversation_messages")
    op.drop_table("conversation_messages")
    op.drop_index(op.f("ix_card_messages_user_id"), table_name="card_messages")
    op.drop_index(op.f("ix_card_messages_record"), table_name="card_messages")
    op.drop_table("card_messages")
    op.drop_index(op.f("ix_accounts_name_folded"), table_name="accounts")
    op.drop_table("accounts")
    op.drop_table("users")
    op.drop_table("read_positions")
    op.drop_index("ix_outbox_items_subject", table_name="outbox_items")
    op.drop_index("ix_outbox_items_state", table_name="outbox_items")
    op.drop_index("ix_outbox_items_recipient", table_name="outbox_items")
    op.drop_index(
        "ix_outbox_items_order_open",
        table_name="outbox_items",
        sqlite_where=sa.text("state IN ('held', 'pending', 'sending', 'transmitting')"),
        postgresql_where=sa.text("state IN ('held', 'pending', 'sending', 'transmitting')"),
    )
    op.drop_index(
        "ix_outbox_items_open",
        table_name="outbox_items",
        sqlite_where=sa.text("state IN ('held', 'pending', 'sending', 'transmitting')"),
        postgresql_where=sa.text("state IN ('held', 'pending', 'sending', 'transmitting')"),
    )
    op.drop_index("ix_outbox_items_message_id", table_name="outbox_items")
    op.drop_index(
        "ix_outbox_items_automatic",
        table_name="outbox_items",
        sqlite_where=sa.text("kind = 'acknowledgement'"),
        postgresql_where=sa.text("kind = 'acknowledgement'"),
    )
    op.drop_table("outbox_items")
    op.drop_table("job_runs")
    op.drop_table("installation")
    op.drop_index(op.f("ix_inbox_items_raw_sha256"), table_name="inbox_items")
    op.drop_index(
        "ix_inbox_items_quarantined",
        table_name="inbox_items",
        sqlite_where=sa.text("state = 'quarantined'"),
        postgresql_where=sa.text("state = 'quarantined'"),
    )
    op.drop_index(
        "ix_inbox_items_open",
        table_name="inbox_items",
        sqlite_where=sa.text("state IN ('received', 'processing')"),
        postgresql_where=sa.text("state IN ('received', 'processing')"),
    )
    op.drop_index(
        "ix_inbox_items_group_open",
        table_name="inbox_items",
        sqlite_where=sa.text("state IN ('received', 'processing')"),
        postgresql_where=sa.text("state IN ('received', 'processing')"),
    )
    op.drop_index("ix_inbox_items_balance", table_name="inbox_items")
    op.drop_table("inbox_items")
    op.drop_table("dialogues")
    op.drop_table("conversations")
    op.drop_index(op.f("ix_contact_points_kind_value"), table_name="contact_points")
    op.drop_table("contact_points")
    op.drop_table("canned_replies")
    op.drop_index(
        "ix_audit_entries_unsealed",
        table_name="audit_entries",
        sqlite_where=sa.text("seal IS NULL"),
        postgresql_where=sa.text("seal IS NULL"),
    )
    op.drop_index(op.f("ix_audit_entries_record_kind_record_id_id"), table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_table("address_states")
    op.drop_table("activity_types")
