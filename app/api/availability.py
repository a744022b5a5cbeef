"""How many can be sold, and why."""

from datetime import date
from typing import Any

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.schemas import Params, Reply, Word, number, problems, reply
from app.core.permissions import Scope
from app.domains.inventory import service as inventory
from app.queries import availability as stock
from app.queries.availability import Availability, Draw
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_availability", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Stock")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip


class TermReply(Reply):
    """A stock item at one location; available = on_hand - allocated - reserved - held - safety - channel_safety."""

    location: str
    on_hand: float
    allocated: float
    reserved: float
    held: float
    safety: float
    channel_safety: float = Field(description="what the channel leaves there beyond the safety stock")
    available: float


class DrawReply(Reply):
    """A stock item that one unit takes `factor` of."""

    item: str
    factor: float
    tracked: bool
    past_zero: float | None = Field(description="units sold beyond what is there; null: any number")
    preorder: bool
    expected_on: date | None
    terms: list[TermReply]


class AvailabilityReply(Reply):
    sku: str
    channel: str
    available: float | None = Field(description="null: any number")
    by_location: dict[str, float]
    draws: list[DrawReply]


class AvailabilityQuery(Params):
    sku: Word
    channel: Word = "web"
    location: Word | None = None


@bp.get("/availability", responses={200: AvailabilityReply, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def availability(query: AvailabilityQuery) -> Response:
    """What a channel can sell of a SKU now: the figure, and what it is made of, place by place."""
    places = [inventory.find_location(query.location).code] if query.location else None
    return reply(_shape(stock.availability(query.sku, channel=query.channel, locations=places)))


COUNTERS = tuple(name for name in TermReply.model_fields if name != "location")


def _shape(found: Availability) -> dict[str, Any]:
    return {
        "sku": found.sku,
        "channel": found.channel,
        "available": None if found.available is None else number(found.available),
        "by_location": {code: number(units) for code, units in found.by_location.items()},
        "draws": [_draw(draw) for draw in found.draws],
    }


def _draw(draw: Draw) -> dict[str, Any]:
    terms = [
        {
            name: getattr(term, name) if name == "location" else number(getattr(term, name))
            for name in TermReply.model_fields
        }
        for term in draw.terms
    ]
    return {
        "item": draw.item, "factor": number(draw.factor), "tracked": draw.tracked,
        "past_zero": None if draw.past_zero is None else number(draw.past_zero), "preorder": draw.preorder,
        "expected_on": draw.expected_on, "terms": terms,
    }  # fmt: skip
