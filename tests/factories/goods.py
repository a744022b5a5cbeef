"""Things that can be sold: product, variants, prices, stock and the ledger that explains it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from app.core import clock
from app.core.db import db
from app.domains.inventory.models import StockLedger
from app.flows.refresh_listings import refresh_listings
from tests.support.units import joined

if TYPE_CHECKING:
    from tests.factories import Make


def product(
    make: "Make",
    *,
    sku: str | None = None,
    price: int = 1000,
    stock: int | Decimal | None = 10,
    location: Any = None,
    backorder: bool = False,
    category: Any = None,
    compare_at: int | None = None,
    **given: Any,
) -> Any:
    """A product with one variant, a price in minor units and stock at `location` (default main).

    `stock` None means not tracked. The row has `.variant`, `.sku`, `.stock_item` besides its columns.
    """
    with joined(make.tenant):
        made = make.bare_product(**given)
        made.variant = variant_of(
            make,
            made,
            sku=sku,
            price=price,
            stock=stock,
            location=location,
            backorder=backorder,
            compare_at=compare_at,
        )
        made.sku, made.stock_item = made.variant.sku, made.variant.stock_item
        if category is not None:
            make.product_category(category=category, product=made)
            refresh_listings([made.id])
        return made


def variant_of(
    make: "Make",
    product: Any,
    *,
    sku: str | None = None,
    price: int = 1000,
    stock: int | Decimal | None = 10,
    location: Any = None,
    backorder: bool = False,
    compare_at: int | None = None,
    **given: Any,
) -> Any:
    """One more variant of `product`, with price and stock; has `.stock_item` besides its columns."""
    with joined(make.tenant):
        made = make.variant(product=product, **({"sku": sku} if sku else {}), **given)
        make.price(variant=made, amount=price, compare_at=compare_at)
        item = make.stock_item(sku=made.sku, tracked=stock is not None, backorder=backorder)
        make.variant_stock(variant=made, stock_item=item)
        if stock is not None:
            stock_at(make, item, location or make.main_location(), stock)
        made.stock_item = item
        refresh_listings([made.product_id])
        return made


def stock_at(make: "Make", item: Any, location: Any, quantity: int | Decimal) -> Any:
    """On-hand stock of an item at a location, with the ledger row that explains it."""
    with joined(make.tenant):
        level = make.stock_level(stock_item=item, location=location, on_hand=Decimal(quantity))
        entry = {"at": clock.now(), "kind": "receipt", "stock_item_id": item.id, "location_id": location.id}
        if quantity:
            ledger = insert(StockLedger).values(
                **entry, on_hand=Decimal(quantity), reason="test", actor="system:test"
            )
            db.session.execute(ledger)
        return level


STORIES = (product, variant_of, stock_at)
