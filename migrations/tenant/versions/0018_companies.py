"""Companies and their members

Revision ID: 0018
Revises: 0017

The free text in `customer.company` had no way in and is no longer read; it goes when no running release knows it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "company",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("code", name=op.f("uq_company_code")),
    )
    op.create_index(
        "ix_company_name",
        "company",
        [sa.literal_column("lower(name) text_pattern_ops"), "id"],
        unique=False,
    )
    op.add_column("customer", sa.Column("company_id", sa.UUID(), nullable=True))
    op.create_index(op.f("ix_customer_company_id"), "customer", ["company_id"], unique=False)
    op.create_foreign_key(op.f("fk_customer_company_id"), "customer", "company", ["company_id"], ["id"])
