"""What a case's people do with what is on the floor: carts, the checkout, orders, parcels; with the shop's own flows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from app.conformance.floor import Floor
from app.core import clock
from app.core.db import unit_of_work
from app.domains.carts import service as carts
from app.domains.channels import service as channels
from app.domains.channels.types import Checkout as CheckoutRules
from app.domains.channels.types import Group
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.types import Demand, Shortage
from app.domains.orders import service as orders
from app.domains.orders.models import OrderLine
from app.domains.orders.types import Contact
from app.flows import cancel_order, fill_cart, hold_cart, place_order
from app.flows.place_order import Placed
from app.flows.price_checkout import Checkout

BUYER = Contact(
    name="Case Buyer",
    email="case@example.com",
    line1="Hauptstr. 1",
    city="Berlin",
    postal_code="10115",
    country="DE",
)
Amounts = Mapping[str, Decimal]
ByLine = Mapping[UUID, Decimal]
"""Units by order line."""
T = TypeVar("T")


class Short(Exception):
    """The engine refused for want of stock; `stocked` is False where the place does not have the item at all."""

    def __init__(self, *, stocked: bool = True) -> None:
        super().__init__("short")
        self.stocked = stocked


def settle_rules(rules: Iterable[Group]) -> None:
    """The shop's conventions from now on."""
    with unit_of_work():
        for group in rules:
            channels.save(group)


@dataclass
class Shelf(Floor):
    """A case's floor, with its buyers and staff."""

    def cart(self, wanted: Amounts) -> tuple[UUID, bool]:
        """A cart with these articles, and whether it was told that there are fewer. Raises Short."""
        with unit_of_work():
            priced = _refused(
                lambda: fill_cart.open_cart("web", [(self.sku(name), many) for name, many in wanted.items()])
            )
            return priced.cart.id, bool(priced.short)

    def add(self, cart_id: UUID, quantity: Decimal) -> bool:
        """More into a cart; whether it got fewer. Raises Short."""
        with unit_of_work():
            return bool(_refused(lambda: fill_cart.add_line(cart_id, self.sku("A"), quantity)).short)

    def change(self, cart_id: UUID, quantity: Decimal) -> bool:
        """The only line of a cart shall have so many; whether it got fewer. Raises Short."""
        with unit_of_work():
            line = carts.read(cart_id).lines[0].id
            return bool(_refused(lambda: fill_cart.change_line(cart_id, line, quantity)).short)

    def in_cart(self, cart_id: UUID) -> list[Decimal]:
        """The quantities of a cart's lines."""
        with unit_of_work():
            return [line.quantity for line in carts.read(cart_id).lines]

    def look_at_checkout(self, cart_id: UUID, *, minutes: int) -> None:
        """The buyer comes to the checkout, which holds the goods for so long."""
        with unit_of_work():
            channels.save(CheckoutRules(hold_guest=minutes))
        with unit_of_work():
            hold_cart.hold_cart(cart_id)

    def buy(self, cart_id: UUID, *, at: str | None = None) -> UUID:
        """The cart becomes a paid order: delivered, or picked up at a place. Raises Short."""
        delivery, code = ("pickup", self.code(at)) if at else ("standard", None)
        checkout = Checkout(BUYER, delivery, code, "test", "tok_approve")
        placed = _refused(lambda: place_order.place_order(cart_id, checkout))
        if not isinstance(placed, Placed):
            raise TypeError("an order without a key was answered from memory")
        return placed.order.id

    def order(self, wanted: Amounts, *, at: str | None = None) -> UUID:
        """Somebody buys these. Raises Short."""
        return self.buy(self.cart(wanted)[0], at=at)

    def lines(self, order_id: UUID) -> list[OrderLine]:
        """What was ordered, from where."""
        with unit_of_work():
            return orders.lines_of(order_id)

    def hold(
        self, holder: UUID, demands: Amounts, *, minutes: int, article: str = "A", free: bool = False
    ) -> None:
        """A cart holds so many at these places; `free`: past zero too. Raises Short."""
        with unit_of_work():
            item = inventory.find_item(self.sku(article))
            asked = [
                Demand(item.id, self.places[place], many, unlimited=free or item.backorder)
                for place, many in demands.items()
            ]
            _refused(lambda: inventory.hold(holder, asked, lasting=timedelta(minutes=minutes)))

    def anyone(self) -> UUID:
        """An empty cart of somebody's."""
        with unit_of_work():
            return fill_cart.open_cart("web", []).cart.id

    def holding(self, place: str, quantity: Decimal, *, minutes: int) -> UUID:
        """Somebody's cart that holds so many there, if need be more than there are."""
        cart = self.anyone()
        self.hold(cart, {place: quantity}, minutes=minutes, free=True)
        return cart

    def let_go(self, cart_id: UUID) -> None:
        with unit_of_work():
            inventory.let_go(cart_id)

    def extend(self, cart_id: UUID, lasting: timedelta) -> None:
        with unit_of_work():
            inventory.keep_holding(cart_id, lasting=lasting)

    def expire(self) -> None:
        """The sweeper's work."""
        with unit_of_work():
            inventory.release_expired()

    def held(self, cart_id: UUID) -> dict[str, Decimal]:
        """What a cart holds, by place."""
        names = {place: name for name, place in self.places.items()}
        with unit_of_work():
            return {names[each.location_id]: each.quantity for each in inventory.held_by(cart_id)}

    def minutes_left(self, cart_id: UUID) -> int | None:
        """How long the cart still holds, in whole minutes."""
        with unit_of_work():
            ends = [each.expires_at for each in inventory.held_by(cart_id)]
        return round((max(ends) - clock.now()).total_seconds() / 60) if ends else None

    def ship(self, parcels: Iterable[tuple[UUID, ByLine]], *, sender: str | None = None) -> None:
        """These leave, all or none, from where they were promised or from one place. Raises Short."""
        place = self.places[sender] if sender else None
        with unit_of_work():
            for order_id, units in parcels:
                demands = _drawn(order_id, units)
                _refused(lambda: inventory.ship(order_id, demands, sender=place))  # noqa: B023 - called at once

    def unship(self, order_id: UUID, units: ByLine) -> None:
        """They did not leave."""
        with unit_of_work():
            inventory.unship(order_id, _drawn(order_id, units))

    def take_back(self, order_id: UUID, units: ByLine) -> None:
        """Shipped units come back to the shelf."""
        with unit_of_work():
            inventory.take_back(order_id, _drawn(order_id, units), reason="case")

    def cancel(self, order_id: UUID, units: ByLine) -> None:
        """Staff cancel so many of an order's lines."""
        cancel_order.cancel_order(order_id, reason="case", quantities=units)


def _drawn(order_id: UUID, units: ByLine) -> list[Demand]:
    """What so many of an order's lines draw from stock."""
    return cancel_order.drawn([line for line in orders.lines_of(order_id) if line.id in units], units)


def _refused(act: Callable[[], T]) -> T:
    """Do it; Short where stock is what lacks."""
    try:
        return act()
    except OutOfStock as refusal:
        lacks: list[Shortage] = refusal.facts.get("shortages", [])
        raise Short(stocked=all(lack.stocked for lack in lacks)) from refusal
