"""The locations and articles of one case, and what lies where: under names of its own, by the shop's own services."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select, update

from app.core.db import db, unit_of_work
from app.domains.catalog.types import ProductDraft
from app.domains.inventory import service as inventory
from app.domains.inventory.models import Location, StockLedger
from app.flows import adjust_stock
from app.flows.edit_product import create_product
from app.flows.product_content import VariantInput
from app.queries import availability as stock
from app.queries.availability import Availability


@dataclass
class Floor:
    """Names in a case are looked up here, never shown to the shop. `key` sets cases apart."""

    key: str
    places: dict[str, UUID] = field(default_factory=dict)
    variants: dict[str, UUID] = field(default_factory=dict)
    _named: dict[str, int] = field(default_factory=dict)

    def sku(self, name: str) -> str:
        return f"C{self.key}-{self._number(name)}"

    def code(self, name: str) -> str:
        return f"c{self.key}-{self._number(name)}".lower()

    def _number(self, name: str) -> int:
        """Any word may be a name in a case; codes and SKUs are choosier."""
        return self._named.setdefault(name, len(self._named) + 1)

    def open_place(self, name: str, *, priority: int = 100) -> None:
        """A warehouse that ships and hands out."""
        with unit_of_work():
            made = inventory.add_location(
                code=self.code(name), name=name, kind="warehouse", ships=True, offers_pickup=True, active=True,
                priority=priority,
            )  # fmt: skip
            self.places[name] = made.id

    def close_place(self, name: str) -> None:
        """Nobody sells from there any more."""
        with unit_of_work():
            db.session.execute(update(Location).where(Location.id == self.places[name]).values(active=False))

    def article(
        self, name: str = "A", *, tracked: bool = True, past_zero: inventory.PastZero | None = None
    ) -> None:
        """Something to sell for 10.00."""
        with unit_of_work():
            draft = ProductDraft(title=name, status="active")
            wanted = VariantInput(sku=self.sku(name), price=1000, tracked=tracked, backorder=False)
            product = create_product(draft, [wanted])
            self.variants[name] = product.id
        if past_zero is not None:
            with unit_of_work():
                item = inventory.find_item(self.sku(name))
                inventory.sell_past_zero(item, past_zero, opened_at=next(iter(self.places.values())))

    def receive(self, place: str, quantity: Decimal, *, article: str = "A") -> None:
        """Goods come in; with 0 the place is one that has the article, though none is left."""
        with unit_of_work():
            item = inventory.find_item(self.sku(article)).id
            inventory.receive({(item, self.places[place]): quantity}, reason="case")

    def count(self, place: str, quantity: Decimal, *, article: str = "A") -> None:
        """Somebody says what lies there. Raises BelowZero."""
        with unit_of_work():
            adjust_stock.count(
                sku=self.sku(article), location=self.code(place), quantity=quantity, reason="case"
            )

    def adjust(self, place: str, delta: Decimal, *, article: str = "A") -> None:
        """Somebody corrects what lies there. Raises BelowZero."""
        with unit_of_work():
            adjust_stock.adjust(sku=self.sku(article), location=self.code(place), delta=delta, reason="case")

    def keep_back(self, quantity: Decimal, *, article: str = "A") -> None:
        """So many are never sold."""
        with unit_of_work():
            inventory.set_safety(inventory.find_item(self.sku(article)), quantity)

    def counter(self, name: str, article: str = "A", *, at: str | None = None) -> Decimal:
        """A counter of an article, over all places or at one."""
        terms = [term for draw in self.read(article).draws for term in draw.terms]
        wanted = None if at is None else self.code(at)
        found = (getattr(term, name) for term in terms if wanted in (None, term.location))
        return sum(found, Decimal(0))

    def last_entry(self) -> int:
        """The ledger's newest row."""
        with unit_of_work():
            return int(db.session.scalar(select(func.coalesce(func.max(StockLedger.id), 0))) or 0)

    def entries(self, *, after: int) -> list[tuple[str, Decimal]]:
        """What later rows of the ledger did to on hand: (kind, units), zeros too."""
        with unit_of_work():
            rows = db.session.execute(
                select(StockLedger.kind, StockLedger.on_hand)
                .where(StockLedger.id > after)
                .order_by(StockLedger.id)
            )
            return [(row.kind, row.on_hand) for row in rows]

    def read(
        self, article: str = "A", *, places: Iterable[str] | None = None, held: UUID | None = None
    ) -> Availability:
        """What the engine says of an article, and why."""
        with unit_of_work():
            codes = None if places is None else [self.code(name) for name in places]
            return stock.availability(self.sku(article), channel="web", locations=codes, held=held)
