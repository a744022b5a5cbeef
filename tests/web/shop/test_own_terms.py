"""Who has prices of their own sees them on every page, with tax or without as their group does; nobody else does."""

from dataclasses import replace

import pytest

from app.core.tenancy import tenant_scope
from app.domains.channels import service as channels
from app.domains.channels.types import PriceListRules
from app.domains.content.look import Look
from app.domains.pricing import price_lists
from app.domains.pricing.list_types import ListDraft
from app.flows import shop_look
from app.flows.refresh_listings import refresh_listings
from app.web.auth import CUSTOMER_COOKIE, OWN_TERMS
from tests.support.clients import visit
from tests.support.tenantful import customer_session


@pytest.fixture
def lamp(make):
    lamps = make.category(name="Lamps", slug="lamps")
    return make.product(title="Lamp", slug="lamp", sku="LAMP", price=11900, stock=9, category=lamps)


@pytest.fixture
def browser(app, tenant, make):
    """A browser in which a customer is signed in."""

    def signed_in(**given):
        client = visit(app, tenant)
        token = customer_session(tenant, make.customer(**given).id)
        client.set_cookie(CUSTOMER_COOKIE, token, domain=f"{tenant.slug}.localhost")
        assert client.get("/account").status_code == 200
        return client

    return signed_in


@pytest.fixture
def rules(unit, tenant):
    def keep(**said):
        with unit(tenant):
            channels.save(replace(channels.setting(PriceListRules), **said))

    return keep


@pytest.fixture
def contract(unit, tenant):
    def keep(code, condition, **facts):
        with unit(tenant):
            draft = ListDraft(code, code, "contract", "EUR", status="active", conditions=[condition])
            price_lists.create_list(replace(draft, **facts))

    return keep


PAGES = ("/c/lamps", "/search?q=lamp", "/p/lamp", "/")


def shows(client, amount):
    return [amount in client.get(page).text for page in PAGES]


@pytest.mark.req("B2B-03")
def test_members_see_their_price_on_every_page_and_nobody_else_does(shop, lamp, make, browser, contract):
    contract("acme", ("company", ["acme"]), percent=200_000)
    ours, plain = browser(company_id=make.company(code="acme").id), browser()
    assert shows(shop, "€119.00") == [True] * 4
    assert shows(ours, "€95.20") == [True] * 4
    assert shows(ours, "€119.00") == [False] * 4
    assert shows(shop, "€119.00") == shows(plain, "€119.00") == [True] * 4
    assert ours.get("/c/lamps").headers["Cache-Control"] == "private, no-store"
    assert "public" in plain.get("/c/lamps").headers["Cache-Control"]
    ours.post("/cart/lines", data={"product": "lamp", "quantity": "1"})
    assert "€95.20" in ours.get("/cart").text


def test_a_browser_is_marked_while_its_shopper_has_terms_of_their_own(
    shop, lamp, make, browser, unit, tenant
):
    plain = browser()
    assert plain.get_cookie(OWN_TERMS, domain=f"{tenant.slug}.localhost") is None
    ours = browser(groups=["vip"])
    assert ours.get_cookie(OWN_TERMS, domain=f"{tenant.slug}.localhost") is not None
    ours.post("/account/sign-out")
    assert ours.get_cookie(OWN_TERMS, domain=f"{tenant.slug}.localhost") is None


def test_a_group_sees_prices_without_tax_and_pays_the_same(shop, lamp, browser, rules, unit, tenant):
    with unit(tenant):
        shop_look.draft_look(Look(theme="depot"))
        shop_look.publish_look()
    rules(net_groups="Trade, Press")
    trade = browser(groups=["trade"])
    for page in PAGES:
        assert "€100.00" in trade.get(page).text, page
        assert "excl. VAT" in trade.get(page).text, page
        assert "excl. VAT" not in shop.get(page).text, page
    for client in (shop, trade):
        client.post("/cart/lines", data={"product": "lamp", "quantity": "2"})
    assert "Prices exclude tax" in trade.get("/c/lamps").text
    assert "Prices include tax" in shop.get("/c/lamps").text
    cart = trade.get("/cart").text
    assert "€200.00" in cart
    assert "excl. VAT" in cart
    assert "€238.00" in cart  # the total is what is paid
    assert "excl. VAT" not in shop.get("/cart").text
    assert "€200.00" in trade.get("/checkout").text


def test_a_net_list_is_shown_in_the_shops_way_and_in_the_companys(lamp, make, browser, contract, rules):
    contract("acme", ("company", ["acme"]), percent=500_000, tax_included=False)
    ours = browser(company_id=make.company(code="acme").id)
    assert shows(ours, "€70.81") == [True] * 4  # 59.50 without tax
    rules(companies="net")
    assert shows(ours, "€59.50") == [True] * 4


def test_the_picture_at_the_top_of_the_home_page_tells_their_price_too(make, tenant, unit, browser, contract):
    product = make.product(title="Hero", slug="hero", price=11900, stock=9)
    make.media(product=product, file_key=f"{tenant.id}/media/one", width=2000, height=1500, alt="Front")
    with unit(tenant):
        refresh_listings([product.id])
    contract("vip", ("group", ["vip"]), percent=200_000)
    page = browser(groups=["vip"]).get("/").text
    assert ("€95.20" in page, "€119.00" in page) == (True, False)


def test_how_prices_are_shown_is_set_on_a_screen(desk, unit, tenant):
    told = {
        "choice": "kind", "ties": "first", "breaks": "sold", "abroad": "gross", "companies": "net",
        "net_groups": "trade,  press", "gross_groups": "",
    }  # fmt: skip
    assert desk.post("/admin/prices/rules", data=told | {"companies": "sometimes"}).status_code == 422
    assert desk.post("/admin/prices/rules", data=told).status_code == 303
    with tenant_scope(tenant), unit(tenant):
        kept = channels.setting(PriceListRules)
    assert (kept.companies, kept.net_groups) == ("net", "trade, press")
    assert 'value="trade, press"' in desk.get("/admin/prices/rules").text
