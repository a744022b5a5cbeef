"""Shares of gift cards that tills take before their sale, and so its payment, is there."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.drop_constraint(op.f("fk_gift_card_entry_payment_id"), "gift_card_entry", type_="foreignkey")
