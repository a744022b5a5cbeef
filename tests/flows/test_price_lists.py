"""Price lists hold in every channel: quotes, carts, orders, the product's page and what lists and searches show."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from app.core import clock
from app.core.clock import frozen
from app.core.errors import Invalid
from app.domains.channels import service as channels
from app.domains.channels.types import PriceListRules
from app.domains.pricing import price_lists
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.models import PriceChange, PriceListEntry
from app.queries import product_list, till_catalog
from app.queries.listed import Wish
from tests.support.clients import page
from tests.support.till import make_till


@pytest.fixture
def listed(tenant, make, unit, run_jobs):
    """A mug for 10.00, and a way to put it on a list."""
    mug = make.product(sku="MUG", price=1000, stock=500)

    def put(*prices, **facts):
        draft = {
            "code": f"list-{len(made)}",
            "name": "A list",
            "kind": "market",
            "currency": "EUR",
            "status": "active",
        }
        with unit(tenant):
            made.append(price_lists.create_list(ListDraft(**draft | facts)))
            price_lists.set_entries(made[-1], [entry(mug, price) for price in prices])
        run_jobs()
        return made[-1]

    made = []
    return SimpleNamespace(put=put, mug=mug, id=mug.id)


def entry(product, price, **facts):
    amount, least = price if isinstance(price, tuple) else (price, 1)
    facts |= {"amount": amount, "min_quantity": Decimal(least)}
    return EntryDraft(product.id, product.variant.id, **facts)


def quoted(api, quantity=1, **asked):
    body = {"lines": [{"sku": "MUG", "quantity": quantity}], **asked}
    answer = api.post("/api/v1/quotes", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json


def unit_price(told):
    return told["lines"][0]["unit_price"]["amount"]


@pytest.mark.req("PRC-01")
def test_one_article_in_five_contexts(api, make, listed, tenant, unit):
    vip = make.customer(groups=["vip"])
    acme = make.customer(company_id=make.company(code="acme").id)
    listed.put(950, kind="channel", conditions=[("channel", ["pos"])])
    listed.put(900, kind="segment", conditions=[("group", ["vip"])])
    listed.put(800, kind="contract", conditions=[("company", ["ACME "])])
    listed.put(700, kind="channel", starts_at=clock.now() + timedelta(days=1))
    assert unit_price(quoted(api)) == 1000
    assert unit_price(quoted(api, channel="pos")) == 950
    assert unit_price(quoted(api, customer=str(vip.id))) == 900
    assert unit_price(quoted(api, customer=str(acme.id))) == 800
    assert unit_price(quoted(api, at=(clock.now() + timedelta(days=2)).isoformat())) == 700


@pytest.mark.req("PRC-02")
def test_the_quote_tells_which_list_won_and_why(api, listed):
    listed.put(900, name="First", position=1)
    listed.put(800, name="Second", position=2)
    listed.put(100, name="Over", ends_at=clock.now() - timedelta(minutes=1))
    told = [(e["name"], e["result"], e["reason"]) for e in quoted(api)["trace"] if e["stage"] == "list"]
    assert told == [
        ("First", "applied", "the strongest list"),
        ("Second", "rejected", "another list stands before it"),
        ("Over", "rejected", "ended"),
        ("base price", "rejected", "a price list holds"),
    ]


@pytest.mark.req("PRC-05")
def test_the_quantity_of_all_lines_reaches_the_tier_and_page_and_quote_agree(api, shop, listed):
    listed.put((900, 10), (800, 50))
    assert [unit_price(quoted(api, many)) for many in (9, 10, 49, 50)] == [1000, 900, 900, 800]
    twice = {"lines": [{"sku": "MUG", "quantity": 5}, {"sku": "MUG", "quantity": 5}]}
    assert {
        line["unit_price"]["amount"] for line in api.post("/api/v1/quotes", json=twice).json["lines"]
    } == {900}


@pytest.mark.req("PRC-04")
@pytest.mark.req("PRC-20")
def test_a_sale_switches_page_list_and_cart_by_the_clock_without_a_worker(api, shop, listed, tenant, unit):
    start = clock.now() + timedelta(hours=1)
    listed.put(750, kind="sale", starts_at=start, ends_at=start + timedelta(hours=1))
    cart = api.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 1}]}).json["id"]
    for minutes, price, former in [(0, 1000, None), (61, 750, 1000), (119, 750, 1000), (121, 1000, None)]:
        with frozen(start + timedelta(minutes=minutes - 60)):
            with unit(tenant):
                on_list = product_list.products(Wish()).items[0]
            shown = api.get(f"/api/v1/products/{listed.id}").json
            held = api.get(f"/api/v1/carts/{cart}").json["lines"][0]
        assert (on_list.price_min, on_list.compare_at) == (price, former)
        assert shown["variants"][0]["price"]["amount"] == price
        assert (shown["variants"][0]["compare_at"] or {}).get("amount") == former
        assert held["unit_price"]["amount"] == price


def test_what_lists_show_follows_a_list_and_forgets_it(listed, tenant, unit, run_jobs):
    made = listed.put(750, kind="sale")
    dear = Wish(cheapest=800)
    with unit(tenant):
        assert [p.price_min for p in product_list.products(Wish()).items] == [750]
        assert product_list.products(dear).items == []
    with unit(tenant):
        price_lists.delete_list(made)
    run_jobs()
    with unit(tenant):
        assert [p.price_min for p in product_list.products(dear).items] == [1000]


def test_a_list_for_a_group_is_not_shown_to_strangers(listed, api, tenant, unit):
    listed.put(750, kind="segment", conditions=[("group", ["vip"])])
    with unit(tenant):
        assert product_list.products(Wish()).items[0].price_min == 1000
    assert api.get(f"/api/v1/products/{listed.id}").json["price"]["amount"] == 1000


def test_an_order_is_placed_at_the_lists_price_with_the_trace(api, listed):
    listed.put(600, name="Germany", conditions=[("country", ["DE"])])
    cart = api.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 2}]}).json["id"]
    address = {
        "name": "Ann",
        "line1": "Long Lane 5",
        "city": "Paris",
        "postal_code": "75001",
        "country": "FR",
    }
    body = {
        "email": "ann@example.com", "shipping_address": address, "delivery": {"method": "standard"},
        "payment": {"method": "test", "token": "tok_approve"},
    }  # fmt: skip
    answer = api.post(f"/api/v1/carts/{cart}/checkout", json=body, headers={"Idempotency-Key": "one"})
    assert answer.status_code == 201, answer.text
    assert answer.json["lines"][0]["unit_price"]["amount"] == 600


def test_a_product_with_a_lists_price_alone_can_be_bought_and_without_it_cannot(
    api, make, listed, unit, tenant
):
    from app.domains.pricing import service as pricing

    with unit(tenant):
        pricing.drop_base_prices([listed.mug.variant.id], "EUR")
    refused = api.post("/api/v1/quotes", json={"lines": [{"sku": "MUG", "quantity": 1}]})
    assert (refused.status_code, refused.json["code"]) == (422, "pricing.no_price")
    listed.put(600)
    assert unit_price(quoted(api)) == 600


def test_two_equal_lists_sell_nothing_where_the_shop_says_so(api, listed, unit, tenant):
    listed.put(900)
    listed.put(800)
    assert unit_price(quoted(api)) == 800
    with unit(tenant):
        channels.save(PriceListRules(ties="refuse"))
    refused = api.post("/api/v1/quotes", json={"lines": [{"sku": "MUG", "quantity": 1}]})
    assert (refused.status_code, refused.json["code"]) == (422, "pricing.no_price")


def test_a_net_list_of_a_company_is_turned_into_the_shops_mode(api, make, listed, tenant, unit):
    with unit(tenant), pytest.raises(Invalid) as refused:
        price_lists.create_list(ListDraft("net", "Net", "market", "EUR", tax_included=False))
    assert "tax_included" in refused.value.fields
    acme = make.customer(company_id=make.company(code="acme").id)
    listed.put(1000, kind="contract", tax_included=False, conditions=[("company", ["acme"])])
    assert unit_price(quoted(api, customer=str(acme.id))) == 1190


@pytest.mark.req("PRC-05")
@pytest.mark.parametrize(
    ("tiers", "field"),
    [
        ([(1, 9, 900), (9, None, 800)], "entries.1.min_quantity"),
        ([(1, 9, 900), (12, None, 800)], "entries.1.min_quantity"),
        ([(10, None, 900), (10, None, 800)], "entries.1.min_quantity"),
        ([(10, 5, 900)], "entries.0.max_quantity"),
        ([(0, None, 900)], "entries.0.min_quantity"),
    ],
)
def test_tiers_that_overlap_or_leave_a_gap_are_refused_at_their_field(
    listed, tenant, unit, count, tiers, field
):
    made = listed.put()
    drafts = [
        EntryDraft(
            listed.id, listed.mug.variant.id, amount=amount, min_quantity=Decimal(least),
            max_quantity=None if most is None else Decimal(most),
        )
        for least, most, amount in tiers
    ]  # fmt: skip
    with unit(tenant), pytest.raises(Invalid) as refused:
        price_lists.set_entries(made, drafts)
    assert list(refused.value.fields) == [field]
    assert count(PriceListEntry) == 0


@pytest.mark.req("PRC-21")
def test_every_price_of_a_list_that_changes_is_logged(listed, tenant, unit, count):
    made = listed.put(900)
    with unit(tenant):
        price_lists.set_entries(made, [entry(listed.mug, 900)])
        price_lists.set_entries(made, [entry(listed.mug, 850), entry(listed.mug, (800, 10))])
        price_lists.delete_list(made)
    from sqlalchemy import select

    from app.core.db import db

    with unit(tenant):
        wanted = select(PriceChange).where(PriceChange.list_id == made)
        rows = db.session.scalars(wanted.where(PriceChange.variant_id.is_not(None))).all()
        told = {(row.before, row.after, int(row.min_quantity)) for row in rows}
    assert told == {(None, 900, 1), (900, 850, 1), (None, 800, 10), (850, None, 1), (800, None, 10)}
    assert count(PriceListEntry) == 0


@pytest.mark.req("PRC-05")
def test_the_product_page_shows_the_tiers_and_the_cart_the_former_price(shop, api, listed):
    listed.put((900, 10), (800, 50), kind="sale")
    shown = page(shop.get(f"/p/{listed.mug.slug}"))
    table = shown[shown.index('<table class="tiers"') :].split("</table>")[0]
    assert [word in table for word in ("1\u20139", "10\u201349", "from 50", "€10.00", "€9.00", "€8.00")] == [
        True
    ] * 6
    shop.post("/cart/lines", data={"product": listed.mug.slug, "quantity": "10"})
    assert "before €10.00 each" in page(shop.get("/cart"))


@pytest.mark.req("PRC-04")
def test_the_till_is_told_tiers_and_what_is_planned(app, listed, make, tenant, unit):
    start = clock.now() + timedelta(hours=1)
    listed.put(950, (900, 10), kind="channel", conditions=[("channel", ["pos"])])
    listed.put(750, kind="sale", starts_at=start, ends_at=start + timedelta(hours=1))
    listed.put(100, kind="contract", conditions=[("location", ["another"])])
    till = SimpleNamespace(location_id=make_till(make).store.id)
    with unit(tenant):
        mug = next(item for item in till_catalog.page(till, "").items if item["sku"] == "MUG")
    assert (mug["price"]["amount"], mug["tiers"]) == (950, [[1000, 950], [10_000, 900]])
    assert [plan["price"] for plan in mug["later"]] == [750, 950]


def test_a_till_fetches_anew_when_a_list_changes_or_its_time_comes(listed, make, tenant, unit):
    till = SimpleNamespace(location_id=make_till(make).store.id)
    with unit(tenant):
        version, before = till_catalog.page(till, "").version, till_catalog.changed_at()
    listed.put(900)
    with unit(tenant):
        assert till_catalog.changed_at() > before
        again = till_catalog.page(till, version)
        assert again.full
        assert again.items[0]["price"]["amount"] == 900


def test_another_tenants_lists_mean_nothing(listed, other_tenant, make, unit, other_api):
    listed.put(500)
    make.of(other_tenant).product(sku="MUG", price=1000, stock=5)
    assert unit_price(quoted(other_api)) == 1000


def test_a_category_and_everything_below_it(api, make, listed, tenant, unit, run_jobs):
    tree = make.category(slug="kitchen")
    below = make.category(slug="mugs", parent_id=tree.id)
    make.product(sku="CUP", price=1000, stock=5, category=below)
    made = listed.put()
    with unit(tenant):
        price_lists.set_entries(made, [EntryDraft(category_id=tree.id, percent=100_000)])
    run_jobs()
    cup = {"lines": [{"sku": "CUP", "quantity": 1}]}
    assert unit_price(api.post("/api/v1/quotes", json=cup).json) == 900
    assert unit_price(quoted(api)) == 1000
