"""Products that are gift cards."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column(
        "product", sa.Column("gift_card", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
