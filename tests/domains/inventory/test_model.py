"""Random operations of many actors on one stock, each held to a plain model of it (INV-01 to INV-16).

A small run by default; `GALLERIA_MODEL=large` plays thousands of operations.
"""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text

from app.core import clock
from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import BelowZero, OutOfStock
from app.domains.inventory.models import StockItem, StockLevel
from app.domains.inventory.service import PastZero
from app.domains.inventory.types import Change
from app.queries import invariants
from tests.support.stock_world import Oracle, Promise, Shelf, Spot, Wanted

LARGE = os.environ.get("GALLERIA_MODEL") == "large"
SIZE = settings(
    max_examples=200 if LARGE else 16,
    stateful_step_count=100 if LARGE else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not LARGE,
)
ITEMS, PLACES, AT_FIRST = 2, 2, 8
SPOTS = st.tuples(st.integers(0, ITEMS - 1), st.integers(0, PLACES - 1))
SOME = st.integers(1, 4)
WANTED = st.dictionaries(SPOTS, SOME, min_size=1, max_size=2).map(lambda found: tuple(found.items()))
LONGER = timedelta(minutes=15)


class Stock(RuleBasedStateMachine):
    """Buyers, cashiers, warehouse people and a clock."""

    make: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2030, 5, 4, 9, tzinfo=UTC)
        items = [self.make.stock_item() for _ in range(ITEMS)]
        places = [self.make.location() for _ in range(PLACES)]
        self.skus = [item.sku for item in items]
        self.codes = [place.code for place in places]
        self.model = Oracle([item.id for item in items], [place.id for place in places])
        for spot in self.model.spots():
            self.receive(spot, AT_FIRST)

    def work(self, deed: Any) -> Any:
        """One unit of work at the test's own time; a refusal comes back as its class."""
        try:
            with clock.frozen(self.now), unit_of_work():
                return deed()
        except (OutOfStock, BelowZero) as refusal:
            return type(refusal)

    def ids(self, spot: Spot) -> tuple[UUID, UUID]:
        return self.model.items[spot[0]], self.model.places[spot[1]]

    # The warehouse

    @rule(spot=SPOTS, quantity=SOME)
    def receive(self, spot: Spot, quantity: int) -> None:
        arrived = {self.ids(spot): Decimal(quantity)}
        self.work(lambda: inventory.receive(arrived, reason="delivery"))
        self.model.shelves[spot].on_hand += quantity

    @rule(spot=SPOTS, delta=st.integers(-6, 6).filter(bool))
    def adjust(self, spot: Spot, delta: int) -> None:
        where = {"sku": self.skus[spot[0]], "location_code": self.codes[spot[1]]}
        told = self.work(lambda: inventory.adjust(**where, delta=Decimal(delta), reason="found"))
        shelf = self.model.shelves[spot]
        if shelf.on_hand + delta < 0:
            assert told is BelowZero
        else:
            assert told is not BelowZero
            shelf.on_hand += delta

    @rule(spot=SPOTS, there=st.integers(0, 20))
    def count(self, spot: Spot, there: int) -> None:
        where = {"sku": self.skus[spot[0]], "location_code": self.codes[spot[1]]}
        self.work(lambda: inventory.set_on_hand(**where, quantity=Decimal(there)))
        self.model.shelves[spot].on_hand = there

    @rule(spot=SPOTS, delta=st.integers(-4, 4).filter(bool))
    def put_aside(self, spot: Spot, delta: int) -> None:
        """Into the quality hold and out of it."""
        told = self.work(
            lambda: inventory.change([Change(*self.ids(spot), held=Decimal(delta))], kind="hold")
        )
        shelf = self.model.shelves[spot]
        assert (told is BelowZero) == (shelf.held + delta < 0)
        if told is not BelowZero:
            shelf.held += delta

    @rule(spot=SPOTS, quantity=st.integers(0, 2))
    def keep_safe(self, spot: Spot, quantity: int) -> None:
        if spot[0] in self.model.limits:
            return
        item, place = self.ids(spot)
        self.work(lambda: inventory.set_safety(self.row(item), Decimal(quantity), location_id=place))
        self.model.shelves[spot].kept = quantity

    @rule(item=st.integers(0, ITEMS - 1), how=st.sampled_from(["no", "limit", "any"]), limit=SOME)
    def sell_past_zero(self, item: int, how: str, limit: int) -> None:
        said = PastZero(allowed=how != "no", limit=Decimal(limit) if how == "limit" else None)
        self.work(lambda: self.open_and_say(item, said))
        known = self.model
        if how == "limit" or item in known.limits:
            for place in range(PLACES):
                known.shelves[item, place].kept = -limit if how == "limit" else 0
        known.limits.pop(item, None)
        known.unlimited.discard(item)
        if how == "limit":
            known.limits[item] = limit
        elif how == "any":
            known.unlimited.add(item)

    def open_and_say(self, item: int, said: PastZero) -> None:
        inventory.open_levels([self.ids((item, place)) for place in range(PLACES)])
        inventory.sell_past_zero(self.row(self.model.items[item]), said)

    @staticmethod
    def row(item: UUID) -> StockItem:
        return db.session.scalars(select(StockItem).where(StockItem.id == item)).one()

    # Buyers

    @rule(wanted=WANTED, minutes=st.integers(1, 20))
    def hold(self, wanted: Wanted, minutes: int) -> None:
        self._hold(self.make.bare_cart().id, wanted, minutes)

    @precondition(lambda self: self.model.carts)
    @rule(data=st.data(), wanted=WANTED, minutes=st.integers(1, 20))
    def hold_other(self, data: Any, wanted: Wanted, minutes: int) -> None:
        self._hold(data.draw(st.sampled_from(sorted(self.model.carts))), wanted, minutes)

    def _hold(self, cart: UUID, wanted: Wanted, minutes: int) -> None:
        lasting = timedelta(minutes=minutes)
        self.open(wanted)
        told = self.work(lambda: inventory.hold(cart, self.model.demands(wanted), lasting=lasting))
        before = self.model.carts.pop(cart, None)
        if self.model.make_room(wanted, self.now):
            assert told == self.now + lasting
            self.model.carts[cart] = Promise(wanted, told, {spot for spot, _ in wanted})
        else:
            assert told is OutOfStock
            if before:
                self.model.carts[cart] = before

    def open(self, wanted: Wanted) -> None:
        """Levels of what is sold past zero are made by whoever sells it."""
        missing = [self.ids(spot) for spot, _ in wanted if spot[0] in self.model.unlimited]
        self.work(lambda: inventory.open_levels(missing))

    @precondition(lambda self: self.model.carts)
    @rule(data=st.data())
    def keep_holding(self, data: Any) -> None:
        cart = data.draw(st.sampled_from(sorted(self.model.carts)))
        held = self.model.carts[cart]
        until = self.work(lambda: inventory.keep_holding(cart, lasting=LONGER))
        if held.open and held.expires > self.now:
            assert until == self.now + LONGER
            held.expires = until
        else:
            assert until is None

    @precondition(lambda self: self.model.carts)
    @rule(data=st.data())
    def leave(self, data: Any) -> None:
        cart = data.draw(st.sampled_from(sorted(self.model.carts)))
        self.work(lambda: inventory.let_go(cart))
        del self.model.carts[cart]

    @rule(wanted=WANTED)
    def order(self, wanted: Wanted) -> None:
        self._order(wanted, None)

    @precondition(lambda self: self.model.carts)
    @rule(data=st.data(), wanted=WANTED)
    def order_cart(self, data: Any, wanted: Wanted) -> None:
        """A cart becomes an order: what it held, or what it changed to meanwhile."""
        cart = data.draw(st.sampled_from(sorted(self.model.carts)))
        same = data.draw(st.booleans())
        self._order(self.model.carts[cart].wanted if same else wanted, cart)

    def _order(self, wanted: Wanted, cart: UUID | None) -> None:
        order = self.make.bare_order(payment_status="pending", status="pending").id
        self.open(wanted)
        demands = self.model.demands(wanted)
        held = self.model.carts.pop(cart, None) if cart else None

        def deed() -> None:
            if cart:
                inventory.let_go(cart, demands)
            inventory.reserve(order, demands)

        told = self.work(deed)
        if self.model.make_room(wanted, self.now):
            assert told is None
            open_ = {spot for spot, _ in wanted}
            self.model.orders[order] = Promise(wanted, self.now + inventory.RESERVED_FOR, open_)
        else:
            assert told is OutOfStock
            if cart and held:
                self.model.carts[cart] = held

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data())
    def pay(self, data: Any) -> None:
        order = data.draw(st.sampled_from(sorted(self.model.orders)))
        assert self.work(lambda: inventory.allocate(order)) == self.model.pay(order)

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data())
    def decline(self, data: Any) -> None:
        order = data.draw(st.sampled_from(sorted(self.model.orders)))
        self.work(lambda: inventory.release(order))
        del self.model.orders[order]

    @precondition(lambda self: self.model.paid)
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        order = data.draw(st.sampled_from(sorted(self.model.paid)))
        lines = self.model.paid.pop(order)
        self.work(lambda: inventory.deallocate(order, self.model.demands(tuple(lines.items()))))
        for spot, quantity in lines.items():
            self.model.shelves[spot].allocated -= quantity

    # Fulfilment and the till

    @precondition(lambda self: self.model.paid)
    @rule(data=st.data(), beyond=st.booleans())
    def ship(self, data: Any, beyond: bool) -> None:
        order = data.draw(st.sampled_from(sorted(self.model.paid)))
        lines = self.model.paid[order]
        demands = self.model.demands(tuple(lines.items()))
        told = self.work(lambda: inventory.ship(order, demands, beyond=beyond))
        if not beyond and any(self.model.movable(spot) < n for spot, n in lines.items()):
            assert told is OutOfStock
            return
        assert told is None
        self.model.gone[order] = self.model.paid.pop(order)
        for spot, quantity in lines.items():
            shelf = self.model.shelves[spot]
            took = min(shelf.on_hand, quantity)
            shelf.on_hand, shelf.allocated = shelf.on_hand - took, shelf.allocated - quantity
            shelf.oversold += quantity - took

    @precondition(lambda self: self.model.gone)
    @rule(data=st.data(), back=st.sampled_from(["unship", "return"]))
    def come_back(self, data: Any, back: str) -> None:
        order = data.draw(st.sampled_from(sorted(self.model.gone)))
        lines = self.model.gone.pop(order)
        demands = self.model.demands(tuple(lines.items()))
        if back == "unship":
            self.work(lambda: inventory.unship(order, demands))
            self.model.paid[order] = lines
        else:
            self.work(lambda: inventory.take_back(order, demands, reason="did not fit"))
        for spot, quantity in lines.items():
            self.model.shelves[spot].on_hand += quantity
            self.model.shelves[spot].allocated += quantity if back == "unship" else 0

    @rule(wanted=WANTED, offline=st.booleans())
    def sell_at_till(self, wanted: Wanted, offline: bool) -> None:
        self._sell(wanted, offline=offline)

    @rule(spot=SPOTS, more=st.integers(0, 1), front=st.sampled_from(["web", "till"]))
    def take_the_rest(self, spot: Spot, more: int, front: str) -> None:
        """The very last one, and the one after it."""
        rest = ((spot, max(1, self.model.rest(spot, self.now)) + more),)
        if front == "web":
            self._order(rest, None)
        else:
            self._sell(rest, offline=False)

    def _sell(self, wanted: Wanted, *, offline: bool) -> None:
        order = self.make.bare_order().id
        demands = self.model.demands(wanted)
        told = self.work(lambda: inventory.sell(order, demands, offline=offline))
        if not offline and not self.model.make_room(wanted, self.now):
            assert told is OutOfStock
            return
        assert told is not OutOfStock
        for spot, quantity in wanted:
            shelf = self.model.shelves[spot]
            took = min(shelf.on_hand, quantity)
            shelf.on_hand, shelf.oversold = shelf.on_hand - took, shelf.oversold + quantity - took

    # Time

    @precondition(lambda self: self.model.promises())
    @rule(minutes=st.integers(1, 12))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: any(each.expires < self.now for each in self.model.promises()))
    @rule()
    def expire(self) -> None:
        self.work(inventory.release_expired)
        self.model.expire(self.now, self.model.spots())

    # What must hold after every step, and at the end

    @invariant()
    def levels_are_as_told(self) -> None:
        with unit_of_work():
            rows = db.session.scalars(
                select(StockLevel).where(StockLevel.stock_item_id.in_(self.model.items))
            ).all()
            found = {(row.stock_item_id, row.location_id): row for row in rows}
        for spot in self.model.spots():
            row, shelf = found.get(self.ids(spot)), self.model.shelves[spot]
            if row is None:
                assert shelf == Shelf(kept=shelf.kept)
                continue
            told = Shelf(*(int(getattr(row, name)) for name in Shelf.__dataclass_fields__))
            assert (spot, told, row.reserved) == (spot, shelf, self.model.reserved(spot))
            assert row.free == self.model.free(spot)

    def teardown(self) -> None:
        """Ledger sum = level, reserved = open reservations, over the whole tenant."""
        with unit_of_work():
            for promise in (invariants.LEDGER, invariants.RESERVED):
                assert invariants.check(promise)[1] == []


@pytest.mark.req("INV-01")
@pytest.mark.req("INV-12")
@pytest.mark.timeout(3600 if LARGE else 180)
def test_stock_is_what_the_model_says(make, tenant, sender):
    Stock.make = make
    with tenant_scope(tenant), acting_as(system("model")):
        run_state_machine_as_test(Stock, settings=SIZE)


def test_the_books_notice_a_level_changed_behind_them(make, tenant):
    make.product(sku="MUG", stock=5)
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        db.session.execute(text("update stock_level set on_hand = on_hand + 1, reserved = 2"))
        assert "on_hand is 6.000" in invariants.check(invariants.LEDGER)[1][0]
        assert "reserved is 2.000" in invariants.check(invariants.RESERVED)[1][0]
