"""Lots: what lies in them, received, called back wherever they lie."""

from datetime import date
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
    Loose,
    Name,
    Note,
    Params,
    Reply,
    Word,
    number,
    problems,
    reply,
)
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.inventory import service as inventory
from app.flows import keep_lots
from app.queries import item_finder, lot_board
from app.queries.lot_board import LotRow
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_lots", __name__, url_prefix="/api/v1/lots", abp_tags=[Tag(name="Stock")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip


class LotBody(Body):
    sku: Word
    location: Word
    lot: Annotated[Word, Field(description="as it is printed on the goods", max_length=80)]
    expires_on: Annotated[date | None, Field(description="the last day on which it may be sold")] = None
    quantity: Annotated[Count, Field(description="how many came", gt=0)]
    reason: Name = ""


class RecallBody(Body):
    sku: Word
    lot: Word
    note: Note = ""


class LotReply(Reply):
    """A lot at a location; `held` of it is on hold."""

    sku: str
    lot: str
    location: str
    expires_on: date | None
    expired: bool
    on_hand: float
    held: float


class LotList(Reply):
    items: list[LotReply]
    next: str | None


class RecallReply(Reply):
    """`held`: what was put on hold, at how many `locations`."""

    held: float
    locations: int


class LotsQuery(Params):
    sku: Word | None = None
    location: Word | None = None
    within: Annotated[
        Literal["", "week", "month", "quarter"], Field(description="expiring by then, or expired")
    ] = ""
    q: Loose = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


@bp.get("", responses={200: LotList, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_READ)
def list_lots(query: LotsQuery) -> Response:
    """What lies in lots, what expires first before the rest."""
    page = lot_board.lots(
        q=query.q, item_id=inventory.find_item(query.sku).id if query.sku else None,
        location_id=place_id(query.location), within=query.within,
        cursor=query.cursor, limit=query.limit,
    )  # fmt: skip
    codes = _codes()
    return reply({"items": [_lot(row, codes) for row in page.items], "next": page.next})


@bp.post("", responses={201: LotList, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def receive_lot(body: LotBody) -> Response:
    """Units of a lot came; one whose day has passed is on hold at once. Answers where the lot lies."""
    sku = item_finder.meant([body.sku])[body.sku]
    keep_lots.receive(
        sku=sku, location=body.location, lot=body.lot, expires_on=body.expires_on, quantity=body.quantity,
        reason=body.reason,
    )  # fmt: skip
    lot = inventory.find_lot(inventory.find_item(sku), body.lot)
    codes = _codes()
    return reply({"items": [_lot(row, codes) for row in lot_board.places_of(lot.id)], "next": None}, 201)


@bp.post("/recall", responses={200: RecallReply, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def recall_lot(body: RecallBody) -> Response:
    """Put what is left of a lot on hold, wherever it lies."""
    sku = item_finder.meant([body.sku])[body.sku]
    made = keep_lots.recall(sku=sku, lot=body.lot, note=body.note or body.lot)
    held = sum((each.quantity for each in made), Decimal(0))
    return reply({"held": number(held), "locations": len(made)})


def _codes() -> dict[UUID, str]:
    return {place.id: place.code for place in inventory.locations()}


def _lot(row: LotRow, codes: dict[UUID, str]) -> dict[str, Any]:
    return {
        "sku": row.sku, "lot": row.code, "location": codes.get(row.location_id, ""), "expires_on": row.expires_on,
        "expired": bool(row.expired), "on_hand": number(row.on_hand), "held": number(row.held),
    }  # fmt: skip
