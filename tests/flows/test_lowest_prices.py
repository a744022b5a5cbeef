"""The lowest price of 30 days beside a reduced one: from what was shown, on each site, in every place that shows it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.core.clock import frozen
from app.core.db import db
from app.domains.channels import service as channels
from app.domains.channels.types import PriceListRules
from app.domains.pricing import price_lists
from app.domains.pricing import service as pricing
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.models import ShownPrice
from app.domains.pricing.types import Price
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.queries import product_list
from app.queries.listed import Wish
from app.web import pagecache
from tests.support.clients import with_token

NOW = datetime(2027, 5, 31, 12, tzinfo=UTC)
OFF = {"stage": "catalog", "actions": [{"effect": "item_percent", "value": 200_000}]}


def ago(days):
    return NOW - timedelta(days=days)


@pytest.fixture
def shelf(tenant, make, unit, run_jobs, api):
    """A mug, and ways to change its price on a day."""
    with frozen(ago(200)):
        mug = make.product(sku="MUG", slug="mug", title="Mug", price=1000, stock=9)

    def base(days, amount, former=None):
        with frozen(ago(days)):
            with unit(tenant):
                pricing.set_base_prices([Price(mug.variant.id, "EUR", amount, compare_at=former)])
            run_jobs()

    def sale(days, until=None, amount=None):
        """A sale by a list at an amount, else by a promotion of a fifth."""
        end = None if until is None else ago(until)
        with frozen(ago(days)):
            with unit(tenant):
                if amount is None:
                    made = promotions.write(Draft("Spring", OFF, ends_at=end))
                    promotions.switch(made.id, "active")
                else:
                    draft = ListDraft(f"sale-{days}", "A sale", "sale", "EUR", status="active", ends_at=end)
                    row = EntryDraft(mug.id, mug.variant.id, amount=amount)
                    price_lists.set_entries(price_lists.create_list(draft), [row])
            run_jobs()

    def told(at=NOW):
        """(price, former, lowest) as page and list tell it."""
        with frozen(at):
            with unit(tenant):
                item = product_list.products(Wish()).items[0]
                listed = item.price_min, item.compare_at, item.told_lowest
            page = api.get(f"/api/v1/products/{mug.id}").json["variants"][0]
            row = api.get("/api/v1/products").json["items"][0]
        shown = tuple(page[name] and page[name]["amount"] for name in ("price", "compare_at", "lowest_price"))
        assert listed == shown
        assert (row["lowest_price"] and row["lowest_price"]["amount"]) == shown[2]
        return shown

    return SimpleNamespace(base=base, sale=sale, told=told, mug=mug)


@pytest.mark.req("PRC-04")
def test_a_base_price_lowered_raised_and_lowered_again(shelf):
    shelf.base(20, 700, 1000)
    assert shelf.told(ago(19)) == (700, 1000, 1000)
    shelf.base(10, 1000)
    assert shelf.told(ago(9)) == (1000, None, None)
    shelf.base(5, 800, 1000)
    assert shelf.told() == (800, 1000, 700)


def test_a_reduction_in_steps_counts_from_its_first_or_from_each_as_the_shop_says(
    shelf, unit, tenant, run_jobs
):
    shelf.base(20, 900, 1000)
    shelf.base(5, 700, 1000)
    assert shelf.told() == (700, 1000, 1000)
    with unit(tenant):
        channels.save(PriceListRules(progressive=False))
    shelf.base(4, 690, 1000)
    assert shelf.told() == (690, 1000, 700)


@pytest.mark.req("PRC-04")
def test_promotions_and_lists_of_earlier_days_count_where_they_were_shown(shelf, count, tenant):
    shelf.sale(25, until=20)
    assert shelf.told(ago(22)) == (800, 1000, 1000)
    shelf.sale(15, until=10, amount=750)
    assert shelf.told(ago(12)) == (750, 1000, 800)
    shelf.base(5, 900, 1000)
    assert shelf.told() == (900, 1000, 750)
    assert count(ShownPrice) >= 2


def test_it_is_known_for_a_sale_that_is_planned_and_switches_by_the_clock(shelf):
    shelf.base(60, 950)
    shelf.sale(50, until=3)
    assert shelf.told(ago(4)) == (760, 950, 950)
    assert shelf.told(ago(2)) == (950, None, None)


def test_a_product_that_is_new_tells_the_lowest_since_it_is_sold(shelf, make, unit, tenant, run_jobs, api):
    with frozen(ago(9)):
        new = make.product(sku="NEW", slug="new", title="New", price=1200)
    with frozen(ago(3)), unit(tenant):
        pricing.set_base_prices([Price(new.variant.id, "EUR", 900, compare_at=1500)])
    with frozen(NOW):
        told = api.get(f"/api/v1/products/{new.id}").json["variants"][0]
    assert (told["compare_at"]["amount"], told["lowest_price"]["amount"]) == (1500, 1200)


def test_the_shop_shows_it_where_the_law_or_the_shop_wants_it(shelf, shop, unit, tenant, run_jobs, admin):
    shelf.base(20, 700, 1000)
    shelf.base(10, 1000)
    shelf.base(5, 800, 1000)
    words = "Lowest price in 30 days: €7.00"
    with frozen(NOW):
        for path in ("/p/mug", "/search?q=mug", "/"):
            assert words in shop.get(path).text, path
    why = admin.get("/admin/prices/why?sku=MUG&at=2027-05-31T14:00").text
    assert (words in why, "the reduction began on 26 May 2027" in why) == (True, True)
    chosen = {"choice": "kind", "ties": "first", "breaks": "sold", "abroad": "gross", "companies": "shop"}
    told = with_token(admin).post(
        "/admin/prices/rules", data=chosen | {"lowest": "nowhere", "progressive": "each"}
    )
    assert told.status_code in (204, 303)
    with frozen(NOW):
        run_jobs()
        for path in ("/p/mug", "/search?q=mug", "/"):
            assert words not in shop.get(path).text, path
    with unit(tenant):
        kept = channels.setting(PriceListRules)
    assert (kept.lowest, kept.progressive) == ("nowhere", False)


@pytest.mark.req("PRC-04")
def test_cart_and_checkout_tell_it_as_the_page_does(shelf, shop, unit, tenant, run_jobs):
    words = "Lowest price in 30 days: €7.00"
    shelf.base(20, 700, 1000)
    shelf.base(10, 1000)
    with frozen(ago(9)):
        shop.post("/cart/lines", data={"product": "mug", "quantity": "2"})
        assert words not in shop.get("/cart").text
    shelf.base(5, 800, 1000)
    with frozen(NOW):
        for path in ("/cart", "/checkout"):
            assert words in shop.get(path).text, path
        with unit(tenant):
            channels.save(PriceListRules(lowest="nowhere"))
        run_jobs()
        for path in ("/cart", "/checkout"):
            assert words not in shop.get(path).text, path
    shelf.base(4, 1000)
    with frozen(ago(3)), unit(tenant):
        channels.save(PriceListRules())
    shelf.sale(2)
    with frozen(NOW):
        assert words in shop.get("/cart").text, "a promotion that lowers the price itself"


def test_what_was_shown_cannot_be_rewritten(shelf, unit, tenant):
    shelf.sale(25, until=20)
    for statement in ("update shown_price set plan = '[]'", "delete from shown_price"):
        with pytest.raises(ProgrammingError), unit(tenant):
            db.session.execute(text(statement))


def test_it_costs_no_statement_where_nothing_is_reduced_and_none_where_something_is(
    shelf, shop, query_budget
):
    for _ in range(2):
        pagecache.forget()
        shop.get("/p/mug")
        pagecache.forget()
        with query_budget(8):
            shop.get("/p/mug")
        shelf.base(-1, 800, 1000)
