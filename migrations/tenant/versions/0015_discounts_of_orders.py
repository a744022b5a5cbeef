"""What each discount took off an order; what promotions gave cannot be changed afterwards, only given back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
PLAIN = sa.text("'[]'")


def upgrade() -> None:
    kind = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("order", sa.Column("shipping_discounts", kind, server_default=PLAIN, nullable=False))
    op.add_column("order_line", sa.Column("discounts", kind, server_default=PLAIN, nullable=False))
    op.execute(
        """
        do $$ begin
            execute format('revoke update, delete on promotion_use from %I', current_schema());
            execute format('grant update (returned_at) on promotion_use to %I', current_schema());
        exception when undefined_object then null;  -- a scratch schema without a role of its own
        end $$
        """
    )
