"""What is for a company's members alone, and what they are not offered: in lists, search, pages, carts and tills."""

import pytest

from app.domains.catalog.assortments import Line
from app.domains.pos.types import Till
from app.flows import arrange_assortments
from app.queries import till_catalog, where_shown
from app.web.auth import CUSTOMER_COOKIE
from tests.support.clients import visit
from tests.support.tenantful import customer_session

pytestmark = pytest.mark.req("B2B-02")


@pytest.fixture
def goods(make):
    """Lamps: brass, tin; chairs: oak."""
    lamps = make.category(name="Lamps", slug="lamps")
    return {
        "brass": make.product(title="Lamp brass", slug="brass", brand="Lux", sku="BRASS", category=lamps),
        "tin": make.product(title="Lamp tin", slug="tin", brand="Lux", sku="TIN", category=lamps),
        "oak": make.product(title="Oak chair", slug="oak", brand="Sit", sku="OAK"),
        "lamps": lamps,
    }  # fmt: skip


@pytest.fixture
def acme(make):
    return make.company(code="acme", name="Acme")


@pytest.fixture
def offer(unit, tenant):
    def keep(*lines, **owner):
        with unit(tenant):
            arrange_assortments.keep([Line(effect, kind, row.id) for effect, kind, row in lines], **owner)

    return keep


@pytest.fixture
def member(app, tenant, make):
    """A browser in which a member of a company is signed in."""

    def signed_in(company):
        client = visit(app, tenant)
        who = make.customer(company_id=company.id)
        client.set_cookie(
            CUSTOMER_COOKIE, customer_session(tenant, who.id), domain=f"{tenant.slug}.localhost"
        )
        assert client.get("/account").status_code == 200
        return client

    return signed_in


def seen(client):
    found = {slug for slug in ("brass", "tin", "oak") if f"/p/{slug}" in client.get("/c/lamps").text}
    found |= {
        f"search {slug}" for slug in ("tin", "oak") if f"/p/{slug}" in client.get("/search?q=lamp").text
    }
    return found | {f"page {slug}" for slug in ("tin", "oak") if client.get(f"/p/{slug}").status_code == 200}


def put(client, slug):
    return client.post("/cart/lines", data={"product": slug, "quantity": "1"}).status_code


def test_what_is_for_members_alone_is_nowhere_for_others(shop, goods, acme, make, offer, member, api):
    ours, others = member(acme), member(make.company())
    public = {"brass", "tin", "search tin", "page tin", "page oak"}
    assert seen(shop) == seen(ours) == seen(others) == public
    offer(("include", "product", goods["tin"]), members_of=acme.id)
    without = {"brass", "page oak"}
    assert (seen(shop), seen(others)) == (without, without)
    assert seen(ours) == public
    assert seen(shop) == without  # the member's pages were kept for nobody else
    assert (put(shop, "tin"), put(others, "tin"), put(ours, "tin")) == (404, 404, 303)
    assert shop.get("/api/v1/products/tin").status_code == 404
    refused = api.post("/api/v1/carts", json={"lines": [{"sku": "TIN", "quantity": 1}]})
    assert (refused.status_code, refused.json["code"]) == (422, "catalog.not_offered")
    assert "/p/tin" not in shop.get("/sitemap.xml").text + shop.get("/").text


def test_members_are_not_offered_what_their_company_leaves_out(shop, goods, acme, offer, member):
    ours = member(acme)
    offer(("include", "category", goods["lamps"]), ("exclude", "product", goods["tin"]), company_id=acme.id)
    assert seen(ours) == {"brass"}
    assert seen(shop) == {"brass", "tin", "search tin", "page tin", "page oak"}
    assert (put(ours, "oak"), put(shop, "oak")) == (404, 303)


def test_who_is_no_member_any_more_loses_it_from_the_cart(desk, goods, acme, offer, member, make):
    ours = member(acme)
    offer(("include", "product", goods["tin"]), members_of=acme.id)
    assert put(ours, "tin") == 303
    assert "no longer sold" not in ours.get("/cart").text
    desk.post(f"/admin/companies/{acme.id}/archive")
    assert "no longer sold" in ours.get("/cart").text
    assert ours.get("/p/tin").status_code == 404


def test_a_quote_for_a_member_may_hold_it(goods, acme, offer, api, make):
    offer(("include", "product", goods["tin"]), members_of=acme.id)
    who = make.customer(company_id=acme.id)
    asked = {"lines": [{"sku": "TIN", "quantity": 1}]}
    assert api.post("/api/v1/quotes", json=asked).status_code == 422
    assert api.post("/api/v1/quotes", json=asked | {"customer": str(who.id)}).status_code == 200


def test_where_it_is_shown_names_companies_and_no_till_has_it(goods, acme, make, offer, unit, tenant):
    offer(("include", "product", goods["tin"]), members_of=acme.id)
    offer(("exclude", "product", goods["oak"]), company_id=make.company(code="beta", name="Beta").id)
    register = make.register()
    till = Till(register.id, register.id, register.location_id, "T1", "Till", "T1")
    with unit(tenant):
        tin, oak = (where_shown.shown(goods[name].id) for name in ("tin", "oak"))
        page = till_catalog.page(till, "")
    assert (tin.only_for, tin.hidden_from) == ([("acme", "Acme")], [])
    assert (oak.only_for, oak.hidden_from) == ([], [("beta", "Beta")])
    assert {item["sku"] for item in page.items} == {"BRASS", "OAK"}


def test_both_are_kept_by_screen_and_by_program(desk, api, goods, acme):
    page = "/admin/channels/companies/acme/exclusives"
    assert desk.post(page, data={"effect": "include", "products": "tin"}).status_code == 303
    assert "Members alone" in desk.get(page).text
    assert "1 product<" in desk.get(f"/admin/companies/{acme.id}").text
    told = api.get("/api/v1/companies/acme/exclusives").json
    assert [(each["name"], told["offered"]) for each in told["lines"]] == [("Lamp tin", 1)]
    line = {"effect": "exclude", "kind": "product", "id": str(goods["oak"].id)}
    kept = api.put("/api/v1/companies/acme/assortment", json={"lines": [line]}).json
    assert (kept["offered"], kept["total"]) == (2, 3)
    stale = api.put("/api/v1/companies/acme/assortment", json={"lines": [], "version": told["version"]})
    assert stale.status_code == 409
    assert api.get("/api/v1/companies/nobody/assortment").status_code == 404
