"""What every store has of an article, as its tills show it."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api import pos_device
from app.api.schemas import Params, Reply, Sku, problems, reply
from app.core import clock
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.queries import till_stock
from app.web.nouns import APIBlueprint
from app.web.permissions import device_only

bp = APIBlueprint(
    "api_pos_stock",
    __name__,
    url_prefix="/api/v1/pos",
    abp_tags=[Tag(name="Tills")],
    abp_security=[{"key": []}],
)


class StoreStockQuery(Params):
    sku: Sku


class StorePlaceReply(Reply):
    code: str
    name: str
    kind: str
    own: bool
    available: Annotated[int | None, Field(description="null: not counted, always to be had")]


class StoreStockReply(Reply):
    sku: str
    at: Annotated[datetime, Field(description="when it was so: a till without network shows how old it is")]
    places: list[StorePlaceReply]


@bp.get("/stock", responses={200: StoreStockReply, **problems(400, 401, 403, 404)})
@device_only
def read_store_stock(query: StoreStockQuery) -> Response:
    """An article in the own store and all others, to look at."""
    found = till_stock.places(query.sku, pos_device.here().location_id)
    if not found:
        raise NotFound(_("There is no such article"), code="inventory.unknown_item")
    return reply({"sku": query.sku, "at": clock.now(), "places": [asdict(place) for place in found]})
