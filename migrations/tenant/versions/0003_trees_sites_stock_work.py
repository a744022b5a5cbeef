"""Trees, collections, assortments, sites, texts in several languages, bundles, downloads; the daily work with stock."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import app.core.xid

LISTINGS = """
insert into outbox (name, payload, actor, at)
select 'pricing.base_prices_changed.v1', jsonb_build_object('variant_ids', jsonb_agg(id)), 'system', now()
from (select id, row_number() over (order by id) / 500 as part from variant) as v group by part
"""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("category_tree"):
        return  # installations of these days hold this under the name 0001
    op.execute("create sequence transfer_number start with 1001")
    op.execute("create sequence stock_count_number start with 1001")
    op.create_table(
        "brand_safety",
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("safety", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("brand", name=op.f("pk_brand_safety")),
    )
    op.create_table(
        "category_tree",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_tree")),
        sa.UniqueConstraint("name", name=op.f("uq_category_tree_name")),
    )
    op.create_table(
        "collection",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('hand', 'rule')", name=op.f("ck_collection_kind")),
        sa.CheckConstraint("sort in ('newest', 'price', '-price', 'title')", name=op.f("ck_collection_sort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("slug", name=op.f("uq_collection_slug")),
    )
    op.create_table(
        "option_label",
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("locale", "word", name=op.f("pk_option_label")),
    )
    op.create_table(
        "search_rebuild",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status in ('running', 'done', 'failed')", name=op.f("ck_search_rebuild_status")),
        sa.CheckConstraint("done >= 0 and total >= 0", name=op.f("ck_search_rebuild_counts")),
        sa.CheckConstraint("id = 1", name=op.f("ck_search_rebuild_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_rebuild")),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("lead_days", sa.Integer(), server_default=sa.text("7"), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minimum_order", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lead_days between 0 and 730", name=op.f("ck_supplier_lead_days")),
        sa.CheckConstraint("minimum_order >= 0", name=op.f("ck_supplier_minimum_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("name", name=op.f("uq_supplier_name")),
    )
    op.create_table(
        "value_entry",
        sa.Column("ledger_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("average", sa.BigInteger(), nullable=False),
        sa.Column("fifo", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", name=op.f("pk_value_entry")),
    )
    op.create_table(
        "cost_layer",
        sa.Column("ledger_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("came", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 and quantity <= came and value >= 0", name=op.f("ck_cost_layer_left")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_cost_layer_location_id")),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_cost_layer_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("ledger_id", name=op.f("pk_cost_layer")),
    )
    op.create_index(
        "ix_cost_layer_level", "cost_layer", ["stock_item_id", "location_id", "ledger_id"], unique=False
    )
    op.create_table(
        "lot",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stock_item_id"], ["stock_item.id"], name=op.f("fk_lot_stock_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("stock_item_id", "code", name=op.f("uq_lot_stock_item_id_code")),
    )
    op.create_index("ix_lot_expires", "lot", ["expires_on"], unique=False)
    op.create_table(
        "purchase_order",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(always=False, start=1001), nullable=False),
        sa.Column("supplier_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("status", sa.Text(), server_default="draft", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate_micro", sa.BigInteger(), server_default=sa.text("1000000"), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('draft', 'sent', 'partly_received', 'received', 'cancelled')",
            name=op.f("ck_purchase_order_status"),
        ),
        sa.CheckConstraint("rate_micro > 0", name=op.f("ck_purchase_order_rate_micro")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_purchase_order_location_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_purchase_order_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_order_number")),
    )
    op.create_index(op.f("ix_purchase_order_location_id"), "purchase_order", ["location_id"], unique=False)
    op.create_index("ix_purchase_order_status", "purchase_order", ["status", "number"], unique=False)
    op.create_index(op.f("ix_purchase_order_supplier_id"), "purchase_order", ["supplier_id"], unique=False)
    op.create_table(
        "stock_bin",
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("bin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_bin_location_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_stock_bin_stock_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stock_item_id", "location_id", name=op.f("pk_stock_bin")),
    )
    op.create_index(op.f("ix_stock_bin_location_id"), "stock_bin", ["location_id"], unique=False)
    op.create_table(
        "stock_count",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("scope", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "tolerance", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), server_default="", nullable=False),
        sa.Column("posted_by", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('open', 'review', 'posted', 'cancelled')", name=op.f("ck_stock_count_status")
        ),
        sa.CheckConstraint("tolerance >= 0", name=op.f("ck_stock_count_tolerance")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_stock_count_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_count_number")),
    )
    op.create_index(op.f("ix_stock_count_location_id"), "stock_count", ["location_id"], unique=False)
    op.create_table(
        "stock_threshold",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_stock_threshold_quantity")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_threshold_location_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"],
            ["stock_item.id"],
            name=op.f("fk_stock_threshold_stock_item_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_threshold")),
        sa.UniqueConstraint(
            "stock_item_id",
            "location_id",
            name=op.f("uq_stock_threshold_stock_item_id_location_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_stock_threshold_location_id"), "stock_threshold", ["location_id"], unique=False)
    op.create_table(
        "stock_transfer",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("source_id", sa.UUID(), nullable=False),
        sa.Column("destination_id", sa.UUID(), nullable=False),
        sa.Column("status", sa.Text(), server_default="requested", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('requested', 'approved', 'picked', 'in_transit', 'received', 'refused', 'cancelled')",
            name=op.f("ck_stock_transfer_status"),
        ),
        sa.ForeignKeyConstraint(
            ["destination_id"], ["location.id"], name=op.f("fk_stock_transfer_destination_id")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["location.id"], name=op.f("fk_stock_transfer_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_transfer")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_transfer_number")),
    )
    op.create_index(
        op.f("ix_stock_transfer_destination_id"), "stock_transfer", ["destination_id"], unique=False
    )
    op.create_index(op.f("ix_stock_transfer_source_id"), "stock_transfer", ["source_id"], unique=False)
    op.create_index(
        "ix_stock_transfer_status", "stock_transfer", ["status", "created_at", "id"], unique=False
    )
    op.create_table(
        "stock_value",
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("average", sa.BigInteger(), nullable=False),
        sa.Column("fifo", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("folded_to", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity >= 0 and average >= 0 and fifo >= 0", name=op.f("ck_stock_value_worth")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_stock_value_location_id")),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_stock_value_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("stock_item_id", "location_id", name=op.f("pk_stock_value")),
    )
    op.create_index("ix_stock_value_location_id", "stock_value", ["location_id"], unique=False)
    op.create_table(
        "supplier_item",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("supplier_id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("supplier_sku", sa.Text(), server_default="", nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column(
            "pack_size", sa.Numeric(precision=14, scale=3), server_default=sa.text("1"), nullable=False
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_supplier_item_cost")),
        sa.CheckConstraint("pack_size > 0", name=op.f("ck_supplier_item_pack_size")),
        sa.ForeignKeyConstraint(
            ["stock_item_id"],
            ["stock_item.id"],
            name=op.f("fk_supplier_item_stock_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_item_supplier_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_item")),
        sa.UniqueConstraint(
            "supplier_id", "stock_item_id", name=op.f("uq_supplier_item_supplier_id_stock_item_id")
        ),
    )
    op.create_index(op.f("ix_supplier_item_stock_item_id"), "supplier_item", ["stock_item_id"], unique=False)
    op.create_table(
        "value_snapshot",
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("average", sa.BigInteger(), nullable=False),
        sa.Column("fifo", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_value_snapshot_location_id")),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_value_snapshot_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("stock_item_id", "location_id", "month", name=op.f("pk_value_snapshot")),
    )
    op.create_table(
        "assortment",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("channel_id", sa.UUID(), nullable=True),
        sa.Column("location_id", sa.UUID(), nullable=True),
        sa.Column("only", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(channel_id is null) <> (location_id is null)", name=op.f("ck_assortment_scope")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_assortment_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_assortment_location_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assortment")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_assortment_channel_id")),
        sa.UniqueConstraint("location_id", name=op.f("uq_assortment_location_id")),
    )
    op.create_table(
        "channel_safety",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("channel_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_channel_safety_quantity")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_channel_safety_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_channel_safety_location_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"],
            ["stock_item.id"],
            name=op.f("fk_channel_safety_stock_item_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_safety")),
        sa.UniqueConstraint(
            "stock_item_id",
            "channel_id",
            "location_id",
            name=op.f("uq_channel_safety_stock_item_id_channel_id_location_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_channel_safety_channel_id"), "channel_safety", ["channel_id"], unique=False)
    op.create_table(
        "collection_item",
        sa.Column("collection_id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("fk_collection_item_collection_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_collection_item_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", "product_id", name=op.f("pk_collection_item")),
    )
    op.create_index(op.f("ix_collection_item_product_id"), "collection_item", ["product_id"], unique=False)
    op.create_table(
        "collection_place",
        sa.Column("collection_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("fk_collection_place_collection_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_collection_place_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", "position", "product_id", name=op.f("pk_collection_place")),
    )
    op.create_index(op.f("ix_collection_place_product_id"), "collection_place", ["product_id"], unique=False)
    op.create_table(
        "goods_receipt",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("purchase_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_goods_receipt_location_id")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase_order.id"], name=op.f("fk_goods_receipt_purchase_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt")),
    )
    op.create_index(op.f("ix_goods_receipt_purchase_id"), "goods_receipt", ["purchase_id"], unique=False)
    op.create_table(
        "lot_ledger",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("on_hand", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        sa.Column("document_id", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_lot_ledger_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_ledger_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_ledger")),
    )
    op.create_index("ix_lot_ledger_document", "lot_ledger", ["document_id"], unique=False)
    op.create_index("ix_lot_ledger_lot", "lot_ledger", ["lot_id", "id"], unique=False)
    op.create_table(
        "lot_level",
        sa.Column("lot_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("on_hand", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column("held", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("held >= 0 and on_hand >= 0", name=op.f("ck_lot_level_counters")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_lot_level_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_level_lot_id")),
        sa.PrimaryKeyConstraint("lot_id", "location_id", name=op.f("pk_lot_level")),
    )
    op.create_index(op.f("ix_lot_level_location_id"), "lot_level", ["location_id"], unique=False)
    op.create_table(
        "product_file",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_file_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_file")),
    )
    op.create_index(op.f("ix_product_file_product_id"), "product_file", ["product_id"], unique=False)
    op.create_table(
        "product_link",
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("other_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('related', 'upsell', 'cross')", name=op.f("ck_product_link_kind")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["product.id"], name=op.f("fk_product_link_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_link_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "kind", "other_id", name=op.f("pk_product_link")),
    )
    op.create_index(op.f("ix_product_link_other_id"), "product_link", ["other_id"], unique=False)
    op.create_table(
        "product_listing_price",
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_min", sa.BigInteger(), nullable=False),
        sa.Column("price_max", sa.BigInteger(), nullable=False),
        sa.Column("compare_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_listing_price_product_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product_id", "currency", name=op.f("pk_product_listing_price")),
    )
    op.create_index(
        "ix_product_listing_price_currency", "product_listing_price", ["currency", "product_id"], unique=False
    )
    op.create_table(
        "product_listing_text",
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("image_alt", sa.Text(), nullable=False),
        sa.Column("heading", postgresql.TSVECTOR(), nullable=False),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_listing_text_product_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product_id", "locale", name=op.f("pk_product_listing_text")),
    )
    op.create_index(
        "ix_product_listing_text_search",
        "product_listing_text",
        ["search"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "purchase_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("purchase_id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("supplier_sku", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column(
            "pack_size", sa.Numeric(precision=14, scale=3), server_default=sa.text("1"), nullable=False
        ),
        sa.Column("pack_cost", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "cancelled", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False
        ),
        sa.CheckConstraint("pack_cost >= 0", name=op.f("ck_purchase_line_pack_cost")),
        sa.CheckConstraint("pack_size > 0", name=op.f("ck_purchase_line_pack_size")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_line_quantity")),
        sa.CheckConstraint("received >= 0 and cancelled >= 0", name=op.f("ck_purchase_line_received")),
        sa.ForeignKeyConstraint(
            ["purchase_id"],
            ["purchase_order.id"],
            name=op.f("fk_purchase_line_purchase_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_purchase_line_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_line")),
        sa.UniqueConstraint(
            "purchase_id", "stock_item_id", name=op.f("uq_purchase_line_purchase_id_stock_item_id")
        ),
    )
    op.create_index(op.f("ix_purchase_line_stock_item_id"), "purchase_line", ["stock_item_id"], unique=False)
    op.create_table(
        "review_opt_out",
        sa.Column("customer_id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_review_opt_out_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_review_opt_out")),
    )
    op.create_table(
        "stock_alert",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("threshold_id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=True),
        sa.Column("threshold", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("free", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recovered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('open', 'snoozed', 'done')", name=op.f("ck_stock_alert_status")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_alert_location_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"],
            ["stock_item.id"],
            name=op.f("fk_stock_alert_stock_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["threshold_id"],
            ["stock_threshold.id"],
            name=op.f("fk_stock_alert_threshold_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_alert")),
    )
    op.create_index("ix_stock_alert_status", "stock_alert", ["status", "raised_at"], unique=False)
    op.create_index(op.f("ix_stock_alert_stock_item_id"), "stock_alert", ["stock_item_id"], unique=False)
    op.create_index(
        "uq_stock_alert_unrecovered",
        "stock_alert",
        ["threshold_id"],
        unique=True,
        postgresql_where=sa.text("recovered_at is null"),
    )
    op.create_table(
        "stock_alert_reader",
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_stock_alert_reader_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_stock_alert_reader")),
    )
    op.create_table(
        "stock_count_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("count_id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("counted", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("expected", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("ledger_id", sa.BigInteger(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counter", sa.Text(), server_default="", nullable=False),
        sa.Column("counter_name", sa.Text(), server_default="", nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("recount", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("posted", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_stock_count_line_counted")),
        sa.ForeignKeyConstraint(
            ["count_id"], ["stock_count.id"], name=op.f("fk_stock_count_line_count_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_stock_count_line_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count_line")),
        sa.UniqueConstraint(
            "count_id", "stock_item_id", name=op.f("uq_stock_count_line_count_id_stock_item_id")
        ),
    )
    op.create_index(
        op.f("ix_stock_count_line_stock_item_id"), "stock_count_line", ["stock_item_id"], unique=False
    )
    op.create_table(
        "stock_hold",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("location_id", sa.UUID(), nullable=False),
        sa.Column("lot_id", sa.UUID(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("released", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("released_by", sa.Text(), server_default="", nullable=False),
        sa.Column("release_note", sa.Text(), server_default="", nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason in ('quality', 'recall', 'damage', 'expired', 'other')", name=op.f("ck_stock_hold_reason")
        ),
        sa.CheckConstraint(
            "quantity > 0 and released between 0 and quantity", name=op.f("ck_stock_hold_quantity")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_stock_hold_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_stock_hold_lot_id")),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_stock_hold_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_hold")),
    )
    op.create_index(op.f("ix_stock_hold_location_id"), "stock_hold", ["location_id"], unique=False)
    op.create_index(op.f("ix_stock_hold_lot_id"), "stock_hold", ["lot_id"], unique=False)
    op.create_index(
        "ix_stock_hold_open",
        "stock_hold",
        ["stock_item_id", "location_id"],
        unique=False,
        postgresql_where=sa.text("released < quantity"),
    )
    op.create_table(
        "stock_transfer_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("transfer_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=True),
        sa.Column("requested", sa.Numeric(precision=14, scale=3), server_default="0", nullable=False),
        sa.Column("approved", sa.Numeric(precision=14, scale=3), server_default="0", nullable=False),
        sa.Column("picked", sa.Numeric(precision=14, scale=3), server_default="0", nullable=False),
        sa.Column("received", sa.Numeric(precision=14, scale=3), server_default="0", nullable=False),
        sa.Column("damaged", sa.Numeric(precision=14, scale=3), server_default="0", nullable=False),
        sa.Column("resolution", sa.Text(), server_default="", nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("picked <= approved", name=op.f("ck_stock_transfer_line_picked")),
        sa.CheckConstraint(
            "requested >= 0 and approved >= 0 and picked >= 0 and received >= 0 and damaged >= 0",
            name=op.f("ck_stock_transfer_line_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_stock_transfer_line_stock_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["stock_transfer.id"],
            name=op.f("fk_stock_transfer_line_transfer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_transfer_line")),
    )
    op.create_index(
        op.f("ix_stock_transfer_line_stock_item_id"), "stock_transfer_line", ["stock_item_id"], unique=False
    )
    op.create_index(
        "ix_stock_transfer_line_transfer", "stock_transfer_line", ["transfer_id", "position"], unique=False
    )
    op.create_table(
        "stock_transfer_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("transfer_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["stock_transfer.id"],
            name=op.f("fk_stock_transfer_step_transfer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_transfer_step")),
    )
    op.create_index(
        "ix_stock_transfer_step_transfer", "stock_transfer_step", ["transfer_id", "id"], unique=False
    )
    op.create_table(
        "stock_undo",
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["stock_ledger.id"], name=op.f("fk_stock_undo_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_stock_undo")),
    )
    op.create_table(
        "assortment_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("assortment_id", sa.UUID(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=True),
        sa.Column("category_id", sa.UUID(), nullable=True),
        sa.Column("collection_id", sa.UUID(), nullable=True),
        sa.CheckConstraint("effect in ('include', 'exclude')", name=op.f("ck_assortment_line_effect")),
        sa.CheckConstraint(
            "num_nonnulls(product_id, category_id, collection_id) = 1", name=op.f("ck_assortment_line_target")
        ),
        sa.ForeignKeyConstraint(
            ["assortment_id"],
            ["assortment.id"],
            name=op.f("fk_assortment_line_assortment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_assortment_line_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_assortment_line_collection_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_assortment_line_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assortment_line")),
        sa.UniqueConstraint(
            "assortment_id", "category_id", name=op.f("uq_assortment_line_assortment_id_category_id")
        ),
        sa.UniqueConstraint(
            "assortment_id", "collection_id", name=op.f("uq_assortment_line_assortment_id_collection_id")
        ),
        sa.UniqueConstraint(
            "assortment_id", "product_id", name=op.f("uq_assortment_line_assortment_id_product_id")
        ),
    )
    op.create_index(op.f("ix_assortment_line_category_id"), "assortment_line", ["category_id"], unique=False)
    op.create_index(
        op.f("ix_assortment_line_collection_id"), "assortment_line", ["collection_id"], unique=False
    )
    op.create_index(op.f("ix_assortment_line_product_id"), "assortment_line", ["product_id"], unique=False)
    op.create_table(
        "assortment_place",
        sa.Column("assortment_id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assortment_id"],
            ["assortment.id"],
            name=op.f("fk_assortment_place_assortment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_assortment_place_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("assortment_id", "product_id", name=op.f("pk_assortment_place")),
    )
    op.create_index(op.f("ix_assortment_place_product_id"), "assortment_place", ["product_id"], unique=False)
    op.create_table(
        "receipt_discrepancy",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("receipt_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=True),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind in ('over', 'short', 'damaged', 'unknown')", name=op.f("ck_receipt_discrepancy_kind")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["goods_receipt.id"],
            name=op.f("fk_receipt_discrepancy_receipt_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_receipt_discrepancy_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_discrepancy")),
    )
    op.create_index(
        "ix_receipt_discrepancy_open",
        "receipt_discrepancy",
        ["receipt_id"],
        unique=False,
        postgresql_where=sa.text("resolved_at is null"),
    )
    op.create_index(
        op.f("ix_receipt_discrepancy_receipt_id"), "receipt_discrepancy", ["receipt_id"], unique=False
    )
    op.create_table(
        "receipt_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("receipt_id", sa.UUID(), nullable=False),
        sa.Column("stock_item_id", sa.UUID(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("damaged", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "quantity >= 0 and damaged >= 0 and cost >= 0", name=op.f("ck_receipt_line_counted")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["goods_receipt.id"], name=op.f("fk_receipt_line_receipt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_item.id"], name=op.f("fk_receipt_line_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_line")),
        sa.UniqueConstraint(
            "receipt_id", "stock_item_id", name=op.f("uq_receipt_line_receipt_id_stock_item_id")
        ),
    )
    op.create_index(op.f("ix_receipt_line_stock_item_id"), "receipt_line", ["stock_item_id"], unique=False)
    op.create_table(
        "stock_count_tally",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("line_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("expected", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["stock_count_line.id"],
            name=op.f("fk_stock_count_tally_line_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count_tally")),
    )
    op.create_index("ix_stock_count_tally_line", "stock_count_tally", ["line_id", "id"], unique=False)
    op.create_table(
        "bundle_component",
        sa.Column("bundle_id", sa.UUID(), nullable=False),
        sa.Column("component_id", sa.UUID(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), server_default=sa.text("1"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("bundle_id <> component_id", name=op.f("ck_bundle_component_other")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_bundle_component_quantity")),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["variant.id"], name=op.f("fk_bundle_component_bundle_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["component_id"], ["variant.id"], name=op.f("fk_bundle_component_component_id")
        ),
        sa.PrimaryKeyConstraint("bundle_id", "component_id", name=op.f("pk_bundle_component")),
    )
    op.create_index(
        op.f("ix_bundle_component_component_id"), "bundle_component", ["component_id"], unique=False
    )
    op.create_table(
        "revaluation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("receipt_line_id", sa.UUID(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("average", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("fifo", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("folded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["receipt_line_id"],
            ["receipt_line.id"],
            name=op.f("fk_revaluation_receipt_line_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revaluation")),
    )
    op.create_index(
        "ix_revaluation_open",
        "revaluation",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("folded_at is null"),
    )
    op.create_index(op.f("ix_revaluation_receipt_line_id"), "revaluation", ["receipt_line_id"], unique=False)
    op.create_table(
        "order_download",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=False),
        sa.Column("line_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["order_line.id"], name=op.f("fk_order_download_line_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_order_download_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_download")),
        sa.UniqueConstraint("line_id", "file_key", name=op.f("uq_order_download_line_id_file_key")),
    )
    op.create_index(op.f("ix_order_download_order_id"), "order_download", ["order_id"], unique=False)
    op.add_column("cart", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "cart_line",
        sa.Column(
            "inputs", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.drop_constraint(op.f("uq_cart_line_cart_id_variant_id"), "cart_line", type_="unique")
    op.create_index(
        "uq_cart_line_choice",
        "cart_line",
        ["cart_id", "variant_id", sa.literal_column("md5(inputs::text)")],
        unique=True,
    )
    op.add_column("category", sa.Column("tree_id", sa.UUID(), nullable=True))
    op.add_column(
        "category",
        sa.Column(
            "translations",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.create_index(op.f("ix_category_tree_id"), "category", ["tree_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_category_tree_id"), "category", "category_tree", ["tree_id"], ["id"], ondelete="CASCADE"
    )
    op.add_column("channel", sa.Column("tree_id", sa.UUID(), nullable=True))
    op.add_column("channel", sa.Column("country", sa.Text(), nullable=True))
    op.add_column("channel", sa.Column("tax_included", sa.Boolean(), nullable=True))
    op.add_column("channel", sa.Column("locale", sa.Text(), nullable=True))
    op.add_column(
        "channel", sa.Column("locales", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("channel", sa.Column("theme", sa.Text(), nullable=True))
    op.add_column("channel", sa.Column("delivery", sa.ARRAY(sa.Text()), nullable=True))
    op.add_column("channel", sa.Column("payments", sa.ARRAY(sa.Text()), nullable=True))
    op.create_foreign_key(
        op.f("fk_channel_tree_id"), "channel", "category_tree", ["tree_id"], ["id"], ondelete="RESTRICT"
    )
    op.add_column("content_version", sa.Column("site", sa.Text(), server_default="", nullable=False))
    op.drop_index(op.f("ix_content_version_live"), table_name="content_version")
    op.create_index(
        "ix_content_version_live",
        "content_version",
        ["kind", "name", "locale", "site", "live_from"],
        unique=False,
    )
    op.drop_index(
        op.f("uq_content_version_draft"), table_name="content_version", postgresql_where="(live_from IS NULL)"
    )
    op.create_index(
        "uq_content_version_draft",
        "content_version",
        ["kind", "name", "locale", "site"],
        unique=True,
        postgresql_where=sa.text("live_from is null"),
    )
    op.add_column("import_run", sa.Column("so_far", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("import_run", sa.Column("taken", sa.Integer(), server_default="0", nullable=False))
    op.add_column("import_run", sa.Column("idle", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "location", sa.Column("receives", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.add_column("location", sa.Column("capacity", sa.Integer(), nullable=True))
    op.add_column(
        "order_line",
        sa.Column(
            "components",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column(
        "order_line",
        sa.Column(
            "inputs", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
    )
    op.add_column(
        "order_line", sa.Column("digital", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "order_line",
        sa.Column("awaited", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "order_line", sa.Column("preorder", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("order_line", sa.Column("expected_on", sa.Date(), nullable=True))
    op.add_column(
        "product",
        sa.Column(
            "translations",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.add_column(
        "product",
        sa.Column(
            "safety", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column(
        "product", sa.Column("digital", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "product", sa.Column("download_most", sa.Integer(), server_default=sa.text("5"), nullable=False)
    )
    op.add_column(
        "product", sa.Column("download_days", sa.Integer(), server_default=sa.text("30"), nullable=False)
    )
    op.add_column(
        "product",
        sa.Column(
            "inputs", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
    )
    op.add_column(
        "product_listing",
        sa.Column("gaps", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("product_listing", sa.Column("content", sa.Numeric(precision=14, scale=3), nullable=True))
    op.add_column("product_listing", sa.Column("content_unit", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "ix_product_listing_gaps", "product_listing", ["gaps"], unique=False, postgresql_using="gin"
    )
    op.add_column("reservation", sa.Column("cart_id", sa.UUID(), nullable=True))
    op.alter_column("reservation", "order_id", existing_type=sa.UUID(), nullable=True)
    op.create_index(
        "ix_reservation_open_cart",
        "reservation",
        ["cart_id"],
        unique=False,
        postgresql_where=sa.text("released_at is null"),
    )
    op.create_foreign_key(
        op.f("fk_reservation_cart_id"), "reservation", "cart", ["cart_id"], ["id"], ondelete="CASCADE"
    )
    op.add_column("stock_exception", sa.Column("resolved_by", sa.Text(), server_default="", nullable=False))
    op.add_column("stock_exception", sa.Column("resolution", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "stock_item", sa.Column("backorder_limit", sa.Numeric(precision=14, scale=3), nullable=True)
    )
    op.add_column(
        "stock_item", sa.Column("preorder", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "stock_item", sa.Column("by_lot", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("stock_item", sa.Column("expected_on", sa.Date(), nullable=True))
    op.add_column(
        "stock_ledger",
        sa.Column("xid", app.core.xid.Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
    )
    op.create_index("ix_stock_ledger_feed", "stock_ledger", ["xid", "id"], unique=False)
    op.add_column(
        "stock_level",
        sa.Column("kept", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "stock_level",
        sa.Column(
            "free",
            sa.Numeric(precision=14, scale=3),
            sa.Computed("on_hand - allocated - reserved - held - kept", persisted=True),
            nullable=False,
        ),
    )
    op.add_column("variant", sa.Column("content", sa.Numeric(precision=14, scale=3), nullable=True))
    op.add_column("variant", sa.Column("content_unit", sa.Text(), server_default="", nullable=False))
    op.create_check_constraint(op.f("ck_location_capacity"), "location", "capacity > 0")
    op.create_check_constraint(
        op.f("ck_reservation_holder"), "reservation", "num_nonnulls(order_id, cart_id) = 1"
    )
    op.execute(LISTINGS)  # workers write them anew, with what they hold since
