"""`ledger`: orders, shipments and counts change the counters, each with its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.conformance.cases import Case, Unfit, Words
from app.conformance.shelf import Shelf, Short
from app.domains.inventory.errors import BelowZero
from app.domains.inventory.service import PastZero

ZERO = Decimal(0)
HERE = "L"
SHIPPED = ("ship", "sale", "pickup")


class Counters(Words):
    """What is there to begin with; `loc` names the place in a list of them."""

    loc: str = HERE
    on_hand: Decimal | None = None
    quantity: Decimal | None = None
    allocated: Decimal = ZERO
    shipped: Decimal = ZERO

    @property
    def there(self) -> Decimal:
        return self.quantity if self.quantity is not None else self.on_hand or ZERO


class LineGiven(Words):
    sku: str
    tracked: bool = True
    qty: Decimal
    on_hand: Decimal = ZERO


class Given(Words):
    start: Counters | list[Counters] | None = None
    lines: list[LineGiven] = []
    threshold: Decimal = ZERO
    tracked: bool = True
    preorder_threshold: Decimal | None = None
    preordered: Decimal = ZERO
    steps: list[Any] = []
    alternatives: list[dict[str, Any]] | None = None


@dataclass
class Books:
    """One article as the case goes on. `bought`: open orders, oldest first; `gone`: (order, units) that were shipped."""

    shelf: Shelf
    given: Given
    bought: list[UUID] = field(default_factory=list)
    gone: list[tuple[UUID, Decimal]] = field(default_factory=list)
    carts: dict[str, UUID] = field(default_factory=dict)
    sold: Decimal = ZERO
    error: str | None = None
    line: Decimal = ZERO
    begun: int = 0


def run(case: Case, number: int) -> dict[str, Any]:
    """Begin as the case begins, take its steps, and read the books."""
    given, wanted = Given.read(case.given), case.expect.get("movements")
    if given.lines:
        return _order_of_lines(given, Shelf(number))
    if given.alternatives is None:
        return _play(given, Shelf(number), given.steps, wanted)
    each = [
        _play(given, Shelf(number * 100 + at), [step], wanted) for at, step in enumerate(given.alternatives)
    ]
    return {key: [one[key] for one in each] for key in each[0]}


def _play(given: Given, shelf: Shelf, steps: Sequence[Any], wanted: Any) -> dict[str, Any]:
    books = Books(shelf, given)
    _begin(books)
    books.begun = shelf.last_entry()
    states = []
    for step in steps:
        _step(books, step)
        states.append(_counters(books))
    return _answers(books, wanted) | {"states": states}


def _begin(books: Books) -> None:
    given, shelf = books.given, books.shelf
    places = given.start if isinstance(given.start, list) else [given.start or Counters()]
    for place in places:
        shelf.open_place(place.loc)
    shelf.article(tracked=given.tracked, past_zero=_past_zero(given))
    for place in places:
        _stock(books, place, several=len(places) > 1)
    if given.preordered:
        books.bought.append(shelf.order({"A": given.preordered}))
    if given.threshold > 0:
        shelf.keep_back(given.threshold)


def _past_zero(given: Given) -> PastZero | None:
    if given.preorder_threshold is not None:
        return PastZero(allowed=True, limit=given.preorder_threshold, preorder=True)
    return PastZero(allowed=True, limit=-given.threshold) if given.threshold < 0 else None


def _stock(books: Books, place: Counters, *, several: bool) -> None:
    """What lies there, what of it is promised, what was sent: bought and sent for that, then counted."""
    shelf, at = books.shelf, place.loc if several else None
    if not books.given.tracked:
        return
    shelf.receive(place.loc, max(place.there, place.allocated) + place.shipped)
    if place.shipped:
        order = shelf.order({"A": place.shipped}, at=at)
        shelf.ship(order, place.shipped)
        books.gone.append((order, place.shipped))
    if place.allocated:
        books.bought.append(shelf.order({"A": place.allocated}, at=at))
    if place.allocated > place.there:
        shelf.count(place.loc, place.there)


def _step(books: Books, step: Any) -> None:
    """Take a step; one that is refused changes nothing and is the error."""
    verb, facts = (step, {}) if isinstance(step, str) else (next(iter(step)), step)
    do = STEPS.get(verb)
    extra = set(facts) - {verb, "restock"} if isinstance(facts, Mapping) else set()
    if do is None or extra:
        raise Unfit(f"step {next(iter(extra), verb)}")
    try:
        do(books, facts.get(verb), facts)
        books.error = None
    except Short:
        books.error = "insufficient_stock"
    except BelowZero:
        books.error = "negative_stock"


def _number(value: Any) -> Decimal:
    if isinstance(value, Mapping | list):
        raise Unfit("a number was looked for")
    return Decimal(str(value))


def _set(books: Books, value: Any, _step: Mapping[str, Any]) -> None:
    if books.given.threshold < 0 and _number(value) < 0:
        raise Unfit("stock below zero")
    books.shelf.count(HERE, _number(value))


def _adjust(books: Books, value: Any, _step: Mapping[str, Any]) -> None:
    books.shelf.adjust(HERE, _number(value))


def _add(books: Books, value: Any, _step: Mapping[str, Any]) -> None:
    if "a" in books.carts:
        books.shelf.add(books.carts["a"], _number(value))
    else:
        books.carts["a"] = books.shelf.cart({"A": _number(value)})
    books.line = books.shelf.in_cart(books.carts["a"])


def _change_line(books: Books, value: Any, _step: Mapping[str, Any]) -> None:
    if "a" not in books.carts:
        raise Unfit("change_line without a line")
    books.shelf.change(books.carts["a"], _number(value))
    books.line = books.shelf.in_cart(books.carts["a"])


def _adds(name: str) -> "Step":
    def add(books: Books, value: Any, _step: Mapping[str, Any]) -> None:
        books.carts[name] = books.shelf.cart({"A": _number(value)})

    return add


def _completes(name: str) -> "Step":
    def complete(books: Books, _value: Any, _step: Mapping[str, Any]) -> None:
        cart = books.carts[name]
        units = books.shelf.in_cart(cart)
        books.bought.append(books.shelf.buy(cart))
        books.sold += units

    return complete


def _allocate(books: Books, value: Any, _step: Mapping[str, Any]) -> None:
    books.bought.append(books.shelf.order({"A": _number(value)}))


def _free(books: Books, value: Any, step: Mapping[str, Any]) -> None:
    """Units of the oldest open orders are cancelled; with `restock` shipped ones come back."""
    left = _number(value)
    if step.get("restock"):
        for order, units in books.gone:
            back = min(left, units)
            books.shelf.take_back(order, back)
            left -= back
        return
    for order in books.bought:
        units = min(left, books.shelf.open_units(order))
        if units:
            books.shelf.cancel(order, units)
        left -= units
    if left:
        raise BelowZero("more is cancelled than was ordered")


def _ship(books: Books, value: Any, _step: Mapping[str, Any]) -> None:
    """Each shipment takes from the oldest open order."""
    for units in value if isinstance(value, list) else [value]:
        order = books.bought[0] if books.bought else None
        if order is None:
            raise Unfit("ship without an order")
        books.shelf.ship(order, _number(units))
        books.gone.append((order, _number(units)))


def _ship_all(books: Books, _value: Any, _step: Mapping[str, Any]) -> None:
    for order in books.bought:
        units = books.shelf.open_units(order)
        books.shelf.ship(order, units)
        books.gone.append((order, units))


def _unship(books: Books, _value: Any, _step: Mapping[str, Any]) -> None:
    order, units = books.gone.pop()
    books.shelf.unship(order, units)


def _cancel_all(books: Books, _value: Any, _step: Mapping[str, Any]) -> None:
    for order in books.bought:
        sent = sum((units for other, units in books.gone if other == order), ZERO)
        units = books.shelf.open_units(order) - sent
        if units > 0:
            books.shelf.cancel(order, units)


def _cancel_all_back(books: Books, _value: Any, _step: Mapping[str, Any]) -> None:
    _cancel_all(books, None, {})
    for order, units in books.gone:
        books.shelf.take_back(order, units)


Step = Callable[[Books, Any, Mapping[str, Any]], None]
STEPS: dict[str, Step] = {
    "set_on_hand": _set,
    "adjust": _adjust,
    "add_to_cart": _add,
    "change_line": _change_line,
    "cart_a_add": _adds("a"),
    "cart_b_add": _adds("b"),
    "cart_a_checkout": _completes("a"),
    "cart_b_complete": _completes("b"),
    "allocate": _allocate,
    "preorder": _allocate,
    "deallocate": _free,
    "decrease_allocation": _free,
    "cancel": _free,
    "ship": _ship,
    "fulfil": _ship,
    "ship_all": _ship_all,
    "cancel_fulfilment": _unship,
    "cancel_order": _cancel_all,
    "cancel_order_with_restock": _cancel_all_back,
}


def _order_of_lines(given: Given, shelf: Shelf) -> dict[str, Any]:
    if given.steps != ["complete_order"]:
        raise Unfit("lines with other steps than complete_order")
    shelf.open_place(HERE)
    for line in given.lines:
        shelf.article(line.sku, tracked=line.tracked)
        if line.tracked:
            shelf.receive(HERE, line.on_hand, article=line.sku)
    try:
        shelf.order({line.sku: line.qty for line in given.lines})
        error = None
    except Short:
        error = "insufficient_stock"
    sums = {line.sku: shelf.counter("allocated", line.sku) for line in given.lines}
    return {"allocated": sums, "error": error}


def _counters(books: Books) -> dict[str, Any]:
    on_hand, allocated = books.shelf.counter("on_hand"), books.shelf.counter("allocated")
    return {"on_hand": on_hand, "quantity": on_hand, "allocated": allocated}


def _answers(books: Books, wanted: Any) -> dict[str, Any]:
    shelf = books.shelf
    found = shelf.read()
    moved = [(kind, units) for kind, units in shelf.entries(after=books.begun) if units]
    places = {
        name: {
            "quantity": shelf.counter("on_hand", at=name),
            "allocated": shelf.counter("allocated", at=name),
        }
        for name in shelf.places
    }
    return {
        **places,
        **_counters(books),
        "available": found.available,
        "available_at": {name: found.by_location.get(shelf.code(name), ZERO) for name in shelf.places},
        "preordered": shelf.counter("allocated"),
        "movements": _movements(wanted, moved),
        "line_qty": books.line,
        "cart_lines": 1 if books.line else 0,
        "sold": books.sold,
        "error": books.error,
    }


def _movements(wanted: Any, moved: Sequence[tuple[str, Decimal]]) -> list[Any]:
    """What on hand changed by, entry by entry: as signed numbers, or with what each was, as the case asks."""
    if not any(isinstance(each, Mapping) for each in wanted or ()):
        return [units for _kind, units in moved]
    return [{"type": "sale" if kind in SHIPPED else "cancellation", "qty": units} for kind, units in moved]
