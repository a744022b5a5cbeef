"""Points of members

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "loyalty_entry",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("customer_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('earn', 'spend', 'give_back', 'take_back', 'expire', 'adjust')",
            name=op.f("ck_loyalty_entry_kind"),
        ),
        sa.CheckConstraint("points <> 0", name=op.f("ck_loyalty_entry_points")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_loyalty_entry_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_entry")),
    )
    op.create_index("ix_loyalty_entry_customer", "loyalty_entry", ["customer_id", "at", "id"], unique=False)
    op.create_index(
        "ix_loyalty_entry_expires",
        "loyalty_entry",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("expires_at is not null"),
    )
    op.create_index("ix_loyalty_entry_order", "loyalty_entry", ["order_id", "kind"], unique=False)
    op.create_index(
        "uq_loyalty_entry_once",
        "loyalty_entry",
        ["order_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind in ('earn', 'spend')"),
    )
    op.add_column("cart", sa.Column("points", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.execute(
        """
        do $$ begin
            execute format('revoke update, delete on loyalty_entry from %I', current_schema());
        exception when undefined_object then null;  -- a scratch schema without a role of its own
        end $$
        """
    )
