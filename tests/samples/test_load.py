"""A demo shop is made by the product's own services and flows, and its past adds up."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.config import settings
from app.core import clock
from app.core.db import db
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Listing, Media, Product, ProductType
from app.domains.fulfillment.models import Pickup, Shipment
from app.domains.identity.models import SavedView, Staff
from app.domains.inventory.models import Location, Serial, StockReport
from app.domains.invoices.models import Invoice
from app.domains.orders.models import Order
from app.domains.pos.models import Shift
from app.domains.search.models import SearchRule
from app.flows.reconcile import reconcile
from app.outbound import load_reactions
from app.samples import load, stocking
from app.samples.places import HALM_TON
from app.samples.trading import year


@pytest.fixture
def lived(tenant):
    """A small Halm & Ton with thirty orders behind it."""
    load_reactions()
    shop, now = stocking.excerpt(HALM_TON, goods=8), clock.now()
    with tenant_scope(tenant):
        return load.live(shop, year(shop, now, 30), now)


def test_the_year_happened_and_adds_up(lived, tenant, unit, count, run_jobs):
    assert lived.refused == 0
    run_jobs()
    with tenant_scope(tenant):
        proof = reconcile()
    assert proof.violations == []
    with unit(tenant):
        first, last = db.session.execute(select(func.min(Order.placed_at), func.max(Order.placed_at))).one()
        ways = set(db.session.scalars(select(Order.delivery_kind).distinct()))
    assert last - first > timedelta(days=120)
    assert ways >= {"ship", "carry"}
    assert (count(Order), count(Location)) == (30, 4)
    assert count(Staff) == 12, "all but the administrator, who opens the shop"
    assert count(Invoice) > 0
    assert count(Shipment) + count(Pickup) > 0
    assert count(Serial) > 0
    assert count(StockReport, StockReport.status == "open") == 1
    assert count(Shift, Shift.closed_at.is_not(None)) > 0


def test_a_new_shop_may_begin_with_sample_goods(tenant, count):
    load_reactions()
    load.fill(tenant, lambda _line: None)
    assert count(Product, Product.status == "active") == 12
    assert count(Media) == count(Media, Media.file_key.is_not(None)) > 0


def test_the_sheet_names_every_door(tenant, monkeypatch):
    shops = [load.SHOPS[0]]
    monkeypatch.setattr(load, "SHOPS", shops)
    monkeypatch.setattr(load, "_tenant", lambda _slug: tenant)
    sheet = json.loads(json.dumps(load._sheet()))
    assert sheet[0]["label"] == "Platform console"
    assert any(row["url"].endswith("/admin/") and row["password"] for row in sheet)
    assert settings().base_domain in sheet[1]["url"]


def test_goods_have_facts_and_the_search_has_rules(lived, tenant, unit, count):
    assert count(ProductType) == 3
    assert count(SearchRule) >= 2
    assert count(SavedView, SavedView.shared) == 3
    with unit(tenant):
        said = list(db.session.scalars(select(Product).where(Product.type_id.is_not(None))))
        assert len(said) >= 6
        assert all(row.attributes for row in said)
        assert (
            db.session.scalar(select(func.count()).select_from(Listing).where(Listing.attributes != [])) >= 6
        )
