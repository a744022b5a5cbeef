"""Every pair of stock operations that share rows, by real threads: none waits for ever, and the books agree after.

The two sides meet the same two items at the same two places in opposite orders; the server breaks a deadlock by an
error, which fails the test.
"""

import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from datetime import timedelta
from decimal import Decimal
from itertools import combinations_with_replacement
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app.core import clock
from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import BelowZero, OutOfStock
from app.domains.inventory.models import StockItem
from app.domains.inventory.types import Change, Demand
from app.queries import invariants

ROUNDS, AT_FIRST, WITHIN = 3, 6, 30
ONE = Decimal(1)
SOON = timedelta(minutes=5)


class Desk:
    """One person's work: each operation is one unit, on both items, in this person's order."""

    def __init__(self, make: Any, spots: list[tuple[UUID, UUID]], number: int) -> None:
        self.make = make
        self.spots = spots if number % 2 else spots[::-1]
        self.cart = make.bare_cart().id
        self.orders = [make.bare_order(payment_status="pending", status="pending").id for _ in range(ROUNDS)]
        with unit_of_work():
            items = {item for item, _ in self.spots}
            self.skus = dict(
                db.session.execute(select(StockItem.id, StockItem.sku).where(StockItem.id.in_(items))).all()
            )

    @property
    def demands(self) -> list[Demand]:
        return [Demand(item, place, ONE) for item, place in self.spots]

    def receive(self, turn: int) -> None:
        inventory.receive(dict.fromkeys(self.spots, ONE), reason="delivery")

    def adjust(self, turn: int) -> None:
        item, place = self.spots[turn % 2]
        code = self.places[place]
        inventory.adjust(sku=self.skus[item], location_code=code, delta=-ONE, reason="broken")

    def count(self, turn: int) -> None:
        item, place = self.spots[turn % 2]
        code = self.places[place]
        inventory.set_on_hand(sku=self.skus[item], location_code=code, quantity=Decimal(5))

    def put_aside(self, turn: int) -> None:
        inventory.change([Change(item, place, held=ONE) for item, place in self.spots], kind="hold")

    def keep_safe(self, turn: int) -> None:
        item = db.session.scalars(select(StockItem).where(StockItem.id == self.spots[turn % 2][0])).one()
        inventory.set_safety(item, Decimal(turn % 2))

    def hold(self, turn: int) -> None:
        """Each time something else: what is given back and what is taken are different levels."""
        inventory.hold(self.cart, [self.demands[turn % 2]], lasting=SOON)

    def leave(self, turn: int) -> None:
        inventory.hold(self.cart, self.demands, lasting=SOON)
        inventory.let_go(self.cart)

    def buy(self, turn: int) -> None:
        inventory.let_go(self.cart, self.demands)
        inventory.reserve(self.orders[turn], self.demands)

    def buy_late(self, turn: int) -> None:
        """Far later: what others reserved has expired, and is given back to make room."""
        with clock.frozen(clock.now() + timedelta(hours=1)):
            inventory.reserve(
                self.orders[turn], [Demand(d.stock_item_id, d.location_id, Decimal(4)) for d in self.demands]
            )

    def expire(self, turn: int) -> None:
        with clock.frozen(clock.now() + timedelta(hours=1)):
            inventory.release_expired()

    def pay(self, turn: int) -> None:
        inventory.reserve(self.orders[turn], self.demands)
        inventory.allocate(self.orders[turn])

    def send(self, turn: int) -> None:
        order = self.orders[turn]
        inventory.reserve(order, self.demands)
        if inventory.allocate(order):
            inventory.ship(order, self.demands)
            inventory.unship(order, self.demands)
            inventory.deallocate(order, self.demands)

    def sell(self, turn: int) -> None:
        inventory.sell(self.orders[turn], self.demands)

    def sell_offline(self, turn: int) -> None:
        inventory.sell(self.orders[turn], self.demands, offline=True)

    def take_back(self, turn: int) -> None:
        inventory.take_back(self.orders[turn], self.demands, reason="did not fit")


DEEDS = (
    "receive", "adjust", "count", "put_aside", "keep_safe", "hold", "leave", "buy", "buy_late", "expire", "pay",
    "send", "sell", "sell_offline", "take_back",
)  # fmt: skip


@pytest.fixture
def stocked(make, tenant) -> Iterator[Callable[[int], Desk]]:
    """Two items at two places; a desk for each person."""
    items = [make.stock_item() for _ in range(2)]
    places = [make.location() for _ in range(2)]
    Desk.places = {place.id: place.code for place in places}
    spots = [(item.id, place.id) for item, place in zip(items, places, strict=True)]
    with tenant_scope(tenant), acting_as(system("test")):
        everywhere = {(item.id, place.id): Decimal(AT_FIRST) for item in items for place in places}
        with unit_of_work():
            inventory.receive(everywhere, reason="first")
        yield lambda number: Desk(make, spots, number)


def work(desk: Desk, deed: str, gate: threading.Barrier, failed: list[str]) -> None:
    gate.wait()
    for turn in range(ROUNDS):
        try:
            with unit_of_work():
                db.session.execute(text("set local lock_timeout = '15s'"))
                getattr(desk, deed)(turn)
        except (OutOfStock, BelowZero):
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failed.append(f"{deed}: {error}"[:500])


def run_together(desks: list[Desk], deeds: tuple[str, str]) -> list[str]:
    """Each desk in a thread of its own, all at once; what failed."""
    failed: list[str] = []
    gate = threading.Barrier(len(desks))
    threads = [
        threading.Thread(
            target=copy_context().run, args=(work, desk, deeds[at % 2], gate, failed), daemon=True
        )
        for at, desk in enumerate(desks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WITHIN)
    assert not any(thread.is_alive() for thread in threads), f"{deeds} wait for each other"
    return failed


@pytest.mark.req("INV-15")
@pytest.mark.parametrize("deed", DEEDS)
def test_pairs_that_share_rows_take_turns(deed, stocked):
    others = [pair[1] for pair in combinations_with_replacement(DEEDS, 2) if pair[0] == deed]
    for other in others:
        assert run_together([stocked(number) for number in range(4)], (deed, other)) == []

    with unit_of_work():
        for promise in (invariants.LEDGER, invariants.RESERVED):
            assert invariants.check(promise)[1] == []
