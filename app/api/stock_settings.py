"""What of an item is never sold, and whether it is sold past zero."""

from datetime import date
from typing import Annotated, Any

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.schemas import Body, Count, Params, Reply, Word, number, problems, reply
from app.core.permissions import Scope
from app.domains.channels import service as channels
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import UnknownItem
from app.domains.inventory.service import PastZero
from app.flows import set_stock
from app.queries import stock_settings
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_stock_settings", __name__, url_prefix="/api/v1/stock-settings", abp_tags=[Tag(name="Stock")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip


class KeptBackBody(Body):
    quantity: Annotated[Count, Field(description="never sold; 0 ends it")]
    location: Annotated[Word | None, Field(description="at each, unless one is named")] = None
    channel: Annotated[Word | None, Field(description="in any, unless one is named")] = None


class PastZeroBody(Body):
    allowed: Annotated[bool, Field(description="sold when there is none")]
    limit: Annotated[Count | None, Field(description="so many at each location; null: without limit")] = None
    preorder: Annotated[bool, Field(description="because it is not out yet, not because it is gone")] = False
    expected_on: Annotated[date | None, Field(description="when more comes, as shoppers read it")] = None


class KeptBackReply(Reply):
    """Units never sold: in a channel (null: in any), at a location (null: at each)."""

    quantity: float
    location: str | None
    channel: str | None


class PastZeroReply(Reply):
    allowed: bool
    limit: float | None
    preorder: bool
    expected_on: date | None


class SettingsReply(Reply):
    """`counted`: an item that is not counted can always be sold."""

    sku: str
    counted: bool
    safety: list[KeptBackReply]
    past_zero: PastZeroReply


class SettingsPath(Params):
    sku: Word


ANSWERS = {200: SettingsReply, **problems(400, 401, 403, 404, 409)}


@bp.get("/<sku>", responses=ANSWERS)
@requires(Scope.STOCK_READ)
def show_settings(path: SettingsPath) -> Response:
    """An item's settings, those of the caller's locations."""
    return _shown(path.sku)


@bp.put("/<sku>/safety", responses=ANSWERS)
@requires(Scope.STOCK_WRITE)
def set_safety(path: SettingsPath, body: KeptBackBody) -> Response:
    """Never sell the last so many: at a location or each, in a channel or any. It holds from the next read on."""
    set_stock.keep_back(sku=path.sku, quantity=body.quantity, location=body.location, channel=body.channel)
    return _shown(path.sku)


@bp.put("/<sku>/past-zero", responses=ANSWERS)
@requires(Scope.STOCK_WRITE)
def set_past_zero(path: SettingsPath, body: PastZeroBody) -> Response:
    """Sell an item that is not there yet, as backorder or preorder, or end it."""
    how = PastZero(body.allowed, body.limit, body.preorder, body.expected_on)
    set_stock.sell_past_zero(sku=path.sku, how=how)
    return _shown(path.sku)


def _shown(sku: str) -> Response:
    found = stock_settings.settings_of(inventory.find_item(sku).id)
    if found is None:
        raise UnknownItem("No stock is kept under this SKU", sku=sku)
    places = {place.id: place.code for place in inventory.locations()}
    sold_in = {each.id: each.code for each in channels.channels()}
    safety: list[dict[str, Any]] = [
        {
            "quantity": number(each.quantity),
            "location": places.get(each.location_id) if each.location_id else None,
            "channel": sold_in.get(each.channel_id) if each.channel_id else None,
        }
        for each in found.kept
    ]
    past_zero = {
        "allowed": found.past_zero, "limit": None if found.limit is None else number(found.limit),
        "preorder": found.preorder, "expected_on": found.expected_on,
    }  # fmt: skip
    return reply({"sku": found.sku, "counted": found.tracked, "safety": safety, "past_zero": past_zero})
