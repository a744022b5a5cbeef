"""Gift cards and store credit, and the ledger that their balances are sums of."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "gift_card",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("last4", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("balance", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("vat", sa.Text(), server_default="multi", nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("customer_id", sa.UUID(), nullable=True),
        sa.Column("order_id", sa.UUID(), nullable=True),
        sa.Column("line_id", sa.UUID(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'gift') = (code_hash is not null) and (kind = 'gift' or customer_id is not null)",
            name=op.f("ck_gift_card_owner"),
        ),
        sa.CheckConstraint("kind in ('gift', 'credit')", name=op.f("ck_gift_card_kind")),
        sa.CheckConstraint("status in ('active', 'blocked', 'expired')", name=op.f("ck_gift_card_status")),
        sa.CheckConstraint("vat in ('multi', 'single')", name=op.f("ck_gift_card_vat")),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_gift_card_balance")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_gift_card_customer_id")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_gift_card_line_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_gift_card_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_card")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_gift_card_code_hash")),
    )
    op.create_index("ix_gift_card_created", "gift_card", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_gift_card_ends",
        "gift_card",
        ["expires_on"],
        unique=False,
        postgresql_where=sa.text("status <> 'expired'"),
    )
    op.create_index("ix_gift_card_last4", "gift_card", ["last4"], unique=False)
    op.create_index(op.f("ix_gift_card_order_id"), "gift_card", ["order_id"], unique=False)
    op.create_index(
        "uq_gift_card_credit",
        "gift_card",
        ["customer_id", "currency"],
        unique=True,
        postgresql_where=sa.text("kind = 'credit'"),
    )
    op.create_index("uq_gift_card_sold", "gift_card", ["line_id", "place"], unique=True)
    op.create_table(
        "gift_card_entry",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("card_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=True),
        sa.Column("payment_id", sa.UUID(), nullable=True),
        sa.Column("refund_id", sa.UUID(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind in ('issue', 'top_up', 'redeem', 'give_back', 'expire', 'adjust')",
            name=op.f("ck_gift_card_entry_kind"),
        ),
        sa.ForeignKeyConstraint(["card_id"], ["gift_card.id"], name=op.f("fk_gift_card_entry_card_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_gift_card_entry_order_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_gift_card_entry_payment_id")),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_gift_card_entry_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_card_entry")),
    )
    op.create_index("ix_gift_card_entry_card", "gift_card_entry", ["card_id", "id"], unique=False)
    op.create_index("ix_gift_card_entry_order", "gift_card_entry", ["order_id"], unique=False)
    op.create_index("ix_gift_card_entry_payment", "gift_card_entry", ["payment_id"], unique=False)
    op.create_index("ix_gift_card_entry_refund", "gift_card_entry", ["refund_id"], unique=False)
    op.execute(
        """
        do $$ begin
            execute format('revoke update, delete on gift_card_entry from %I', current_schema());
        exception when undefined_object then null;  -- a scratch schema without a role of its own
        end $$
        """
    )
