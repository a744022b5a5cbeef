"""What stock was worth at month ends, summed up by location.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "month_value",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("average", sa.BigInteger(), nullable=False),
        sa.Column("fifo", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_month_value_location_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("month", "location_id", name=op.f("pk_month_value")),
    )
