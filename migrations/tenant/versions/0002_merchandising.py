"""Product types, versions, media library, search desk, reviews, wishes, pages of blocks, saved views."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

LISTINGS = """
insert into outbox (name, payload, actor, at)
select 'pricing.base_prices_changed.v1', jsonb_build_object('variant_ids', jsonb_agg(id)), 'system', now()
from (select id, row_number() over (order by id) / 500 as part from variant) as v group by part
"""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("asset"):
        return  # installations of these days hold this under the name 0001
    op.create_table(
        "asset",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("original_key", sa.Text(), nullable=True),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("alts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('image', 'video', 'document', 'model')", name=op.f("ck_asset_kind")),
        sa.CheckConstraint("status in ('waiting', 'ready', 'failed')", name=op.f("ck_asset_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
    )
    op.create_index(op.f("ix_asset_sha256"), "asset", ["sha256"], unique=False)
    op.create_index(
        "ix_asset_waiting", "asset", ["id"], unique=False, postgresql_where=sa.text("status = 'waiting'")
    )
    op.create_table(
        "bulk_edit",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("cells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["undoes"], ["bulk_edit.id"], name=op.f("fk_bulk_edit_undoes"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_edit")),
        sa.UniqueConstraint("undoes", name=op.f("uq_bulk_edit_undoes")),
    )
    op.create_index("ix_bulk_edit_actor", "bulk_edit", ["actor", "created_at"], unique=False)
    op.create_table(
        "content_version",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("live_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('look', 'blocks', 'menu', 'template')", name=op.f("ck_content_version_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_version")),
    )
    op.create_index(
        "ix_content_version_live", "content_version", ["kind", "name", "locale", "live_from"], unique=False
    )
    op.create_index(
        "uq_content_version_draft",
        "content_version",
        ["kind", "name", "locale"],
        unique=True,
        postgresql_where=sa.text("live_from is null"),
    )
    op.create_table(
        "match_run",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("asset_ids", sa.ARRAY(sa.UUID()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("problems", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status in ('running', 'done')", name=op.f("ck_match_run_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
    )
    op.create_index(
        "ix_match_run_running",
        "match_run",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "product_type",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_type")),
        sa.UniqueConstraint("name", name=op.f("uq_product_type_name")),
    )
    op.create_table(
        "redirect",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redirect")),
        sa.UniqueConstraint("path", name=op.f("uq_redirect_path")),
    )
    op.create_table(
        "search_book",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_search_book_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_book")),
    )
    op.create_table(
        "search_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("results", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.UUID(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_note")),
    )
    op.create_table(
        "search_synonym",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("words", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("one_way", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_synonym")),
    )
    op.create_table(
        "search_term",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("nothing", sa.Integer(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "words", name=op.f("pk_search_term")),
    )
    op.create_table(
        "search_word",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("grams", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('word', 'brand')", name=op.f("ck_search_word_kind")),
        sa.PrimaryKeyConstraint("kind", "word", name=op.f("pk_search_word")),
    )
    op.create_index("ix_search_word_grams", "search_word", ["grams"], unique=False, postgresql_using="gin")
    op.create_table(
        "staff_policy",
        sa.Column("id", sa.SmallInteger(), server_default=sa.text("1"), autoincrement=False, nullable=False),
        sa.Column("second_factor", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_staff_policy_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_policy")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("visitor", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind in ('page', 'product', 'cart', 'checkout', 'purchase')", name=op.f("ck_visit_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_at", "visit", ["at", "kind"], unique=False)
    op.create_index(
        "uq_visit_reference",
        "visit",
        ["reference"],
        unique=True,
        postgresql_where=sa.text("reference is not null"),
    )
    op.create_table(
        "search_rule",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("category_id", sa.UUID(), nullable=True),
        sa.Column("pins", sa.ARRAY(sa.UUID()), nullable=False),
        sa.Column("buries", sa.ARRAY(sa.UUID()), nullable=False),
        sa.Column("boosts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("redirect", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(words = '') <> (category_id is null)", name=op.f("ck_search_rule_occasion")),
        sa.CheckConstraint("match in ('exact', 'contains')", name=op.f("ck_search_rule_match")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_search_rule_category_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_rule")),
    )
    op.create_index(op.f("ix_search_rule_category_id"), "search_rule", ["category_id"], unique=False)
    op.create_table(
        "bestseller",
        sa.Column("category_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_bestseller_category_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_bestseller_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("category_id", "position", name=op.f("pk_bestseller")),
    )
    op.create_index(op.f("ix_bestseller_product_id"), "bestseller", ["product_id"], unique=False)
    op.create_table(
        "list_columns",
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("columns", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_list_columns_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "screen", name=op.f("pk_list_columns")),
    )
    op.create_table(
        "product_pending",
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_pending_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_pending")),
    )
    op.create_table(
        "product_version",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_version_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_version")),
        sa.UniqueConstraint("product_id", "number", name=op.f("uq_product_version_product_id_number")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("customer_id", sa.UUID(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('waiting', 'approved', 'rejected')", name=op.f("ck_review_status")),
        sa.CheckConstraint("stars between 1 and 5", name=op.f("ck_review_stars")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_review_customer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_review_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("product_id", "customer_id", name=op.f("uq_review_product_id_customer_id")),
    )
    op.create_index("ix_review_customer", "review", ["customer_id", "created_at"], unique=False)
    op.create_index("ix_review_queue", "review", ["status", "created_at", "id"], unique=False)
    op.create_index("ix_review_shown", "review", ["product_id", "status", "created_at", "id"], unique=False)
    op.create_table(
        "review_score",
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("two", sa.Integer(), nullable=False),
        sa.Column("three", sa.Integer(), nullable=False),
        sa.Column("four", sa.Integer(), nullable=False),
        sa.Column("five", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_review_score_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_review_score")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_saved_view_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_screen", "saved_view", ["screen", "staff_id"], unique=False)
    op.create_table(
        "search_click",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_search_click_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("day", "words", "product_id", name=op.f("pk_search_click")),
    )
    op.create_table(
        "wish",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("customer_id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.UUID(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_wish_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_wish_product_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("customer_id", "product_id", name=op.f("uq_wish_customer_id_product_id")),
    )
    op.create_index(op.f("ix_wish_product_id"), "wish", ["product_id"], unique=False)
    op.add_column("media", sa.Column("asset_id", sa.UUID(), nullable=True))
    op.add_column("media", sa.Column("kind", sa.Text(), server_default="image", nullable=False))
    op.create_index(op.f("ix_media_asset_id"), "media", ["asset_id"], unique=False)
    op.create_foreign_key(op.f("fk_media_asset_id"), "media", "asset", ["asset_id"], ["id"])
    op.add_column("product", sa.Column("type_id", sa.UUID(), nullable=True))
    op.add_column(
        "product",
        sa.Column(
            "attributes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.add_column(
        "product", sa.Column("keywords", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("product", sa.Column("review", sa.Text(), server_default="", nullable=False))
    op.add_column("product", sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("product", sa.Column("retire_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("product", sa.Column("share_hash", sa.LargeBinary(), nullable=True))
    op.add_column("product", sa.Column("share_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_product_kind", "product", ["kind", "id"], unique=False)
    op.create_index(
        "ix_product_publish_at",
        "product",
        ["publish_at"],
        unique=False,
        postgresql_where=sa.text("publish_at is not null"),
    )
    op.create_index(
        "ix_product_retire_at",
        "product",
        ["retire_at"],
        unique=False,
        postgresql_where=sa.text("retire_at is not null"),
    )
    op.create_index("ix_product_tags", "product", ["tags"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_product_type_id"), "product", ["type_id"], unique=False)
    op.create_index(
        "ix_product_undescribed",
        "product",
        ["id"],
        unique=False,
        postgresql_where=sa.text("description = ''"),
    )
    op.create_unique_constraint(op.f("uq_product_share_hash"), "product", ["share_hash"])
    op.create_foreign_key(
        op.f("fk_product_type_id"), "product", "product_type", ["type_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column(
        "product_listing",
        sa.Column("attributes", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "product_listing", sa.Column("codes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.alter_column("product_listing", "codes", server_default=None)
    op.add_column(
        "product_listing", sa.Column("heading", postgresql.TSVECTOR(), server_default="", nullable=False)
    )
    op.alter_column("product_listing", "heading", server_default=None)
    op.create_index("ix_product_listing_brand", "product_listing", ["brand", "product_id"], unique=False)
    op.create_index(
        "ix_product_listing_codes", "product_listing", ["codes"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "ix_product_listing_pictureless",
        "product_listing",
        ["product_id"],
        unique=False,
        postgresql_where=sa.text("image is null"),
    )
    op.create_index(
        "ix_product_listing_price",
        "product_listing",
        [sa.literal_column("coalesce(price_min, 0)"), "product_id"],
        unique=False,
    )
    op.create_index(
        "ix_product_listing_priceless",
        "product_listing",
        ["product_id"],
        unique=False,
        postgresql_where=sa.text("price_min is null"),
    )
    op.create_index("ix_product_listing_status", "product_listing", ["status"], unique=False)
    op.add_column("refund", sa.Column("booking", sa.UUID(), nullable=True))
    op.add_column("refund", sa.Column("method", sa.Text(), nullable=True))
    op.execute(
        "update refund r set booking = r.id, method = p.method from payment p where p.id = r.payment_id"
    )
    op.alter_column("refund", "booking", nullable=False)
    op.alter_column("refund", "method", nullable=False)
    op.add_column("refund", sa.Column("restock_at", sa.UUID(), nullable=True))
    op.create_index(op.f("ix_refund_booking"), "refund", ["booking"], unique=False)
    op.create_foreign_key(op.f("fk_refund_restock_at"), "refund", "location", ["restock_at"], ["id"])
    op.create_index(
        "ix_variant_sku_prefix", "variant", [sa.literal_column("lower(sku) text_pattern_ops")], unique=False
    )
    op.create_check_constraint(
        op.f("ck_product_review"), "product", "review in ('', 'in_review', 'approved')"
    )
    op.execute(LISTINGS)  # workers write them anew, with what they hold since
