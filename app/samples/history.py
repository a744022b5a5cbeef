"""A year of trade, lived through: every order of the plan goes through the same flows as today's, at its own time."""

import heapq
import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from app.core.clock import frozen
from app.core.db import unit_of_work
from app.core.errors import AppError
from app.core.i18n import locale_scope
from app.core.principal import ANONYMOUS, Principal, acting_as, system
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.service import Part
from app.domains.orders.events import OrderRefunded
from app.domains.orders.types import Contact, Order
from app.flows import cancel_order, fill_cart, hand_over_pickup, issue_invoice, refund_order, ship_order
from app.flows.place_order import Placed, place_order
from app.flows.price_checkout import Checkout
from app.samples.counters import Counters
from app.samples.furnishing import House
from app.samples.people import Buyer
from app.samples.places import Shop
from app.samples.stocking import Delivery, receive
from app.samples.trading import Purchase

STEP_BY_STEP = timedelta(days=45)  # parcels sent before that were shipped straight away
CARRIERS = {
    "DE": (
        "DHL",
        "0034043{:013d}",
        "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={}",
    ),
    "US": ("UPS", "1Z{:016d}", "https://www.ups.com/track?tracknum={}"),
    "GB": ("Pennine van", "PTS-{:08d}", ""),
}
REASONS = {
    "de": ("Kundin hat es sich anders überlegt", "Doppelt bestellt", "Lieferzeit zu lang"),
    "en": ("Customer changed their mind", "Ordered twice by mistake", "Needed it sooner"),
}
RETURNS = {
    "de": ("Passt nicht", "Gefällt nicht", "Farbe anders erwartet"),
    "en": ("Does not fit", "Not as expected", "Wrong size ordered"),
}


@dataclass(slots=True)
class History:
    """One shop's year: a queue of what happens when. `items` are stock items by SKU."""

    shop: Shop
    house: House
    items: Mapping[str, UUID]
    rng: random.Random
    until: datetime
    queue: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    placed: int = 0
    refused: int = 0
    _count: "itertools.count[int]" = field(default_factory=itertools.count)

    def tell(self, plan: list[Purchase], arrivals: list[Delivery]) -> None:
        """Live through it all, oldest first. Opens its own units, each under its own time."""
        for arrival in arrivals:
            self._then(arrival.at, partial(self._receive, arrival))
        counters = Counters(self.shop, self.house)
        for at, work in counters.days([p for p in plan if p.way == "pos"], self.until, self.rng):
            self._then(at, work)
        for purchase in plan:
            if purchase.way != "pos":
                self._then(purchase.at, partial(self._buy, purchase))
        with locale_scope(self.shop.language):
            while self.queue:
                at, _, work = heapq.heappop(self.queue)
                with frozen(at), acting_as(system("samples")):
                    self._try(work)

    def _then(self, at: datetime, work: Callable[[], None]) -> None:
        if at < self.until:
            heapq.heappush(self.queue, (at, next(self._count), work))

    def _try(self, work: Callable[[], None]) -> None:
        """The shop may refuse what the plan wants (sold out): then it did not happen."""
        try:
            work()
        except AppError:
            self.refused += 1

    def _receive(self, arrival: Delivery) -> None:
        stores = tuple(counter.store for counter in self.house.counters)
        with unit_of_work():
            receive(arrival, self.items, stores, self.house.main)

    def _buy(self, purchase: Purchase) -> None:
        if (buyer := purchase.buyer) is None:
            raise ValueError("only tills sell to nobody")
        account = self.house.accounts.get(buyer.email)
        who = (
            Principal("customer", id=str(account), name=buyer.name, customer_id=account)
            if account
            else ANONYMOUS
        )
        with acting_as(who):
            with unit_of_work():
                cart = fill_cart.open_cart(
                    "web", [(line.sku, Decimal(line.quantity)) for line in purchase.lines]
                )
            placed = place_order(cart.cart.id, self._checkout(purchase, buyer))
        if not isinstance(placed, Placed):
            raise TypeError("without a ticket there is no kept answer")
        self.placed += 1
        if purchase.fate == "cancelled":
            self._then(
                purchase.at + timedelta(minutes=self.rng.randint(8, 240)), partial(self._cancel, placed.order)
            )
        self._then(purchase.at + timedelta(minutes=1), partial(self._fulfill, purchase, placed.order))

    def _checkout(self, purchase: Purchase, buyer: Buyer) -> Checkout:
        contact = Contact(
            name=buyer.name, email=buyer.email, phone=buyer.phone, line1=buyer.line1, line2=buyer.company, city=buyer.city,
            postal_code=buyer.postal_code, region=buyer.region, country=buyer.country,
        )  # fmt: skip
        store = self.shop.stores[purchase.store].code if purchase.way == "pickup" else None
        delivery = "pickup" if store else purchase.parcel
        return Checkout(contact, delivery, store, "test", "tok_approve")

    def _fulfill(self, purchase: Purchase, order: Order) -> None:
        """What workers do after a payment, then what hands do after that, each step at its hour."""
        with unit_of_work():
            issue_invoice.invoice_for(order.id)
            if purchase.way == "pickup" and order.location_id is not None:
                job = fulfillment.open_pickup(order.id, order.location_id)
            else:
                parts = [Part(line.id, line.quantity) for line in order.lines]
                job = fulfillment.open_shipments({order.id: {self.house.main: parts}})[0]
        if purchase.fate == "ready":
            self._then(purchase.at + timedelta(minutes=4), partial(self._lay_ready, job))
        elif purchase.fate not in ("open", "cancelled"):
            done = self._next_shift(purchase.at)
            self._then(done, partial(self._deliver, purchase, order, job, done))

    def _lay_ready(self, pickup: UUID) -> None:
        with acting_as(self.house.clerk), unit_of_work():
            hand_over_pickup.make_ready(pickup)

    def _next_shift(self, at: datetime) -> datetime:
        """Some hours on, never on a Sunday."""
        done = at + timedelta(hours=self.rng.uniform(4, 30))
        return done + timedelta(days=1) if done.weekday() == 6 else done

    def _deliver(self, purchase: Purchase, order: Order, job: UUID, done: datetime) -> None:
        with acting_as(self.house.clerk), unit_of_work():
            if purchase.way == "pickup":
                with frozen(done - timedelta(hours=2)):
                    hand_over_pickup.make_ready(job)
                hand_over_pickup.hand_over(
                    job,
                    code=fulfillment.pickup_code(fulfillment.lock_pickup(job)),
                    by=purchase.buyer.name if purchase.buyer else "",
                )
            else:
                carrier, number, url = CARRIERS[self.shop.country]
                tracking = number.format(self.rng.randrange(10**8))
                if self.until - done < STEP_BY_STEP:
                    with frozen(done - timedelta(minutes=50)):
                        ship_order.pick(job)
                    with frozen(done - timedelta(minutes=25)):
                        ship_order.pack(job)
                ship_order.ship(
                    job,
                    carrier=carrier,
                    tracking_number=tracking,
                    tracking_url=url.format(tracking) if url else "",
                )
        if purchase.fate == "returned":
            self._then(done + timedelta(days=self.rng.uniform(4, 12)), partial(self._take_back, order))

    def _cancel(self, order: Order) -> None:
        with acting_as(self.house.clerk):
            cancel_order.cancel_order(order.id, reason=self.rng.choice(REASONS[self.shop.language]))

    def _take_back(self, order: Order) -> None:
        line = self.rng.choice(order.lines)
        reason = self.rng.choice(RETURNS[self.shop.language])
        with acting_as(self.house.clerk):
            refunds = refund_order.refund_order(
                order.id, {line.id: line.quantity}, shipping=False, reason=reason, restock_at=self.house.main
            )
        if refunds:
            with unit_of_work():
                told = OrderRefunded(
                    order_id=str(order.id),
                    refund_ids=[str(each) for each in refunds],
                    amount=line.total,
                    currency=order.currency,
                )
                issue_invoice.issue_credit_note(told)
