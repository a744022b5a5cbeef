"""The product page: what can be chosen, where it is, what goes with it, and what a page costs."""

import re

import pytest

from app.core.db import db
from app.domains.recommendations.models import Bestseller
from app.flows.count_bestsellers import count_bestsellers

CHOICE = re.compile(r'<label class="choice( choice-out)?"><input type="radio" name="(o\d)" value="(\w+)"')


def options(text):
    """What is struck out, by field and value."""
    return {(field, value): bool(out) for out, field, value in CHOICE.findall(text)}


@pytest.fixture
def shirt(make):
    product = make.bare_product(slug="shirt", title="Shirt", option_names=["Colour", "Size"])
    make.variant_of(product, sku="RED-S", option_values=["Red", "S"], price=1000, stock=3)
    make.variant_of(product, sku="RED-M", option_values=["Red", "M"], price=1100, stock=0)
    make.variant_of(product, sku="BLUE-M", option_values=["Blue", "M"], price=1200, stock=2)
    return product


@pytest.mark.req("WEB-10")
def test_picking_a_colour_narrows_the_sizes_and_says_why(shop, shirt):
    red = shop.get("/p/shirt?o0=Red&o1=S").text
    assert options(red)["o1", "M"]
    assert not options(red)["o1", "S"]
    blue = shop.get("/p/shirt?o0=Blue&o1=M").text
    assert options(blue)["o1", "S"]
    assert not options(blue)["o1", "M"]
    assert re.search(r"<span>S</span><small>not made so</small>", blue)
    assert re.search(r"<span>M</span><small>sold out</small>", red)


@pytest.mark.req("WEB-10")
def test_a_choice_by_htmx_brings_price_and_tells_screen_readers(shop, shirt):
    part = shop.get("/p/shirt?o0=Blue&o1=M", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "€12.00" in part
    assert re.search(r'<p id="told" hx-swap-oob="innerHTML">Blue / M, €12.00</p>', part)
    out = shop.get("/p/shirt?o0=Red&o1=M", headers={"HX-Request": "true"}).text
    assert re.search(r'id="told"[^>]*>Red / M, €11.00, sold out', out)
    assert "Put in cart" not in out


@pytest.mark.req("WEB-10")
def test_a_sold_out_variant_is_refused_by_the_server_too(shop, shirt, count):
    from app.domains.carts.models import CartLine

    refused = shop.post("/cart/lines", data={"product": "shirt", "o0": "Red", "o1": "M"})
    assert refused.status_code == 409
    assert count(CartLine) == 0


def test_pictures_follow_the_variant_and_open_large_without_scripts(shop, make, shirt, unit, tenant):
    from app.domains.catalog.models import Variant

    first = make.media(product=shirt, file_key=f"{tenant.id}/media/one", width=2000, height=1500, alt="Front")
    blue = make.media(
        product=shirt, file_key=f"{tenant.id}/media/two", width=2000, height=1500, alt="Blue", position=1
    )
    with unit(tenant):
        found = db.session.query(Variant).filter_by(sku="BLUE-M").one()
        found.media_id = blue.id
    links = re.compile(r'<a class="picture" href="([^"]*media/(\w+)-\d+\.webp[^"]*)" data-open="viewer"')
    assert [name for _url, name in links.findall(shop.get("/p/shirt").text)] == ["one", "two"]
    chosen = shop.get("/p/shirt?o0=Blue&o1=M").text
    assert [name for _url, name in links.findall(chosen)] == ["two", "one"]
    assert 'aria-label="Pictures of Shirt"' in chosen
    assert first.alt in chosen


@pytest.mark.req("INV-09")
def test_what_only_a_store_has_is_for_pickup_and_not_promised_by_parcel(shop, make, run_jobs, order):
    store = make.location(code="mitte", name="Corner store", ships=False, offers_pickup=True)
    make.product(slug="mug", stock=1, location=store)
    text = shop.get("/p/mug").text
    assert "Pick up free: Corner store" in text
    assert "Cannot be delivered at the moment" in text
    assert "At your door" not in text.split("Delivery and returns")[0]


def test_the_shoppers_own_store_is_remembered_and_named_first(shop, app, tenant, make):
    from tests.support.clients import visit

    make.location(code="nord", name="North store")
    mitte = make.location(code="mitte", name="Corner store")
    make.product(slug="mug", sku="MUG", stock=9, location=mitte)
    assert shop.get("/p/mug/store?sku=MUG").status_code == 204
    chosen = shop.post("/p/mug/store", data={"store": "nord"}, headers={"HX-Request": "true"})
    assert "Not at North store at the moment" in chosen.text
    assert "but in 1 other store" in chosen.text
    assert "Not at North store" in shop.get("/p/mug/store?sku=MUG", headers={"HX-Request": "true"}).text
    plain = shop.post("/p/mug/store", data={"store": "mitte"})
    assert plain.status_code == 303
    assert "Pick up free: Corner store" in shop.get(plain.location).text
    assert shop.post("/p/mug/store", data={"store": "mars"}).status_code == 404
    assert visit(app, tenant).get("/p/mug/store?sku=MUG").status_code == 204


@pytest.mark.req("WEB-08")
def test_what_goes_with_it_is_never_sold_out_and_begins_with_what_sells(
    shop, make, unit, tenant, cart, order, run_jobs
):
    shelf = make.category(slug="mugs")
    make.product(slug="mug", title="Blue mug", category=shelf)
    make.product(slug="plain", title="Plain cup", category=shelf)
    make.product(slug="gone", title="Gone cup", category=shelf, stock=0)
    make.product(slug="other", title="Other shelf")
    best = make.product(slug="best", title="Best cup", category=shelf)
    shop.post("/cart/lines", data={"product": "best", "quantity": "2"})
    assert order(shop).status_code == 303
    with unit(tenant):
        count_bestsellers()
        assert [(row.product_id, row.units) for row in db.session.query(Bestseller)] == [(best.id, 2)]
    page = shop.get("/p/mug").text.split("Beside it on the shelf")[1]
    assert page.index("Best cup") < page.index("Plain cup")
    assert "Gone cup" not in page
    assert "Other shelf" not in page
    shop.post("/cart/lines", data={"product": "mug"})
    beside = shop.get("/cart").text.split("Goes with it")[1]
    assert "Best cup" in beside
    assert "Gone cup" not in beside
    assert "Blue mug" not in beside


def test_a_page_costs_the_same_for_any_number_of_variants_and_pictures(shop, make, tenant, query_budget):
    shelf = make.category(slug="shelf")
    product = make.bare_product(slug="many", option_names=["Size"])
    for n in range(12):
        make.variant_of(product, option_values=[str(n)], price=1000)
        make.media(product=product, file_key=f"{tenant.id}/media/{n}", width=900, height=900)
    make.location.batch(5)
    for _ in range(6):
        make.product(category=shelf)
    make.product_category(category=shelf, product=product)
    with query_budget(8):
        assert shop.get("/p/many").status_code == 200
    shop.post("/p/many/store", data={"store": "main"})
    with query_budget(3):
        shop.get("/p/many/store", headers={"HX-Request": "true"})
