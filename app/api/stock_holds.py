"""Stock on hold: out of sale for a reason, and released by whoever may."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import BeforeValidator, Field

from app.api.places import place_id
from app.api.schemas import Body, Cursor, Loose, Params, Reply, Word, no_bool, number, problems, reply
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.inventory.errors import UnknownItem
from app.flows import hold_stock
from app.queries import held_stock, stock_sheet
from app.queries.held_stock import Hold
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_stock_holds", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Stock")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Reason = Literal["quality", "recall", "damage", "expired", "other"]
Some = Annotated[
    Decimal, BeforeValidator(no_bool), Field(gt=0, le=1_000_000_000, decimal_places=3, max_digits=13)
]


class HoldReply(Reply):
    """`open` is what of `quantity` is still out of sale."""

    id: str
    sku: str
    location: str
    quantity: float
    open: float
    reason: Reason
    note: str
    placed_by: str
    created_at: datetime
    released_at: datetime | None


class HoldPage(Reply):
    items: list[HoldReply]
    next: str | None


class HoldList(Reply):
    items: list[HoldReply]


class HoldsQuery(Params):
    sku: Word | None = None
    location: Word | None = None
    reason: Reason | None = None
    state: Literal["open", "released", "all"] = "open"
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class HoldBody(Body):
    sku: Word
    location: Word | None = Field(
        default=None, description="null: every location that has some, as in a recall"
    )
    quantity: Some | None = Field(
        default=None, description="null: all that lies there and is not on hold yet"
    )
    reason: Reason
    note: Loose = Field(default="", description="needed where the reason is other")


class ReleaseBody(Body):
    quantity: Some | None = Field(default=None, description="null: all that is still on hold")
    outcome: Literal["sale", "write_off"] = Field(
        default="sale", description="back on sale, or gone for good (which takes stock:write too)"
    )
    note: Loose = ""


class HoldPath(Params):
    hold_id: UUID


@bp.get("/stock-holds", responses={200: HoldPage, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_holds(query: HoldsQuery) -> Response:
    """What is on hold, newest first; with `state`, what was."""
    place = place_id(query.location)
    items = None
    if query.sku and not (items := stock_sheet.items_of(query.sku)):
        raise UnknownItem("No stock is kept under this SKU", sku=query.sku)
    page = held_stock.holds(
        items=items, location_id=place, reason=query.reason, state=query.state, cursor=query.cursor, limit=query.limit
    )  # fmt: skip
    return reply({"items": [_shape(each) for each in page.items], "next": page.next})


@bp.post("/stock-holds", responses={201: HoldList, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def put_on_hold(body: HoldBody) -> Response:
    """Take stock out of sale at once, on every channel; one hold for each location."""
    made = hold_stock.hold_stock(
        sku=body.sku, location=body.location, quantity=body.quantity, reason=body.reason, note=body.note
    )
    return reply({"items": [_shape(each) for each in made]}, 201)


@bp.post(
    "/stock-holds/<uuid:hold_id>/release", responses={200: HoldReply, **problems(400, 401, 403, 404, 409)}
)
@requires(Scope.STOCK_RELEASE)
def release_hold(path: HoldPath, body: ReleaseBody) -> Response:
    """End a hold, whole or for so many: back on sale, or written off."""
    done = hold_stock.release_stock(
        path.hold_id, quantity=body.quantity, written_off=body.outcome == "write_off", note=body.note
    )
    return reply(_shape(done))


def _shape(held: Hold) -> dict[str, Any]:
    return {
        "id": str(held.id), "sku": held.sku, "location": held.location, "quantity": number(held.quantity),
        "open": number(held.open), "reason": held.reason, "note": held.note, "placed_by": held.placed_by,
        "created_at": held.created_at, "released_at": held.released_at,
    }  # fmt: skip
