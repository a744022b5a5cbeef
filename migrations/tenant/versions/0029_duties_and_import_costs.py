"""Duties and import costs.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "duty_rate",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("hs_prefix", sa.Text(), server_default="", nullable=False),
        sa.Column("origin", sa.Text(), server_default="", nullable=False),
        sa.Column("duty", sa.Integer(), nullable=False),
        sa.Column("import_tax", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("duty_free", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("tax_free", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("with_delivery", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("duty between 0 and 10000000", name=op.f("ck_duty_rate_duty")),
        sa.CheckConstraint("duty_free >= 0 and tax_free >= 0", name=op.f("ck_duty_rate_free")),
        sa.CheckConstraint("import_tax between 0 and 1000000", name=op.f("ck_duty_rate_import_tax")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_rate")),
        sa.UniqueConstraint(
            "country", "hs_prefix", "origin", name=op.f("uq_duty_rate_country_hs_prefix_origin")
        ),
    )
    op.add_column("order", sa.Column("duties", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("order", sa.Column("import_costs", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column(
        "order_line", sa.Column("duties", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("product", sa.Column("hs_code", sa.Text(), nullable=True))
    op.add_column("product", sa.Column("origin_country", sa.Text(), nullable=True))
