"""The wishlist: of a guest's browser, of an account on every device, and for the app."""

import pytest

from app.domains.wishlists.models import Wish
from tests.support.clients import visit

HTMX = {"HX-Request": "true"}


def register(client, email="kim@example.com"):
    form = {"name": "Kim", "email": email, "password": "seven wet herons"}
    return client.post("/account/register", data=form)


@pytest.fixture
def me(unit, tenant):
    """The id of the only customer."""
    from app.core.db import db
    from app.domains.customers.models import Customer

    def find():
        with unit(tenant):
            return db.session.query(Customer).one().id

    return find


@pytest.mark.req("CUS-11")
def test_a_guests_list_joins_the_account_at_sign_in(shop, app, tenant, make, count):
    make.product(slug="mug", title="Blue mug")
    make.product(slug="cup", title="Red cup")
    assert 'aria-pressed="false"' in shop.get("/wishlist/heart?p=mug").text
    assert 'aria-pressed="true"' in shop.post("/wishlist", data={"product": "mug"}, headers=HTMX).text
    shop.post("/wishlist", data={"product": "cup"})
    shown = shop.get("/wishlist").text
    assert shown.index("Red cup") < shown.index("Blue mug")
    assert count(Wish) == 0
    assert "Blue mug" not in visit(app, tenant).get("/wishlist").text
    register(shop)
    assert count(Wish) == 2
    assert shop.get_cookie("galleria_wishes", domain="alpha.localhost") is None
    elsewhere = visit(app, tenant)
    elsewhere.post("/account/sign-in", data={"email": "kim@example.com", "password": "seven wet herons"})
    assert "Blue mug" in elsewhere.get("/wishlist").text
    assert 'aria-pressed="true"' in elsewhere.get("/wishlist/heart?p=mug").text
    shop.post("/account/sign-out")
    assert "Blue mug" not in shop.get("/wishlist").text


@pytest.mark.req("CUS-11")
def test_what_the_app_adds_is_on_the_web_and_what_is_retired_is_marked(shop, api, make, me, unit, tenant):
    from app.core.db import db
    from app.domains.catalog.models import Product

    product = make.product(slug="mug", title="Blue mug")
    gone = make.product(slug="out", title="Sold cup", stock=0)
    register(shop)
    base = f"/api/v1/customers/{me()}/wishlist"
    for each in (product, product, gone):
        answer = api.put(f"{base}/{each.id}")
        assert answer.status_code == 200, answer.text
    assert [item["state"] for item in answer.json["items"]] == ["out", "in"]
    text = shop.get("/wishlist").text
    assert "Blue mug" in text
    assert "sold out" in text
    with unit(tenant):
        db.session.get(Product, product.id).status = "archived"
    assert "no longer sold" in shop.get("/wishlist").text
    assert "Blue mug" in shop.get("/wishlist").text
    states = {item["title"]: item["state"] for item in api.get(base).json["items"]}
    assert states == {"Blue mug": "retired", "Sold cup": "out"}
    assert [item["title"] for item in api.delete(f"{base}/{gone.id}").json["items"]] == ["Blue mug"]
    assert shop.post(f"/wishlist/{product.id}/removal", headers=HTMX).text.count("Blue mug") == 0


def test_a_list_is_nobody_elses(shop, app, tenant, other_api, api, make, me, count):
    product = make.product(slug="mug")
    register(shop)
    customer = me()
    assert other_api.put(f"/api/v1/customers/{customer}/wishlist/{product.id}").status_code == 404
    assert other_api.get(f"/api/v1/customers/{customer}/wishlist").status_code == 404
    shop.post("/wishlist", data={"product": "mug"})
    stranger = visit(app, tenant)
    register(stranger, "eve@example.com")
    stranger.post(f"/wishlist/{product.id}/removal")
    assert count(Wish) == 1
    assert shop.post("/wishlist", data={"product": "nothing"}).status_code == 404
    assert api.put(f"/api/v1/customers/{customer}/wishlist/{customer}").status_code == 404


def test_a_wishlist_costs_the_same_however_long(shop, make, query_budget):
    register(shop)
    for n in range(8):
        make.product(slug=f"mug-{n}")
        shop.post("/wishlist", data={"product": f"mug-{n}"})
    with query_budget(5):  # session, ranges of the channels once an epoch, wishes, stars, frame
        assert shop.get("/wishlist").text.count("product-card") >= 8


def test_a_cookie_that_somebody_wrote_is_read_calmly(shop):
    shop.set_cookie("galleria_wishes", "zzz~~1~" + "9" * 4000, domain="alpha.localhost")
    assert shop.get("/wishlist").status_code == 200
