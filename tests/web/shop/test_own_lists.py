"""Lists filter and sort by the price that the buyer sees, and show what only they can buy."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from app.core.channel import epoch_scope
from app.core.db import db
from app.core.principal import ANONYMOUS, Principal, acting_as
from app.domains.catalog.models import ListingOwn
from app.domains.channels import service as channels
from app.domains.channels.types import PriceListRules
from app.domains.customers import service as customers
from app.domains.pricing import price_lists
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.models import BasePrice
from app.flows.refresh_listings import refresh_listings
from app.queries import product_list, search_suggest
from app.queries.listed import Wish
from tests.support.clients import program


@pytest.fixture
def shelf(make):
    return make.category(name="Mugs", slug="mugs")


@pytest.fixture
def mugs(make, shelf):
    """Three mugs on a shelf for 10, 20 and 30 euros."""
    return [
        make.product(title=f"Mug {name}", slug=f"mug-{name}", sku=name, price=price, stock=5, category=shelf)
        for name, price in (("a", 1000), ("b", 2000), ("c", 3000))
    ]


@pytest.fixture
def contract(unit, tenant, run_jobs):
    """A list for a condition with prices of products; what follows from it is written down."""

    def keep(condition, prices=(), **facts):
        with unit(tenant):
            draft = ListDraft("theirs", "Theirs", "contract", "EUR", status="active", conditions=[condition])
            found = price_lists.create_list(replace(draft, **facts))
            price_lists.set_entries(
                found,
                [EntryDraft(product.id, product.variant.id, amount=amount) for product, amount in prices],
            )
        run_jobs()

    return keep


@pytest.fixture
def seen(unit, tenant):
    """Titles that a buyer finds, by a wish."""

    def titles(who, **wish):
        with unit(tenant), acting_as(who):
            return [each.title[-1] for each in product_list.products(Wish(**wish)).items]

    return titles


def member(make, **facts):
    found = make.customer(**facts)
    return Principal(
        "customer", customer_id=found.id, company_id=found.company_id, groups=frozenset(found.groups)
    )


@pytest.mark.req("B2B-03")
def test_a_shelf_is_sorted_and_filtered_by_the_buyers_price(make, mugs, contract, seen):
    acme = make.company(code="acme")
    ours, other = member(make, company_id=acme.id), member(make, groups=["press"])
    contract(("company", ["ACME"]), [(mugs[2], 500)])
    assert seen(ours, category="mugs", sort="price") == ["c", "a", "b"]
    assert seen(other, category="mugs", sort="price") == ["a", "b", "c"]
    assert seen(ANONYMOUS, category="mugs", sort="-price") == ["c", "b", "a"]
    assert seen(ours, q="mug", cheapest=400, dearest=600) == ["c"]
    assert seen(ours, q="mug", cheapest=2500) == []
    assert seen(ANONYMOUS, q="mug", cheapest=2500) == ["c"]


def test_the_range_of_prices_counts_what_the_buyer_sees(make, mugs, contract, unit, tenant):
    ours = member(make, groups=["vip"])
    contract(("group", ["vip"]), [(mugs[2], 500)])
    found = {}
    for who in (ours, ANONYMOUS):
        with unit(tenant), acting_as(who), epoch_scope(1):
            facets = product_list.products(Wish(category="mugs", facets=True)).facets
            found[who] = [
                (each.value, each.count) for facet in facets if facet.code == "price" for each in facet.values
            ]
    assert found[ours] == [("0-999", 1), ("1000-2499", 2)]
    assert found[ANONYMOUS] == [("1000-2499", 2), ("2500-4999", 1)]


@pytest.mark.req("B2B-03")
def test_what_has_a_price_for_a_buyer_alone_stands_in_their_lists_and_search(
    make, mugs, shelf, contract, unit, tenant, seen
):
    special = make.product(title="Mug x", slug="mug-x", sku="x", stock=5, category=shelf)
    with unit(tenant):
        db.session.execute(delete(BasePrice).where(BasePrice.variant_id == special.variant.id))
        refresh_listings([special.id])
    ours = member(make, groups=["vip"])
    contract(("group", ["vip"]), [(special, 1500)])
    for wish in ({"category": "mugs"}, {"q": "mug"}, {"category": "mugs", "sort": "price"}, {}):
        assert "x" in seen(ours, **wish), wish
        assert "x" not in seen(ANONYMOUS, **wish), wish
    assert seen(ours, category="mugs", sort="price") == ["a", "x", "b", "c"]
    with unit(tenant), acting_as(ours):
        assert [(each.slug, each.price) for each in search_suggest.suggestions("mug x").products] == [
            ("mug-x", 1500)
        ]


def test_a_percentage_off_everything_counts_with_sales_over_it(make, mugs, contract, seen, unit, tenant):
    ours = member(make, groups=["vip"])
    contract(("group", ["vip"]), [(mugs[0], 2900)], percent=500_000)
    assert seen(ours, category="mugs", sort="price") == ["b", "c", "a"]


def test_who_joins_later_is_sorted_by_their_price_too(make, mugs, contract, seen, unit, tenant, run_jobs):
    late = make.customer()
    contract(("group", ["vip"]), [(mugs[2], 500)])
    with unit(tenant):
        customers.set_groups(late.id, ["vip"])
    ours = Principal("customer", customer_id=late.id, groups=frozenset({"vip"}))
    assert seen(ours, category="mugs", sort="price") == ["a", "b", "c"]
    run_jobs()
    assert seen(ours, category="mugs", sort="price") == ["c", "a", "b"]


def test_prices_without_tax_are_filtered_as_they_are_shown(make, mugs, seen, unit, tenant, run_jobs):
    trade = member(make, groups=["trade"])
    with unit(tenant):
        channels.save(replace(channels.setting(PriceListRules), net_groups="Trade"))
    run_jobs()
    assert seen(trade, category="mugs", cheapest=800, dearest=900) == ["a"]  # 10.00 is 8.40 without 19 %
    assert seen(ANONYMOUS, category="mugs", cheapest=800, dearest=900) == []


def test_nothing_is_written_down_for_who_pays_what_everybody_does(make, mugs, contract, count):
    member(make, groups=["press"])
    contract(("group", ["vip"]), [(mugs[2], 500)])
    assert count(ListingOwn) == 0


def test_a_program_lists_at_a_customers_prices(make, mugs, contract, api, tenant, app, shop):
    vip = make.customer(groups=["vip"])
    contract(("group", ["vip"]), [(mugs[2], 500)])
    asked = f"/api/v1/products?category=mugs&sort=price&customer={vip.id}"
    answer = api.get(asked)
    assert [(each["slug"], each["price"]["amount"]) for each in answer.json["items"]] == [
        ("mug-c", 500), ("mug-a", 1000), ("mug-b", 2000),
    ]  # fmt: skip
    assert shop.get(asked).status_code == 403
    assert program(app, tenant, "catalog:read").get(asked).status_code == 403
    assert api.get(f"/api/v1/products?customer={mugs[0].id}").status_code == 404


def test_one_statement_lists_for_a_buyer(make, mugs, contract, unit, tenant, query_budget):
    ours = member(make, groups=["vip"])
    contract(("group", ["vip"]), [(mugs[2], 500)])
    with (
        unit(tenant),
        acting_as(ours),
        query_budget(7),
    ):  # category, assortments, taxes, display, what lists ask, whether anything lacks a price; the shelf
        product_list.products(Wish(category="mugs", sort="price"))
