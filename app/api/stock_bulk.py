"""Stock for outside systems: thousands of levels a call, and a feed of what changed."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.schemas import Body, Cursor, Params, Reply, Units, Word, number, problems, reply
from app.core.errors import AppError
from app.core.i18n import gettext as _
from app.core.permissions import Scope
from app.core.principal import current_principal
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import UnknownItem, UnknownLocation
from app.domains.inventory.types import Told
from app.queries import adjust_limits, stock_bulk
from app.queries.stock_bulk import Asked, Figures
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

MOST = 10_000
bp = APIBlueprint(
    "api_stock_bulk", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Stock")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip


class AskedBody(Body):
    sku: Word
    location: Annotated[Word | None, Field(description="each open location, unless one is named")] = None


class ReadBody(Body):
    levels: Annotated[list[AskedBody], Field(min_length=1, max_length=MOST)]


class FiguresReply(Reply):
    """`row` is the place in what was asked, from 0."""

    row: int
    sku: str
    location: str
    on_hand: float
    allocated: float
    reserved: float
    held: float
    available: float


class RowError(Reply):
    """Why a row was left out; the others were answered or done."""

    row: int
    status: int
    code: str
    message: str


class FiguresPage(Reply):
    items: list[FiguresReply]
    errors: list[RowError]


class ToldBody(Body):
    sku: Word
    location: Word
    quantity: Units
    kind: Annotated[
        Literal["set", "adjust"], Field(description="what lies there, or how many came (with a minus: went)")
    ] = "set"


class ChangesBody(Body):
    changes: Annotated[list[ToldBody], Field(min_length=1, max_length=MOST)]
    reason: Word


class ChangesReply(Reply):
    """Levels that changed, levels that were as told already, and rows that were refused."""

    changed: int
    unchanged: int
    errors: list[RowError]


class FeedQuery(Params):
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class BookingReply(Reply):
    """One booking; counters are what they changed by."""

    id: int
    at: datetime
    kind: str
    sku: str
    location: str
    on_hand: float
    allocated: float
    held: float
    damaged: float
    incoming: float
    oversold: float
    reason: str
    document: str


class ChangeFeed(Reply):
    """Oldest first. `next` is always there: ask with it again, at once while `more`, else later."""

    items: list[BookingReply]
    next: str
    more: bool


@bp.post("/stock-levels/read", responses={200: FiguresPage, **problems(400, 401, 403)})
@requires(Scope.STOCK_READ)
def read_levels(body: ReadBody) -> Response:
    """Up to 10,000 levels by SKU and location. A SKU or location that is not known is an error of its row."""
    found = stock_bulk.levels([Asked(each.sku, each.location) for each in body.levels])
    known = {figures.row for figures in found}
    items = [_figures(each) for each in found if each.location is not None]
    missing = [_error(row, _unknown_item()) for row in range(len(body.levels)) if row not in known]
    nowhere = [_error(each.row, _unknown_place()) for each in found if each.location is None]
    return reply({"items": items, "errors": sorted(missing + nowhere, key=lambda each: each["row"])})


@bp.post("/stock-changes", responses={200: ChangesReply, **problems(400, 401, 403)})
@requires(Scope.STOCK_WRITE)
def change_levels(body: ChangesBody) -> Response:
    """Set or adjust up to 10,000 levels in one transaction. A bad row is told and leaves the others alone."""
    rows = [Told(each.sku, each.location, each.quantity, each.kind == "set") for each in body.changes]
    report = inventory.change_levels(
        rows, reason=body.reason, within=current_principal().locations, bounds=adjust_limits.mine()
    )
    errors = [_error(each.row, each.error) for each in report.refused]
    return reply({"changed": report.changed, "unchanged": report.unchanged, "errors": errors})


@bp.get("/stock-changes", responses={200: ChangeFeed, **problems(400, 401, 403)})
@requires(Scope.STOCK_READ)
def list_changes(query: FeedQuery) -> Response:
    """What was booked since the cursor. None is skipped, however late its transaction ends; none comes twice."""
    found, place = stock_bulk.changes(query.cursor, query.limit)
    items = [{name: getattr(each, name) for name in BookingReply.model_fields} for each in found]
    return reply({"items": items, "next": place, "more": len(found) == query.limit})


def _figures(each: Figures) -> dict[str, Any]:
    names = ("on_hand", "allocated", "reserved", "held", "available")
    counters = {name: number(getattr(each, name)) for name in names}
    return {"row": each.row, "sku": each.sku, "location": each.location} | counters


def _error(row: int, error: AppError) -> dict[str, Any]:
    return {"row": row, "status": error.status, "code": error.code, "message": str(error)}


def _unknown_item() -> AppError:
    return UnknownItem(_("No stock is kept under this SKU"))


def _unknown_place() -> AppError:
    return UnknownLocation(_("There is no such location"))
