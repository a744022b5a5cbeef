"""Goods received against a purchase order: booked once, differences written down, cost kept with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import allocate, milli
from app.core.principal import current_principal
from app.domains.inventory.errors import PurchaseState, UnknownPurchase
from app.domains.inventory.events import StockChanged
from app.domains.inventory.models import (
    GoodsReceipt,
    PurchaseLine,
    PurchaseOrder,
    ReceiptDiscrepancy,
    ReceiptLine,
    Revaluation,
    StockItem,
)
from app.domains.inventory.service import lots, serials
from app.domains.inventory.service.bins import await_place
from app.domains.inventory.service.holding import recall_lot
from app.domains.inventory.service.moving import change
from app.domains.inventory.service.purchasing import (
    COMING,
    home_cost,
    purchase,
    purchase_lines,
    settle_purchase,
)
from app.domains.inventory.types import Change

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of an item came sound, and how many broken."""

    sound: Decimal = NONE
    damaged: Decimal = NONE

    @property
    def came(self) -> Decimal:
        return self.sound + self.damaged


@dataclass(frozen=True, slots=True)
class CameLot:
    """How many of the sound ones are of a lot; `expires_on`: the last day on which it may be sold."""

    code: str
    quantity: Decimal
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What somebody counted: by line of the order, and by code what is not on it.

    `serials`, by line: the numbers of the sound ones. `last`: nothing more comes, what is missing is short. `lots`, by
    line: what of the sound ones is of which lot; the rest is of none.
    """

    lines: Mapping[UUID, Counted]
    serials: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    unknown: Mapping[str, Decimal] = field(default_factory=dict)
    last: bool = False
    note: str = ""
    lots: Mapping[UUID, Sequence[CameLot]] = field(default_factory=dict)


def receive_purchase(receipt_id: UUID, purchase_id: UUID, delivery: Delivery) -> bool:
    """Book a delivery under an id chosen by who counts. False when it was booked before: nothing changes then.

    Raises UnknownPurchase, PurchaseState when nothing is expected (any more), Invalid when nothing was counted,
    SerialsNeeded and SerialRefused of items that are kept by serial number, ByLot where these are said to be of a lot.
    """
    order = purchase(purchase_id, lock=True)
    known = db.session.get(GoodsReceipt, receipt_id)
    if known is not None:
        if known.purchase_id != order.id:
            raise UnknownPurchase(_("There is no such purchase order"))
        return False
    if order.status not in COMING:
        raise PurchaseState(_("Nothing is expected on this order any more"), state=order.status)
    lines = purchase_lines(order.id)
    counted = _checked(lines, delivery)
    receipt = GoodsReceipt(
        id=receipt_id, purchase_id=order.id, location_id=order.location_id, received_at=clock.now(),
        received_by=current_principal().label, note=delivery.note,
    )  # fmt: skip
    db.session.add(receipt)
    db.session.flush()
    for line, each in counted.items():
        if codes := delivery.serials.get(line.id):
            spot = line.stock_item_id, order.location_id
            serials.name_coming(receipt.id, *spot, codes, exactly=each.sound)
    _book(receipt, order, counted)
    for line, each in counted.items():
        _put_in_lots(receipt, line.stock_item_id, each.sound, delivery.lots.get(line.id, ()))
    await_place(order.location_id, {line.stock_item_id: each.sound for line, each in counted.items()})
    _note_differences(receipt, lines, counted, delivery)
    for line, each in counted.items():
        line.received += each.came
    settle_purchase(order, lines, last=delivery.last)
    _told(order, receipt, counted)
    return True


def resolve_discrepancy(discrepancy_id: UUID) -> UUID:
    """Somebody has settled a difference; answers its receipt. Raises UnknownPurchase outside the caller's scope."""
    found = db.session.get(ReceiptDiscrepancy, discrepancy_id)
    receipt = db.session.get(GoodsReceipt, found.receipt_id) if found else None
    if found is None or receipt is None or not current_principal().may_at(receipt.location_id):
        raise UnknownPurchase(_("There is no such receipt"))
    if found.resolved_at is None:
        found.resolved_at, found.resolved_by = clock.now(), current_principal().label
    return receipt.id


def require_receipt_line(purchase_id: UUID, line_id: UUID) -> None:
    """Raises UnknownPurchase for a line of another order's receipt, also outside the caller's locations."""
    line = db.session.get(ReceiptLine, line_id)
    receipt = db.session.get(GoodsReceipt, line.receipt_id) if line else None
    known = receipt is not None and receipt.purchase_id == purchase_id
    if receipt is None or not known or not current_principal().may_at(receipt.location_id):
        raise UnknownPurchase(_("There is no such receipt"))


def correct_cost(purchase_id: UUID, line_id: UUID, cost: int, *, reason: str) -> None:
    """What the sound ones of a receipt's line really cost together: the difference is revalued by a worker.

    Raises UnknownPurchase, Invalid at `cost` or `reason`.
    """
    require_receipt_line(purchase_id, line_id)
    line = db.session.get_one(ReceiptLine, line_id, with_for_update=True, populate_existing=True)
    if cost < 0 or not line.quantity:
        raise Invalid(_("Some fields need another look"), fields={"cost": _("Enter 0 or more")})
    if not reason.strip():
        raise Invalid(_("Say why"), fields={"reason": _("Say why, such as the invoice's number")})
    if cost == line.cost:
        return
    db.session.add(
        Revaluation(
            id=new_id(), receipt_line_id=line.id, amount=cost - line.cost, reason=reason.strip(),
            actor=current_principal().label,
        )
    )  # fmt: skip
    audit.record(
        "inventory.cost_corrected", object_type="goods_receipt", object_id=line.receipt_id, reason=reason,
        before={"cost": line.cost}, after={"cost": cost},
    )  # fmt: skip
    line.cost = cost


def _checked(lines: Sequence[PurchaseLine], delivery: Delivery) -> dict[PurchaseLine, Counted]:
    """What came by line. Raises Invalid for less than nothing, or when nothing at all was counted."""
    every = [*delivery.lines.values(), *(Counted(quantity) for quantity in delivery.unknown.values())]
    if any(each.sound < 0 or each.damaged < 0 for each in every):
        raise Invalid(_("Some fields need another look"), fields={"count": _("Enter 0 or more")})
    if not any(each.came for each in every) and not delivery.last:
        raise Invalid(
            _("Nothing is counted yet"), fields={"code": _("Scan what came, or write the numbers down")}
        )
    return {line: delivery.lines[line.id] for line in lines if delivery.lines.get(line.id, Counted()).came}


def _book(receipt: GoodsReceipt, order: PurchaseOrder, counted: Mapping[PurchaseLine, Counted]) -> None:
    for line, each in counted.items():
        before, after = line.received, line.received + each.came
        total = home_cost(order, line, after) - home_cost(order, line, before)
        cost, _broken = allocate(total, [milli(each.sound), milli(each.damaged)])
        db.session.add(
            ReceiptLine(
                id=new_id(), receipt_id=receipt.id, stock_item_id=line.stock_item_id, quantity=each.sound,
                damaged=each.damaged, cost=cost,
            )
        )  # fmt: skip
    db.session.flush()
    change(
        [
            Change(
                line.stock_item_id, order.location_id, on_hand=each.sound, damaged=each.damaged,
                incoming=-min(each.came, line.open),
            )
            for line, each in counted.items()
        ],
        kind="receipt", reason=receipt.note, document="receipt", document_id=receipt.id,
    )  # fmt: skip


def _put_in_lots(receipt: GoodsReceipt, item_id: UUID, sound: Decimal, came: Sequence[CameLot]) -> None:
    """Say of which lots it is; one whose day has passed is on hold at once."""
    if any(each.quantity <= 0 for each in came) or sum((each.quantity for each in came), NONE) > sound:
        fault = _("These are more than came sound")
        raise Invalid(_("Some fields need another look"), fields={"lots": fault})
    for each in came:
        item = db.session.get_one(StockItem, item_id)
        lot = lots.open_lot(item, each.code, each.expires_on)
        there = Change(item_id, receipt.location_id, on_hand=each.quantity)
        lots.put(lot.id, there, kind="receipt", document="receipt", document_id=receipt.id)
        if lot.expires_on and lot.expires_on < lots.today():
            recall_lot(item, lot, reason="expired", note=lot.code)


def _note_differences(
    receipt: GoodsReceipt,
    lines: Sequence[PurchaseLine],
    counted: Mapping[PurchaseLine, Counted],
    delivery: Delivery,
) -> None:
    found: list[tuple[str, UUID | None, str, Decimal]] = []
    for line in lines:
        each = counted.get(line, Counted())
        short = line.open - each.came if delivery.last else NONE
        differ = (("over", each.came - line.open), ("short", short), ("damaged", each.damaged))
        found += [(kind, line.stock_item_id, "", many) for kind, many in differ if many > 0]
    found += [("unknown", None, code, many) for code, many in delivery.unknown.items() if many]
    for kind, item, code, many in found:
        db.session.add(
            ReceiptDiscrepancy(
                id=new_id(), receipt_id=receipt.id, kind=kind, stock_item_id=item, code=code, quantity=many
            )
        )


def _told(order: PurchaseOrder, receipt: GoodsReceipt, counted: Mapping[PurchaseLine, Counted]) -> None:
    audit.record(
        "inventory.goods_received",
        object_type="purchase_order",
        object_id=order.id,
        after={
            "receipt": str(receipt.id),
            "status": order.status,
            "came": str(sum((c.came for c in counted.values()), NONE)),
        },
    )
    if counted:
        events.record(
            StockChanged(stock_item_ids=[str(line.stock_item_id) for line in counted], reason="receipt")
        )


def receipts_of(purchase_id: UUID) -> list[GoodsReceipt]:
    """What came on an order, latest first."""
    own = select(GoodsReceipt).where(GoodsReceipt.purchase_id == purchase_id)
    return list(db.session.scalars(own.order_by(GoodsReceipt.received_at.desc())))
