"""Purchase orders: drafted, sent, closed. What is open of a sent one is `incoming` where it will arrive."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import milli, minor_digits, round_div
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.inventory.errors import PurchaseState, UnknownLocation, UnknownPurchase
from app.domains.inventory.models import Location, PurchaseLine, PurchaseOrder, SupplierItem
from app.domains.inventory.service.items import find_item
from app.domains.inventory.service.moving import change
from app.domains.inventory.service.suppliers import supplier
from app.domains.inventory.types import Change

RATE_ONE = 1_000_000
COMING = ("sent", "partly_received")


def purchase(purchase_id: UUID, *, lock: bool = False) -> PurchaseOrder:
    """One purchase order for a location in the caller's scope. Raises UnknownPurchase."""
    found = db.session.get(PurchaseOrder, purchase_id, with_for_update=lock or None, populate_existing=lock)
    if found is None or not current_principal().may_at(found.location_id):
        raise UnknownPurchase(_("There is no such purchase order"))
    return found


def purchase_lines(purchase_id: UUID) -> list[PurchaseLine]:
    """The lines of an order, in their order."""
    own = select(PurchaseLine).where(PurchaseLine.purchase_id == purchase_id)
    return list(db.session.scalars(own.order_by(PurchaseLine.position, PurchaseLine.id)))


def line_total(line: PurchaseLine, quantity: Decimal | None = None) -> int:
    """What so many units of a line cost (all of it, if not said), in the order's currency, half up."""
    units = line.quantity if quantity is None else quantity
    return round_div(milli(units) * line.pack_cost, milli(line.pack_size))


def home_cost(order: PurchaseOrder, line: PurchaseLine, quantity: Decimal) -> int:
    """What so many units of a line cost in the shop's currency, rounded once."""
    digits = minor_digits(current_tenant().currency) - minor_digits(order.currency)
    above = milli(quantity) * line.pack_cost * order.rate_micro * 10 ** max(0, digits)
    return round_div(above, milli(line.pack_size) * RATE_ONE * 10 ** max(0, -digits))


def open_purchase(
    supplier_id: UUID, location_id: UUID, wanted: Mapping[UUID, Decimal] | None = None
) -> PurchaseOrder:
    """Draft an order; `wanted`: units of stock items, at the supplier's cost and in whole packs.

    Raises UnknownSupplier, UnknownLocation.
    """
    known, place = supplier(supplier_id), db.session.get(Location, location_id)
    if place is None or not place.active or not current_principal().may_at(location_id):
        raise UnknownLocation(_("There is no such location"))
    order = PurchaseOrder(
        id=new_id(), supplier_id=known.id, location_id=place.id, currency=known.currency,
        expected_on=clock.now().date() + timedelta(days=known.lead_days), created_by=current_principal().label,
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    for item_id, quantity in (wanted or {}).items():
        _put_line(order, item_id, quantity)
    _told(order, "drafted")
    return order


def set_purchase_line(
    purchase_id: UUID, sku: str, quantity: Decimal, *, pack_cost: int | None = None
) -> None:
    """Order so many units of an item, in a draft; the cost is the supplier's unless one is said.

    Raises UnknownItem, PurchaseState, Invalid at `quantity` or `cost`.
    """
    order = _draft(purchase_id)
    _put_line(order, find_item(sku).id, quantity, pack_cost)


def drop_purchase_line(purchase_id: UUID, line_id: UUID) -> None:
    """Take a line out of a draft. Raises UnknownPurchase, PurchaseState."""
    order = _draft(purchase_id)
    gone = delete(PurchaseLine).where(PurchaseLine.purchase_id == order.id, PurchaseLine.id == line_id)
    if db.session.scalar(gone.returning(PurchaseLine.id)) is None:
        raise UnknownPurchase(_("There is no such line"))


def change_purchase(purchase_id: UUID, *, expected_on: date | None, note: str, rate_micro: int) -> None:
    """Say when a draft is expected, in words what else, and what its currency is worth. Raises PurchaseState."""
    order = _draft(purchase_id)
    order.expected_on, order.note = expected_on, note
    order.rate_micro = RATE_ONE if order.currency == current_tenant().currency else rate_micro


def send_purchase(purchase_id: UUID) -> None:
    """The supplier has it: its units are expected from now on. Raises PurchaseState, Invalid when it is empty."""
    order = _draft(purchase_id)
    lines = purchase_lines(order.id)
    if not lines:
        raise Invalid(
            _("There is nothing on this order"), fields={"sku": _("Add what is ordered, then send it")}
        )
    order.status, order.sent_at = "sent", clock.now()
    _expect(order, {line.stock_item_id: line.quantity for line in lines})
    _told(order, "sent")


def cancel_purchase(purchase_id: UUID) -> None:
    """Nothing of it will come. Raises PurchaseState once something came: then close it instead."""
    order = purchase(purchase_id, lock=True)
    if order.status not in ("draft", "sent"):
        raise _refused(order)
    if order.status == "sent":
        _give_up(order, purchase_lines(order.id))
    order.status, order.closed_at = "cancelled", clock.now()
    _told(order, "cancelled")


def close_purchase(purchase_id: UUID) -> None:
    """What is still open will not come. Raises PurchaseState unless something came already."""
    order = purchase(purchase_id, lock=True)
    if order.status != "partly_received":
        raise _refused(order)
    settle_purchase(order, purchase_lines(order.id), last=True)
    _told(order, "closed")


def settle_purchase(order: PurchaseOrder, lines: Iterable[PurchaseLine], *, last: bool) -> None:
    """Give the order the state that its lines say; with `last`, what is open will not come."""
    every = list(lines)
    if last:
        _give_up(order, every)
    done = all(line.open == 0 for line in every)
    order.status = "received" if done else "partly_received"
    order.closed_at = clock.now() if done else None


def _give_up(order: PurchaseOrder, lines: Iterable[PurchaseLine]) -> None:
    still = {line: line.open for line in lines if line.open}
    _expect(order, {line.stock_item_id: -quantity for line, quantity in still.items()})
    for line, quantity in still.items():
        line.cancelled += quantity


def _expect(order: PurchaseOrder, units: Mapping[UUID, Decimal]) -> None:
    change(
        [Change(item, order.location_id, incoming=quantity) for item, quantity in units.items()],
        kind="expect", document="purchase", document_id=order.id,
    )  # fmt: skip


def _put_line(order: PurchaseOrder, item_id: UUID, quantity: Decimal, pack_cost: int | None = None) -> None:
    offer = db.session.scalar(
        select(SupplierItem).where(
            SupplierItem.supplier_id == order.supplier_id, SupplierItem.stock_item_id == item_id
        )
    )
    cost = pack_cost if pack_cost is not None else offer.cost if offer else None
    if cost is None:
        raise Invalid(
            _("What does it cost?"), fields={"cost": _("This supplier's cost is not known: enter it")}
        )
    size = offer.pack_size if offer else Decimal(1)
    packs = (quantity / size).to_integral_value(ROUND_CEILING)
    if packs < 1:
        raise Invalid(_("Nothing is ordered"), fields={"quantity": _("Enter a number above 0")})
    told: dict[str, Any] = {"quantity": packs * size, "pack_size": size, "pack_cost": cost}
    told["supplier_sku"] = offer.supplier_sku if offer else ""
    place = select(func.count()).where(PurchaseLine.purchase_id == order.id).scalar_subquery()
    line = insert(PurchaseLine).values(
        id=new_id(), purchase_id=order.id, stock_item_id=item_id, position=place, **told
    )
    db.session.execute(line.on_conflict_do_update(index_elements=["purchase_id", "stock_item_id"], set_=told))


def _draft(purchase_id: UUID) -> PurchaseOrder:
    order = purchase(purchase_id, lock=True)
    if order.status != "draft":
        raise _refused(order)
    return order


def _refused(order: PurchaseOrder) -> PurchaseState:
    return PurchaseState(_("This order's state does not allow it; look at it again"), state=order.status)


def _told(order: PurchaseOrder, what: str) -> None:
    audit.record(
        f"inventory.purchase_{what}",
        object_type="purchase_order",
        object_id=order.id,
        after={"number": order.number, "status": order.status},
    )
