"""Prices of buyers: what products cost those who have prices of their own.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "product_listing_own",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("price_min", sa.BigInteger(), nullable=False),
        sa.Column("price_max", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_listing_own_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "channel", "audience", "product_id", "starts_at", name=op.f("pk_product_listing_own")
        ),
    )
    op.create_index("ix_product_listing_own_product", "product_listing_own", ["product_id"])
    op.create_index(
        "ix_price_list_entry_for_some",
        "price_list_entry",
        ["list_id"],
        postgresql_where=sa.text("conditions <> '[]'"),
    )
