"""Changing many values of many products at once, in one transaction; conflicts and faults stand at their cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from app.core.errors import Conflict, Invalid
from app.core.i18n import gettext as _
from app.core.money import LARGEST_AMOUNT
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.edits import Cell
from app.domains.pricing import service as pricing
from app.domains.pricing.types import Price
from app.flows import guard_margin
from app.flows.guard_margin import Kept
from app.flows.refresh_listings import refresh_listings
from app.flows.say_pictures import refuse_wordless
from app.flows.within_plan import within_plan

MOST_PRODUCTS = 1000
PRICE_FIELDS = {"price": "amount", "compare_at": "compare_at"}
Act = Literal["status", "tag", "untag", "put", "take", "brand", "kind"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was changed (`edit_id` undoes it; None when nothing was) and by cell key why others were not.

    `waiting`: prices that somebody must approve.
    """

    edit_id: UUID | None = None
    products: int = 0
    cells: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    waiting: int = 0


@within_plan("products", "skus")
def change_cells(cells: Sequence[Cell], *, only_good: bool = False, undoes: UUID | None = None) -> Outcome:
    """Write all cells, or with `only_good` those that can be. Else writes nothing when one has a fault.

    A cell whose value is no longer what the person saw is a fault.
    """
    cells = [cell for cell in cells if cell.was != cell.now]
    prices = _prices_of(cells)
    faults = check(cells, prices)
    good = [cell for cell in cells if cell.key not in faults]
    if not good or (faults and not only_good):
        return Outcome(faults=faults)
    published = [cell.id for cell in good if cell.field == "status" and cell.now == "active"]
    catalog.refuse_unapproved_among(published)
    refuse_wordless(published)
    touched = catalog.write_cells(good)
    kept = _write_prices(good, prices)
    refresh_listings(touched)
    good = [cell for cell in good if cell.kind != "price" or cell.id not in kept.held]
    if not good:
        return Outcome(faults=faults, waiting=kept.waiting)
    edit = catalog.keep_edit(good, len(touched), undoes=undoes)
    return Outcome(edit.id, len(touched), len(good), faults, kept.waiting)


def check(cells: Sequence[Cell], prices: dict[UUID, Price] | None = None) -> dict[str, str]:
    """By cell key why it cannot be written; amounts of one variant stand or fall together."""
    prices = _prices_of(cells) if prices is None else prices
    held = catalog.values_now(cells)
    held |= {cell.key: _price_now(prices, cell) for cell in cells if cell.kind == "price"}
    faults = catalog.cell_faults(cells)
    faults |= _price_faults(cells, prices)
    faults |= {cell.key: _stale(cell, held) for cell in cells if _stale(cell, held)}
    bad_rows = {cell.id for cell in cells if cell.kind == "price" and cell.key in faults}
    for cell in cells:
        if cell.kind == "price" and cell.id in bad_rows:
            faults.setdefault(cell.key, _("Mend the other amount of this row first"))
    return faults


def undo(edit_id: UUID) -> Outcome:
    """Take an edit of mine back by a counter-change. Raises NotFound, Conflict when values changed since."""
    outcome = change_cells(catalog.edit_to_undo(edit_id), undoes=edit_id)
    if outcome.faults:
        raise Conflict(_("Somebody changed these products since; nothing was undone"), fields=outcome.faults)
    return outcome


def act(product_ids: Sequence[UUID], what: Act, value: str) -> Outcome:
    """Do one thing to many products. Raises Invalid at `value`, or when there are too many; NotApproved."""
    if len(product_ids) > MOST_PRODUCTS:
        raise Invalid(_("Change at most %(max)s products at once", max=MOST_PRODUCTS))
    value = " ".join(value.split())
    if not value and what not in ("brand", "kind"):
        raise Invalid(_("Some fields need another look"), fields={"value": _("Fill this in")})
    if (what, value) == ("status", "active"):
        catalog.refuse_unapproved_among(product_ids)
        refuse_wordless(product_ids)
    name = {"tag": "tags", "untag": "tags", "put": "categories", "take": "categories"}.get(what, what)
    asked = [Cell("product", each, name, None, None) for each in dict.fromkeys(product_ids)]
    held = catalog.values_now(asked)
    cells = [
        Cell("product", cell.id, name, held[cell.key], _changed(held[cell.key], what, value))
        for cell in asked
        if cell.key in held
    ]
    outcome = change_cells(cells)
    if outcome.faults:
        words = next(iter(outcome.faults.values()))
        raise Invalid(_("Some fields need another look"), fields={"value": words})
    return outcome


def _changed(held: Any, what: Act, value: str) -> Any:
    match what:
        case "tag" | "put":
            return held if value in held else [*held, value]
        case "untag" | "take":
            return [each for each in held if each != value]
        case _:
            return value


def _stale(cell: Cell, held: dict[str, Any]) -> str:
    if cell.key not in held:
        return _("This is no longer there")
    now, was = held[cell.key], cell.was
    same = sorted(now) == sorted(was or []) if isinstance(now, list) else now == was
    if same:
        return ""
    return _("Somebody else changed this in the meantime. Load the page again to see it")


def _prices_of(cells: Sequence[Cell]) -> dict[UUID, Price]:
    wanted = {cell.id for cell in cells if cell.kind == "price"}
    return pricing.base_prices(wanted, current_tenant().currency) if wanted else {}


def _price_now(prices: dict[UUID, Price], cell: Cell) -> int | None:
    price = prices.get(cell.id)
    return getattr(price, PRICE_FIELDS[cell.field]) if price and cell.field in PRICE_FIELDS else None


def _wanted_prices(cells: Sequence[Cell], prices: dict[UUID, Price]) -> dict[UUID, dict[str, Any]]:
    """Each variant's price as it would be with all its cells written."""
    wanted: dict[UUID, dict[str, Any]] = {}
    for cell in cells:
        if cell.kind == "price":
            old = prices.get(cell.id)
            start = {name: getattr(old, kept) if old else None for name, kept in PRICE_FIELDS.items()}
            wanted.setdefault(cell.id, start)[cell.field] = cell.now
    return wanted


def _price_faults(cells: Sequence[Cell], prices: dict[UUID, Price]) -> dict[str, str]:
    faults: dict[str, str] = {}
    wanted = _wanted_prices(cells, prices)
    for cell in (each for each in cells if each.kind == "price"):
        both = wanted[cell.id]
        price, compare_at = both["price"], both["compare_at"]
        if cell.field not in PRICE_FIELDS:
            faults[cell.key] = _("This cannot be changed here")
        elif cell.now is not None and not 0 <= cell.now <= LARGEST_AMOUNT:
            faults[cell.key] = _("An amount is not below 0")
        elif price is None:
            faults[cell.key] = _("A variant needs a price")
        elif compare_at is not None and compare_at <= price:
            faults[cell.key] = _("The former price must be above the price")
    return faults


def _write_prices(cells: Sequence[Cell], prices: dict[UUID, Price]) -> Kept:
    currency = current_tenant().currency
    return guard_margin.set_base_prices(
        Price(variant_id, currency, both["price"], compare_at=both["compare_at"])
        for variant_id, both in _wanted_prices(cells, prices).items()
    )
