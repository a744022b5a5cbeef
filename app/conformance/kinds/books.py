"""The articles of a `ledger` case as it goes on: who was promised what, what left, and the counters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from uuid import UUID

from app.conformance.cases import Unfit
from app.conformance.kinds.ledger_given import ZERO, Counters, Given
from app.conformance.shelf import Amounts, Shelf
from app.domains.channels.types import StockRules
from app.domains.inventory.service import PastZero


@dataclass
class Promise:
    """A line of an order: `open` units wait to leave its place, `sent` ones left."""

    order: UUID
    line: UUID
    article: str
    place: str | None
    open: Decimal
    sent: Decimal = ZERO


Parts = list[tuple[Promise, Decimal]]


@dataclass
class Books:
    """One case under way. `lines`: the quantities in the lines of a cart, by its name; `errors`: one a step.

    `lends`: a place may send what was promised from another.
    """

    shelf: Shelf
    given: Given
    openings: dict[str, list[Counters]]
    promises: list[Promise] = field(default_factory=list)
    parcels: list[Parts] = field(default_factory=list)
    carts: dict[str, UUID] = field(default_factory=dict)
    lends: bool = False
    lines: dict[str, list[Decimal]] = field(default_factory=dict)
    sold: Decimal = ZERO
    errors: list[str | None] = field(default_factory=list)

    @property
    def places(self) -> list[str]:
        """In the order in which the case names them."""
        return list(dict.fromkeys(each.loc for found in self.openings.values() for each in found))

    @property
    def only_article(self) -> str:
        """Raises Unfit where there are several."""
        if len(self.openings) > 1:
            raise Unfit("a step that names no product, with several")
        return next(iter(self.openings))

    @property
    def only_place(self) -> str:
        """Raises Unfit where there are several."""
        if len(self.places) > 1:
            raise Unfit("a step that names no location, with several")
        return self.places[0]

    def order(self, wanted: Amounts, *, at: str | None = None) -> list[Promise]:
        """Somebody buys these. Raises Short."""
        order = self.shelf.order(wanted, at=at)
        return self.note(order)

    def note(self, order: UUID) -> list[Promise]:
        """Remember what a new order was promised."""
        articles = {self.shelf.sku(name): name for name in self.openings}
        places = {location: name for name, location in self.shelf.places.items()}
        made = [
            Promise(order, line.id, articles[line.sku], places.get(line.location_id), line.quantity)  # type: ignore[arg-type]
            for line in self.shelf.lines(order)
        ]
        self.promises += made
        return made

    def pick(
        self, units: Decimal, what: Literal["open", "sent"], *, article: str | None = None, place: str | None = None
    ) -> tuple[Parts, Decimal]:  # fmt: skip
        """So many units of the oldest promises, and how many there were too few."""
        parts, left = Parts(), units
        for promise in self.promises:
            if article in (None, promise.article) and place in (None, promise.place):
                took = min(left, getattr(promise, what))
                if took > 0:
                    parts.append((promise, took))
                    left -= took
        return parts, left

    def lend(self, units: Decimal, *, to: str) -> tuple[Parts, Decimal]:
        """So many units of the oldest promises of other places, and how many there were too few."""
        parts, left = Parts(), units
        for place in (each for each in self.places if each != to and self.lends):
            more, left = self.pick(left, "open", place=place)
            parts += more
        return parts, left

    def state(self, article: str, place: str) -> dict[str, Decimal]:
        """The counters of an article at a place."""
        on_hand, allocated = (
            self.shelf.counter(name, article, at=place) for name in ("on_hand", "allocated")
        )
        sent = sum((p.sent for p in self.promises if p.article == article and p.place == place), ZERO)
        return {"on_hand": on_hand, "quantity": on_hand, "allocated": allocated, "shipped": sent}

    def states(self) -> dict[tuple[str, str], dict[str, Decimal]]:
        """All counters."""
        return {
            (article, each.loc): self.state(article, each.loc)
            for article, found in self.openings.items()
            for each in found
        }


def by_order(parts: Parts) -> dict[UUID, dict[UUID, Decimal]]:
    """Order -> line -> units."""
    found: dict[UUID, dict[UUID, Decimal]] = {}
    for promise, units in parts:
        found.setdefault(promise.order, {})[promise.line] = units
    return found


def summed(states: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """The counters of several places together."""
    total: dict[str, Decimal] = {}
    for state in states:
        for name, units in state.items():
            total[name] = total.get(name, ZERO) + units
    return total


def begin(books: Books) -> None:
    """Let it be as the case begins: bought and sent for what is promised and gone, then counted."""
    given, shelf = books.given, books.shelf
    if given.threshold and len(books.places) > 1:
        raise Unfit("threshold over several locations")
    for place in books.places:
        shelf.open_place(place)
    for article, found in books.openings.items():
        shelf.article(article, tracked=given.tracks(article), past_zero=_past_zero(given))
        for each in found if given.tracks(article) else ():
            _stock(books, article, each)
    if given.preordered:
        books.order({books.only_article: given.preordered})
    if given.threshold > 0:
        shelf.keep_back(given.threshold, article=books.only_article)


def _past_zero(given: Given) -> PastZero | None:
    if given.preorder_threshold is not None:
        return PastZero(allowed=True, limit=given.preorder_threshold, preorder=True)
    return PastZero(allowed=True, limit=-given.threshold) if given.threshold < 0 else None


def _stock(books: Books, article: str, place: Counters) -> None:
    shelf, at = books.shelf, place.loc if len(books.places) > 1 else None
    if place.there < 0:
        raise Unfit("stock below zero")
    shelf.receive(place.loc, max(place.there, place.allocated) + place.shipped, article=article)
    if place.shipped:
        for promise in books.order({article: place.shipped}, at=at):
            shelf.ship([(promise.order, {promise.line: promise.open})])
            promise.open, promise.sent = ZERO, promise.open
            books.parcels.append([(promise, promise.sent)])
    if place.allocated:
        books.order({article: place.allocated}, at=at)
    if place.allocated > place.there:
        shelf.count(place.loc, place.there, article=article)


def rules_for(given: Given, rules: StockRules) -> StockRules:
    """Where stock lies in several places and nothing is said of it, an order may draw on all of them."""
    several = len({each.loc for found in given.openings().values() for each in found}) > 1
    spread = several and rules.take_from == "one_place"
    return replace(rules, take_from="in_order") if spread else rules


def amounts(value: Any) -> Decimal:
    """A number of a case. Raises Unfit."""
    try:
        if isinstance(value, int | float | Decimal | str) and not isinstance(value, bool):
            return Decimal(str(value))
    except InvalidOperation:
        pass
    raise Unfit(f"a number was looked for, not {value}")
