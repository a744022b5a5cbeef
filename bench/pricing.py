"""What a quote costs: CPU of the pricing engine for small and large carts, without and with promotions.

A typical mix: most promotions are refused by facts of the sale (segment, channel, time, code), many by the lines, a
few apply. `bin/bench PRICING` prints it; `tests/domains/pricing/test_engine.py`
asks only that nothing is out of proportion.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice

from app.domains.pricing.engine import (
    Action,
    Context,
    Coupon,
    Effect,
    Line,
    Promotion,
    TaxRate,
    When,
    Where,
    price,
)

VAT = TaxRate("de", "VAT 19 %", 190_000)
NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)
CATEGORIES = 20
CARTS = ((10, 0), (10, 20), (200, 0), (200, 500))


def carts() -> Iterator[tuple[str, Context]]:
    """Each cart with a name that tells its size."""
    for lines, offers in CARTS:
        yield f"{lines} lines, {offers} promotions", cart(lines, offers)


def cart(lines: int, offers: int) -> Context:
    """So many lines in the web shop, so many active promotions."""
    return Context(
        currency="EUR",
        prices_include_tax=True,
        lines=tuple(_line(number) for number in range(lines)),
        promotions=tuple(islice(_offers(), offers)),
        coupons=(Coupon("TEN", "3"),),
        facts=frozenset(("channel:web", "group:gold", "signed-in", "market:de")),
        channel="web",
        at=NOON,
    )


def _line(number: int) -> Line:
    facts = (f"category:{number % CATEGORIES}", f"brand:{number % 7}", f"sku:SKU-{number}")
    quantity = Decimal(1 + number % 3)
    return Line(
        str(number), f"SKU-{number}", quantity, 999 + 137 * (number % 31), (VAT,), facts=frozenset(facts)
    )


def _offers() -> Iterator[Promotion]:
    """Of twenty: ten not for this sale, two out of time or used up, one without its code, five not for these lines."""
    number = 0
    while True:
        for when, action in _mix(number):
            number += 1
            yield Promotion(
                str(number), f"Offer {number}", (action,), when,
                needs_coupon=number % 20 == 3,
                uses_left=0 if number % 20 == 7 else 50,
                starts_at=NOON.replace(year=2026) if number % 20 == 8 else None,
            )  # fmt: skip


def _mix(turn: int) -> Iterator[tuple[When, Action]]:
    ten = Action(Effect.ORDER_PERCENT, 10_000)
    brand = Where(having=(frozenset((f"brand:{turn % 7}",)),))
    off = Action(Effect.ITEM_PERCENT, 20_000, Where(having=(frozenset((f"category:{turn % CATEGORIES}",)),)))
    yield When(), off
    if turn % 80 == 0:
        yield When(min_total=5000), Action(Effect.ORDER_FIXED, 100)
    else:
        yield (
            When(min_total=5000),
            Action(Effect.BUY_GET_PERCENT, 500_000, brand, times=1, buy=brand, buy_units=1),
        )
    yield When(facts=(frozenset(("channel:web" if turn % 100 == 0 else "channel:pos",)),)), ten
    for other in (
        "channel:pos",
        "group:staff",
        "group:trade",
        "market:at",
        "store:berlin",
        "payment:invoice",
    ):
        yield When(facts=(frozenset((other,)),)), ten
    for other in ("group:silver", "market:ch", "channel:app", "segment:new"):
        yield When(facts=(frozenset(("channel:web",)), frozenset((other,)))), off
    yield When(min_total=99_000_000), ten
    yield When(min_units=5000), ten
    yield When(contains=(Where(having=(frozenset(("category:gone",)),)),)), ten
    for gone in ("brand:gone", "sku:gone"):
        yield When(), Action(Effect.ITEM_FIXED, 100, Where(having=(frozenset((gone,)),)))
    yield When(min_total=50_000_000, among=Where(having=(frozenset(("category:1",)),))), ten
    yield When(weekdays=frozenset((6, 7))), ten


def cpu(context: Context, runs: int = 30) -> float:
    """CPU milliseconds of one quote, the best of several."""
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        price(context)
        best = min(best, time.process_time() - began)
    return best * 1000


def report() -> None:
    """Print a row a cart."""
    for name, context in carts():
        applied = sum(
            entry.result == "applied" for entry in price(context).trace if entry.stage == "promotion"
        )
        print(f"quote of {name} ({applied} apply): {cpu(context):.2f} ms CPU", flush=True)


if __name__ == "__main__":
    report()
