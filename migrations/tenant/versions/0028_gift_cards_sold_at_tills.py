"""Gift cards sold at tills.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("gift_card", sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("gift_card_entry", sa.Column("line_id", sa.UUID(), nullable=True))
    op.create_index(
        "uq_gift_card_entry_line",
        "gift_card_entry",
        ["line_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'top_up' and line_id is not null"),
    )
    op.create_foreign_key(
        op.f("fk_gift_card_entry_line_id"), "gift_card_entry", "order_line", ["line_id"], ["id"]
    )
