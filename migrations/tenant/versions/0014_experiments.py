"""A/B tests

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "experiment",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.UUID(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default="draft", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status in ('draft', 'running', 'stopped')", name=op.f("ck_experiment_status")),
        sa.CheckConstraint("share between 1 and 99", name=op.f("ck_experiment_share")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_experiment_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment")),
        sa.UniqueConstraint("code", name=op.f("uq_experiment_code")),
    )
    op.create_index(
        "ix_experiment_running",
        "experiment",
        ["channel_id"],
        unique=False,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "experiment_exposure",
        sa.Column("experiment_id", sa.UUID(), nullable=False),
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("variant in ('a', 'b')", name=op.f("ck_experiment_exposure_variant")),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiment.id"],
            name=op.f("fk_experiment_exposure_experiment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("experiment_id", "visitor", name=op.f("pk_experiment_exposure")),
    )
    op.create_table(
        "experiment_order",
        sa.Column("order_id", sa.UUID(), nullable=False),
        sa.Column("experiment_id", sa.UUID(), nullable=False),
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiment.id"],
            name=op.f("fk_experiment_order_experiment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("order_id", "experiment_id", name=op.f("pk_experiment_order")),
    )
    op.create_index(
        op.f("ix_experiment_order_experiment_id"), "experiment_order", ["experiment_id"], unique=False
    )
    op.add_column("cart", sa.Column("visitor", sa.Text(), server_default="", nullable=False))
