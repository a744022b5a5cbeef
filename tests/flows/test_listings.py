"""Lists follow prices and stock: at once where products are edited, by events where they are not."""

import pytest
from sqlalchemy import select

from app.core import outgoing
from app.core.db import db
from app.core.outgoing import Unreachable
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Listing, Media
from app.domains.inventory import service as inventory
from app.domains.pricing import service as pricing
from app.domains.pricing.types import Price
from app.flows import fetch_pictures, import_catalog
from tests.domains.catalog.test_pictures import drawn


@pytest.fixture
def listing(unit, tenant):
    def read():
        with unit(tenant):
            return db.session.scalars(select(Listing)).one()

    return read


def test_a_price_set_elsewhere_reaches_the_list(make, unit, tenant, listing, run_jobs):
    made = make.product(price=1000)
    with unit(tenant):
        pricing.set_base_prices([Price(made.variant.id, "EUR", 900)])
    run_jobs()
    assert listing().price_min == 900


@pytest.mark.usefixtures("app")  # what is loaded first while a function is replaced would keep the other one
def test_a_file_is_listed_as_it_is_loaded_and_not_again_for_its_prices(
    tenant, listing, run_jobs, monkeypatch
):
    with tenant_scope(tenant), acting_as(system("cli")):
        import_catalog.import_data(b"title,price\nMug,12.50\n", format="galleria-csv")
    again = []
    monkeypatch.setattr("app.flows.refresh_listings.refresh_listings", again.append)
    run_jobs()
    assert (listing().price_min, again) == (1250, [])


@pytest.mark.parametrize(("count", "state"), [(0, "out"), (5, "low"), (6, "in")])
def test_a_count_moves_the_list_between_in_low_and_out(make, unit, tenant, listing, run_jobs, count, state):
    make.product(sku="MUG", stock=100)
    with unit(tenant):
        inventory.set_on_hand(sku="MUG", location_code="main", quantity=count)
    run_jobs()
    assert listing().stock == state


def test_stock_that_cannot_be_sold_from_does_not_count(make, listing):
    made = make.product(stock=0)
    nowhere = make.location(kind="virtual", offers_pickup=False)
    make.stock_at(made.stock_item, nowhere, 50)
    assert listing().stock == "out"


def test_a_change_that_crosses_nothing_rewrites_nothing(make, unit, tenant, run_jobs, query_budget):
    from app.flows.refresh_listings import refresh_stock

    made = make.product(stock=100)
    with unit(tenant), query_budget(2):
        refresh_stock([made.id])


def test_pictures_named_by_address_are_fetched_by_a_worker(
    tenant, unit, run_jobs, monkeypatch, listing, count
):
    def answer(url, **_limits):
        if "good" in url:
            return drawn()
        raise Unreachable("The server answered 404")

    monkeypatch.setattr(outgoing, "fetch", answer)
    data = (
        "Handle,Title,Variant Price,Image Src,Image Position\n"
        "mug,Mug,9.99,https://cdn.example/bad.jpg,1\nmug,,,https://cdn.example/good.jpg,2\n"
    )
    with tenant_scope(tenant), acting_as(system("test")):
        import_catalog.import_data(data.encode(), format="shopify-csv")
    assert listing().image is None
    run_jobs()
    assert listing().image is not None
    assert count(Media, Media.failure == "The server answered 404") == 1
    with tenant_scope(tenant), acting_as(system("test")):
        assert fetch_pictures.fetch_batch() == 0
