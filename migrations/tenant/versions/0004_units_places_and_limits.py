"""Licence keys, serial numbers, bins, limits of adjustments, what a 3PL reports, imports of stock."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("create sequence stock_report_number start with 1001")
    op.create_table(
        "adjustment_request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("sets", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("delta", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('open', 'approved', 'refused')", name=op.f("ck_adjustment_request_status")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_adjustment_request_location_id")
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_adjustment_request_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_request")),
    )
    op.create_index("ix_adjustment_request_created", "adjustment_request", ["created_at", "id"], unique=False)
    op.create_index(
        op.f("ix_adjustment_request_location_id"), "adjustment_request", ["location_id"], unique=False
    )
    op.create_index(
        op.f("ix_adjustment_request_stock_item_id"), "adjustment_request", ["stock_item_id"], unique=False
    )
    op.create_table(
        "location_bin",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), server_default="", nullable=False),
        sa.Column("pick_order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_location_bin_location_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location_bin")),
        sa.UniqueConstraint("location_id", "code", name=op.f("uq_location_bin_location_id_code")),
    )
    op.create_table(
        "serial",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("claimed_by", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('here', 'coming', 'away', 'sold', 'out')", name=op.f("ck_serial_state")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_serial_location_id")),
        sa.ForeignKeyConstraint(["stock_item_id"], ["stock_item.id"], name=op.f("fk_serial_stock_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serial")),
        sa.UniqueConstraint("stock_item_id", "code", name=op.f("uq_serial_stock_item_id_code")),
    )
    op.create_index("ix_serial_claim", "serial", ["claimed_by"], unique=False)
    op.create_index("ix_serial_code", "serial", ["code"], unique=False)
    op.create_index("ix_serial_place", "serial", ["location_id", "stock_item_id"], unique=False)
    op.create_table(
        "stock_report",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), server_default="upload", nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("told", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("agreed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("in_flight", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("problems", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("source in ('upload', 'api', 'fetch')", name=op.f("ck_stock_report_source")),
        sa.CheckConstraint(
            "status in ('open', 'settled', 'superseded')", name=op.f("ck_stock_report_status")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_stock_report_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_report")),
        sa.UniqueConstraint(
            "location_id", "as_of", "digest", name=op.f("uq_stock_report_location_id_as_of_digest")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_stock_report_number")),
    )
    op.create_index("ix_stock_report_created", "stock_report", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_stock_report_location_id"), "stock_report", ["location_id"], unique=False)
    op.create_table(
        "serial_move",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("serial_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("delta", sa.SmallInteger(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        sa.Column("document_id", sa.UUID(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("delta between -1 and 1", name=op.f("ck_serial_move_delta")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_serial_move_location_id")),
        sa.ForeignKeyConstraint(["serial_id"], ["serial.id"], name=op.f("fk_serial_move_serial_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serial_move")),
    )
    op.create_index("ix_serial_move_document", "serial_move", ["document_id"], unique=False)
    op.create_index("ix_serial_move_serial", "serial_move", ["serial_id", "id"], unique=False)
    op.create_table(
        "stock_report_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("report_id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("book", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column("told", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "difference", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("settled_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind in ('missing', 'unknown', 'over', 'short')", name=op.f("ck_stock_report_line_kind")
        ),
        sa.CheckConstraint(
            "status in ('open', 'accepted', 'by_rule', 'moot', 'dismissed')",
            name=op.f("ck_stock_report_line_status"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["stock_report.id"],
            name=op.f("fk_stock_report_line_report_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_stock_report_line_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_report_line")),
        sa.UniqueConstraint("report_id", "code", name=op.f("uq_stock_report_line_report_id_code")),
    )
    op.create_index(
        op.f("ix_stock_report_line_stock_item_id"), "stock_report_line", ["stock_item_id"], unique=False
    )
    op.create_table(
        "licence_grant",
        sa.Column("line_id", sa.UUID(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=False),
        sa.Column("variant_id", sa.UUID(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("units >= 0", name=op.f("ck_licence_grant_units")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["order_line.id"], name=op.f("fk_licence_grant_line_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_licence_grant_order_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_licence_grant_variant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_licence_grant")),
    )
    op.create_index(op.f("ix_licence_grant_order_id"), "licence_grant", ["order_id"], unique=False)
    op.create_index(op.f("ix_licence_grant_variant_id"), "licence_grant", ["variant_id"], unique=False)
    op.create_table(
        "licence_key",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("variant_id", sa.UUID(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("line_id", sa.UUID(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(line_id is null) = (handed_at is null)", name=op.f("ck_licence_key_handed")),
        sa.CheckConstraint("revoked_at is null or line_id is not null", name=op.f("ck_licence_key_revoked")),
        sa.ForeignKeyConstraint(["line_id"], ["licence_grant.line_id"], name=op.f("fk_licence_key_line_id")),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_licence_key_variant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_key")),
        sa.UniqueConstraint("variant_id", "digest", name=op.f("uq_licence_key_variant_id_digest")),
    )
    op.create_index(
        "ix_licence_key_free",
        "licence_key",
        ["variant_id", "id"],
        unique=False,
        postgresql_where=sa.text("line_id is null"),
    )
    op.create_index(op.f("ix_licence_key_line_id"), "licence_key", ["line_id"], unique=False)
    op.add_column(
        "api_client", sa.Column("stock_limits", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
    op.add_column("import_run", sa.Column("subject", sa.Text(), server_default="products", nullable=False))
    op.add_column("location", sa.Column("feed", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column(
        "media", sa.Column("turning", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "product", sa.Column("keyed", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("product", sa.Column("keys_low", sa.Integer(), server_default=sa.text("5"), nullable=False))
    op.add_column("role", sa.Column("stock_limits", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column(
        "stock_count_line", sa.Column("serials", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
    op.add_column(
        "stock_item", sa.Column("by_serial", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "stock_level",
        sa.Column("unplaced", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_import_run_subject"), "import_run", "subject in ('products', 'stock', 'count')"
    )
