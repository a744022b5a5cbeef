"""Files with columns per language: read, merged, written and read back as the same."""

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Product, Variant
from app.flows import export_catalog, import_catalog

HEAD = (
    "handle,title,title:de,description:de,option1_name,option1_name:de,option1_value,option1_value:de,sku,price,"
    "unit_content\n"
)
FILE = (
    HEAD + 'mug,Blue mug,Blaue Tasse,Aus Steinzeug,Size,Größe,Large,Groß,MUG-L,12.50,"0,35 l"\n'
    "mug,,,,,,Small,Klein,MUG-S,9.50,200 ml\n"
    "plate,Plate,,,,,,,PLATE,5.00,\n"
)


@pytest.fixture(autouse=True)
def _bound(tenant):
    with tenant_scope(tenant), acting_as(system("test")):
        yield


def loaded(data):
    return import_catalog.import_data(data.encode(), format="galleria-csv")


def kept():
    with unit_of_work():
        products = {row.import_key: row.translations for row in db.session.scalars(select(Product))}
        contents = {row.sku: (row.content, row.content_unit) for row in db.session.scalars(select(Variant))}
    return products, contents


@pytest.mark.req("CAT-06")
@pytest.mark.req("CAT-07")
def test_columns_per_language_are_read(count):
    report = loaded(FILE)
    assert (report.created, report.errors, report.warnings) == (2, [], [])
    products, contents = kept()
    assert products == {
        "mug": {
            "de": {
                "title": "Blaue Tasse", "description": "<p>Aus Steinzeug</p>",
                "labels": {"Size": "Größe", "Size=Large": "Groß", "Size=Small": "Klein"},
            }
        },
        "plate": {},
    }  # fmt: skip
    assert [(f"{amount:f}".rstrip("0"), unit) for amount, unit in (contents["MUG-L"], contents["MUG-S"])] == [
        ("0.35", "l"), ("200.", "ml"),
    ]  # fmt: skip


def test_a_file_that_is_silent_takes_nothing_away():
    loaded(FILE)
    before = kept()
    report = loaded(
        "handle,title,option1_name,option1_value,sku,price\nmug,Blue mug,Size,Large,MUG-L,12.50\nmug,,,Small,MUG-S,9.50\n"
    )
    assert report.errors == []
    assert kept() == before


def test_a_file_changes_what_it_says_and_no_other_text():
    loaded(FILE)
    report = loaded(
        FILE.replace("Blaue Tasse", "Tasse").replace("Klein", "Mini").replace("Aus Steinzeug", "")
    )
    assert (report.updated, report.unchanged) == (1, 1)
    assert "translations" in report.details[0].changes
    said = kept()[0]["mug"]["de"]
    assert said["title"] == "Tasse"
    assert said["description"] == "<p>Aus Steinzeug</p>"
    assert said["labels"] == {"Size": "Größe", "Size=Large": "Groß", "Size=Small": "Mini"}


@pytest.mark.req("CAT-06")
@pytest.mark.parametrize("kind", ["galleria-csv", "galleria-xlsx", "galleria-xml"])
def test_what_is_written_is_read_back_as_the_same(kind):
    loaded(FILE)
    before = kept()
    data = b"".join(export_catalog.export(kind).pieces)
    report = import_catalog.import_data(data, format=kind)
    assert (report.errors, report.updated, report.unchanged) == ([], 0, 2), report.details
    with unit_of_work():
        for row in db.session.scalars(select(Product)):
            row.translations = {}
        for variant in db.session.scalars(select(Variant)):
            variant.content, variant.content_unit = None, ""
        for row in db.session.scalars(select(Product)):
            row.import_hash = None
    import_catalog.import_data(data, format=kind)
    assert kept() == before


def test_a_content_that_cannot_be_read_is_left_out_with_a_warning():
    report = loaded(FILE.replace("200 ml", "a handful"))
    assert report.errors == []
    assert "no content" in report.warnings[0].message


def test_a_text_that_is_too_long_is_an_error_of_its_product():
    report = loaded(FILE.replace("Blaue Tasse", "x" * 301))
    assert report.created == 1
    assert "300 characters" in report.errors[0].message
