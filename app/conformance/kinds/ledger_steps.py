"""The steps of a `ledger` case. One that is refused changes nothing and is the error."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from app.conformance.cases import Unfit
from app.conformance.kinds.books import Books, Parts, amounts, by_order
from app.conformance.kinds.ledger_given import ZERO
from app.conformance.shelf import Short
from app.domains.inventory.errors import BelowThreshold, BelowZero

SHORT = "insufficient_stock"
Facts = Mapping[str, Any]
Step = Callable[[Books, Any, Facts], str | None]
"""Does a step: the books, its value, all its keys. Answers an error that was told though something was done."""


def take(books: Books, step: Any) -> None:
    """Take a step. Raises Unfit for a word or key that is not known."""
    verb, facts = (step, {}) if isinstance(step, str) else _verb(step)
    do, allowed = STEPS.get(verb), MORE.get(verb, set())
    extra = set(facts) - {verb} - allowed
    if do is None or extra:
        raise Unfit(f"step {next(iter(sorted(extra)), verb)}")
    try:
        error = do(books, facts.get(verb), facts)
    except Short:
        error = SHORT
    except BelowThreshold:
        error = "below_threshold"
    except BelowZero:
        error = "negative_stock"
    books.errors.append(error)


def _verb(step: Any) -> tuple[str, Facts]:
    """The step's own word is the one that is known, wherever it stands."""
    if not isinstance(step, Mapping) or not step:
        raise Unfit(f"step {step}")
    return next((key for key in step if key in STEPS), next(iter(step))), step


def _set(books: Books, value: Any, _facts: Facts) -> None:
    books.shelf.count(books.only_place, amounts(value), article=books.only_article)


def _adjust(books: Books, value: Any, _facts: Facts) -> None:
    if amounts(value):
        books.shelf.adjust(books.only_place, amounts(value), article=books.only_article)


def _adds(name: str) -> Step:
    def add(books: Books, value: Any, _facts: Facts) -> str | None:
        if name in books.carts:
            fewer = books.shelf.add(books.carts[name], amounts(value))
        else:
            books.carts[name], fewer = books.shelf.cart({books.only_article: amounts(value)})
        books.lines[name] = books.shelf.in_cart(books.carts[name])
        return SHORT if fewer else None

    return add


def _change_line(books: Books, value: Any, _facts: Facts) -> str | None:
    if not books.lines.get("a"):
        raise Unfit("change_line without a line")
    fewer = books.shelf.change(books.carts["a"], amounts(value))
    books.lines["a"] = books.shelf.in_cart(books.carts["a"])
    return SHORT if fewer else None


def _completes(name: str) -> Step:
    def complete(books: Books, _value: Any, _facts: Facts) -> None:
        if name not in books.carts:
            raise Unfit(f"cart {name} was never filled")
        books.note(books.shelf.buy(books.carts[name]))
        books.sold += sum(books.lines[name], ZERO)

    return complete


def _allocate(books: Books, value: Any, _facts: Facts) -> None:
    books.order({books.only_article: amounts(value)})


def _complete_order(books: Books, _value: Any, _facts: Facts) -> None:
    if not books.given.lines:
        raise Unfit("complete_order without lines")
    books.order({line.sku: line.qty for line in books.given.lines})


def _order(books: Books, value: Any, _facts: Facts) -> None:
    """Each product at its place; all of it or nothing."""
    if not isinstance(value, Mapping) or not all(
        isinstance(each, Mapping) and set(each) == {"loc", "qty"} for each in value.values()
    ):
        raise Unfit("order that is not product -> loc, qty")
    wanted = [(product, str(each["loc"]), amounts(each["qty"])) for product, each in value.items()]
    for product, place, units in wanted:
        if product not in books.openings or place not in books.places:
            raise Unfit(f"order of {product} at {place}")
        if books.shelf.read(product, places=[place]).by_location.get(books.shelf.code(place), ZERO) < units:
            raise Short
    for product, place, units in wanted:
        books.order({product: units}, at=place if len(books.places) > 1 else None)


def _frees(*, clamp: bool = False) -> Step:
    """Units of the oldest open promises are cancelled; with `restock` shipped ones come back."""

    def free(books: Books, value: Any, facts: Facts) -> None:
        restock = bool(facts.get("restock"))
        parts = Parts()
        for article, units in (value if isinstance(value, Mapping) else {None: value}).items():
            found, left = books.pick(amounts(units), "sent" if restock else "open", article=article)
            parts += found
            if left and not clamp:
                raise BelowZero("more is given back than was promised")
        (_give_back if restock else _cancel)(books, parts)

    return free


def _cancel(books: Books, parts: Parts) -> None:
    for order, lines in by_order(parts).items():
        books.shelf.cancel(order, lines)
    for promise, units in parts:
        promise.open -= units


def _give_back(books: Books, parts: Parts) -> None:
    for order, lines in by_order(parts).items():
        books.shelf.take_back(order, lines)
    for promise, units in parts:
        promise.sent -= units


def _ship(books: Books, value: Any, facts: Facts) -> None:
    """Each shipment takes from the oldest open promises; a list leaves in one call, all or none."""
    place = facts.get("from")
    if place is not None and place not in books.places:
        raise Unfit(f"ship from {place}")
    shipments = [amounts(units) for units in (value if isinstance(value, list) else [value])]
    parcels = list[Parts]()
    try:
        for units in shipments:
            parts, left = books.pick(units, "open", place=place)
            if left and place is not None:
                lent, left = books.lend(left, to=place)
                parts += lent
            if left:
                _refuse_more(books, sum(shipments, ZERO), place)
            parcels.append(_moved(parts))
        books.shelf.ship([each for parts in parcels for each in by_order(parts).items()], sender=place)
    except (Short, Unfit):
        for parts in parcels:
            _moved([(promise, -units) for promise, units in parts])
        raise
    books.parcels += parcels


def _refuse_more(books: Books, units: Decimal, place: str | None) -> None:
    """More is to leave than was promised: where it is not even there, that is why; else nobody says whose it is."""
    there = (books.shelf.counter("on_hand", article, at=place) for article in books.openings)
    if units > sum(there, ZERO):
        raise Short
    raise Unfit("more is shipped than was promised there")


def _moved(parts: Parts) -> Parts:
    for promise, units in parts:
        promise.open -= units
        promise.sent += units
    return parts


def _ship_all(books: Books, _value: Any, _facts: Facts) -> None:
    parts = [(promise, promise.open) for promise in books.promises if promise.open]
    books.shelf.ship(by_order(parts).items())
    if parts:
        books.parcels.append(_moved(parts))


def _unship(books: Books, _value: Any, _facts: Facts) -> None:
    if not books.parcels:
        raise Unfit("cancel_fulfilment without one")
    parts = books.parcels.pop()
    if books.lends and len({promise.place for promise, _units in parts}) > 1:
        raise Unfit("cancel_fulfilment of what several places were to send")
    for order, units in by_order(parts).items():
        books.shelf.unship(order, units)
    _moved([(promise, -units) for promise, units in parts])


def _cancel_all(books: Books, _value: Any, _facts: Facts) -> None:
    _cancel(books, [(promise, promise.open) for promise in books.promises if promise.open])


def _cancel_all_back(books: Books, _value: Any, _facts: Facts) -> None:
    sent = [(promise, promise.sent) for promise in books.promises if promise.sent]
    _cancel_all(books, None, {})
    _give_back(books, sent)


STEPS: dict[str, Step] = {
    "set_on_hand": _set,
    "adjust": _adjust,
    "add_to_cart": _adds("a"),
    "change_line": _change_line,
    "cart_a_add": _adds("a"),
    "cart_b_add": _adds("b"),
    "cart_a_checkout": _completes("a"),
    "cart_b_checkout": _completes("b"),
    "cart_a_complete": _completes("a"),
    "cart_b_complete": _completes("b"),
    "allocate": _allocate,
    "preorder": _allocate,
    "complete_order": _complete_order,
    "order": _order,
    "deallocate": _frees(),
    "decrease_allocation": _frees(clamp=True),
    "cancel": _frees(),
    "ship": _ship,
    "fulfil": _ship,
    "ship_all": _ship_all,
    "cancel_fulfilment": _unship,
    "cancel_order": _cancel_all,
    "cancel_order_with_restock": _cancel_all_back,
}
MORE: dict[str, set[str]] = {"cancel": {"restock"}, "ship": {"from"}, "fulfil": {"from"}}
"""Keys that a step may have beside its own."""
