"""Exchange rates, and prices that follow them.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("base <> quote", name=op.f("ck_exchange_rate_pair")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_exchange_rate_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint(
            "base",
            "quote",
            "source",
            "as_of",
            "rate",
            name=op.f("uq_exchange_rate_base_quote_source_as_of_rate"),
        ),
    )
    op.add_column("base_price", sa.Column("rate_id", sa.UUID(), nullable=True))
    op.add_column("base_price", sa.Column("good_until", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_base_price_rate_id"), "base_price", "exchange_rate", ["rate_id"], ["id"])
    op.add_column("price_list", sa.Column("converted_from", sa.UUID(), nullable=True))
    op.add_column("price_list", sa.Column("rate_id", sa.UUID(), nullable=True))
    op.add_column("price_list", sa.Column("good_until", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_price_list_rate_id"), "price_list", "exchange_rate", ["rate_id"], ["id"])
    op.create_foreign_key(
        op.f("fk_price_list_converted_from"),
        "price_list",
        "price_list",
        ["converted_from"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.add_column("product_listing_price", sa.Column("good_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_base_price_rate",
        "base_price",
        ["rate_id"],
        unique=False,
        postgresql_where=sa.text("rate_id is not null"),
    )
