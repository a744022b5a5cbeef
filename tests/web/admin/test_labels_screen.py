"""The screen that prints labels: from products, an item, a purchase order and bins; refused at the field."""

import re

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.ids import new_id
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Product
from app.domains.inventory import service as inventory
from app.domains.inventory.service import BinFacts
from tests.support.clients import page, sign_in

LABELS = "/admin/stock/labels"


def fields(body):
    return re.findall(r'name="(count-[0-9a-f-]+)" value="(\d+)"', body)


def post(browser, query, **told):
    return browser.post(f"{LABELS}?{query}", data={"csrf_token": "test-csrf", **told})


@pytest.fixture
def mug(make, tenant):
    """The product's id and its stock item's."""
    make.product(sku="MUG", title="Mug", price=1190, stock=3)
    with tenant_scope(tenant), unit_of_work():
        return db.session.scalars(select(Product.id)).one(), inventory.find_item("MUG").id


def test_labels_of_ticked_products_as_pdf(mug, admin):
    query = f"ids={mug[0]}"
    assert f'formaction="{LABELS}"' in page(admin.get("/admin/products/"))
    [(name, value)] = fields(page(admin.get(f"{LABELS}?{query}")))
    assert value == "1"
    done = post(admin, query, **{name: "30", "title": "1", "price": "1"})
    assert done.status_code == 200
    assert done.data.startswith(b"%PDF-")
    assert done.headers["Content-Disposition"] == 'attachment; filename="labels.pdf"'


def test_labels_of_an_item_for_a_label_printer_in_the_shops_currency(mug, admin):
    query = f"item={mug[1]}"
    assert f"{LABELS}?{query}" in page(admin.get(f"/admin/stock/{mug[1]}"))
    [(name, _value)] = fields(page(admin.get(f"{LABELS}?{query}")))
    done = post(admin, query, **{name: "7", "file": "zpl", "size": "roll-57x32", "title": "1", "price": "1"})
    assert done.text.count("^XA") == 1
    assert "^PQ7^XZ" in done.text
    assert "11.90" in done.text or "11,90" in done.text


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"first": "25"}, "first", "the places 1 to 24"),
        ({"first": "0"}, "first", "from 1 up"),
        ({"first": "2", "size": "roll-57x32"}, "first", "place 1 alone"),
        ({"count": "many"}, "count", "such as 12"),
        ({"size": "a5"}, "size", "one of the options"),
    ],
)
def test_a_form_is_refused_at_its_field(mug, admin, told, field, words):
    query = f"item={mug[1]}"
    [(name, _value)] = fields(page(admin.get(f"{LABELS}?{query}")))
    refused = post(
        admin, query, **{name: told.get("count", "1")} | {k: v for k, v in told.items() if k != "count"}
    )
    assert refused.status_code == 422
    assert words in refused.text
    at = name if field == "count" else field
    assert re.search(rf'name="{at}"[^>]*aria-invalid="true"', refused.text)


@pytest.mark.parametrize(("kind", "count"), [("pdf", "9601"), ("zpl", "9601"), ("pdf", "0")])
def test_too_many_and_none_are_refused_in_words(mug, admin, kind, count):
    query = f"item={mug[1]}"
    [(name, _value)] = fields(page(admin.get(f"{LABELS}?{query}")))
    refused = post(admin, query, **{name: count, "file": kind})
    assert refused.status_code == 422
    assert ("at least one label" if count == "0" else "Print at most") in refused.text


def test_many_come_as_files_of_whole_sheets(mug, admin):
    query = f"item={mug[1]}"
    [(name, _value)] = fields(page(admin.get(f"{LABELS}?{query}")))
    told = {name: "970", "file": "pdf", "first": "3", "sku": "1"}
    offered = page(post(admin, query, **told))
    assert re.findall(r'name="part" value="(\d)"', offered) == ["1", "2", "3"]
    assert "Labels 959 to 970" in re.sub("<[^>]+>", "", offered)
    last = post(admin, query, **told, part="3")
    assert "labels-3-of-3." in last.headers["Content-Disposition"]
    assert page(post(admin, query, **(told | {"file": "zpl"}))).count("^PQ970") == 1


def test_bins_of_a_location(make, tenant, admin):
    with tenant_scope(tenant), unit_of_work():
        place = make.main_location().id
        inventory.save_bins(place, [BinFacts("A-01", "cold", 1), BinFacts("B-01", "dry", 2)])
    query = f"location={place}&q=cold"
    [(name, _value)] = fields(page(admin.get(f"{LABELS}?{query}")))
    done = post(admin, query, **{name: "1", "file": "zpl"})
    assert "A-01" in done.text
    assert "B-01" not in done.text


def test_what_another_tenant_has_is_not_there(mug, other_admin, make):
    sources = [
        f"ids={mug[0]}",
        f"item={mug[1]}",
        *(f"{kind}={new_id()}" for kind in ("purchase", "receipt", "location")),
    ]
    for query in sources:
        assert other_admin.get(f"{LABELS}?{query}").status_code == 404, query
        assert post(other_admin, query, first="none").status_code == 404, query
    assert other_admin.get(f"{LABELS}?item=none").status_code == 404


def test_who_may_not_read_stock_prints_none(mug, app, tenant, make):
    writer = sign_in(app, tenant, make.staff(role="content_manager"))
    assert writer.get(f"{LABELS}?item={mug[1]}").status_code == 403


def act(browser, address, **fields):
    done = browser.post(address, data={"csrf_token": "test-csrf", **fields})
    assert done.status_code == 303, done.text
    return done.headers["Location"]


@pytest.fixture
def delivered(mug, desk):
    """The address of an order of ten mugs, of which four came."""
    supplier = act(desk, "/admin/suppliers/new", name="Clay", lead_days="9", currency="EUR", active="on")
    act(desk, f"{supplier}/offers", sku="MUG", cost="3,33", pack_size="1")
    new = page(desk.get("/admin/purchases/new"))
    place = re.search(r'<select[^>]*name="location".*?value="([0-9a-f-]{36})"', new, re.S)[1]
    draft = act(desk, "/admin/purchases/new", supplier=supplier.rsplit("/", 1)[-1], location=place)
    act(desk, f"{draft}/lines", sku="MUG", quantity="10")
    query = f"purchase={draft.rsplit('/', 1)[-1]}"
    assert [value for _name, value in fields(page(desk.get(f"{LABELS}?{query}")))] == ["10"]
    act(desk, f"{draft}/send")
    receiving = draft.replace("purchases", "receiving")
    body = page(desk.get(receiving))
    line = re.search(r'name="(sound-[^"]+)"', body)[1]
    receipt = re.search(r'name="receipt" value="([^"]+)"', body)[1]
    act(desk, receiving, receipt=receipt, rest="comes", **{line: "4"})
    return draft


def test_labels_of_what_came_one_a_unit_or_a_line(delivered, desk):
    shown = page(desk.get(delivered))
    for kind in ("purchase", "receipt"):
        query = re.search(rf"labels\?({kind}=[0-9a-f-]+)", shown)[1]
        [(name, value)] = fields(page(desk.get(f"{LABELS}?{query}")))
        assert value == "4", kind
        assert [each for _name, each in fields(page(desk.get(f"{LABELS}?{query}&per=line")))] == ["1"]
        assert "^PQ4" in post(desk, query, **{name: value, "file": "zpl"}).text


def test_a_store_far_away_sees_no_labels_of_the_delivery(delivered, app, tenant, make):
    elsewhere = make.location(kind="store")
    hand = sign_in(app, tenant, make.staff(role="store_manager", locations=[elsewhere]))
    assert hand.get(f"{LABELS}?purchase={delivered.rsplit('/', 1)[-1]}").status_code == 404
