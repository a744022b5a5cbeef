"""What a 3PL says it has: told by its own program, held against the books, differences accepted."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import AwareDatetime, BeforeValidator, Field

from app.api.places import place_id
from app.api.schemas import Body, Cursor, Params, Reply, Word, no_bool, number, problems, reply
from app.api.stock_bulk import RowError
from app.core import clock
from app.core.errors import Invalid
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.inventory import service as inventory
from app.flows import report_stock
from app.queries import report_board
from app.queries.report_board import Report
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_stock_reports", __name__, url_prefix="/api/v1/stock-reports", abp_tags=[Tag(name="Stock")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Lying = Annotated[
    Decimal, BeforeValidator(no_bool), Field(ge=0, le=1_000_000_000, decimal_places=3, max_digits=13)
]


class SaidBody(Body):
    sku: Annotated[Word, Field(description="or barcode; rows of one item add up")]
    quantity: Lying


class ReportBody(Body):
    location: Annotated[Word, Field(description="code of a location of kind 3pl")]
    as_of: Annotated[
        AwareDatetime | None,
        Field(description="when it lay there so; what was booked since is in flight; else now"),
    ] = None
    whole: Annotated[bool, Field(description="what is not named does not lie there")] = True
    items: Annotated[list[SaidBody] | None, Field(min_length=1, max_length=10_000)] = None
    csv: Annotated[
        str | None,
        Field(description="or a whole file as text: sku or barcode, quantity", max_length=10_000_000),
    ] = None


class AcceptBody(Body):
    skus: Annotated[
        list[Word] | None, Field(max_length=10_000, description="all that can be, unless named")
    ] = None
    reason: Word


class ReportReply(Reply):
    """`differences`: on how many items place and books differ, `open`: of which nobody has settled."""

    id: UUID
    number: str
    location: str
    as_of: datetime
    source: Literal["upload", "api", "fetch"]
    status: Literal["open", "settled", "superseded"]
    told: int
    agreed: int
    in_flight: Annotated[int, Field(description="items whose difference was booked since `as_of`")]
    differences: int
    open: int
    created_at: datetime


class ReportList(Reply):
    items: list[ReportReply]
    next: str | None


class ReportLineReply(Reply):
    """`book`: what the books said at the report's time; `difference`: what lies there beyond it."""

    sku: str
    kind: Literal["missing", "unknown", "over", "short"]
    book: float
    told: float
    difference: float
    status: Literal["open", "accepted", "by_rule", "moot", "dismissed"]


class ReportLines(Reply):
    items: list[ReportLineReply]
    next: str | None


class AcceptReply(ReportReply):
    """`changed`: levels that were changed; `errors`: lines that were refused."""

    changed: int
    errors: list[RowError]


class ReportsQuery(Params):
    status: Literal["", "open", "settled", "superseded"] = ""
    location: Word | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class LinesQuery(Params):
    kind: Literal["", "missing", "unknown", "over", "short"] = ""
    waiting: bool = False
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 100
    cursor: Cursor | None = None


class ReportPath(Params):
    report_id: UUID


@bp.post("", responses={201: ReportReply, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def report_stock_of_place(body: ReportBody) -> Response:
    """Say what a 3PL has. Differences below the place's tolerance are accepted at once; the same again is the same."""
    place = _place(body.location)
    if (body.items is None) == (body.csv is None):
        raise Invalid("Some fields need another look", fields={"items": "Give either items or csv"})
    if body.csv is not None:
        made = report_stock.receive_file(
            place, body.csv.encode(), name="", source="api", as_of=body.as_of, whole=body.whole
        )
    else:
        items = [(each.sku, each.quantity) for each in body.items or ()]
        made = report_stock.receive(
            place, items, as_of=body.as_of or clock.now(), source="api", whole=body.whole
        )
    return reply(_head(report_board.one(made.id)), 201)


@bp.get("", responses={200: ReportList, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_reports(query: ReportsQuery) -> Response:
    """Reports, newest first."""
    place = place_id(query.location)
    page = report_board.reports(state=query.status, location=place, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_head(row) for row in page.items], "next": page.next})


@bp.get("/<uuid:report_id>", responses={200: ReportReply, **problems(401, 403, 404)})
@requires(Scope.STOCK_READ)
def show_report(path: ReportPath) -> Response:
    """One report."""
    return reply(_head(report_board.one(path.report_id)))


@bp.get("/<uuid:report_id>/lines", responses={200: ReportLines, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_report_lines(path: ReportPath, query: LinesQuery) -> Response:
    """What differs, by SKU."""
    report_board.one(path.report_id)
    page = report_board.lines(
        path.report_id, kind=query.kind, waiting=query.waiting, cursor=query.cursor, limit=query.limit
    )
    rows = [
        {
            "sku": line.code, "kind": line.kind, "book": number(line.book), "told": number(line.told),
            "difference": number(line.difference), "status": line.status,
        }
        for line in page.items
    ]  # fmt: skip
    return reply({"items": rows, "next": page.next})


@bp.post("/<uuid:report_id>/acceptance", responses={200: AcceptReply, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def accept_report(path: ReportPath, body: AcceptBody) -> Response:
    """Take the place's word: the levels change by the differences, and the ledger names the report."""
    report_board.one(path.report_id)
    chosen = None if body.skus is None else inventory.lines_of_report(path.report_id, body.skus)
    changed, refused = report_stock.accept(path.report_id, chosen, reason=body.reason)
    errors = [
        {"row": each.row, "status": each.error.status, "code": each.error.code, "message": each.error.message}
        for each in refused
    ]
    return reply(_head(report_board.one(path.report_id)) | {"changed": changed, "errors": errors})


def _place(code: str) -> UUID:
    place = inventory.find_location(code)
    inventory.feed_of(place.id)
    return place.id


def _head(row: Report) -> dict[str, Any]:
    names = (
        "id", "number", "location", "as_of", "source", "status", "told", "agreed", "in_flight", "differences", "open",
        "created_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}
