"""What a promotion would have cost, as a worker last reckoned it.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column(
        "promotion", sa.Column("simulation", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
