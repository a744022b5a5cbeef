"""Addresses of several sites, proofs of tenants."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("tenant_proof", schema="shared"):
        return  # installations of these days hold this under the name 0001
    op.create_table(
        "tenant_proof",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=False),
        sa.Column("broken", sa.BigInteger(), nullable=False),
        sa.Column(
            "breaks", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["shared.tenant.id"], name=op.f("fk_tenant_proof_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant_proof")),
        schema="shared",
    )
    op.add_column(
        "tenant_host", sa.Column("site", sa.Text(), server_default="web", nullable=False), schema="shared"
    )
    op.drop_index(
        op.f("uq_tenant_host_primary"),
        table_name="tenant_host",
        schema="shared",
        postgresql_where="is_primary",
    )
    op.create_index(
        "uq_tenant_host_primary",
        "tenant_host",
        ["tenant_id", "site"],
        unique=True,
        schema="shared",
        postgresql_where=sa.text("is_primary"),
    )
