"""A year at the tills: shifts opened and counted, sales by cash and card, returns, by the flow of today's tills.

Give sales in the order of their time, between other orders if you like: each store's day opens itself with its
first sale and is closed by the next day's, or by `finish`. What a store has not got is not sold.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.db import unit_of_work
from app.core.ids import new_id
from app.core.principal import Principal, acting_as
from app.core.tenancy import Tenant, tenant_scope
from app.domains.identity import service as identity
from app.domains.identity.types import Cashier
from app.domains.inventory import service as inventory
from app.domains.pos import service as pos
from app.domains.pos.types import Till, Verdict
from app.domains.pricing.engine import Quote, QuotedLine, refund_share
from app.flows.apply_pos_operation import Sent, apply_operations
from app.flows.quote_cart import BasketLine, quote_cart
from app.queries import sellables, till_setup

FLOAT = 15_000


@dataclass(frozen=True, slots=True)
class PastSale:
    """A sale at a store's till; lines are (SKU, quantity). `offline` may sell what is not there."""

    at: datetime
    store: str
    lines: tuple[tuple[str, int], ...]
    cash: bool = False
    returned: bool = False
    offline: bool = False


@dataclass(slots=True)
class _Counter:
    """One store's till through the year."""

    till: Till
    cashiers: list[Cashier]
    me: Principal
    seq: int = 0
    receipts: int = 0
    shift: UUID | None = None
    day: date = date.min
    last: datetime | None = None
    returns: list[tuple[Sent, Quote, bool]] = field(default_factory=list)

    @property
    def cashier(self) -> Cashier:
        """They take turns, a day each."""
        return self.cashiers[self.day.toordinal() % len(self.cashiers)]


class TillHistory:
    """The tills of a tenant's stores, each with a register, a tablet and the store's own cashiers."""

    def __init__(self, tenant: Tenant, operator: Principal) -> None:
        self._tenant, self._operator = tenant, operator
        self._counters: dict[str, _Counter] = {}

    def sell(self, sale: PastSale) -> bool:
        """Ring a sale up; False where the store has no cashier or not the goods."""
        with tenant_scope(self._tenant), clock.frozen(sale.at):
            counter = self._counter(sale.store)
            if not counter.cashiers:
                return False
            self._open_day(counter, sale.at)
            quote = self._quote(counter.till, sale)
            if quote is None:
                return False
            sent = self._operation(counter, "sale", self._sale(counter, sale, quote))
            done = self._send(counter, sent).status.startswith("accepted")
            if done and sale.returned:
                counter.returns.append((sent, quote, sale.cash))
            return done

    def finish(self) -> None:
        """Count every drawer that is still open."""
        with tenant_scope(self._tenant):
            for counter in self._counters.values():
                self._close_day(counter)

    def _counter(self, store: str) -> _Counter:
        if store not in self._counters:
            with acting_as(self._operator), unit_of_work():
                place = inventory.find_location(store)
                number = len(self._counters) + 1
                register = pos.add_register(location_id=place.id, code=f"K{number}", name=f"{place.name} 1")
                code = pos.new_pairing_code(register.id).code
                till = pos.till_of(pos.pair(code=code, device_id=None, name="iPad").device_id)
                people = [each for each in identity.cashiers(place.id) if each.pin_hash]
            me = Principal("device", str(till.device_id), till.register_name, location_id=till.location_id)
            self._counters[store] = _Counter(till, people, me)
        return self._counters[store]

    def _open_day(self, counter: _Counter, at: datetime) -> None:
        day = at.astimezone(ZoneInfo(self._tenant.timezone)).date()
        if counter.day == day:
            counter.last = at
            return
        self._close_day(counter)
        counter.day, counter.shift, counter.last = day, new_id(), at
        opened = at - timedelta(minutes=25)
        payload = {**self._head(counter), "float": self._money(FLOAT)}
        with clock.frozen(opened):
            self._send(counter, self._operation(counter, "shift_opened", payload))
            self._give_back(counter)

    def _close_day(self, counter: _Counter) -> None:
        """Count what should be there; every ninth evening some coins are missing."""
        if counter.shift is None or counter.last is None:
            return
        with clock.frozen(counter.last + timedelta(minutes=30)):
            with unit_of_work():
                expected = pos.expected_cash(counter.shift)
            short = 50 if counter.day.toordinal() % 9 == 0 else 0
            banked = max(0, expected - short - FLOAT)
            if banked:
                moved = {**self._head(counter), "amount": self._money(banked), "reason": "To the bank"}
                self._send(counter, self._operation(counter, "cash_out", moved))
            counted = {"count": self._money(expected - banked - short), "last_seq": counter.seq}
            self._send(counter, self._operation(counter, "shift_closed", self._head(counter) | counted))
        counter.shift = None

    def _give_back(self, counter: _Counter) -> None:
        """Customers of earlier days bring something back when the shop opens."""
        for sent, quote, cash in counter.returns:
            line = quote.lines[0]
            amount = self._money(refund_share(line, Decimal(1)).total)
            counter.receipts += 1
            payload = {
                **self._head(counter), "receipt": self._receipt(counter), "sale": {"operation": str(sent.id)},
                "lines": [{"line": 1, "quantity": 1, "amount": amount}], "total": amount,
                "tenders": [{"method": "cash" if cash else "card_external", "amount": amount}],
                "reason": "changed_mind", "restock": True,
            }  # fmt: skip
            self._send(counter, self._operation(counter, "refund", payload))
        counter.returns.clear()

    def _quote(self, till: Till, sale: PastSale) -> Quote | None:
        with unit_of_work():
            items = sellables.by_skus([sku for sku, _count in sale.lines], self._tenant.currency)
            for sku, wanted in sale.lines:
                free = items[sku].available_at(till.location_id) if sku in items else Decimal(0)
                if free is not None and free < wanted and not (sale.offline and sku in items):
                    return None
            basket = [
                BasketLine(str(place), items[sku], Decimal(wanted))
                for place, (sku, wanted) in enumerate(sale.lines)
            ]
            return quote_cart(basket, till_setup.terms_of(till))

    def _sale(self, counter: _Counter, sale: PastSale, quote: Quote) -> dict[str, Any]:
        counter.receipts += 1
        totals = quote.totals
        tender = self._tender(totals.total, sale)
        return {
            **self._head(counter),
            "offline": sale.offline,
            "receipt": self._receipt(counter),
            "prices_include_tax": quote.prices_include_tax,
            "lines": [self._line(line) for line in quote.lines],
            "totals": {
                name: self._money(getattr(totals, name)) for name in ("subtotal", "discount", "tax", "total")
            },
            "tenders": [tender],
        }

    def _tender(self, total: int, sale: PastSale) -> dict[str, Any]:
        if not sale.cash:
            reference = f"{sale.at:%m%d%H%M}"
            return {"method": "card_external", "amount": self._money(total), "reference": reference}
        note = next(each for each in (500, 1000, 2000, 5000, 10_000, 20_000, 50_000, total) if each >= total)
        given = {"given": self._money(note), "change": self._money(note - total)}
        return {"method": "cash", "amount": self._money(total), **given}

    def _line(self, line: QuotedLine) -> dict[str, Any]:
        amounts = {
            name: self._money(getattr(line, name)) for name in ("unit_price", "discount", "tax", "total")
        }
        shares = [
            {"id": tax.id, "name": tax.name, "rate_micro": tax.rate_micro, "base": self._money(tax.base),
             "amount": self._money(tax.amount)}
            for tax in line.taxes
        ]  # fmt: skip
        return {
            "sku": line.sku,
            "title": line.sku,
            "quantity": int(line.quantity),
            **amounts,
            "taxes": shares,
        }

    def _head(self, counter: _Counter) -> dict[str, Any]:
        return {
            "shift": str(counter.shift), "cashier": str(counter.cashier.id), "currency": self._tenant.currency,
            "offline": False,
        }  # fmt: skip

    def _receipt(self, counter: _Counter) -> str:
        return f"{counter.till.receipt_prefix}-{counter.receipts:05d}"

    def _money(self, amount: int) -> dict[str, Any]:
        return {"amount": amount, "currency": self._tenant.currency}

    def _operation(self, counter: _Counter, kind: str, payload: dict[str, Any]) -> Sent:
        counter.seq += 1
        return Sent(new_id(), counter.seq, kind, clock.now().isoformat(), payload)

    def _send(self, counter: _Counter, sent: Sent) -> Verdict:
        with acting_as(counter.me):
            return apply_operations(counter.till.device_id, [sent])[0]
