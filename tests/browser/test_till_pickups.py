"""An associate does not find what somebody comes for, and says so at the till (UC-20)."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.fulfillment.models import MissingPickup
from app.domains.inventory.models import Location
from app.flows import fill_cart, place_order
from tests.browser.support import faults
from tests.browser.test_till import Opening, screen, till
from tests.support.people import ANN
from tests.support.till import TestTill

__all__ = ["screen", "till"]


@pytest.mark.req("UC-20")
def test_not_found_is_said_at_the_till(screen: Opening, till: TestTill, unit: Any, run_jobs: Any) -> None:
    with unit(till.tenant):
        db.session.execute(update(Location).where(Location.id == till.store.id).values(offers_pickup=True))
    with tenant_scope(till.tenant), acting_as(system("test")):
        with unit_of_work():
            cart = fill_cart.open_cart("web", [("MUG", Decimal(1))]).cart.id
        how = place_order.Checkout(ANN, "pickup", till.store.code, "test", "tok_approve")
        number = place_order.place_order(cart, how).order.number
        run_jobs()
    counter = screen()
    page = counter.page
    page.get_by_role("button", name="Pickups").click()
    page.locator(f"[data-key=pickup-{number}]").click()
    page.locator("[data-key=not-found]").click()
    expect(page.get_by_text("Tick what is not there.")).to_be_visible()
    page.locator("[data-key=gone-MUG]").check()
    for width, height in ((1280, 800), (834, 1112), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert faults(page) == []
    page.locator("[data-key=not-found]").click()
    expect(page.locator("#pickup-said")).to_contain_text("No other place has it")
    expect(page.get_by_text("Nobody waits for a pickup at this store.")).to_be_visible()
    with unit(till.tenant):
        assert db.session.scalars(select(MissingPickup.status)).one() == "refunded"
