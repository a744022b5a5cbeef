"""Purchase orders: drafted, sent, received in parts."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.places import place_id
from app.api.schemas import (
    Body,
    Count,
    Cursor,
    Money,
    Note,
    Params,
    Quantity,
    Reply,
    Word,
    number,
    problems,
    reply,
)
from app.api.suppliers import Minor
from app.core.ids import new_id
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import UnknownPurchase
from app.domains.inventory.service import CameLot, Counted, Delivery
from app.queries import item_finder, purchase_board
from app.queries.purchase_board import Line, Purchase, PurchasePage
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_purchase_orders", __name__, url_prefix="/api/v1/purchase-orders", abp_tags=[Tag(name="Purchasing")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Status = Literal["draft", "sent", "partly_received", "received", "cancelled"]
RATE_ONE = 1_000_000


class PurchaseLineBody(Body):
    sku: Word
    quantity: Annotated[Quantity, Field(description="units; whole packs are ordered")]
    cost: Annotated[Minor | None, Field(description="of a pack; the supplier's, unless said")] = None


class PurchaseBody(Body):
    supplier: UUID
    location: Annotated[Word, Field(description="code of the place that receives it")]
    lines: Annotated[list[PurchaseLineBody], Field(min_length=1, max_length=500)]
    expected_on: date | None = None
    note: Note = ""
    send: Annotated[bool, Field(description="the supplier has it: its units are expected from now on")] = (
        False
    )


class ReceiptLotBody(Body):
    lot: Annotated[Word, Field(description="as it is printed on the goods", max_length=80)]
    quantity: Annotated[Count, Field(gt=0)]
    expires_on: Annotated[date | None, Field(description="the last day on which it may be sold")] = None


class ReceiptLineBody(Body):
    sku: Annotated[Word, Field(description="or barcode, or the supplier's number")]
    received: Annotated[Count, Field(description="sound ones")]
    damaged: Count = Decimal(0)
    serials: Annotated[
        list[Word], Field(max_length=1000, description="numbers of the sound ones, each once")
    ] = []
    lots: Annotated[
        list[ReceiptLotBody], Field(max_length=200, description="what of the sound ones is of which lot")
    ] = []


class ReceiptBody(Body):
    id: Annotated[UUID | None, Field(description="of the receipt, chosen by you: booked once")] = None
    lines: Annotated[list[ReceiptLineBody], Field(min_length=1, max_length=500)]
    last: Annotated[bool, Field(description="nothing more comes: what is missing is short")] = False
    note: Note = ""


class PurchaseLineReply(Reply):
    sku: str
    supplier_sku: str
    quantity: float
    pack_size: float
    cost: Money
    received: float
    open: float


class DifferenceReply(Reply):
    kind: str
    sku: str
    quantity: float
    settled: bool


class PurchaseReply(Reply):
    id: UUID
    number: int
    status: Status
    supplier: UUID
    location: str
    expected_on: date | None
    total: Money
    units: float
    received: float
    note: str
    created_at: datetime
    sent_at: datetime | None


class PurchaseCame(PurchaseReply):
    """What is still open stands in the lines; what differed, on the order."""

    lines: list[PurchaseLineReply]


class PurchaseDetail(PurchaseCame):
    """`differences`: more or less than was ordered, damaged, or not on the order."""

    differences: list[DifferenceReply]


class PurchaseList(Reply):
    items: list[PurchaseReply]
    next: str | None


class PurchasesQuery(Params):
    status: Literal["", "open", "late"] | Status = ""
    supplier: UUID | None = None
    location: Word | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class PurchasePath(Params):
    purchase_id: UUID


STEP = {200: PurchaseDetail, **problems(400, 401, 403, 404, 409)}


@bp.get("", responses={200: PurchaseList, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_purchases(query: PurchasesQuery) -> Response:
    """Purchase orders, newest first. `open` are on their way, `late` should have come."""
    page = purchase_board.purchases(
        view=query.status, supplier=str(query.supplier or ""),
        location=str(place_id(query.location) or ""),
        cursor=query.cursor, limit=query.limit,
    )  # fmt: skip
    return reply({"items": [_head(row) for row in page.items], "next": page.next})


@bp.post("", responses={201: PurchaseDetail, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def order_goods(body: PurchaseBody) -> Response:
    """Draft an order with a supplier, and send it if said."""
    made = inventory.open_purchase(body.supplier, inventory.find_location(body.location).id)
    meant = item_finder.meant(line.sku for line in body.lines)
    for line in body.lines:
        inventory.set_purchase_line(made.id, meant[line.sku], line.quantity, pack_cost=line.cost)
    expected = body.expected_on or made.expected_on
    inventory.change_purchase(
        made.id, expected_on=expected, note=body.note, rate_micro=made.rate_micro or RATE_ONE
    )
    if body.send:
        inventory.send_purchase(made.id)
    return _shown(made.id, 201)


@bp.get("/<uuid:purchase_id>", responses={200: PurchaseDetail, **problems(401, 403, 404)})
@requires(Scope.STOCK_READ)
def show_purchase(path: PurchasePath) -> Response:
    """One order with its lines and what differed."""
    return _shown(path.purchase_id)


@bp.post("/<uuid:purchase_id>/sending", responses=STEP)
@requires(Scope.STOCK_WRITE)
def send_purchase(path: PurchasePath) -> Response:
    """The supplier has it: its units are expected from now on."""
    inventory.send_purchase(path.purchase_id)
    return _shown(path.purchase_id)


@bp.post("/<uuid:purchase_id>/receipts", responses=STEP | {200: PurchaseCame})
@requires(Scope.STOCK_WRITE)
def receive_goods(path: PurchasePath, body: ReceiptBody) -> Response:
    """Some of it came, or the rest: what was counted goes into stock, what differs is listed."""
    page = _page(path.purchase_id)
    inventory.receive_purchase(body.id or new_id(), path.purchase_id, _delivery(page.lines, body))
    page = _page(path.purchase_id)
    return reply(_head(page.order) | {"lines": _lines(page)})


@bp.post("/<uuid:purchase_id>/cancellation", responses=STEP)
@requires(Scope.STOCK_WRITE)
def cancel_purchase(path: PurchasePath) -> Response:
    """Nothing of it will come."""
    inventory.cancel_purchase(path.purchase_id)
    return _shown(path.purchase_id)


def _delivery(lines: Sequence[Line], body: ReceiptBody) -> Delivery:
    """What was counted, by line; what is not on the order by its code."""
    meant = item_finder.meant(each.sku for each in body.lines)
    by_code = {code: line.id for line in lines for code in (*line.codes, line.sku)}
    counted: dict[UUID, Counted] = {}
    serials: dict[UUID, list[str]] = {}
    lots: dict[UUID, list[CameLot]] = {}
    unknown: dict[str, Decimal] = {}
    for each in body.lines:
        line = by_code.get(meant[each.sku]) or by_code.get(each.sku)
        if line is None:
            unknown[each.sku] = unknown.get(each.sku, Decimal(0)) + each.received + each.damaged
            continue
        before = counted.get(line, Counted())
        counted[line] = Counted(before.sound + each.received, before.damaged + each.damaged)
        serials.setdefault(line, []).extend(each.serials)
        lots.setdefault(line, []).extend(CameLot(lot.lot, lot.quantity, lot.expires_on) for lot in each.lots)
    named = {line: inventory.read_each(codes) for line, codes in serials.items() if codes}
    return Delivery(counted, named, unknown, last=body.last, note=body.note, lots=lots)


def _page(purchase_id: UUID) -> PurchasePage:
    page = purchase_board.purchase(purchase_id)
    if page is None:
        raise UnknownPurchase("There is no such purchase order")
    return page


def _shown(purchase_id: UUID, status: int = 200) -> Response:
    page = _page(purchase_id)
    differences = [
        {"kind": each.kind, "sku": each.sku, "quantity": number(each.quantity), "settled": each.resolved_at is not None}
        for each in page.differences
    ]  # fmt: skip
    return reply(_head(page.order) | {"lines": _lines(page), "differences": differences}, status)


def _lines(page: PurchasePage) -> list[dict[str, Any]]:
    currency = page.order.currency
    return [
        {
            "sku": line.sku, "supplier_sku": line.supplier_sku, "quantity": number(line.quantity),
            "pack_size": number(line.pack_size), "cost": {"amount": line.pack_cost, "currency": currency},
            "received": number(line.received), "open": number(line.open),
        }
        for line in page.lines
    ]  # fmt: skip


def _head(row: Purchase) -> dict[str, Any]:
    return {
        "id": row.id, "number": row.number, "status": row.status, "supplier": row.supplier_id,
        "location": row.location_code, "expected_on": row.expected_on,
        "total": {"amount": row.total, "currency": row.currency}, "units": number(row.units),
        "received": number(row.came), "note": row.note, "created_at": row.created_at, "sent_at": row.sent_at,
    }  # fmt: skip
