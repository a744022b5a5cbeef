"""The lowest price of 30 days: what was shown when, written once and for good, and former prices in the price log.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "shown_price",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("variant_id", sa.UUID(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_shown_price_variant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_price")),
    )
    op.create_index("ix_shown_price_variant", "shown_price", ["variant_id", "channel", "id"])
    for table, column in (
        ("price_change", "compare_at"),
        ("product_listing", "lowest"),
        ("product_listing_offer", "lowest"),
        ("product_listing_price", "lowest"),
    ):
        op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
    for name, column in (
        ("starts", "starts_at"),
        ("ends", "ends_at"),
    ):  # kept pages end where the next price begins
        op.create_index(
            f"ix_price_list_entry_{name}",
            "price_list_entry",
            [column],
            postgresql_where=sa.text(f"{column} is not null"),
        )
    op.execute(
        """
        do $$ begin
            execute format('revoke update, delete on shown_price from %I', current_schema());
        exception when undefined_object then null;  -- a scratch schema without a role of its own
        end $$
        """
    )
