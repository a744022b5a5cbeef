"""Stock levels, adjustments and the places that hold stock."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.places import place_id
from app.api.schemas import Body, Cursor, Loose, Params, Reply, Units, Word, number, problems, reply
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import UnknownItem
from app.domains.inventory.models import Location
from app.flows import adjust_stock
from app.flows.within_plan import within_plan
from app.queries import stock_sheet
from app.queries.item_ledger import LedgerEntry
from app.queries.stock_sheet import StockRow
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_stock", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Stock")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip


class LevelReply(Reply):
    sku: str
    location: str
    on_hand: float
    allocated: float
    reserved: float
    held: float
    damaged: float
    incoming: float
    oversold: float
    available: float
    tracked: bool


class LevelPage(Reply):
    items: list[LevelReply]
    next: str | None


class LevelsQuery(Params):
    sku: Word | None = None
    location: Word | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class AdjustmentBody(Body):
    sku: Word
    location: Word
    quantity: Annotated[Units, Field(description="what is added, or with a minus taken away; never 0")]
    reason: Word


class EntryReply(Reply):
    """A row of the ledger; `quantity` is what on-hand changed by."""

    id: int
    at: datetime
    kind: str
    sku: str
    location: str
    quantity: float
    reason: str


class PlaceBody(Body):
    name: Loose = ""
    line1: Loose = ""
    line2: Loose = ""
    city: Loose = ""
    postal_code: Loose = ""
    region: Loose = ""
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] | None = None
    phone: Loose = ""


class LocationBody(Body):
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
    name: Word
    kind: Literal["warehouse", "store", "3pl", "virtual"] = "store"
    address: PlaceBody = PlaceBody()
    ships: bool | None = None
    offers_pickup: bool | None = None
    receives: bool | None = None
    capacity: Annotated[int, Field(ge=1, le=1_000_000, description="parcels a day")] | None = None


class LocationReply(Reply):
    id: str
    code: str
    name: str
    kind: str
    address: dict[str, Any]
    ships: bool
    offers_pickup: bool
    receives: bool
    capacity: int | None = Field(description="parcels it sends in a day; null: any number")


class LocationList(Reply):
    items: list[LocationReply]


@bp.get("/stock-levels", responses={200: LevelPage, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_levels(query: LevelsQuery) -> Response:
    """Levels by SKU and location. For one SKU, every location is there, with zeros where it never was."""
    place = place_id(query.location)
    items = None
    if query.sku and not (items := stock_sheet.items_of(query.sku)):
        raise UnknownItem("No stock is kept under this SKU", sku=query.sku)
    page = stock_sheet.rows(item_ids=items, location_id=place, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_level(row) for row in page.items], "next": page.next})


@bp.post("/stock-adjustments", responses={201: EntryReply, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def adjust(body: AdjustmentBody) -> Response:
    """Add or take away by hand; stock does not go below zero."""
    entry = adjust_stock.adjust(sku=body.sku, location=body.location, delta=body.quantity, reason=body.reason)
    return reply(_entry(entry), 201)


@bp.get("/locations", responses={200: LocationList, **problems(400, 401, 403)})
@requires(Scope.STOCK_READ)
def list_locations() -> Response:
    """Active locations, warehouses first."""
    return reply({"items": [_location(row) for row in inventory.locations()]})


GIVEN = ("ships", "offers_pickup", "receives", "capacity")


@bp.post("/locations", responses={201: LocationReply, **problems(400, 401, 403, 409)})
@requires(Scope.STOCK_WRITE)
def open_location(body: LocationBody) -> Response:
    """Open a location. Stores offer pickup and warehouses ship unless said otherwise."""
    facts = {name: value for name in GIVEN if (value := getattr(body, name)) is not None}
    address = body.address.model_dump(exclude_defaults=True)
    with within_plan("locations"):
        row = inventory.add_location(code=body.code, name=body.name, kind=body.kind, address=address, **facts)
    return reply(_location(row), 201)


COUNTERS = ("on_hand", "allocated", "reserved", "held", "damaged", "incoming", "oversold", "available")


def _level(row: StockRow) -> dict[str, Any]:
    counters = {name: number(getattr(row, name)) for name in COUNTERS}
    return {"sku": row.sku, "location": row.location, "tracked": row.tracked} | counters


def _entry(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at,
        "kind": entry.kind,
        "sku": entry.sku,
        "location": entry.location,
        "quantity": number(entry.on_hand),
        "reason": entry.reason,
    }


def _location(row: Location) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "address": row.address,
        "ships": row.ships,
        "offers_pickup": row.offers_pickup,
        "receives": row.receives,
        "capacity": row.capacity,
    }
