"""Time zones of channels.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("channel", sa.Column("timezone", sa.Text(), nullable=True))
