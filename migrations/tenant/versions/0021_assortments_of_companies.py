"""What the members of a company are offered, and what is for them alone

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("assortment", sa.Column("company_id", sa.UUID(), nullable=True))
    op.add_column(
        "assortment", sa.Column("reserved", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_foreign_key(
        op.f("fk_assortment_company_id"), "assortment", "company", ["company_id"], ["id"], ondelete="CASCADE"
    )
    op.create_unique_constraint(
        op.f("uq_assortment_company_id_reserved"), "assortment", ["company_id", "reserved"]
    )
    op.drop_constraint(op.f("ck_assortment_scope"), "assortment", type_="check")
    op.create_check_constraint(
        op.f("ck_assortment_scope"), "assortment", "num_nonnulls(channel_id, location_id, company_id) = 1"
    )
    op.create_check_constraint(
        op.f("ck_assortment_reserved"), "assortment", "not reserved or company_id is not null"
    )
