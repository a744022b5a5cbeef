"""`availability`: how many can be sold."""

from decimal import Decimal
from typing import Any

from app.conformance.cases import Case, Unfit, Words
from app.conformance.shelf import Shelf
from app.queries.availability import Availability

LONG = 60 * 24


class Reserved(Words):
    qty: Decimal
    order: str | None = None
    expires_in_minutes: int | None = None


class Place(Words):
    on_hand: Decimal
    active: bool = True


class Given(Words):
    on_hand: Decimal | None = None
    reservations: list[Reserved] = []
    for_order: str | None = None
    safety_stock: Decimal = Decimal(0)
    stocks: dict[str, Decimal] | None = None
    reserved: dict[str, Decimal] = {}
    query: list[str] | None = None
    locations: list[Place] | None = None
    regions: dict[str, list[str]] | None = None
    stock: dict[str, dict[str, Decimal]] | None = None
    sku: str | None = None
    qty: Decimal | None = None


def run(case: Case, number: int) -> dict[str, Any]:
    """Put it on the shelf, let carts hold what is reserved, and ask."""
    given, shelf = Given.read(case.given), Shelf(str(number))
    if given.regions is not None:
        return _by_region(given, shelf)
    found = _at_one_place(given, shelf) if given.on_hand is not None else _over_places(given, shelf)
    return _answers(case, found)


def _at_one_place(given: Given, shelf: Shelf) -> Availability:
    shelf.open_place("L")
    shelf.article()
    shelf.receive("L", _there(given.on_hand or Decimal(0)))
    own = Decimal(0)
    for each in given.reservations:
        minutes = LONG if each.expires_in_minutes is None else each.expires_in_minutes
        if minutes > 0 and each.order is not None and each.order == given.for_order:
            own += each.qty
        else:
            shelf.holding("L", each.qty, minutes=minutes)
    mine = shelf.holding("L", own, minutes=LONG) if own else None
    if given.safety_stock:
        shelf.keep_back(given.safety_stock)
    return shelf.read(held=mine)


def _there(units: Decimal) -> Decimal:
    if units < 0:
        raise Unfit("stock below zero")
    return units


def _over_places(given: Given, shelf: Shelf) -> Availability:
    stocks = given.stocks or {f"L{at}": place.on_hand for at, place in enumerate(given.locations or [])}
    if given.reservations or (given.safety_stock and len(stocks) > 1):
        raise Unfit("reservations or safety stock of one location, over several")
    closed = {f"L{at}" for at, place in enumerate(given.locations or []) if not place.active}
    for name in stocks:
        shelf.open_place(name)
    shelf.article()
    for name, units in stocks.items():
        shelf.receive(name, _there(units))
    for name, units in given.reserved.items():
        shelf.holding(name, units, minutes=LONG)
    for name in closed:
        shelf.close_place(name)
    if given.safety_stock:
        shelf.keep_back(given.safety_stock)
    return shelf.read(places=given.query)


def _by_region(given: Given, shelf: Shelf) -> dict[str, Any]:
    stock, sku = given.stock or {}, given.sku or ""
    for name in stock:
        shelf.open_place(name)
    shelf.article(sku)
    for name, articles in stock.items():
        shelf.receive(name, articles.get(sku, Decimal(0)), article=sku)
    regions = {**(given.regions or {}), "GLOBAL": list(stock)}
    wanted = given.qty or Decimal(1)
    return {
        "salable": {
            region: shelf.read(sku, places=[name for name in places if name in stock]).can_supply(wanted)
            for region, places in regions.items()
        }
    }


def _answers(case: Case, found: Availability) -> dict[str, Any]:
    def supply(key: str) -> dict[str, bool]:
        asked = case.expect.get(key, {})
        if not isinstance(asked, dict):
            raise Unfit(f"expect.{key} is no map")
        return {quantity: found.can_supply(Decimal(str(quantity))) for quantity in asked}

    terms = found.draws[0].terms
    return {
        "available": found.available,
        "stocked": sum((term.on_hand for term in terms), Decimal(0)),
        "reserved": sum((term.reserved for term in terms), Decimal(0)),
        "can_supply": supply("can_supply"),
        "salable": supply("salable"),
    }
