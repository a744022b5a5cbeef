"""What a till shows of its own and other stores."""

import pytest

from tests.support.clients import visit
from tests.support.tenantful import device_token


@pytest.fixture
def stores(make):
    """MUG: 10 at main, 3 in the till's store, none in Paris."""
    own = make.location(code="berlin", name="Berlin", kind="store")
    make.location(code="paris", name="Paris", kind="store")
    mug = make.product(sku="MUG", stock=10)
    make.stock_at(mug.stock_item, own, 3)
    return own


@pytest.fixture
def tablet(app, tenant, make, stores):
    return visit(
        app, tenant, Authorization=f"Bearer {device_token(tenant, make, make.register(location=stores))}"
    )


@pytest.mark.req("POS-05")
def test_every_store_as_the_console_says_it(tablet, api):
    told = tablet.get("/api/v1/pos/stock?sku=MUG")
    assert told.status_code == 200, told.json
    admin = {
        row["location"]: row["available"] for row in api.get("/api/v1/stock-levels?sku=MUG").json["items"]
    }
    assert {place["code"]: place["available"] for place in told.json["places"]} == admin
    first = told.json["places"][0]
    assert (first["code"], first["own"]) == ("berlin", True)
    assert told.json["at"]


@pytest.mark.req("POS-05")
def test_it_is_to_look_at_only(tablet):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert tablet.open("/api/v1/pos/stock?sku=MUG", method=method).status_code == 405


def test_an_unknown_article_and_a_stranger(tablet, shop, make):
    assert tablet.get("/api/v1/pos/stock?sku=NOWHERE").status_code == 404
    assert shop.get("/api/v1/pos/stock?sku=MUG").status_code == 401


def test_what_is_not_counted_is_always_there(tablet, make):
    make.product(sku="PIN", stock=None)
    assert {place["available"] for place in tablet.get("/api/v1/pos/stock?sku=PIN").json["places"]} == {None}
