"""The statement of a basket leaves out what a shop has none of; what it begins to use counts from the next basket on."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import update

from app.core.db import db
from app.core.ids import new_id
from app.domains.catalog.assortments import Line
from app.domains.channels import service as channels
from app.domains.inventory import service as inventory
from app.domains.pricing import price_lists
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.models import BasePrice, ExchangeRate
from app.flows import arrange_assortments
from app.flows.compose_bundle import compose_bundle
from app.queries import basket, sellables
from app.queries.goods_facts import EVERYTHING, Used

ONE = Decimal(1)


def put_on_a_list(mug):
    put = price_lists.create_list(
        ListDraft(code="sale", name="Sale", kind="market", currency="EUR", status="active")
    )
    price_lists.set_entries(put, [EntryDraft(mug.id, mug.variant.id, amount=700, min_quantity=ONE)])


def take_from_the_channel(mug):
    arrange_assortments.keep([Line("exclude", "product", mug.id)], channel_id=channels.channel("web").id)


def convert_its_price(mug):
    day = datetime(2026, 1, 5, tzinfo=UTC)
    rate = ExchangeRate(
        id=new_id(), base="USD", quote="EUR", rate=Decimal("0.9"), as_of=day, source="hand", actor="test"
    )
    db.session.add(rate)
    db.session.flush()
    db.session.execute(
        update(BasePrice).where(BasePrice.variant_id == mug.variant.id).values(rate_id=rate.id)
    )


def make_it_a_bundle(mug):
    compose_bundle(mug.id, mug.variant.id, [("SAUCER", Decimal(2))])


def keep_some_back(mug):
    inventory.set_safety(inventory.find_item("MUG"), Decimal(3), channel_id=channels.channel("web").id)


def seen(item):
    return (
        item.priced(ONE).amount,
        item.offered,
        item.rate,
        [part.sku for part in item.components],
        item.available(),
    )


@pytest.mark.parametrize(
    ("begin", "part"),
    [
        (put_on_a_list, "lists"),
        (take_from_the_channel, "assortments"),
        (convert_its_price, "rates"),
        (make_it_a_bundle, "bundles"),
        (keep_some_back, "safety"),
    ],
)
def test_what_a_shop_begins_to_use_counts_at_once(make, unit, tenant, begin, part):
    mug = make.product(sku="MUG", price=1000, stock=0 if part == "bundles" else 10)
    make.product(sku="SAUCER", price=300, stock=8)

    def asked():
        return basket.of_skus(["MUG"], channel="web", currency="EUR", country="DE")[1]["MUG"]

    with unit(tenant):
        before = seen(asked())
        assert basket._used[tenant.id] == Used(*[False] * len(EVERYTHING)), "nothing of it is used yet"
    with unit(tenant):
        begin(mug)
    with unit(tenant):
        after = seen(asked())
        assert after != before
        assert after == seen(sellables.by_skus(["MUG"], "EUR", channel="web")["MUG"])
        assert basket._used[tenant.id] == EVERYTHING._replace(**{name: name == part for name in Used._fields})
