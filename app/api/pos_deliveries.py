"""Deliveries to a till's store: what comes, and counting it in."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api import pos_device
from app.api.schemas import Body, Count, Params, Reply, number, problems, reply
from app.domains.inventory import service as inventory
from app.flows import receive_at_till
from app.flows.receive_at_till import Tally
from app.queries import till_deliveries
from app.queries.till_deliveries import Coming
from app.web.nouns import APIBlueprint
from app.web.permissions import device_only

bp = APIBlueprint(
    "api_pos_deliveries", __name__, url_prefix="/api/v1/pos/deliveries", abp_tags=[Tag(name="Tills")],
    abp_security=[{"key": []}],
)  # fmt: skip
Kind = Literal["transfer", "purchase"]
Codes = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class DeliveryPath(Params):
    delivery_id: UUID


class ComingReply(Reply):
    kind: Kind
    id: UUID
    number: str
    sender: Annotated[str, Field(description="a place, or a supplier")]
    expected_on: date | None
    pieces: float


class ComingList(Reply):
    items: list[ComingReply]


class ExpectedLine(Reply):
    line: UUID
    sku: str
    title: str
    expected: float
    codes: Annotated[list[str], Field(description="what a scanner may read for it")]
    by_serial: Annotated[bool, Field(description="each sound unit is named by its number")]


class DeliveryReply(ComingReply):
    lines: list[ExpectedLine]


class CountedLine(Body):
    line: UUID
    came: Annotated[Count, Field(description="fit for sale")]
    damaged: Count = Decimal(0)
    serials: Annotated[
        list[Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]],
        Field(max_length=1000, description="numbers of the sound ones, of an article kept by serial number"),
    ] = []


class UnknownCode(Body):
    code: Codes
    quantity: Annotated[Count, Field(gt=0)]


class TallyBody(Body):
    receipt: Annotated[
        UUID, Field(description="chosen by the till: a purchase order's delivery is booked once")
    ]
    cashier: UUID
    lines: Annotated[
        list[CountedLine], Field(max_length=1000, description="a line not named: none of it came")
    ]
    unknown: Annotated[list[UnknownCode], Field(max_length=200)] = []
    last: Annotated[
        bool, Field(description="of a purchase order: what is missing does not come any more")
    ] = False


class ReceivedReply(Reply):
    new: Annotated[bool, Field(description="false: it was booked before, and nothing was counted twice")]


@bp.get("", responses={200: ComingList, **problems(401, 403)})
@device_only
def list_coming() -> Response:
    """What is on its way to this store."""
    found = till_deliveries.coming(pos_device.here().location_id)
    return reply({"items": [_head(each) for each in found]})


@bp.get("/<uuid:delivery_id>", responses={200: DeliveryReply, **problems(400, 401, 403, 404)})
@device_only
def read_delivery(path: DeliveryPath) -> Response:
    """What is still expected of it."""
    head, lines = till_deliveries.one(path.delivery_id, pos_device.here().location_id)
    told = [
        {
            "line": each.id, "sku": each.sku, "title": each.title, "expected": number(each.expected),
            "codes": list(each.codes), "by_serial": each.by_serial,
        }
        for each in lines
    ]  # fmt: skip
    return reply(_head(head) | {"lines": told})


@bp.post(
    "/<uuid:delivery_id>",
    responses={200: ReceivedReply, **problems(400, 401, 403, 404, 409, 422)},
)
@device_only
def receive_delivery(path: DeliveryPath, body: TallyBody) -> Response:
    """Count it in: stock rises by what came, what differs is listed."""
    till = pos_device.here()
    delivery, expected = till_deliveries.one(path.delivery_id, till.location_id)
    tally = _tally(body, [line.id for line in expected])
    return reply({"new": receive_at_till.receive(till, body.cashier, delivery, tally)})


def _tally(body: TallyBody, expected: list[UUID]) -> Tally:
    counted = {each.line: (each.came, each.damaged) for each in body.lines}
    uncounted = dict.fromkeys(expected, (Decimal(0), Decimal(0)))
    unknown: dict[str, Decimal] = {}
    for each in body.unknown:
        unknown[each.code] = unknown.get(each.code, Decimal(0)) + each.quantity
    serials = {each.line: inventory.read_each(each.serials) for each in body.lines if each.serials}
    return Tally(body.receipt, uncounted | counted, unknown, body.last, serials)


def _head(row: Coming) -> dict[str, Any]:
    return asdict(row) | {"pieces": number(row.pieces)}
