"""Sales over the counter, as the tablets of the demo stores would have sent them."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.db import unit_of_work
from app.core.ids import new_id
from app.core.principal import Principal, acting_as
from app.core.tenancy import current_tenant
from app.domains.pos import rules
from app.domains.pos.permissions import TillPermission
from app.flows.apply_pos_operation import Sent, apply_operations
from app.flows.quote_cart import BasketLine, quote_cart
from app.queries import sellables, till_setup
from app.queries.sellables import Sellable
from app.queries.selling_terms import Terms
from app.samples.furnishing import Counter, House
from app.samples.places import Shop
from app.samples.trading import Purchase

FLOAT = 20_000
DAY_BY_DAY = timedelta(days=70)
Payload = dict[str, Any]


@dataclass(slots=True)
class Counters:
    """The tills of a shop over the year."""

    shop: Shop
    house: House
    _seq: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    _items: dict[str, Sellable] = field(default_factory=dict)
    _terms: dict[UUID, Terms] = field(default_factory=dict)

    def days(
        self, sales: list[Purchase], until: datetime, rng: random.Random
    ) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """What happens when: for each day with sales the till opens, sells and closes.

        Long ago the days of a month are one shift: nobody looks at them one by one, and each costs time.
        """
        zone = ZoneInfo(self.shop.timezone)
        shifts: dict[tuple[int, date], list[Purchase]] = defaultdict(list)
        for sale in sales:
            day = sale.at.astimezone(zone).date()
            recent = until - sale.at < DAY_BY_DAY
            shifts[sale.store, day if recent else day.replace(day=1)].append(sale)
        for (store, _), sold in shifts.items():
            counter, shift = self.house.counters[store], new_id()
            ways = [(sale, new_id()) for sale in sorted(sold, key=lambda sale: sale.at)]
            drawer = {"cash": FLOAT}
            yield ways[0][0].at - timedelta(minutes=rng.randint(12, 40)), partial(self._open, counter, shift)
            for sale, operation in ways:
                yield sale.at, partial(self._sell, counter, shift, sale, operation, drawer)
            last = ways[-1][0].at
            short = rng.choices((0, -50, 20), (0.9, 0.06, 0.04))[0]
            yield (
                last + timedelta(minutes=rng.randint(15, 90)),
                partial(self._close, counter, shift, drawer, short),
            )

    def _open(self, counter: Counter, shift: UUID) -> None:
        self._send(counter, "shift_opened", self._head(counter, shift) | {"float": self._money(FLOAT)})

    def _close(self, counter: Counter, shift: UUID, drawer: dict[str, int], short: int) -> None:
        counted = self._money(drawer["cash"] + short)
        self._send(
            counter,
            "shift_closed",
            self._head(counter, shift) | {"count": counted, "expected": self._money(drawer["cash"])},
        )

    def _sell(
        self, counter: Counter, shift: UUID, sale: Purchase, operation: UUID, drawer: dict[str, int]
    ) -> None:
        """One sale; a till sells what it has."""
        lines, sums = self._priced(counter, sale)
        total = sums["total"]
        tender = {"method": "cash" if sale.cash else "card_external", "amount": self._money(total)}
        if sale.cash:
            given = -(-total // 1000) * 1000
            tender |= {"given": self._money(given), "change": self._money(given - total)}
        payload = self._head(counter, shift) | {
            "receipt": f"{counter.till.receipt_prefix}-{self._seq[counter.till.device_id] + 1:05d}",
            "prices_include_tax": current_tenant().tax_included, "lines": lines,
            "totals": {name: self._money(amount) for name, amount in sums.items()}, "tenders": [tender],
        }  # fmt: skip
        if self._send(counter, "sale", payload, operation) and sale.cash:
            drawer["cash"] += total

    def _priced(self, counter: Counter, sale: Purchase) -> tuple[list[Payload], dict[str, int]]:
        """Lines and sums by the one price engine, as the till's twin of it would say."""
        if counter.store not in self._terms:
            with unit_of_work():
                self._terms[counter.store] = till_setup.terms_of(counter.till)
        missing = [line.sku for line in sale.lines if line.sku not in self._items]
        if missing:
            with unit_of_work():
                self._items |= sellables.by_skus(missing, current_tenant().currency)
        basket = [
            BasketLine(str(n), self._items[line.sku], Decimal(line.quantity))
            for n, line in enumerate(sale.lines)
        ]
        quote = quote_cart(basket, self._terms[counter.store])
        lines = [
            {
                "sku": line.sku, "title": self._items[line.sku].title, "quantity": int(line.quantity), "unit_price": self._money(line.unit_price),
                "discount": self._money(line.discount), "tax": self._money(line.tax), "total": self._money(line.total),
                "taxes": [
                    {"id": tax.id, "name": tax.name, "rate_micro": tax.rate_micro, "base": self._money(tax.base), "amount": self._money(tax.amount)}
                    for tax in line.taxes
                ],
            }
            for line in quote.lines
        ]  # fmt: skip
        totals = quote.totals
        return lines, {
            "subtotal": totals.subtotal,
            "discount": totals.discount,
            "tax": totals.tax,
            "total": totals.total,
        }

    def _send(self, counter: Counter, kind: str, payload: Payload, operation: UUID | None = None) -> bool:
        """Hand an operation in as the till's tablet; False when it was refused."""
        device = counter.till.device_id
        self._seq[device] += 1
        at = clock.now().isoformat()
        sent = Sent(
            operation or new_id(),
            self._seq[device],
            kind,
            at,
            payload,
            rules.operation_hash(kind, at, payload).hex(),
        )
        may = frozenset({TillPermission.SELL.value, TillPermission.REFUND.value})
        tablet = Principal(
            "device",
            id=str(device),
            name=counter.till.register_name,
            permissions=may,
            locations=frozenset({counter.store}),
            location_id=counter.store,
        )
        with acting_as(tablet):
            return apply_operations(device, [sent])[0].status != "refused"

    def _head(self, counter: Counter, shift: UUID) -> Payload:
        return {
            "shift": str(shift),
            "cashier": str(counter.cashier),
            "currency": self.shop.currency,
            "offline": False,
        }

    def _money(self, amount: int) -> Payload:
        return {"amount": amount, "currency": self.shop.currency}
