"""What is exported is read back as the same, in every format that is written."""

import csv
import io

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Category, Media, Product, ProductCategory, Variant
from app.domains.catalog.strategies import workbooks
from app.domains.inventory.models import StockLedger, StockLevel
from app.domains.pricing.models import BasePrice, PriceChange
from app.flows import export_catalog, import_catalog

NASTY = (
    "handle,title,description,status,brand,type,tags,categories,option1_name,option1_value,option2_name,option2_value,"
    "option3_name,option3_value,option4_name,option4_value,sku,price,compare_at,cost,barcode,weight_grams,tracked,"
    "backorder,quantity,picture,picture_alt,seo_title,seo_description,tax_class\n"
    '=mug,"Mug, ""big"" <b>","<p>Good &amp; <em>cheap</em></p><ul><li>a</li></ul>",active,"=Ac;me",+Kitchen,"a\\, b, -c",'
    '"Home > Cups | Sale",,,,,,,,,@MUG,12.50,15,7.25,0012345678905,250,true,true,3.5,'
    "https://x.example/1.jpg?a=1&b=2,=alt,SEO,Words,reduced\n"
    "=mug,,,,,,,,,,,,,,,,,,,,,,,,,https://x.example/2.jpg,,,,\n"
    "shirt,Shirt,,draft,,,,,Size,S,Colour,Rot,Cut,Slim,Sleeve,Long,S-1,19.99,,,,,false,,,,,,,\n"
    "shirt,,,,,,,,,M,,Blau,,Wide,,Short,S-2,19.99,,,,,false,,,,,,,\n"
    "plain,Plain Ünïcode \U0001f600,,active,,Toys,,,,,,,,,,,P,0,,,,,,,,,,,,\n"
)
KEPT = (Product, Variant, BasePrice, PriceChange, Media, Category, ProductCategory, StockLevel, StockLedger)


@pytest.fixture
def shop_full(tenant):
    with tenant_scope(tenant), acting_as(system("test")):
        report = import_catalog.import_data(NASTY.encode(), format="galleria-csv")
        assert (report.created, report.errors) == (3, [])
        yield


def exported(kind, **which):
    return b"".join(export_catalog.export(kind, **which).pieces)


def told(data):
    """What a file says: a workbook's container carries the time it was made."""
    return list(workbooks.records(io.BytesIO(data))) if workbooks.is_workbook(data) else data


@pytest.mark.req("CAT-06")
@pytest.mark.parametrize("kind", list(export_catalog.FORMATS))
def test_an_export_read_back_changes_nothing(shop_full, count, kind):
    data = exported(kind)
    before = [count(model) for model in KEPT]
    for format_ in (kind, "auto"):
        report = import_catalog.import_data(data, format=format_)
        assert (report.errors, report.created, report.updated, report.unchanged) == ([], 0, 0, 3), (
            report.details
        )
    assert [count(model) for model in KEPT] == before
    assert told(exported(kind)) == told(data)


@pytest.mark.parametrize("kind", list(export_catalog.FORMATS))
def test_an_export_fills_another_shop_with_the_same(tenant, other_tenant, kind):
    with tenant_scope(tenant), acting_as(system("test")):
        import_catalog.import_data(NASTY.encode(), format="galleria-csv")
        data = exported(kind)
    with tenant_scope(other_tenant), acting_as(system("test")):
        report = import_catalog.import_data(data, format=kind)
        assert (report.errors, report.created) == ([], 3)
        back = exported(kind)
    with tenant_scope(tenant), acting_as(system("test")):
        report = import_catalog.import_data(back, format=kind)
        assert (report.errors, report.unchanged) == ([], 3)


def test_no_exported_cell_is_run_as_a_formula(shop_full):
    rows = list(csv.reader(io.StringIO(exported("galleria-csv").decode("utf-8-sig"))))
    rows += csv.reader(io.StringIO(exported("shopify-csv").decode()))
    rows += workbooks.records(io.BytesIO(exported("galleria-xlsx")))
    cells = [cell for row in rows for cell in row]
    assert "'=mug" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_variant_without_a_price_is_not_given_away_by_its_export(shop_full, unit, tenant):
    with unit(tenant):
        variant = db.session.scalars(select(Variant.id).where(Variant.sku == "P")).one()
        db.session.delete(db.session.scalars(select(BasePrice).where(BasePrice.variant_id == variant)).one())
    report = import_catalog.import_data(exported("galleria-csv"), format="galleria-csv")
    assert (report.updated, report.unchanged, len(report.errors)) == (0, 2, 1)


def test_exports_are_filtered_by_state_and_category(shop_full, unit, tenant):
    with unit(tenant):
        home = db.session.scalars(select(Category.id).where(Category.name == "Home")).one()
    assert b"shirt" in exported("galleria-xml", status="draft")
    assert b"Plain" not in exported("galleria-xml", status="draft")
    assert b"mug" in exported("galleria-xml", category=home)
    assert b"shirt" not in exported("galleria-xml", category=home)
