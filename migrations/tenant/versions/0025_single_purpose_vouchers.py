"""Single-purpose vouchers.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("product", sa.Column("gift_card_vat", sa.Text(), server_default="multi", nullable=False))
    op.create_check_constraint(
        op.f("ck_product_gift_card_vat"), "product", "gift_card_vat in ('multi', 'single')"
    )
    op.add_column("order_line", sa.Column("voucher", sa.Text(), server_default="", nullable=False))
    op.create_check_constraint(
        op.f("ck_order_line_voucher"), "order_line", "voucher in ('', 'multi', 'single')"
    )
    op.add_column("gift_card", sa.Column("taxed", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_check_constraint(
        op.f("ck_gift_card_taxed"), "gift_card", "(vat = 'single') = (taxed is not null)"
    )
