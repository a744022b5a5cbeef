"""Loading files of products: counts, what is kept, what a second run changes, what a broken file leaves behind."""

import os
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.core.db import db, post
from app.core.ids import new_id
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Category, Listing, Media, Product, ProductCategory, Variant
from app.domains.inventory.models import StockItem, StockLedger, StockLevel
from app.domains.pricing.models import BasePrice, PriceChange
from app.flows import import_catalog

SHARED = Path(os.environ.get("GALLERIA_SHARED", Path(__file__).resolve().parents[3] / "shared"))
LOADED = (
    Product,
    Variant,
    BasePrice,
    StockItem,
    StockLevel,
    StockLedger,
    Media,
    Category,
    ProductCategory,
    Listing,
)
HEAD = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
    "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,"
    "Variant Compare At Price,Image Src,Image Position,Status"
)


@pytest.fixture
def load(tenant):
    def run(data, kind="shopify-csv", owner=None, **options):
        with tenant_scope(owner or tenant), acting_as(system("test")):
            if isinstance(data, Path):
                return import_catalog.import_file(data, format=kind, **options)
            raw = data.encode() if isinstance(data, str) else data
            return import_catalog.import_data(raw, format=kind, **options)

    return run


@pytest.fixture
def rows(unit, tenant):
    def read(query):
        with unit(tenant):
            return list(db.session.scalars(query))

    return read


@contextmanager
def nothing_changes(count, *models):
    before = [count(model) for model in models]
    yield
    assert [count(model) for model in models] == before


def shared(path):
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{found} is not there: set GALLERIA_SHARED to the folder of real inputs")
    return found


def sheet(*lines):
    return "\n".join((HEAD, *lines)) + "\n"


def product(
    handle="mug",
    title="Mug",
    price="12.50",
    sku="MUG",
    *,
    qty="5",
    tracker="shopify",
    option=("", ""),
    **more,
):
    cells = {
        "Handle": handle,
        "Title": title,
        "Option1 Name": option[0],
        "Option1 Value": option[1],
        "Variant SKU": sku,
        "Variant Inventory Tracker": tracker,
        "Variant Inventory Qty": qty,
        "Variant Price": price,
    } | {name.replace("_", " "): value for name, value in more.items()}
    return ",".join(cells.get(name, "") for name in HEAD.split(","))


@pytest.mark.req("CAT-06")
def test_a_real_shopify_file_loads_whole(load, count, rows, query_budget):
    path = shared("data/catalogs/shopify/packt_product_data.csv")
    report = load(path)
    assert report.answer() | {"warnings": None} == {
        "products": 20,
        "variants": 21,
        "created": 20,
        "updated": 0,
        "unchanged": 0,
        "uncounted": 20,
        "errors": [],
        "warnings": None,
    }
    assert {problem.field for problem in report.warnings} == {"sku"}
    assert [count(model) for model in (Product, Variant, BasePrice, StockItem, Media, Listing)] == [
        20,
        21,
        21,
        21,
        21,
        20,
    ]
    made = rows(select(Variant.sku))
    assert all(re.fullmatch(r"[A-Z0-9-]+", sku) for sku in made)
    assert {"GARDENING-GLOVES-GREEN", "GARDENING-GLOVES-YELLOW", "FLOOR-LAMP"} <= set(made)
    assert rows(select(StockLevel.on_hand)) == [8]
    assert rows(select(StockItem.sku).where(StockItem.tracked)) == ["GREY-WHEELBARROW"]


def test_a_second_run_changes_nothing(load, count):
    path = shared("data/catalogs/shopify/packt_product_data.csv")
    load(path)
    with nothing_changes(count, *LOADED, PriceChange):
        report = load(path)
    assert (report.created, report.updated, report.unchanged, report.products) == (0, 0, 20, 20)


def test_a_dry_run_says_what_the_real_one_does_and_leaves_no_trace(load, count):
    path = shared("data/catalogs/shopify/packt_product_data.csv")
    with nothing_changes(count, *LOADED):
        rehearsal = load(path, dry_run=True)
    assert rehearsal.answer() == load(path).answer()


@pytest.mark.parametrize(("name", "kind", "products", "variants"), [
    ("woocommerce/sample_products.csv", "woocommerce-csv", 16, 21),
    ("magento/ConfigurableSampleData/products.csv", "magento-csv", 147, 1847),
    ("google/merchant_feed_rss2_example.xml", "google-rss", 1, 2),
])  # fmt: skip
def test_files_of_other_systems_load(load, count, other_tenant, name, kind, products, variants):
    report = load(shared(f"data/catalogs/{name}"), kind, owner=other_tenant)
    assert (report.products, report.variants) == (products, variants)
    assert count(Variant, tenant=other_tenant) == variants
    assert count(Variant) == 0
    again = load(shared(f"data/catalogs/{name}"), kind, owner=other_tenant)
    assert (again.unchanged, again.updated, again.created) == (products, 0, 0)


@pytest.mark.req("CAT-06")
def test_rows_in_error_are_named_and_the_others_load(load, count):
    report = load(sheet(
        product(),
        product("cup", "Cup", "twelve", "CUP"),
        product("jar", "", "3.00", "JAR"),
        product("pot", "Pot", "4.00", "POT", qty="many"),
        product("pan", "Pan", "5.00", "PAN") + ",surplus",
        product("lid", "Lid", "6.00", "LID"),
    ))  # fmt: skip
    assert [(problem.row, problem.field) for problem in report.errors] == [
        (3, "Variant Price"), (4, "Title"), (5, "Variant Inventory Qty"), (6, ""),
    ]  # fmt: skip
    assert (report.created, count(Product)) == (2, 2)


def test_strict_loads_nothing_when_one_row_is_wrong(load, count):
    with nothing_changes(count, *LOADED):
        report = load(sheet(product(), product("cup", "Cup", "", "CUP")), strict=True)
    assert (report.refused, len(report.errors), report.products) == (True, 1, 0)


def test_a_variant_in_error_keeps_its_whole_product_out(load, count):
    report = load(sheet(
        product(option=("Size", "S"), sku="M-S"),
        product(title="", option=("", "L"), sku="M-L", price="-1"),
    ))  # fmt: skip
    assert (len(report.errors), count(Product), count(Variant)) == (1, 0, 0)


@pytest.mark.req("CAT-03")
def test_the_same_options_twice_are_refused(load, count):
    lines = [product(option=("Size", "S"), sku="A"), product(title="", option=("", "S"), sku="B")]
    report = load(sheet(*lines))
    assert "twice" in report.errors[0].message
    assert count(Product) == 0


def test_a_taken_sku_is_replaced_by_a_made_one_the_same_at_every_run(load, make, rows, count):
    make.product(sku="MUG")
    text = sheet(product(), product("cup", "Cup", sku="MUG"))
    first = load(text)
    assert [problem.field for problem in first.warnings] == ["sku", "sku"]
    made = sorted(set(rows(select(Variant.sku))) - {"MUG"})
    assert len(made) == 2
    assert (load(text).unchanged, count(Product)) == (2, 3)
    changed = text.replace("Cup", "Cup with a lid")
    assert (load(changed).updated, sorted(set(rows(select(Variant.sku))) - {"MUG"})) == (1, made)


def test_compare_at_not_above_the_price_is_dropped_with_a_warning(load, rows):
    report = load(sheet(product(Variant_Compare_At_Price="12.50")))
    assert [(problem.row, problem.field) for problem in report.warnings] == [(2, "Variant Compare At Price")]
    assert rows(select(BasePrice.compare_at)) == [None]


def test_negative_stock_counts_as_none_with_a_warning(load, rows):
    report = load(sheet(product(qty="-3")))
    assert report.warnings[0].field == "Variant Inventory Qty"
    assert rows(select(StockLevel.on_hand)) == [0]


def test_stock_columns_count_only_the_first_time(load, rows):
    load(sheet(product(qty="5")))
    report = load(sheet(product(qty="50", title="Better mug")))
    assert report.updated == 1
    assert rows(select(StockLevel.on_hand)) == [5]
    assert load(sheet(product(qty="70", title="Better mug"))).unchanged == 1


def test_policy_tracker_and_status_are_understood(load, rows):
    load(sheet(
        product("a", "A", sku="A", Variant_Inventory_Policy="continue", Status="active"),
        product("b", "B", sku="B", tracker="", Status="archived"),
        product("c", "C", sku="C", Published="FALSE"),
    ))  # fmt: skip
    flags = {item.sku: (item.tracked, item.backorder) for item in rows(select(StockItem))}
    assert flags == {"A": (True, True), "B": (False, False), "C": (True, False)}
    assert {row.slug: row.status for row in rows(select(Product))} == {
        "a": "active",
        "b": "draft",
        "c": "draft",
    }


@pytest.mark.parametrize("encode", [
    lambda text: text.encode("utf-8-sig"),
    lambda text: text.encode("utf-16"),
    lambda text: text.encode("utf-16-le"),
    lambda text: text.encode("cp1252"),
    lambda text: text.replace(",", ";").encode(),
    lambda text: text.replace(",", "\t").replace("\n", "\r\n").encode(),
    lambda text: text.replace("Title,", '" \n Title ",', 1).replace("Handle", "  Handle  ", 1).encode(),
])  # fmt: skip
def test_encodings_delimiters_and_padded_headers(load, rows, encode):
    assert load(encode(sheet(product(title="Café “au lait” €")))).errors == []
    assert rows(select(Product.title)) == ["Café “au lait” €"]


def test_extra_picture_rows_keep_their_own_order(load, rows):
    load(sheet(
        product(Image_Src="https://shop.example/2.jpg", Image_Position="2"),
        "mug,,,,,,,,,,,,,,,,https://shop.example/1.jpg,1,",
        "mug,,,,,,,,,,,,,,,,ftp://shop.example/3.jpg,3,",
    ))  # fmt: skip
    assert rows(select(Media.source_url).order_by(Media.position)) == [
        "https://shop.example/1.jpg", "https://shop.example/2.jpg",
    ]  # fmt: skip


def test_descriptions_are_made_harmless(load, rows):
    load(
        sheet(
            product(**{"Body_(HTML)": "<p onclick=x()>Good</p><script>bad()</script><img src=x onerror=y()>"})
        )
    )
    assert rows(select(Product.description)) == ["<p>Good</p>"]


def test_an_edit_in_the_shop_outlives_a_second_run_of_the_same_file(load, unit, tenant, rows):
    load(sheet(product()))
    with unit(tenant):
        db.session.scalars(select(Product)).one().title = "Our own words"
    assert load(sheet(product())).unchanged == 1
    assert rows(select(Product.title)) == ["Our own words"]


def test_a_dry_run_names_what_would_change(load):
    load(sheet(product()))
    report = load(
        sheet(product(price="13.00", title="Big mug"), product("cup", "Cup", sku="CUP")), dry_run=True
    )
    assert [(row.key, row.outcome, row.changes) for row in report.details] == [
        ("mug", "updated", ("title", "price")), ("cup", "created", ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["csv/ragged_rows.csv", "csv/windows1252.csv", "xml/billion_laughs.xml", "xml/xxe_file.xml"]
)
@pytest.mark.parametrize(
    "kind", ["galleria-csv", "shopify-csv", "woocommerce-csv", "magento-csv", "google-rss"]
)
def test_bad_files_leave_whole_products_or_nothing(load, count, name, kind):
    report = load(shared(f"data/bad-input/{name}"), kind)
    assert count(Product) == count(Variant) == count(BasePrice) == report.products
    assert report.products or report.errors


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"\x00\x01\x02\xff", b'"', b'Handle,Title\n"never closed', b"Handle\n" + b"x" * 100],
)
def test_files_that_are_nothing_are_answered(load, count, data):
    report = load(data)
    assert report.errors
    assert count(Product) == 0


def test_a_chunk_that_the_database_refuses_is_loaded_product_by_product(load, count, monkeypatch):
    monkeypatch.setattr(
        import_catalog.pricing, "set_base_prices", _refuse_price_of(1300, import_catalog.pricing)
    )
    report = load(sheet(product(), product("cup", "Cup", "13.00", "CUP"), product("jar", "Jar", sku="JAR")))
    assert (report.created, [problem.row for problem in report.errors], count(Product)) == (2, [3], 2)


def test_a_check_hears_what_the_database_refuses_last(load, monkeypatch):
    def refused(_ids):
        post(
            text("insert into variant_stock (variant_id, stock_item_id) values (:id, :id)"), {"id": new_id()}
        )

    monkeypatch.setattr(import_catalog, "refresh_listings", refused)
    report = load(sheet(product()), dry_run=True)
    assert (report.created, len(report.errors)) == (0, 1)


def _refuse_price_of(amount, pricing):
    real = pricing.set_base_prices

    def write(prices, **how):
        wanted = list(prices)
        if any(price.amount == amount for price in wanted):
            from sqlalchemy.exc import IntegrityError

            raise IntegrityError("insert", {}, Exception("refused"))
        return real(wanted, **how)

    return write


def test_the_listing_shows_what_was_loaded(load, rows):
    load(sheet(product(Type="Kitchen", Status="active", qty="3"), product("cup", "Cup", sku="CUP", qty="0")))
    found = {
        row.slug: (row.listed, row.price_min, row.stock, len(row.categories)) for row in rows(select(Listing))
    }
    assert found == {"mug": (True, 1250, "low", 1), "cup": (True, 1250, "out", 0)}


def test_a_product_that_was_deleted_comes_back_with_the_file_s_stock(load, rows, unit, tenant, make):
    load(sheet(product(qty="5")))
    with unit(tenant):
        from app.flows import edit_product

        edit_product.retire_product(db.session.scalars(select(Product.id)).one())
    load(sheet(product(qty="7")))
    assert rows(select(StockLevel.on_hand)) == [7]


def test_without_a_main_location_stock_opens_where_the_shop_ships_from(load, rows, unit, tenant, make):
    with unit(tenant):
        from app.domains.inventory.models import Location

        db.session.scalars(select(Location).where(Location.code == "main")).one().active = False
    store = make.location(code="berlin")
    load(sheet(product(qty="5")))
    assert rows(select(StockLevel.location_id)) == [store.id]
