"""What a `ledger` case begins with, in each of the forms that it may be written in."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.conformance.cases import Unfit, Words

ZERO = Decimal(0)
HERE, ARTICLE = "L", "A"
"""The place and the article of a case that names none."""


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
    start: Any = None
    pair: str | list[str] = "[on_hand, allocated]"
    lines: list[LineGiven] = []
    threshold: Decimal = ZERO
    tracked: bool = True
    preorder_threshold: Decimal | None = None
    preordered: Decimal = ZERO
    steps: list[Any] = []
    alternatives: list[Any] | None = None

    @property
    def by_product(self) -> bool:
        """Whether `start` is product -> location -> figures."""
        return isinstance(self.start, Mapping) and any(
            isinstance(each, Mapping) for each in self.start.values()
        )

    @property
    def words(self) -> list[str]:
        """What the figures of a pair are."""
        return re.findall(r"\w+", self.pair) if isinstance(self.pair, str) else self.pair

    def openings(self) -> dict[str, list[Counters]]:
        """Article -> what of it is where. Raises Unfit."""
        if self.lines:
            return {line.sku: [Counters(on_hand=line.on_hand)] for line in self.lines}
        if self.by_product:
            return {
                product: [self._at(place, found) for place, found in places.items()]
                for product, places in self.start.items()
            }
        if isinstance(self.start, list):
            return {ARTICLE: [Counters.read(each) for each in self.start]}
        return {ARTICLE: [Counters.read(self.start or {})]}

    def tracks(self, article: str) -> bool:
        """Whether an article is counted."""
        return next((line.tracked for line in self.lines if line.sku == article), self.tracked)

    def _at(self, place: str, found: Any) -> Counters:
        if isinstance(found, Mapping):
            return Counters.read({"loc": place, **found})
        if not isinstance(found, list) or len(found) != len(self.words):
            raise Unfit(f"start.{place} is not what pair says")
        return Counters.read({"loc": place, **dict(zip(self.words, found, strict=True))})
