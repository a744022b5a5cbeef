"""Transfers between places: asked for, approved, picked, dispatched, received."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.places import place_id
from app.api.schemas import Body, Count, Cursor, Note, Params, Reply, Word, number, problems, reply
from app.core.errors import Invalid
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.inventory import service as inventory
from app.domains.inventory.service import Arrived, Wish
from app.queries import item_finder, transfer_board
from app.queries.transfer_board import Line, Transfer, TransferPage
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_transfers", __name__, url_prefix="/api/v1/transfers", abp_tags=[Tag(name="Transfers")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Status = Literal["requested", "approved", "picked", "in_transit", "received", "refused", "cancelled"]


class TransferLineBody(Body):
    sku: Word
    quantity: Count


class TransferBody(Body):
    source: Annotated[Word, Field(description="code of the place that gives")]
    destination: Annotated[Word, Field(description="code of the place that takes")]
    lines: Annotated[list[TransferLineBody], Field(min_length=1, max_length=500)]
    note: Note = ""


class TransferPickBody(TransferLineBody):
    serials: Annotated[
        list[Word] | None, Field(max_length=1000, description="which units, of an item kept by serial number")
    ] = None


class TransferPickingBody(Body):
    lines: Annotated[
        list[TransferPickBody] | None,
        Field(max_length=500, description="fewer than approved, by SKU; others in full"),
    ] = None


class TransferStepBody(Body):
    lines: Annotated[
        list[TransferLineBody] | None,
        Field(max_length=500, description="fewer than asked or approved, by SKU; others in full"),
    ] = None


class TransferArrivalBody(Body):
    sku: Annotated[Word, Field(description="of the transfer, or whatever else came")]
    received: Annotated[Count, Field(description="fit for sale")]
    damaged: Count = Decimal(0)
    serials: Annotated[
        list[Word], Field(max_length=1000, description="which units, where not all that were sent came")
    ] = []


class TransferReceiptBody(Body):
    lines: Annotated[
        list[TransferArrivalBody] | None,
        Field(max_length=500, description="what came, by SKU; lines not named came as sent"),
    ] = None
    note: Note = ""


class TransferReasonBody(Body):
    reason: Note = ""


class TransferLineReply(Reply):
    """`discrepancy`: missing, over, damaged, unexpected (not on the list) or unknown (to the shop); else empty."""

    sku: str
    requested: float
    approved: float
    sent: float
    received: float
    damaged: float
    discrepancy: str
    settled: bool


class TransferStepReply(Reply):
    kind: str
    at: datetime
    by: str
    note: str


class TransferReply(Reply):
    id: UUID
    number: str
    status: Status
    source: str
    destination: str
    note: str
    created_at: datetime
    changed_at: datetime
    discrepancies: Annotated[int, Field(description="lines whose difference nobody has settled yet")]


class TransferDetail(TransferReply):
    lines: list[TransferLineReply]
    history: list[TransferStepReply]


class TransferList(Reply):
    items: list[TransferReply]
    next: str | None


class TransfersQuery(Params):
    status: Literal["", "open", "differs"] | Status = ""
    source: Word | None = None
    destination: Word | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class TransferPath(Params):
    transfer_id: UUID


@bp.get("", responses={200: TransferList, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_transfers(query: TransfersQuery) -> Response:
    """Transfers, newest first. `open` are those under way, `differs` those with a difference to settle."""
    page = transfer_board.transfers(
        state=query.status, source=place_id(query.source), destination=place_id(query.destination),
        cursor=query.cursor, limit=query.limit,
    )  # fmt: skip
    return reply({"items": [_head(row) for row in page.items], "next": page.next})


@bp.get("/<uuid:transfer_id>", responses={200: TransferDetail, **problems(401, 403, 404)})
@requires(Scope.STOCK_READ)
def show_transfer(path: TransferPath) -> Response:
    """One transfer with its lines and who did what when."""
    return _shown(path.transfer_id)


@bp.post("", responses={201: TransferDetail, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def request_transfer(body: TransferBody) -> Response:
    """Ask for goods. Nothing moves before it is approved."""
    meant = item_finder.meant(line.sku for line in body.lines)
    made = inventory.request_transfer(
        source=inventory.find_location(body.source).id,
        destination=inventory.find_location(body.destination).id,
        wishes=[Wish(meant[line.sku], line.quantity) for line in body.lines],
        note=body.note,
    )
    return _shown(made.id, 201)


@bp.post("/<uuid:transfer_id>/approval", responses={200: TransferDetail, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def approve_transfer(path: TransferPath, body: TransferStepBody) -> Response:
    """Grant it: the goods are allocated at the source and cannot be sold away."""
    inventory.approve_transfer(path.transfer_id, _by_line(path.transfer_id, body.lines))
    return _shown(path.transfer_id)


@bp.post("/<uuid:transfer_id>/refusal", responses={200: TransferDetail, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def refuse_transfer(path: TransferPath, body: TransferReasonBody) -> Response:
    """Say no, with the reason."""
    inventory.refuse_transfer(path.transfer_id, reason=body.reason)
    return _shown(path.transfer_id)


@bp.post("/<uuid:transfer_id>/picking", responses={200: TransferDetail, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def pick_transfer(path: TransferPath, body: TransferPickingBody) -> Response:
    """The goods are off the shelf; what was approved beyond them is free again."""
    inventory.pick_transfer(path.transfer_id, _by_line(path.transfer_id, body.lines))
    items = {line.sku: line.item_id for line in transfer_board.transfer(path.transfer_id).lines}
    meant = item_finder.meant(each.sku for each in body.lines or ())
    inventory.choose_for_transfer(
        path.transfer_id,
        {
            item: inventory.read_codes("\n".join(each.serials))
            for each in body.lines or ()
            if each.serials is not None and (item := items.get(meant[each.sku]))
        },
    )
    return _shown(path.transfer_id)


@bp.post("/<uuid:transfer_id>/dispatch", responses={200: TransferDetail, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def dispatch_transfer(path: TransferPath, body: TransferReasonBody) -> Response:
    """They leave: on-hand falls at the source and they are incoming at the destination."""
    inventory.dispatch_transfer(path.transfer_id, note=body.reason)
    return _shown(path.transfer_id)


@bp.post("/<uuid:transfer_id>/receipt", responses={200: TransferDetail, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def receive_transfer(path: TransferPath, body: TransferReceiptBody) -> Response:
    """They are there: on-hand rises at the destination. What differs from what was sent stays listed."""
    meant = item_finder.meant(line.sku for line in body.lines or ())
    lines = {line.sku: line.id for line in transfer_board.transfer(path.transfer_id).lines}
    came = [(meant[each.sku], each) for each in body.lines or ()]
    known: dict[UUID, Arrived] = {}
    for sku, each in came:
        if sku in lines:
            before = known.get(lines[sku], Arrived(Decimal(0)))
            numbers = tuple(inventory.read_codes("\n".join(each.serials)))
            known[lines[sku]] = Arrived(
                before.received + each.received, before.damaged + each.damaged, before.serials + numbers
            )
    others = [Wish(sku, each.received + each.damaged) for sku, each in came if sku not in lines]
    inventory.receive_transfer(path.transfer_id, known, others=others, note=body.note)
    return _shown(path.transfer_id)


@bp.post(
    "/<uuid:transfer_id>/cancellation", responses={200: TransferDetail, **problems(400, 401, 403, 404, 409)}
)
@requires(Scope.STOCK_WRITE)
def cancel_transfer(path: TransferPath, body: TransferReasonBody) -> Response:
    """It will not be: what was kept is free again, what is on its way turns back."""
    inventory.cancel_transfer(path.transfer_id, reason=body.reason)
    return _shown(path.transfer_id)


def _by_line(transfer_id: UUID, said: Sequence[TransferLineBody] | None) -> dict[UUID, Decimal] | None:
    """Quantities by line. Raises Invalid for a SKU that the transfer has not."""
    if said is None:
        return None
    lines = {line.sku: line.id for line in transfer_board.transfer(transfer_id).lines}
    meant = item_finder.meant(each.sku for each in said)
    if strange := [each.sku for each in said if meant[each.sku] not in lines]:
        raise Invalid(
            "Some fields need another look", fields={"lines": f"{strange[0]} is not on this transfer"}
        )
    return {lines[meant[each.sku]]: each.quantity for each in said}


def _shown(transfer_id: UUID, status: int = 200) -> Response:
    return reply(_detail(transfer_board.transfer(transfer_id)), status)


def _head(row: Transfer) -> dict[str, Any]:
    return {
        "id": row.id, "number": row.number, "status": row.status, "source": row.source_code,
        "destination": row.destination_code, "note": row.note, "created_at": row.created_at,
        "changed_at": row.changed_at, "discrepancies": row.discrepancies,
    }  # fmt: skip


def _detail(page: TransferPage) -> dict[str, Any]:
    received = page.head.status == "received"
    return _head(page.head) | {
        "lines": [_line(line, received) for line in page.lines],
        "history": [
            {"kind": step.kind, "at": step.at, "by": step.actor_name or step.actor, "note": step.note}
            for step in page.steps
        ],
    }


def _line(line: Line, received: bool) -> dict[str, Any]:
    counts = {
        "requested": line.requested, "approved": line.approved, "sent": line.picked, "received": line.received,
        "damaged": line.damaged,
    }  # fmt: skip
    return {
        "sku": line.sku,
        **{name: number(value) for name, value in counts.items()},
        "discrepancy": line.discrepancy if received else "",
        "settled": line.resolved_at is not None,
    }
