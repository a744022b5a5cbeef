"""What promotions were when an order was placed.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column("promotion_use", sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
