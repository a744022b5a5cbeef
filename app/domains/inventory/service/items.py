"""Stock items: what is counted, and which variants draw how many of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from app.core import clock
from app.core.db import db, run
from app.core.i18n import gettext as _
from app.domains.inventory import item_repo, repo
from app.domains.inventory.errors import DrawsOthers, UnknownItem
from app.domains.inventory.models import StockItem, VariantStock


def ensure_items(rows: Sequence[Mapping[str, Any]]) -> dict[UUID, UUID]:
    """Make stock items for variants that have none, in two statements.

    Each row: `variant_id`, `sku`, `tracked`, `backorder`. Returns variant id -> stock item id. Existing items take
    the row's `tracked` and `backorder`.
    """
    if not rows:
        return {}
    made = item_repo.put_items(rows, now=clock.now())
    item_repo.link_items([(row["variant_id"], made[row["sku"]]) for row in rows])
    return {row["variant_id"]: made[row["sku"]] for row in rows}


def open_levels(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Make the level rows of (stock item, location) pairs where they are missing."""
    repo.open_levels(pairs)


def find_item(sku: str) -> StockItem:
    """The stock item that a variant's SKU draws, or the item of that SKU. Raises UnknownItem, DrawsOthers."""
    drawn = run(item_repo.FIND, {"sku": sku}).first()
    if drawn is not None and (drawn.draws > 1 or drawn.quantity != 1):
        raise DrawsOthers(_("%(sku)s is a bundle: count what it consists of instead", sku=sku), sku=sku)
    wanted = StockItem.id == drawn.id if drawn is not None else StockItem.sku == sku
    item = db.session.scalar(select(StockItem).where(wanted))
    if item is None:
        raise UnknownItem(_("No stock is kept under this SKU"), sku=sku)
    return item


def items_by_id(item_ids: Sequence[UUID]) -> dict[UUID, StockItem]:
    """The stock items of these ids."""
    found = db.session.scalars(select(StockItem).where(StockItem.id.in_(item_ids)))
    return {item.id: item for item in found}


def draws_of(variant_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, Decimal]]:
    """What variants draw per unit: stock item -> quantity."""
    return item_repo.draws_of(variant_ids)


def has_own_stock(variant_id: UUID) -> bool:
    """Whether anything lies, is promised or comes of what a variant draws."""
    return bool(run(item_repo.OWN_STOCK, {"variant": variant_id}).scalar())


def count_items(variant_ids: Sequence[UUID], *, counted: bool) -> None:
    """Count what these variants draw from now on, or never again."""
    drawn = select(VariantStock.stock_item_id).where(VariantStock.variant_id.in_(variant_ids))
    db.session.execute(update(StockItem).where(StockItem.id.in_(drawn)).values(tracked=counted))


def set_draws(variant_id: UUID, draws: Mapping[UUID, Decimal]) -> None:
    """Let a variant draw these stock items, so many of each per unit, and no others."""
    db.session.execute(delete(VariantStock).where(VariantStock.variant_id == variant_id))
    if draws:
        db.session.execute(
            insert(VariantStock),
            [
                {"variant_id": variant_id, "stock_item_id": item, "quantity": quantity}
                for item, quantity in sorted(draws.items())
            ],
        )


def rename_item(old_sku: str, new_sku: str) -> None:
    """Follow a variant's SKU."""
    db.session.execute(update(StockItem).where(StockItem.sku == old_sku).values(sku=new_sku))
