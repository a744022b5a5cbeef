"""Cycle counts: opened, counted by hand terminals and other systems, approved."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import AwareDatetime, Field

from app.api.places import place_id
from app.api.schemas import Body, Count, Cursor, Note, Params, Reply, Word, number, problems, reply
from app.api.stock_bulk import RowError
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.inventory import service as inventory
from app.flows import count_stock
from app.flows.count_stock import Figure
from app.queries import count_board, count_lines, item_finder
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_counts", __name__, url_prefix="/api/v1/counts", abp_tags=[Tag(name="Counts")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Status = Literal["open", "review", "posted", "cancelled"]


class CountBody(Body):
    location: Annotated[Word, Field(description="code of the place")]
    kind: Literal["all", "zone", "abc", "skus"] = "all"
    value: Annotated[
        str, Field(max_length=5000, pattern=r"^[^\x00]*$", description="zone, class or SKUs")
    ] = ""
    tolerance: Annotated[Count, Field(description="a difference beyond it is counted twice")] = Decimal(0)


class FigureBody(Body):
    sku: Annotated[Word, Field(description="or barcode")]
    quantity: Count
    how: Annotated[
        Literal["set", "add", "replace"],
        Field(description="set refuses what a colleague counted; replace overrules it; add lies beside it"),
    ] = "set"
    bin: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    counted_at: Annotated[
        AwareDatetime | None, Field(description="held against what lay there then; else now")
    ] = None
    serials: Annotated[
        list[Word] | None, Field(max_length=1000, description="the units, of an item kept by serial number")
    ] = None


class TalliesBody(Body):
    lines: Annotated[list[FigureBody], Field(min_length=1, max_length=1000)]


class FinishBody(Body):
    missing: Annotated[
        Literal["", "leave", "none"],
        Field(description="what lines are that nobody counted: as they are, or nothing is there"),
    ] = ""


class RecountBody(Body):
    skus: Annotated[list[Word], Field(min_length=1, max_length=500)]


class PostingBody(Body):
    reason: Note


class CountReply(Reply):
    """`items` to be counted, of which `counted`; `recounts` are to be counted once more."""

    id: UUID
    number: str
    status: Status
    location: str
    kind: str
    value: str
    tolerance: float
    items: int
    counted: int
    recounts: int
    differences: Annotated[int | None, Field(description="null while it is being counted")]
    reason: str
    created_at: datetime
    posted_at: datetime | None


class CountList(Reply):
    items: list[CountReply]
    next: str | None


class CountLineReply(Reply):
    """`expected` is told once the counting is over; `posted` is what on hand changed by."""

    sku: str
    bin: str
    counted: float | None
    expected: float | None
    difference: float | None
    counted_at: datetime | None
    recount: bool
    posted: float | None


class CountLines(Reply):
    items: list[CountLineReply]
    next: str | None


class TalliesReply(CountReply):
    """The count, and the rows that were refused; the others are entered."""

    errors: list[RowError]


class CountsQuery(Params):
    status: Literal[""] | Status = ""
    location: Word | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class CountLinesQuery(Params):
    show: Literal["all", "todo", "done", "differs"] = "all"
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 100
    cursor: Cursor | None = None


class CountPath(Params):
    count_id: UUID


STEP = {200: CountReply, **problems(400, 401, 403, 404, 409)}


@bp.get("", responses={200: CountList, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_counts(query: CountsQuery) -> Response:
    """Counts, newest first."""
    place = place_id(query.location)
    page = count_board.counts(state=query.status, location=place, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_head(row) for row in page.items], "next": page.next})


@bp.post("", responses={201: CountReply, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_WRITE)
def open_count(body: CountBody) -> Response:
    """Begin to count a place, a zone of it, a class of goods or chosen SKUs. The shop goes on selling."""
    made = count_stock.open_count(
        location=inventory.find_location(body.location).id, kind=body.kind, value=body.value, tolerance=body.tolerance
    )  # fmt: skip
    return _shown(made.id, 201)


@bp.get("/<uuid:count_id>", responses={200: CountReply, **problems(401, 403, 404)})
@requires(Scope.STOCK_READ)
def show_count(path: CountPath) -> Response:
    """How far it is."""
    return _shown(path.count_id)


@bp.get("/<uuid:count_id>/lines", responses={200: CountLines, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_count_lines(path: CountPath, query: CountLinesQuery) -> Response:
    """What is counted, by SKU: blind while it is open."""
    count_board.one(path.count_id)
    page = count_lines.lines(path.count_id, show=query.show, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_line(row) for row in page.items], "next": page.next})


@bp.post("/<uuid:count_id>/tallies", responses={200: TalliesReply, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def enter_tallies(path: CountPath, body: TalliesBody) -> Response:
    """Enter up to 1,000 figures; each is held against what lies there at that moment."""
    inventory.require_count(path.count_id)
    figures = [
        Figure(each.sku, each.quantity, each.how, each.bin, each.counted_at, each.serials)
        for each in body.lines
    ]
    errors = [
        {"row": each.row, "status": each.error.status, "code": each.error.code, "message": each.error.message}
        for each in count_stock.tally_many(path.count_id, figures)
    ]
    return reply(_head(count_board.one(path.count_id)) | {"errors": errors})


@bp.post("/<uuid:count_id>/finish", responses=STEP)
@requires(Scope.STOCK_WRITE)
def finish_count(path: CountPath, body: FinishBody) -> Response:
    """The counting is over, unless lines are far off: then it stays open, and `recounts` says how many."""
    inventory.finish_count(path.count_id, missing=body.missing)
    return _shown(path.count_id)


@bp.post("/<uuid:count_id>/recounts", responses=STEP)
@requires(Scope.STOCK_WRITE)
def recount(path: CountPath, body: RecountBody) -> Response:
    """Have lines of a finished count counted once more."""
    inventory.require_count(path.count_id)
    meant = item_finder.meant(body.skus)
    inventory.send_back(path.count_id, count_lines.ids_of(path.count_id, sorted(set(meant.values()))))
    return _shown(path.count_id)


@bp.post("/<uuid:count_id>/posting", responses=STEP)
@requires(Scope.STOCK_WRITE)
def post_count(path: CountPath, body: PostingBody) -> Response:
    """Book the differences, once."""
    count_stock.post(path.count_id, reason=body.reason)
    return _shown(path.count_id)


@bp.post("/<uuid:count_id>/cancellation", responses=STEP)
@requires(Scope.STOCK_WRITE)
def cancel_count(path: CountPath) -> Response:
    """No level changes."""
    inventory.cancel_count(path.count_id)
    return _shown(path.count_id)


def _shown(count_id: UUID, status: int = 200) -> Response:
    return reply(_head(count_board.one(count_id)), status)


def _head(row: count_board.Count) -> dict[str, Any]:
    over = row.status in ("review", "posted")
    return {
        "id": row.id, "number": row.number, "status": row.status,
        "location": row.location_code,
        "kind": row.scope.get("kind", "all"), "value": row.scope.get("value", ""), "tolerance": number(row.tolerance),
        "items": row.items, "counted": row.counted, "recounts": row.recounts,
        "differences": row.differences if over else None, "reason": row.reason, "created_at": row.created_at,
        "posted_at": row.posted_at,
    }  # fmt: skip


def _line(row: count_lines.CountFigure) -> dict[str, Any]:
    known = row.counted is not None and row.expected is not None
    return {
        "sku": row.sku, "bin": row.bin, "counted": _or_none(row.counted), "expected": _or_none(row.expected),
        "difference": number((row.counted or Decimal(0)) - (row.expected or Decimal(0))) if known else None,
        "counted_at": row.counted_at, "recount": row.recount, "posted": _or_none(row.posted),
    }  # fmt: skip


def _or_none(value: Decimal | None) -> int | float | None:
    return None if value is None else number(value)
