"""Prices that staff changed by hand at the till, with who approved.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "price_override",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=True),
        sa.Column("staff_id", sa.UUID(), nullable=True),
        sa.Column("approver_id", sa.UUID(), nullable=True),
        sa.Column("approval", sa.Text(), server_default="", nullable=False),
        sa.Column("approval_id", sa.UUID(), nullable=True),
        sa.Column("beyond", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("approval in ('', 'shop', 'till')", name=op.f("ck_price_override_approval")),
        sa.CheckConstraint("kind in ('percent', 'amount', 'price')", name=op.f("ck_price_override_kind")),
        sa.ForeignKeyConstraint(["approver_id"], ["staff.id"], name=op.f("fk_price_override_approver_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_price_override_location_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_price_override_order_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_price_override_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_override")),
    )
    op.create_index("ix_price_override_at", "price_override", ["at", "id"], unique=False)
    op.create_index("ix_price_override_order", "price_override", ["order_id"], unique=False)
    op.create_index(
        "uq_price_override_approval",
        "price_override",
        ["approval_id"],
        unique=True,
        postgresql_where=sa.text("approval_id is not null"),
    )
    op.execute(
        """
        do $$ begin
            execute format('revoke update, delete on price_override from %I', current_schema());
        exception when undefined_object then null;  -- a scratch schema without a role of its own
        end $$
        """
    )
