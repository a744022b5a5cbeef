"""What returns keep back.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column(
        "order_line", sa.Column("withheld", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
