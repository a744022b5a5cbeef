"""What has expired stands in nobody's way, whether or not the job came by (DESIGN 5.1)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.core import clock
from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.models import Reservation
from app.domains.inventory.types import Demand


@pytest.fixture
def one(make, tenant):
    """A demand for the last one, and everybody at work."""
    mug = make.product(sku="MUG", stock=1)
    with tenant_scope(tenant), acting_as(system("test")):
        yield Demand(mug.stock_item.id, make.main_location().id, Decimal(1))


def hold(make, one):
    with unit_of_work():
        inventory.hold(make.bare_cart().id, [one], lasting=timedelta(minutes=10))


def sell(make, one, *, minutes):
    order = make.bare_order().id
    with clock.frozen(clock.now() + timedelta(minutes=minutes)), unit_of_work():
        inventory.sell(order, [one])


@pytest.mark.req("INV-10")
def test_the_till_sells_what_a_cart_held_too_long(make, one, count):
    hold(make, one)
    with pytest.raises(OutOfStock):
        sell(make, one, minutes=9)

    sell(make, one, minutes=11)

    assert count(Reservation, Reservation.released_at.is_(None)) == 0


def test_expired_reservations_of_other_places_are_left_to_the_job(make, one, count):
    """A taking that is refused locks nothing beside what it wanted: two such would wait for each other."""
    store = make.location()
    with unit_of_work():
        inventory.receive({(one.stock_item_id, store.id): Decimal(1)}, reason="test")
        there = Demand(one.stock_item_id, store.id, Decimal(1))
        inventory.hold(make.bare_cart().id, [there], lasting=timedelta(minutes=10))
    hold(make, one)

    sell(make, one, minutes=11)

    assert count(Reservation, Reservation.released_at.is_(None)) == 1
    with clock.frozen(clock.now() + timedelta(minutes=11)), unit_of_work():
        assert inventory.release_expired() == 1
