"""Stock may be said to be below zero, where a shop allows it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column(
        "stock_level", sa.Column("floor", sa.Numeric(14, 3), server_default=sa.text("0"), nullable=False)
    )
    op.drop_constraint(op.f("ck_stock_level_on_hand"), "stock_level", type_="check")
    op.create_check_constraint(op.f("ck_stock_level_on_hand"), "stock_level", "on_hand >= floor")
    op.create_check_constraint(op.f("ck_stock_level_floor"), "stock_level", "floor <= 0")
    op.drop_constraint(op.f("ck_stock_value_worth"), "stock_value", type_="check")
    op.create_check_constraint(
        op.f("ck_stock_value_worth"),
        "stock_value",
        "average >= 0 and fifo >= 0 and (quantity >= 0 or average = 0 and fifo = 0)",
    )
