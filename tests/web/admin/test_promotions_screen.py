"""Marketing builds a promotion: in a form, read back in words, switched on only when it is whole."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from admin_ui.promotions import rule_form
from app.core import clock
from app.core.clock import frozen
from app.core.db import db, unit_of_work
from app.core.i18n import locale_scope
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.payments.strategies import registry
from app.domains.pricing.models import BasePrice
from app.domains.promotions import service as promotions
from app.domains.promotions.models import Promotion
from app.domains.promotions.types import Draft
from app.flows import fill_cart, place_order, promotion_words
from app.flows.place_order import Checkout
from tests.support.clients import sign_in, with_token
from tests.support.people import ANN

WEB = "/admin/promotions/"


@pytest.fixture
def goods(make):
    shirts = make.category(name="Shirts", slug="shirts")
    make.product(sku="TEE", title="Tee", slug="tee", brand="Acme", price=2000, category=shirts, stock=50)
    make.product(sku="MUG", title="Mug", slug="mug", price=1000, stock=50)


@pytest.fixture
def marketing(app, tenant, make):
    return with_token(sign_in(app, tenant, make.staff(role="marketing_manager")))


def keep(desk, path=f"{WEB}new", **fields):
    return desk.post(
        path, data={"name": "June", "does": "percent", "percent": "10", "returns_uses": "1"} | fields
    )


def total_of(tenant, *lines):
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        return fill_cart.open_cart("web", [(sku, Decimal(number)) for sku, number in lines]).quote.totals


@pytest.mark.req("PRC-22")
@pytest.mark.req("ROL-07")
def test_a_marketing_manager_builds_switches_and_ends_a_promotion(marketing, goods, tenant):
    made = keep(marketing, of_category="category:shirts", channel="channel:web", ends_at="2099-06-07T23:59")
    assert made.status_code == 303, made.text
    page = marketing.get(made.location)
    assert "10% off Shirts, Web" in page.text
    assert total_of(tenant, ("TEE", 1)).discount == 0

    assert marketing.post(f"{made.location}/switch", data={"to": "active"}).status_code == 303
    assert (total_of(tenant, ("TEE", 1)).discount, total_of(tenant, ("MUG", 1)).discount) == (200, 0)
    assert "June" in marketing.get(f"{WEB}?state=running").text

    assert marketing.post(f"{made.location}/switch", data={"to": "ended"}).status_code == 303
    assert total_of(tenant, ("TEE", 1)).discount == 0


@pytest.mark.req("PRC-22")
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Say when it ends, or limit its uses or its budget"),
        ({"percent": "", "ends_at": "2099-01-01T00:00"}, "Say how much it takes off"),
        ({"ends_at": "2001-01-01T00:00"}, "Its end is over"),
        ({"needs_coupon": "1", "uses_limit": "5"}, "It needs a code"),
    ],
)
def test_what_is_not_whole_cannot_be_switched_on(desk, goods, count, fields, words):
    made = keep(desk, **fields)
    refused = desk.post(f"{made.location}/switch", data={"to": "active"})
    assert refused.status_code == 422
    assert words in refused.text
    assert count(Promotion, Promotion.status == "draft") == 1


def test_without_the_rule_no_end_is_needed(desk, goods):
    assert desk.post(f"{WEB}settings", data={}).status_code == 303
    made = keep(desk)
    assert desk.post(f"{made.location}/switch", data={"to": "active"}).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Give it a name"),
        ("percent", "120", "Enter a percentage above 0, up to 100"),
        ("of_product", "NOWHERE", "Not known here: NOWHERE"),
        ("of_brand", "Nobody", "Not known here: Nobody"),
        ("min_total", "a lot", "Write an amount, such as 12.50"),
        ("ends_at", "soon", "Enter a date and a time"),
        ("uses_limit", "0", "Enter a whole number from 1 up"),
        ("opens", "noon", "Enter a time, such as 17:00"),
    ],
)
def test_errors_stand_at_their_field(desk, goods, count, field, typed, words):
    refused = keep(desk, **{field: typed})
    assert refused.status_code == 422
    assert words in re.search(rf'id="f-{field}-error"[^>]*>(.*?)</p>', refused.text, re.DOTALL)[1]
    assert count(Promotion) == 0


EACH = [
    {"does": "percent", "percent": "12.5", "of_product": "TEE, mug", "max_units": "2", "of_full_priced": "1"},
    {"does": "amount", "amount": "2.50", "of_brand": "Acme", "of_price_min": "10.00", "of_not_product": "MUG"},
    {"does": "cart_amount", "amount": "10.00", "min_total": "50.00", "channel": ["channel:web", "channel:pos"]},
    {"does": "price", "amount": "9.99", "of_category": ["category:shirts"], "min_units": "3", "min_of": "these"},
    {"does": "buy_get", "percent": "100", "buy_units": "2", "get_units": "1", "of_product": "TEE", "get_product": "MUG"},
    {"does": "cheapest", "group_size": "3", "times": "1"},
    {"does": "bundle", "group_size": "3", "amount": "20.00"},
    {"does": "tiers_percent", "tier_from": ["50.00", "100.00"], "tier_value": ["5", "10"]},
    {"does": "tiers_amount", "tier_from": ["50.00", "0"], "tier_value": ["5.00", "1.00"]},
    {"does": "free_shipping", "country": "DE, AT", "group": ["group:gold"], "nth_order": "1", "signed_in": "1"},
    {"does": "shipping_percent", "percent": "50", "weekday": ["1", "5"], "opens": "17:00", "closes": "19:00"},
    {"does": "percent", "percent": "50", "max_units": "1", "which": "dearest", "max_units_per_line": "1"},
    {"does": "gift", "gift_product": "MUG", "per": "2", "times": "1", "of_product": "TEE", "min_total": "20.00"},
    {"does": "gift", "gift_product": "mug", "tier": ["tier:Gold"], "payment": ["payment:test"], "excludes": ["x"]},
    {"does": "bundle_percent", "group_size": "3", "percent": "15", "of_attribute": "", "exclusive": "1"},
    {"does": "tiers_units", "tier_from": ["3", "5"], "tier_value": ["10", "15"], "store": ["store:Berlin"]},
    {"does": "percent", "percent": "20", "sale_price": "1", "of_brand": "Acme", "channel": ["channel:web"]},
    {"does": "amount", "amount": "2.00", "sale_price": "1", "weekday": ["5"], "budget": "100.00"},
    {"does": "price", "amount": "9.00", "sale_price": "1", "group": ["group:gold"], "priority": "2"},
    {
        "does": "percent", "percent": "10", "of_category": ["category:shirts"], "second_does": "free_shipping",
        "third_does": "buy_get", "third_percent": "50", "third_buy_units": "2", "third_of_brand": "Acme",
        "third_get_product": "MUG",
    },
    {"does": "free_shipping", "second_does": "tiers_amount", "second_tier_from": ["50.00"], "second_tier_value": ["5.00"]},
    {"does": "shipping_amount", "amount": "2.00", "with_product": "MUG", "lane": "june", "stops": "1", "cap": "5.00"},
]  # fmt: skip


@pytest.mark.req("PRC-07")
@pytest.mark.parametrize("fields", EACH, ids=[f"{place}-{each['does']}" for place, each in enumerate(EACH)])
def test_a_form_says_what_it_was_told(goods, tenant, fields):
    with tenant_scope(tenant), unit_of_work():
        read = rule_form.read({"name": "X", **fields})
        assert read.errors == {}
        assert rule_form.fits(read.draft)
        said = promotion_words.sentence(read.draft)
        assert said
        assert "nothing" not in said
        with locale_scope("de"):
            german = promotion_words.sentence(read.draft)
            assert german != said
            assert ("Aktionspreis" in german) == ("sale price on pages" in said)
        again = rule_form.read(rule_form.shown(read.draft)).draft
        assert (again.rule, again.budget) == (read.draft.rule, read.draft.budget)


@pytest.mark.req("PRC-04")
def test_a_sale_price_is_ticked_in_the_form_and_shown_on_pages(desk, shop, goods, run_jobs):
    path = on(desk, percent="20", of_brand="Acme", sale_price="1")
    page = desk.get(path).text
    assert "20% off Acme, shown as the sale price on pages and lists, " in page
    assert re.search(r'name="sale_price" value="1" checked', page)
    run_jobs()
    seen = shop.get("/p/tee").text
    assert ("€16.00" in seen, "€20.00" in seen) == (True, True)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("needs_coupon", "1", "it cannot ask for a code"),
        ("min_total", "50.00", "from the first piece"),
        ("min_units", "3", "from the first piece"),
        ("max_units", "1", "for every piece"),
        ("max_units_per_line", "1", "for every piece"),
        ("cap", "10.00", "limit the budget instead"),
        ("lane", "june", "give them a priority instead"),
    ],
)
def test_a_sale_price_refuses_what_pages_cannot_show_at_its_field(desk, goods, count, field, typed, words):
    refused = keep(desk, sale_price="1", **{field: typed})
    assert refused.status_code == 422
    assert words in re.search(rf'id="f-{field}-error"[^>]*>(.*?)</p>', refused.text, re.DOTALL)[1]
    assert count(Promotion) == 0
    assert keep(desk, **{field: typed}).status_code == 303


def test_a_sale_price_is_of_what_lowers_each_piece_and_a_programs_stays_a_programs(desk, goods, tenant, unit):
    said = desk.post(f"{WEB}words", data={"does": "free_shipping", "sale_price": "1"}).text
    assert "Free delivery" in said
    assert "sale price" not in said
    asks = {
        "stage": "catalog",
        "actions": [{"effect": "item_percent", "value": 100_000}],
        "when": {"min_total": 5000},
    }
    with unit(tenant):
        made = promotions.write(Draft("Asks for more", asks))
    page = desk.get(f"{WEB}{made.id}").text
    assert "A program wrote this rule" in page
    assert "as the price itself, in the cart only" in page


@pytest.mark.req("PRC-08")
@pytest.mark.req("PRC-22")
def test_one_promotion_does_several_things(desk, goods, tenant):
    second = {"second_does": "amount", "second_amount": "3.00", "second_of_product": "MUG"}
    fields = {
        "of_category": "category:shirts",
        "ends_at": "2099-06-07T23:59",
        "third_does": "free_shipping",
    } | second
    made = keep(desk, **fields)
    page = desk.get(made.location).text
    assert "10% off Shirts + €3.00 off each piece of MUG + Free delivery" in page
    assert re.search(r'name="second_amount"[^>]*value="3.00"', page)
    assert re.search(r'<option value="free_shipping" selected', page.partition('name="third_does"')[2])

    desk.post(f"{made.location}/switch", data={"to": "active"})
    assert total_of(tenant, ("TEE", 1), ("MUG", 1)).discount == 200 + 300
    copied = desk.post(f"{made.location}/copy")
    assert "10% off Shirts + €3.00 off each piece of MUG + Free delivery" in desk.get(copied.location).text

    changed = keep(desk, made.location, **{**fields, "second_does": "", "version": "2"})
    assert changed.status_code == 303, changed.text
    assert total_of(tenant, ("TEE", 1), ("MUG", 1)).discount == 200


@pytest.mark.parametrize(
    ("fields", "at", "words"),
    [
        (
            {"second_does": "amount", "second_amount": "a lot"},
            "second_amount",
            "Write an amount, such as 12.50",
        ),
        (
            {"second_does": "gift", "second_gift_product": "TEE, MUG"},
            "second_gift_product",
            "Name one article",
        ),
        ({"second_does": "free_shipping", "sale_price": "1"}, "second_does", "A sale price does one thing"),
    ],
)
def test_what_is_wrong_with_a_further_effect_stands_at_its_field(desk, goods, count, fields, at, words):
    refused = keep(desk, **fields)
    assert refused.status_code == 422
    assert words in re.search(rf'id="f-{at}-error"[^>]*>(.*?)</p>', refused.text, re.DOTALL)[1]
    assert count(Promotion) == 0


def test_what_a_further_effect_lacks_is_told_at_its_field(desk, goods):
    made = keep(desk, second_does="amount", ends_at="2099-06-07T23:59")
    refused = desk.post(f"{made.location}/switch", data={"to": "active"})
    assert refused.status_code == 422
    assert (
        "Say how much it takes off"
        in re.search(r'id="f-second_amount-error"[^>]*>(.*?)</p>', refused.text, re.DOTALL)[1]
    )


def test_every_way_to_pay_can_be_asked_for_and_one_that_is_gone_stays(desk, goods, monkeypatch, tenant):
    monkeypatch.setattr(registry, "ONLINE", ("test", "store_credit"))
    page = desk.get(f"{WEB}new").text
    assert {"payment:test", "payment:store_credit"} == set(re.findall(r'value="(payment:[a-z_]+)"', page))
    made = keep(desk, payment=["payment:store_credit"])
    assert "paid by Store credit" in desk.get(made.location).text
    monkeypatch.setattr(registry, "ONLINE", ("test",))
    assert re.search(r'value="payment:store_credit" checked', desk.get(made.location).text)


def test_a_gift_is_named_and_its_stock_stands_beside_the_form(desk, goods):
    """A gift by its article number; a product with several, or none that is known, is refused at its field."""
    gift = {"does": "gift", "gift_product": "MUG", "per": "2", "times": "1", "of_product": "TEE"}
    said = desk.post(f"{WEB}words", data=gift).text
    assert "Mug (MUG) free with 2 pieces of TEE" in said
    assert "Mug: 50 left to give." in said
    path = keep(desk, **gift, ends_at="2099-01-01T00:00").location
    assert 'value="MUG"' in desk.get(path).text
    assert desk.post(f"{path}/switch", data={"to": "active"}).status_code == 303
    unknown = keep(desk, does="gift", gift_product="NOWHERE")
    assert "Not known here: NOWHERE" in unknown.text
    nothing = keep(desk, does="gift").location
    assert "Name the article that is given" in desk.get(nothing).text


def test_what_a_program_wrote_is_not_spoilt_by_the_form(desk, tenant, unit):
    with unit(tenant):
        four = [{"effect": "item_fixed", "value": value} for value in (100, 200, 300, 400)]
        made = promotions.write(Draft("Four things", {"actions": four}))
    page = desk.get(f"{WEB}{made.id}")
    assert "A program wrote this rule" in page.text
    assert 'name="does"' not in page.text


def test_a_stale_form_is_refused(desk, goods):
    made = keep(desk)
    version = re.search(r'name="version" value="(\d+)"', desk.get(made.location).text)[1]
    assert keep(desk, made.location, name="July", version=version).status_code == 303
    refused = keep(desk, made.location, name="August", version=version)
    assert refused.status_code == 409
    assert "Somebody changed this promotion meanwhile" in refused.text
    assert 'value="August"' in refused.text


def test_copy_and_delete(desk, goods, count):
    made = keep(desk, ends_at="2099-01-01T00:00")
    copied = desk.post(f"{made.location}/copy")
    assert "Copy of June" in desk.get(copied.location).text
    assert desk.post(f"{copied.location}/delete").status_code == 303
    assert count(Promotion) == 1


def test_the_list_is_searched_and_filtered(desk, goods):
    keep(desk, name="Web only", channel="channel:web")
    keep(desk, name="Till only", channel="channel:pos")
    keep(desk, name="Everywhere")
    names = lambda path: set(re.findall(r"Web only|Till only|Everywhere", desk.get(path).text))  # noqa: E731
    assert names(WEB) == {"Web only", "Till only", "Everywhere"}
    assert names(f"{WEB}?channel=web") == {"Web only", "Everywhere"}
    assert names(f"{WEB}?q=till") == {"Till only"}
    assert names(f"{WEB}?state=running") == set()


def test_words_are_read_back_while_it_is_typed(desk, goods):
    said = desk.post(f"{WEB}words", data={"does": "free_shipping", "min_total": "50"})
    assert "Free delivery, from a cart of €50.00" in said.text
    assert "Say when it ends" in said.text
    assert "<html" not in said.text


@pytest.mark.req("ROL-21")
def test_only_marketing_sees_promotions(app, tenant, make, goods, desk):
    made = keep(desk)
    other = with_token(sign_in(app, tenant, make.staff(role="inventory_manager")))
    assert "Marketing" not in other.get("/admin/").text
    assert other.get(WEB).status_code == 403
    assert other.post(f"{made.location}/switch", data={"to": "active"}).status_code == 403


def test_another_shop_sees_none_of_it(desk, other_desk, goods):
    made = keep(desk)
    assert other_desk.get(made.location).status_code == 404
    assert other_desk.post(f"{made.location}/delete").status_code == 404


def trace_of(answer, name):
    rows = re.findall(r'<li class="trace-entry.*?</li>', answer.text, re.DOTALL)
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in rows if f">{name}<" in row]


@pytest.mark.req("PRC-22")
def test_a_draft_is_tried_on_a_sample_cart(desk, goods, count, tenant):
    made = keep(desk, of_category="category:shirts", min_total="30", ends_at="2099-06-07T23:59")
    tried = desk.post(f"{made.location}/preview", data={"sku": ["TEE", "MUG"], "quantity": ["2", "1"]})
    assert tried.status_code == 200
    assert "€46.00" in tried.text
    assert "All it asks for holds" in trace_of(tried, "June")[0]
    few = desk.post(f"{made.location}/preview", data={"sku": ["TEE"], "quantity": ["1"]})
    assert "The cart is worth too little" in trace_of(few, "June")[0]
    later = {"sku": ["TEE"], "quantity": ["2"], "at": "2099-07-01T00:00"}
    assert "It has ended" in trace_of(desk.post(f"{made.location}/preview", data=later), "June")[0]
    assert count(Promotion, Promotion.status == "draft") == 1
    assert total_of(tenant, ("TEE", 2)).discount == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sku": ["NOWHERE"], "quantity": ["1"]}, "NOWHERE is not for sale"),
        ({"sku": [""], "quantity": ["1"]}, "Name at least one article"),
        ({"sku": ["TEE"], "quantity": ["none"]}, "Enter a number above 0"),
        ({"sku": ["TEE"], "quantity": ["1"], "customer": "nobody@example.com"}, "There is no such customer"),
    ],
)
def test_a_sample_cart_that_cannot_be_says_so_at_its_field(desk, goods, fields, words):
    refused = desk.post(f"{keep(desk).location}/preview", data=fields)
    assert refused.status_code == 422
    assert words in refused.text


def on(desk, **fields):
    made = keep(desk, **{"ends_at": "2099-06-07T23:59", **fields})
    assert desk.post(f"{made.location}/switch", data={"to": "active"}).status_code == 303
    return made.location


@pytest.mark.req("PRC-19")
@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ({"of_category": "category:shirts"}, {"of_brand": "Acme"}, "none of the two comes first"),
        ({}, {"priority": "5"}, "Nothing that runs"),
        ({"lane": "june"}, {"lane": "june"}, "Nothing that runs"),
        ({"exclusive": "1"}, {}, "Where it applies, this promotion does not"),
        ({}, {"exclusive": "1"}, "Where this promotion applies, it does not"),
        ({"of_category": "category:shirts"}, {"of_product": "MUG"}, "Nothing that runs"),
        ({"channel": "channel:web"}, {"channel": "channel:pos"}, "Nothing that runs"),
        ({"ends_at": "2098-01-01T00:00"}, {"starts_at": "2098-02-01T00:00"}, "Nothing that runs"),
        ({}, {"does": "free_shipping"}, "Nothing that runs"),
        (
            {"does": "free_shipping"},
            {"does": "shipping_amount", "amount": "2"},
            "none of the two comes first",
        ),
    ],
)
def test_what_stands_against_a_promotion_is_told(desk, goods, first, second, words):
    on(desk, name="First", **first)
    told = desk.get(f"{on(desk, name='Second', **second)}/conflicts").text
    assert words in told
    assert ("First" in told) == ("Nothing" not in words)


def test_what_would_be_sold_below_cost_is_told(desk, goods, tenant, unit):
    with unit(tenant):
        db.session.execute(
            update(BasePrice).where(BasePrice.amount == 2000).values(cost=1597)
        )  # 19.00 with tax
    told = desk.get(f"{keep(desk).location}/conflicts").text
    assert "Below the least margin" in told
    assert "margin -5.6 %" in told


@pytest.mark.req("PRC-22")
def test_the_calendar_shows_a_month(desk, goods):
    keep(desk, name="June", starts_at="2098-06-05T00:00", ends_at="2098-06-08T00:00")
    keep(desk, name="Always")
    june = desk.get(f"{WEB}calendar?month=2098-06").text
    bars = dict(re.findall(r">(June|Always)</a>.*?month-run\" x=\"([0-9.]+)", june, re.DOTALL))
    assert bars == {"June": "4.05", "Always": "0"}
    assert "June 2098" in june
    assert ">June</a>" not in desk.get(f"{WEB}calendar?month=2098-07").text
    assert desk.get(f"{WEB}calendar?month=soon").status_code == 200


def test_what_it_brought_is_told(desk, goods, tenant):
    path = on(desk)
    with tenant_scope(tenant), acting_as(system("test")):
        with unit_of_work():
            cart = fill_cart.open_cart("web", [("TEE", Decimal(1))]).cart.id
        order = place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_approve")).order
    page = re.sub(r"<[^>]+>|\s+", " ", desk.get(path).text)
    assert f"Sold with it €{order.total / 100:.2f}" in re.sub(" +", " ", page)
    assert "Given €2.00" in re.sub(" +", " ", page)


def test_what_it_brought_by_channel_and_day_beside_orders_without_it(desk, goods, tenant):
    """10 % off shirts: one order with it (18.00 + 4.90), one without (10.00 + 4.90), on the web channel."""
    path = on(desk, of_category="category:shirts")
    with tenant_scope(tenant), acting_as(system("test")):
        for sku in ("TEE", "MUG"):
            with unit_of_work():
                cart = fill_cart.open_cart("web", [(sku, Decimal(1))]).cart.id
            place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_approve"))
    table = desk.get(f"{path}/performance.csv").text.splitlines()
    assert table[0].startswith("day,channel,uses,discount,revenue,average_basket,orders_without")
    assert table[1].split(",")[2:] == ["1", "2.00", "22.90", "22.90", "1", "14.90", "EUR"]
    page = re.sub(r"(<[^>]+>|\s)+", " ", desk.get(f"{path}/performance").text)
    for words in (
        "Average basket with it €22.90 without it €14.90",
        "8.0% of what was sold with it",
        "Revenue with it and",
    ):
        assert words in page
    assert "Nothing was sold" in desk.get(f"{path}/performance?first=2020-01-01&last=2020-01-02").text
    assert desk.get(f"{path}/performance?first=2020-01-03&last=2020-01-02").status_code == 422


def test_last_months_orders_say_what_it_would_have_cost_and_when_it_pays(desk, goods, tenant, run_jobs, unit):
    """Two shirts: 40.00 with 19 % tax are 33.61, costs 24.00, leave 9.61; 10 % off takes 3.36 of it. 3.36 / 6.25."""
    with unit(tenant):
        db.session.execute(update(BasePrice).where(BasePrice.amount == 2000).values(cost=1200))
    with tenant_scope(tenant), acting_as(system("test")):
        for sku, number in (("TEE", 2), ("MUG", 1)):
            with unit_of_work():
                cart = fill_cart.open_cart("web", [(sku, Decimal(number))]).cart.id
            place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_approve"))
        with frozen(clock.now() - timedelta(days=40)):
            with unit_of_work():
                cart = fill_cart.open_cart("web", [("TEE", Decimal(1))]).cart.id
            place_order.place_order(cart, Checkout(ANN, "standard", None, "test", "tok_approve"))
    path = keep(desk, of_category="category:shirts", starts_at="2098-01-01T00:00").location
    assert "Hold it against" in desk.get(f"{path}/simulation").text
    assert desk.post(f"{path}/simulation").status_code == 303
    assert 'hx-trigger="every 3s"' in desk.get(f"{path}/simulation").text
    run_jobs()
    told = re.sub(r"<[^>]+>|\s+", " ", desk.get(f"{path}/simulation").text)
    assert "Of 2 orders in the last 30 days it would have touched 1 and taken off €4.00" in re.sub(
        " +", " ", told
    )
    assert "It pays from 53.8% more sold of what it touches." in re.sub(" +", " ", told)
    supposed = re.sub(r"(<[^>]+>|\s)+", " ", desk.get(f"{path}/simulation?uplift=100").text)
    assert "Margin then +€2.89" in supposed
    assert "Revenue then, without tax +€26.89" in supposed
    assert "Enter a percentage above 0" in desk.get(f"{path}/simulation?uplift=much").text


def test_how_far_a_long_simulation_is_and_that_a_lost_one_can_be_begun_anew(desk, goods, tenant, unit):
    path = keep(desk).location
    running = {"running": True, "done": 200, "of": 900}
    for age, words in ((1, "200 of 900"), (11, "Hold it against them")):
        with unit(tenant):
            told = running | {"at": (clock.now() - timedelta(minutes=age)).isoformat()}
            db.session.execute(update(Promotion).values(simulation=told))
        assert words in desk.get(f"{path}/simulation").text
