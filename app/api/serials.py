"""Serial numbers, for programs: where a unit is, and what became of it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.places import place_id
from app.api.schemas import Cursor, Params, Reply, Word, problems, reply
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.inventory import service as inventory
from app.queries import serial_board
from app.queries.serial_board import SerialRow
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_serials", __name__, url_prefix="/api/v1/serials", abp_tags=[Tag(name="Stock")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
State = Literal["here", "coming", "away", "sold", "out"]


class SerialsQuery(Params):
    code: Annotated[Word | None, Field(description="how the number begins, in any case")] = None
    sku: Word | None = None
    location: Word | None = None
    state: State | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class SerialPath(Params):
    serial_id: UUID


class SerialReply(Reply):
    """`location`: where it lies, or lay last."""

    id: UUID
    code: str
    sku: str
    title: str
    state: State
    location: str
    created_at: datetime


class SerialPage(Reply):
    items: list[SerialReply]
    next: str | None


class StepReply(Reply):
    """`number`: of the order, transfer, count or purchase order."""

    at: datetime
    kind: str
    delta: int
    location: Annotated[str, Field(description="the place's name")]
    document: str
    number: str


class SerialDetail(SerialReply):
    history: Annotated[list[StepReply], Field(description="newest first")]


@bp.get("", responses={200: SerialPage, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_serials(query: SerialsQuery) -> Response:
    """Units by number, article, place and state."""
    item = inventory.find_item(query.sku).id if query.sku else None
    page = serial_board.serials(
        begins_with=query.code or "", item_id=item, location_id=place_id(query.location),
        state=query.state or "", cursor=query.cursor, limit=query.limit,
    )  # fmt: skip
    return reply({"items": [_shown(row) for row in page.items], "next": page.next})


@bp.get("/<uuid:serial_id>", responses={200: SerialDetail, **problems(401, 403, 404)})
@requires(Scope.STOCK_READ)
def read_serial(path: SerialPath) -> Response:
    """One unit and its story."""
    row = serial_board.serial(path.serial_id)
    if row is None:
        raise NotFound(_("There is no such serial number"), code="inventory.unknown_serial")
    steps = [
        {
            "at": step.at, "kind": step.kind, "delta": step.delta, "location": step.location_name,
            "document": step.document, "number": step.number,
        }
        for step in serial_board.story(row.id)
    ]  # fmt: skip
    return reply(_shown(row) | {"history": steps})


def _shown(row: SerialRow) -> dict[str, Any]:
    return {
        "id": row.id, "code": row.code, "sku": row.sku, "title": row.title, "state": row.state,
        "location": row.location_code, "created_at": row.created_at,
    }  # fmt: skip
