"""What a case puts on the shelf and does with it: under names of its own, with the shop's own flows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select, update

from app.core import clock
from app.core.db import db, unit_of_work
from app.domains.carts import service as carts
from app.domains.catalog.types import ProductDraft
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.models import Location, StockLedger
from app.domains.inventory.types import Demand, Shortage
from app.domains.orders import service as orders
from app.domains.orders.types import Contact
from app.flows import cancel_order, fill_cart, place_order
from app.flows.edit_product import create_product
from app.flows.place_order import Checkout, Placed
from app.flows.product_content import VariantInput
from app.queries import availability as stock
from app.queries.availability import Availability

BUYER = Contact(
    name="Case Buyer",
    email="case@example.com",
    line1="Hauptstr. 1",
    city="Berlin",
    postal_code="10115",
    country="DE",
)
Amounts = Mapping[str, Decimal]
T = TypeVar("T")


class Short(Exception):
    """The engine refused for want of stock; `stocked` is False where the place does not have the item at all."""

    def __init__(self, *, stocked: bool = True) -> None:
        super().__init__("short")
        self.stocked = stocked


@dataclass
class Shelf:
    """The locations and articles of one case. Names in a case are looked up here, never shown to the shop."""

    number: int
    places: dict[str, UUID] = field(default_factory=dict)
    variants: dict[str, UUID] = field(default_factory=dict)

    def sku(self, name: str) -> str:
        return f"C{self.number}-{name}"

    def code(self, name: str) -> str:
        return f"c{self.number}-{name}"

    def open_place(self, name: str, *, active: bool = True) -> None:
        """A warehouse that ships and hands out."""
        with unit_of_work():
            made = inventory.add_location(
                code=self.code(name),
                name=name,
                kind="warehouse",
                ships=True,
                offers_pickup=True,
                active=active,
            )
            self.places[name] = made.id

    def article(
        self, name: str = "A", *, tracked: bool = True, past_zero: inventory.PastZero | None = None
    ) -> None:
        """Something to sell for 10.00."""
        with unit_of_work():
            draft = ProductDraft(title=name, status="active")
            wanted = VariantInput(sku=self.sku(name), price=1000, tracked=tracked, backorder=False)
            product = create_product(draft, [wanted])
            self.variants[name] = product.id
        if past_zero is not None:
            with unit_of_work():
                item = inventory.find_item(self.sku(name))
                inventory.sell_past_zero(item, past_zero, opened_at=next(iter(self.places.values())))

    def receive(self, place: str, quantity: Decimal, *, article: str = "A") -> None:
        """Goods come in; with 0 the place is one that has the article, though none is left."""
        with unit_of_work():
            item = inventory.find_item(self.sku(article)).id
            inventory.receive({(item, self.places[place]): quantity}, reason="case")

    def count(self, place: str, quantity: Decimal, *, article: str = "A") -> None:
        """Somebody says what lies there. Raises BelowZero."""
        with unit_of_work():
            inventory.set_on_hand(
                sku=self.sku(article), location_code=self.code(place), quantity=quantity, reason="case"
            )

    def keep_back(self, quantity: Decimal, *, article: str = "A") -> None:
        """So many are never sold."""
        with unit_of_work():
            inventory.set_safety(inventory.find_item(self.sku(article)), quantity)

    def cart(self, wanted: Amounts) -> UUID:
        """A cart with these articles. Raises Short."""
        with unit_of_work():
            return _refused(
                lambda: (
                    fill_cart.open_cart(
                        "web", [(self.sku(name), many) for name, many in wanted.items()]
                    ).cart.id
                )
            )

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
        return self.buy(self.cart(wanted), at=at)

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

    def adjust(self, place: str, delta: Decimal) -> None:
        """Somebody corrects what lies there. Raises BelowZero."""
        with unit_of_work():
            inventory.adjust(sku=self.sku("A"), location_code=self.code(place), delta=delta, reason="case")

    def add(self, cart_id: UUID, quantity: Decimal) -> None:
        """More into a cart. Raises Short."""
        with unit_of_work():
            _refused(lambda: fill_cart.add_line(cart_id, self.sku("A"), quantity))

    def change(self, cart_id: UUID, quantity: Decimal) -> None:
        """The only line of a cart shall have so many. Raises Short."""
        with unit_of_work():
            line = carts.read(cart_id).lines[0].id
            _refused(lambda: fill_cart.change_line(cart_id, line, quantity))

    def in_cart(self, cart_id: UUID) -> Decimal:
        with unit_of_work():
            return sum((line.quantity for line in carts.read(cart_id).lines), Decimal(0))

    def ship(self, order_id: UUID, quantity: Decimal) -> None:
        """So many of the order's first line leave. Raises Short."""
        with unit_of_work():
            _refused(lambda: inventory.ship(order_id, self.drawn(order_id, quantity)))

    def unship(self, order_id: UUID, quantity: Decimal) -> None:
        """They did not leave."""
        with unit_of_work():
            inventory.unship(order_id, self.drawn(order_id, quantity))

    def take_back(self, order_id: UUID, quantity: Decimal) -> None:
        """Shipped units come back to the shelf."""
        with unit_of_work():
            inventory.take_back(order_id, self.drawn(order_id, quantity), reason="case")

    def cancel(self, order_id: UUID, quantity: Decimal) -> None:
        """Staff cancel so many of the order's first line."""
        with unit_of_work():
            line = orders.lines_of(order_id)[0].id
        cancel_order.cancel_order(order_id, reason="case", quantities={line: quantity})

    def open_units(self, order_id: UUID) -> Decimal:
        """Units of the order that are not cancelled."""
        with unit_of_work():
            return sum((line.quantity - line.cancelled for line in orders.lines_of(order_id)), Decimal(0))

    def counter(self, name: str, article: str = "A", *, at: str | None = None) -> Decimal:
        """A counter of an article, over all places or at one."""
        terms = [term for draw in self.read(article).draws for term in draw.terms]
        wanted = None if at is None else self.code(at)
        found = (getattr(term, name) for term in terms if wanted in (None, term.location))
        return sum(found, Decimal(0))

    def last_entry(self) -> int:
        """The ledger's newest row."""
        with unit_of_work():
            return int(db.session.scalar(select(func.coalesce(func.max(StockLedger.id), 0))) or 0)

    def entries(self, *, after: int) -> list[tuple[str, Decimal]]:
        """What later rows of the ledger did to on hand: (kind, units), zeros too."""
        with unit_of_work():
            rows = db.session.execute(
                select(StockLedger.kind, StockLedger.on_hand)
                .where(StockLedger.id > after)
                .order_by(StockLedger.id)
            )
            return [(row.kind, row.on_hand) for row in rows]

    def close_place(self, name: str) -> None:
        """Nobody sells from there any more."""
        with unit_of_work():
            db.session.execute(update(Location).where(Location.id == self.places[name]).values(active=False))

    def drawn(self, order_id: UUID, quantity: Decimal | None = None) -> list[Demand]:
        """What the order's lines draw from stock; of the first line only `quantity`."""
        lines = [line for line in orders.lines_of(order_id) if line.quantity > line.cancelled]
        if quantity is not None:
            return cancel_order.drawn(lines[:1], {lines[0].id: quantity})
        return cancel_order.drawn(lines, {line.id: line.quantity - line.cancelled for line in lines})

    def read(
        self, article: str = "A", *, places: Iterable[str] | None = None, held: UUID | None = None
    ) -> Availability:
        """What the engine says of an article, and why."""
        with unit_of_work():
            codes = None if places is None else [self.code(name) for name in places]
            return stock.availability(self.sku(article), channel="web", locations=codes, held=held)


def _refused(act: Callable[[], T]) -> T:
    """Do it; Short where stock is what lacks."""
    try:
        return act()
    except OutOfStock as refusal:
        lacks: list[Shortage] = refusal.facts.get("shortages", [])
        raise Short(stocked=all(lack.stocked for lack in lacks)) from refusal
