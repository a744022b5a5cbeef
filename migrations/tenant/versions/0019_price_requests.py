"""Prices and promotions below the margin wait for approval

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:

    op.create_table(
        "price_request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.UUID(), nullable=True),
        sa.Column("subject_name", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("articles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("least_margin", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('base', 'list', 'terms', 'promotion')", name=op.f("ck_price_request_kind")
        ),
        sa.CheckConstraint(
            "status in ('open', 'approved', 'refused', 'replaced')", name=op.f("ck_price_request_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_request")),
    )
    op.create_index("ix_price_request_created", "price_request", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_price_request_open",
        "price_request",
        ["kind", "subject_id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
