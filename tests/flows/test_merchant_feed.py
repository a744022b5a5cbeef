"""The feed for Google Merchant Center tells sale prices with their times, and only what anyone may buy."""

from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import fromstring

import pytest

from app.core import clock
from app.core.clock import frozen
from app.core.errors import Invalid
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.pricing import price_lists
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.prior import Step
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.flows import export_catalog
from app.queries.merchant_feed import Sale, priced

G = "{http://base.google.com/ns/1.0}"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def feed(tenant):
    """Items of the feed by SKU."""

    def read():
        with tenant_scope(tenant), acting_as(system("test")):
            data = b"".join(export_catalog.export("google-rss").pieces)
        found = {}
        for item in fromstring(data).iter("item"):
            told = {each.tag.removeprefix(G): each.text for each in item}
            found[told["id"]] = told
        return found

    return read


def test_a_sale_and_its_time_stand_beside_the_price(make, unit, tenant, feed):
    mug = make.product(title="Mug", slug="mug", sku="MUG", price=1000, stock=3)
    make.product(title="Draft", sku="DRAFT", price=1000, status="draft")
    with frozen(NOON):
        with unit(tenant):
            sale = ListDraft(
                "sale", "Sale", "sale", "EUR", status="active",
                starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=3),
            )  # fmt: skip
            price_lists.set_entries(
                price_lists.create_list(sale), [EntryDraft(mug.id, mug.variant.id, amount=800)]
            )
        planned = feed()
    with frozen(NOON + timedelta(days=2)):
        running = feed()
    with frozen(NOON + timedelta(days=4)):
        over = feed()
    assert list(planned) == ["MUG"]
    for told in (planned, running):
        assert (told["MUG"]["price"], told["MUG"]["sale_price"]) == ("10.00 EUR", "8.00 EUR")
    times = "2026-06-02T12:00+00:00/2026-06-04T12:00+00:00"
    assert planned["MUG"]["sale_price_effective_date"] == times
    assert running["MUG"]["sale_price_effective_date"].endswith("/2026-06-04T12:00+00:00")
    assert "sale_price" not in over["MUG"]
    assert running["MUG"]["link"].endswith("/p/mug")
    assert running["MUG"]["availability"] == "in_stock"


def test_promotions_that_lower_prices_are_sales_too(make, unit, tenant, feed):
    make.product(title="Mug", slug="mug", sku="MUG", price=1000, stock=0)
    with unit(tenant):
        rule = {"stage": "catalog", "actions": [{"effect": "item_percent", "value": 100_000}]}
        promotions.switch(promotions.write(Draft("Spring", rule)).id, "active")
    told = feed()["MUG"]
    assert (told["price"], told["sale_price"], told["availability"]) == (
        "10.00 EUR",
        "9.00 EUR",
        "out_of_stock",
    )
    assert "sale_price_effective_date" not in told


def test_what_holds_now_comes_before_what_is_planned():
    now, day = clock.now(), timedelta(days=1)
    told = [Step(now - day, 1000), Step(now + day, 700, 1000), Step(now + 2 * day, 1000)]
    assert priced(told, now) == (1000, Sale(700, now + day, now + 2 * day))
    assert priced(told, now + 3 * day) == (1000, None)
    assert priced([Step(now - day, None)], now) is None
    assert priced([Step(now - day, 800, 1000)], now) == (1000, Sale(800, now - day, None))


def test_a_feed_is_never_a_part(tenant):
    with tenant_scope(tenant), pytest.raises(Invalid):
        export_catalog.export("google-rss", status="draft")
