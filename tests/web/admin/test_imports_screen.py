"""Imports and exports as people use them: upload, say what columns are, read the report, load, take out again."""

import io

import pytest

from app.core.db import db
from app.domains.catalog.models import ImportRun, Product

STRANGE = b"Ding;Was es kostet;Hersteller\nBecher;12,50;Acme\nTeller;abc;Acme\n"


pytestmark = pytest.mark.usefixtures("desk")


def upload(admin, data, kind="auto", name="list.csv"):
    answer = admin.post("/admin/imports/", data={"format": kind, "file": (io.BytesIO(data), name)})
    assert answer.status_code in (200, 302, 303), answer.text[-1500:]
    return answer.headers.get("HX-Redirect") or answer.headers["Location"]


def columns(admin, place, **meant):
    names = ["Ding", "Was es kostet", "Hersteller"]
    return admin.post(
        f"{place}/columns", data={"name": names, "target": [meant.get(n.split()[0], "") for n in names]}
    )


@pytest.mark.req("CAT-06")
def test_columns_nobody_knows_are_named_by_a_person_and_remembered(admin, count, unit, tenant):
    place = upload(admin, STRANGE)
    page = admin.get(place)
    assert page.status_code == 200
    assert "Was es kostet" in page.text
    assert columns(admin, place, Ding="title", Was="price", Hersteller="brand").status_code < 400
    page = admin.get(place)
    assert "1 row has an error" in page.text
    assert count(Product) == 0
    assert admin.post(f"{place}/load").status_code < 400
    with unit(tenant):
        product = db.session.query(Product).one()
        assert (product.title, product.brand) == ("Becher", "Acme")
    again = upload(admin, STRANGE.replace(b"Becher", b"Krug"))
    assert "1 row has an error" in admin.get(again).text
    with unit(tenant):
        assert db.session.query(ImportRun).filter(ImportRun.status == "checked").count() == 1


def test_a_column_cannot_mean_what_there_is_not(admin):
    place = upload(admin, STRANGE)
    assert columns(admin, place, Ding="nonsense").status_code == 422


def test_columns_of_a_loaded_file_are_settled(admin):
    place = upload(admin, b"sku;name;price\nA;Mug;1\n")
    admin.post(f"{place}/load")
    assert columns(admin, place).status_code == 409


@pytest.mark.req("CAT-06")
@pytest.mark.parametrize(("kind", "begins"), [
    ("galleria-csv", b"\xef\xbb\xbfhandle"), ("galleria-xlsx", b"PK"), ("galleria-xml", b"<?xml"),
    ("shopify-csv", b"Handle"),
])  # fmt: skip
def test_an_export_of_the_screen_is_taken_back_without_a_change(admin, kind, begins):
    admin.post(
        f"{upload(admin, b'sku;name;price;brand' + b';' + b'quantity' + bytes([10]) + b'A;Mug;1;=B;3')}/load"
    )
    answer = admin.get(f"/admin/imports/export?format={kind}&status=active")
    assert answer.status_code == 200
    assert answer.data.startswith(begins)
    page = admin.get(upload(admin, answer.data, name="back.bin"))
    assert "Nothing to load" in page.text


@pytest.mark.parametrize("query", ["format=nothing", "status=nothing", "category=nothing"])
def test_an_export_of_what_there_is_not_is_refused(admin, query):
    assert admin.get(f"/admin/imports/export?{query}").status_code == 422


def test_the_page_offers_both_ways(admin):
    page = admin.get("/admin/imports/").text
    assert "Recognise it by itself" in page
    assert "Every category" in page
