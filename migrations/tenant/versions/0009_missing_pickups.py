"""What a store does not find of a pickup, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "missing_pickup",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("pickup_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("line_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("hold_ids", sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("place_id", sa.UUID(), nullable=True),
        sa.Column("answered_by", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('asked', 'fetched', 'moved', 'sent', 'refunded', 'found')",
            name=op.f("ck_missing_pickup_status"),
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_missing_pickup_location_id")),
        sa.ForeignKeyConstraint(
            ["pickup_id"], ["pickup.id"], name=op.f("fk_missing_pickup_pickup_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["location.id"], name=op.f("fk_missing_pickup_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missing_pickup")),
    )
    op.create_index(
        "ix_missing_pickup_pickup_id", "missing_pickup", ["pickup_id", "created_at"], unique=False
    )
    op.create_index(
        "uq_missing_pickup_asked",
        "missing_pickup",
        ["pickup_id"],
        unique=True,
        postgresql_where=sa.text("status = 'asked'"),
    )
