"""Taxes that are taken on other taxes.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column(
        "tax_rate", sa.Column("compound", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
