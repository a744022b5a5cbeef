"""`reservation`: carts hold stock for a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from app.conformance.alternatives import together
from app.conformance.cases import Case, Unfit, Words
from app.conformance.policies import stock_rules_of
from app.conformance.shelf import Shelf, Short, settle_rules
from app.domains.inventory.service import PastZero

TTL = 10
HERE = "L"
ZERO = Decimal(0)
WORDS = ("delete_line", "restore_line", "delete_location_reservations")


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

    @property
    def wishes(self) -> list[Decimal]:
        """What the cart wants, one after the other; lines of one cart are judged together."""
        first = sum(self.cart_lines, ZERO) if self.cart_lines is not None else self.cart
        return [wish for wish in (self.start_reserved, first, self.update_to) if wish is not None]

    @property
    def places(self) -> dict[str, Decimal | None]:
        """Location -> units there, None where nothing is said; in the order of `sort`."""
        named: dict[str, Decimal | None] = dict(self.stocks or {})
        for name in [row.loc for row in self.reservations or ()] or ([] if named else [HERE]):
            named.setdefault(name, None)
        if self.stock is not None:
            if len(named) > 1:
                raise Unfit("stock of several locations as one number")
            named = dict.fromkeys(named, self.stock)
        return {name: named[name] for name in [*(self.sort or ()), *named] if name in named}


@dataclass
class World:
    """One case under way. `rows`: the existing reservations with the cart that holds each; `mine`: the case's cart."""

    given: Given
    shelf: Shelf
    rows: list[tuple[Row, UUID]] = field(default_factory=list)
    mine: UUID | None = None
    after: list[Decimal] = field(default_factory=list)
    error: str | None = None

    def held(self) -> dict[str, Decimal]:
        """What is held by place: by the case's cart, or, where it has none, by all."""
        carts = [self.mine] if self.mine is not None else [cart for _row, cart in self.rows]
        found = dict.fromkeys(self.shelf.places, ZERO)
        for cart in carts:
            for name, units in self.shelf.held(cart).items():
                found[name] += units
        return found


def run(case: Case, number: int) -> dict[str, Any]:
    """Put it on the shelf and let carts hold it."""
    given, shelf = Given.read(case.given), Shelf(str(number))
    if given.reserve is not None:
        return _at_a_place(given, given.reserve, shelf, case.expect)
    rules = stock_rules_of(case)
    if given.strategy is not None:
        rules = replace(
            rules, take_from="most_stock" if given.strategy == "highest_stock_first" else "in_order"
        )
    elif given.stocks and rules.take_from == "one_place":
        rules = replace(rules, take_from="in_order")
    settle_rules([rules])
    world = World(given, shelf)
    _begin(world)
    for wish in given.wishes:
        _want(world, wish)
    for step in given.steps:
        _step(world, step)
    _finish(world)
    return _told(world, case.expect)


def _begin(world: World) -> None:
    given, shelf = world.given, world.shelf
    for place, name in enumerate(given.places, 1):
        shelf.open_place(name, priority=place)
    shelf.article(past_zero=PastZero(allowed=True) if given.backorderable else None)
    rows = given.reservations or []
    for name, units in given.places.items():
        there = sum((row.qty for row in rows if row.loc == name), ZERO) if units is None else units
        shelf.receive(name, max(there, given.allocated))
    if given.allocated:
        shelf.order({"A": given.allocated})
        for name, units in given.places.items():
            if units is not None and units < given.allocated:
                shelf.count(name, units)
    if given.other_active_reservations:
        shelf.holding(next(iter(given.places)), given.other_active_reservations, minutes=TTL)
    world.rows = [(row, shelf.holding(row.loc, row.qty, minutes=_minutes(row))) for row in rows]


def _want(world: World, units: Decimal) -> None:
    """The cart wants so many: put in or changed, then held in the checkout. All or nothing."""
    shelf, fewer = world.shelf, False
    try:
        if world.mine is None and units:
            world.mine, fewer = shelf.cart({"A": units})
        elif world.mine is None:
            world.mine = shelf.anyone()
        elif shelf.in_cart(world.mine):
            fewer = shelf.change(world.mine, units)
        elif units:
            fewer = shelf.add(world.mine, units)
        shelf.look_at_checkout(world.mine, minutes=world.given.ttl_minutes)
    except Short:
        fewer = True
        world.mine = world.mine or shelf.anyone()
    world.error = "insufficient_stock" if fewer else world.error


def _step(world: World, step: dict[Literal["reserve"], Decimal] | str) -> None:
    """A step of the cart, or one in words on the rows of a line or place."""
    if not isinstance(step, str):
        _want(world, step["reserve"])
    else:
        verb, _, name = step.partition(" ")
        if verb not in WORDS:
            raise Unfit(f"step {verb}")
        by_place = verb == "delete_location_reservations"
        for row, cart in world.rows:
            if name != (row.loc if by_place else row.line):
                continue
            if verb == "restore_line":
                world.shelf.hold(cart, {row.loc: row.qty}, minutes=_minutes(row), free=True)
            else:
                world.shelf.let_go(cart)
    world.after.append(sum(world.held().values(), ZERO))


def _minutes(row: Row) -> int:
    return TTL if row.expires_in_minutes is None else row.expires_in_minutes


def _finish(world: World) -> None:
    """What the case does to the rows at last."""
    given, shelf = world.given, world.shelf
    for row, cart in world.rows:
        if given.release is not None and row.order == given.release:
            shelf.let_go(cart)
        if given.extend is not None and row.order == given.extend.order:
            shelf.extend(cart, timedelta(minutes=given.extend.ttl_minutes))
    if given.run is not None:
        shelf.expire()


def _told(world: World, expect: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, each in the form that the case asks for."""
    shelf, held = world.shelf, world.held()
    left = [(row, cart) for row, cart in world.rows if shelf.held(cart)]
    minutes = {row.order: shelf.minutes_left(cart) for row, cart in left}
    own = world.mine if world.mine is not None else next((cart for _row, cart in left), None)
    orders = [row.order for row, _cart in left]
    wanted = expect.get("left")
    if isinstance(wanted, list) and len(set(wanted)) == len(wanted):
        orders = list(dict.fromkeys(orders))
    return {
        "reserved": held if isinstance(expect.get("reserved"), Mapping) else sum(held.values(), ZERO),
        "reserved_after": world.after,
        "reservation_rows": sum(1 for units in held.values() if units)
        if world.mine is not None
        else len(left),
        "left": orders if isinstance(wanted, list) else len(left),
        "expires_in_minutes": minutes
        if isinstance(expect.get("expires_in_minutes"), Mapping)
        else own and shelf.minutes_left(own),
        "error": world.error,
    }


def _at_a_place(given: Given, wanted: Reserve, shelf: Shelf, expect: Mapping[str, Any]) -> dict[str, Any]:
    """So many at one place, under each of the alternatives."""
    if given.wishes or given.steps or given.reservations is not None:
        raise Unfit("reserve beside a cart, steps or reservations")
    stocks = given.stocks or ({} if given.stock is None else {wanted.loc: given.stock})
    for name in dict.fromkeys([*stocks, wanted.loc]):
        shelf.open_place(name)
    shelf.article()
    for name, units in stocks.items():
        shelf.receive(name, units)
    choices = given.alternatives or [Alternative(allow_backorder=given.backorderable)]
    each = [_try(shelf, wanted, choice, given.ttl_minutes, expect) for choice in choices]
    return each[0] if given.alternatives is None else together(expect, each)


def _try(
    shelf: Shelf, wanted: Reserve, choice: Alternative, minutes: int, expect: Mapping[str, Any]
) -> dict[str, Any]:
    mine, error = shelf.anyone(), None
    try:
        shelf.hold(mine, {wanted.loc: wanted.qty}, minutes=minutes, free=choice.allow_backorder)
    except Short as short:
        error = "insufficient_stock" if short.stocked else "not_stocked_at_location"
    held = dict.fromkeys(shelf.places, ZERO) | shelf.held(mine)
    rows, left = sum(1 for units in held.values() if units), shelf.minutes_left(mine)
    shelf.let_go(mine)
    return {
        "reserved": held if isinstance(expect.get("reserved"), Mapping) else sum(held.values(), ZERO),
        "reservation_rows": rows,
        "expires_in_minutes": left,
        "error": error,
    }
