"""`reservation`: carts hold stock for a time."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from app.conformance.cases import Case, Unfit, Words
from app.conformance.shelf import Shelf, Short
from app.domains.inventory.service import PastZero

TTL = 10


class Reserve(Words):
    loc: str
    qty: Decimal


class Row(Words):
    qty: Decimal = Decimal(1)
    loc: str = "L"
    line: str | None = None
    order: str | None = None
    expires_in_minutes: int | None = None


class Alternative(Words):
    allow_backorder: bool


class Extend(Words):
    order: str
    ttl_minutes: int


class Given(Words):
    stock: Decimal | None = None
    allocated: Decimal = Decimal(0)
    other_active_reservations: Decimal = Decimal(0)
    cart: Decimal | None = None
    cart_lines: list[Decimal] | None = None
    backorderable: bool = False
    ttl_minutes: int = TTL
    start_reserved: Decimal | None = None
    update_to: Decimal | None = None
    stocks: dict[str, Decimal] | None = None
    strategy: Literal["sort_order_first", "highest_stock_first"] | None = None
    sort: list[str] | None = None
    reserve: Reserve | None = None
    alternatives: list[Alternative] | None = None
    reservations: list[Row] | None = None
    steps: list[dict[Literal["reserve"], Decimal] | str] = []
    run: Literal["expire_job"] | None = None
    release: str | None = None
    extend: Extend | None = None


def run(case: Case, number: int) -> dict[str, Any]:
    """Put it on the shelf and let carts hold it."""
    given, shelf = Given.read(case.given), Shelf(number)
    if given.reservations is not None:
        return _rows(given, shelf)
    if given.reserve is not None:
        return _at_a_place(given, given.reserve, shelf)
    if given.strategy is not None:
        raise Unfit(f"strategy {given.strategy}")
    return _cart(given, shelf)


def _cart(given: Given, shelf: Shelf) -> dict[str, Any]:
    _stock(given, shelf)
    mine, error, after = shelf.anyone(), None, list[Decimal]()
    for wanted in _wishes(given):
        try:
            shelf.hold(mine, {"L": wanted}, minutes=given.ttl_minutes)
            error = None
        except Short:
            error = "insufficient_stock"
        after.append(sum(shelf.held(mine).values(), Decimal(0)))
    held = shelf.held(mine)
    return {
        "reserved": sum(held.values(), Decimal(0)),
        "reserved_after": after,
        "reservation_rows": len(held),
        "expires_in_minutes": shelf.minutes_left(mine),
        "error": error,
    }


def _stock(given: Given, shelf: Shelf) -> None:
    shelf.open_place("L")
    shelf.article(past_zero=PastZero(allowed=True) if given.backorderable else None)
    shelf.receive("L", given.stock or Decimal(0))
    if given.allocated:
        shelf.order({"A": given.allocated})
    if given.other_active_reservations:
        shelf.holding("L", given.other_active_reservations, minutes=TTL)


def _wishes(given: Given) -> list[Decimal]:
    """What the cart wants, one after the other; lines of one cart are judged together."""
    if given.steps:
        steps = [step for step in given.steps if not isinstance(step, str)]
        if len(steps) != len(given.steps):
            raise Unfit("steps in words without rows")
        return [step["reserve"] for step in steps]
    first = given.cart if given.cart is not None else sum(given.cart_lines or [], Decimal(0))
    if given.start_reserved is not None:
        first = given.start_reserved
    return [first] if given.update_to is None else [first, given.update_to]


def _at_a_place(given: Given, wanted: Reserve, shelf: Shelf) -> dict[str, Any]:
    stocks = given.stocks or {}
    for name in {*stocks, wanted.loc}:
        shelf.open_place(name)
    shelf.article()
    for name, units in stocks.items():
        shelf.receive(name, units)
    reserved: list[Decimal] = []
    errors: list[str | None] = []
    for choice in given.alternatives or [Alternative(allow_backorder=given.backorderable)]:
        mine = shelf.anyone()
        try:
            shelf.hold(mine, {wanted.loc: wanted.qty}, minutes=TTL, free=choice.allow_backorder)
            errors.append(None)
        except Short as short:
            errors.append("insufficient_stock" if short.stocked else "not_stocked_at_location")
        reserved.append(sum(shelf.held(mine).values(), Decimal(0)))
        shelf.let_go(mine)
    if given.alternatives is None:
        return {"reserved": reserved[0], "error": errors[0]}
    return {"reserved": reserved, "error": errors}


def _rows(given: Given, shelf: Shelf) -> dict[str, Any]:
    rows = given.reservations or []
    for name in sorted({row.loc for row in rows}):
        shelf.open_place(name)
    shelf.article()
    for name in shelf.places:
        shelf.receive(name, sum((row.qty for row in rows if row.loc == name), Decimal(0)))
    holders = {at: shelf.anyone() for at in range(len(rows))}
    for at, row in enumerate(rows):
        shelf.hold(holders[at], {row.loc: row.qty}, minutes=_minutes(row))
    after = [_step(step, rows, holders, shelf) for step in given.steps if isinstance(step, str)]
    names = {holders[at]: row.order for at, row in enumerate(rows)}
    if given.release is not None:
        for cart in _of(given.release, names):
            shelf.let_go(cart)
    if given.extend is not None:
        for cart in _of(given.extend.order, names):
            shelf.extend(cart, timedelta(minutes=given.extend.ttl_minutes))
    if given.run is not None:
        shelf.expire()
    return _told(rows, holders, shelf) | {"reserved_after": after}


def _minutes(row: Row) -> int:
    return TTL if row.expires_in_minutes is None else row.expires_in_minutes


def _of(order: str, names: dict[UUID, str | None]) -> list[UUID]:
    return [cart for cart, name in names.items() if name == order]


def _step(step: str, rows: list[Row], holders: dict[int, UUID], shelf: Shelf) -> Decimal:
    """A step in words; answers what all hold after it."""
    verb, _, name = step.partition(" ")
    for at, row in enumerate(rows):
        if verb == "delete_line" and row.line == name:
            shelf.let_go(holders[at])
        elif verb == "restore_line" and row.line == name:
            shelf.hold(holders[at], {row.loc: row.qty}, minutes=_minutes(row))
        elif verb == "delete_location_reservations" and row.loc == name:
            shelf.let_go(holders[at])
    if verb not in {"delete_line", "restore_line", "delete_location_reservations"}:
        raise Unfit(f"step {verb}")
    return sum((sum(shelf.held(cart).values(), Decimal(0)) for cart in holders.values()), Decimal(0))


def _told(rows: list[Row], holders: dict[int, UUID], shelf: Shelf) -> dict[str, Any]:
    left = [at for at in range(len(rows)) if shelf.held(holders[at])]
    minutes = {rows[at].order: shelf.minutes_left(holders[at]) for at in left if rows[at].order}
    by_place: dict[str, Decimal] = {}
    for cart in holders.values():
        for name, units in shelf.held(cart).items():
            by_place[name] = by_place.get(name, Decimal(0)) + units
    named = all(row.order for row in rows)
    return {
        "left": [rows[at].order for at in left] if named else len(left),
        "reserved": by_place,
        "reservation_rows": len(left),
        "expires_in_minutes": minutes,
    }
