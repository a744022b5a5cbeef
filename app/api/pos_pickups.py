"""The pickups of a till's store: who waits, what was not found, and what becomes of it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api import pos_device
from app.api.schemas import Body, Params, Reply, number, problems, reply
from app.core.db import unit_of_work
from app.domains.orders import rerouting
from app.flows import pickups_at_till
from app.queries import pickup_choices, work_board
from app.queries.pickup_choices import Question, Spot
from app.queries.work_board import Job
from app.web.nouns import APIBlueprint
from app.web.permissions import device_only
from app.web.phased import phased

bp = APIBlueprint(
    "api_pos_pickups", __name__, url_prefix="/api/v1/pos/pickups", abp_tags=[Tag(name="Tills")],
    abp_security=[{"key": []}],
)  # fmt: skip
MOST = 100
Outcome = Literal["asked", "fetched", "moved", "sent", "refunded", "found"]
Status = Literal["new", "ready", "collected", "cancelled"]


class PickupPath(Params):
    pickup_id: UUID


class WaitingReply(Reply):
    id: UUID
    number: str
    customer: str
    status: Status
    since: datetime
    pieces: float
    asked: Annotated[bool, Field(description="something was not found, and the buyer was asked what to do")]


class WaitingList(Reply):
    items: list[WaitingReply]


class WaitingLine(Reply):
    line: UUID
    sku: str
    title: str
    options: str
    quantity: float


class PlaceReply(Reply):
    id: UUID
    name: str
    km: Annotated[int | None, Field(description="from the store, as the crow flies")]


class QuestionReply(Reply):
    """What can be done about `lines`: `fetch` or `send` them from there, or pick all of it up at one of `stores`."""

    lines: list[WaitingLine]
    fetch: PlaceReply | None
    send: PlaceReply | None
    stores: list[PlaceReply]


class PickupReply(WaitingReply):
    """`lines` wait at the store."""

    lines: list[WaitingLine]
    question: QuestionReply | None


class MissingBody(Body):
    cashier: UUID
    lines: Annotated[
        list[UUID] | None, Field(max_length=500, description="what is not there; null: all of it")
    ] = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class PickupAnswerBody(Body):
    """What the buyer said at the counter, or `found`: it turned up. `place` is the store of `elsewhere`."""

    cashier: UUID
    what: Literal["wait", "elsewhere", "refund", "found"]
    place: UUID | None = None


class PickupOutcomeReply(Reply):
    outcome: Outcome


@bp.get("", responses={200: WaitingList, **problems(401, 403)})
@device_only
def list_waiting() -> Response:
    """Who waits for a pickup at this store, the oldest first."""
    jobs = work_board.pickups(limit=MOST).items
    asked = pickup_choices.asked_of([job.id for job in jobs])
    return reply({"items": [_head(job, asked=job.id in asked) for job in jobs]})


@bp.get("/<uuid:pickup_id>", responses={200: PickupReply, **problems(400, 401, 403, 404)})
@device_only
def read_pickup(path: PickupPath) -> Response:
    """One pickup: what waits, and what the buyer is asked."""
    page = work_board.pickup(path.pickup_id)
    lines = rerouting.awaiting(page.job.order_id, page.row.location_id)
    question = pickup_choices.asked(page.job.order_id)
    told = [_line(line, line.quantity - line.fulfilled - line.cancelled) for line in lines]
    pieces = sum((line.quantity - line.fulfilled - line.cancelled for line in lines), Decimal(0))
    head = _head(replace(page.job, items=pieces), asked=question is not None)
    return reply(head | {"lines": told, "question": _question(question) if question else None})


@bp.post(
    "/<uuid:pickup_id>/missing",
    responses={200: PickupOutcomeReply, **problems(400, 401, 403, 404, 409, 422)},
)
@device_only
@phased
def miss_pickup_lines(path: PickupPath, body: MissingBody) -> Response:
    """Not found: another place sends it or the buyer is asked, by the shop's rule; where nobody has it, it is paid back."""
    till = _till()
    outcome = pickups_at_till.miss(till, body.cashier, path.pickup_id, body.lines, body.note)
    return reply({"outcome": outcome})


@bp.post(
    "/<uuid:pickup_id>/answers",
    responses={200: PickupOutcomeReply, **problems(400, 401, 403, 404, 409, 422)},
)
@device_only
@phased
def answer_pickup(path: PickupPath, body: PickupAnswerBody) -> Response:
    """What becomes of what was not found."""
    outcome = pickups_at_till.answer(_till(), body.cashier, path.pickup_id, body.what, body.place)
    return reply({"outcome": outcome})


def _till() -> Any:
    with unit_of_work():
        return pos_device.here()


def _head(job: Job, *, asked: bool) -> dict[str, Any]:
    return {
        "id": job.id, "number": job.number, "customer": job.customer, "status": job.status, "since": job.created_at,
        "pieces": number(job.items), "asked": asked,
    }  # fmt: skip


def _line(line: Any, quantity: Any) -> dict[str, Any]:
    return {
        "line": line.id, "sku": line.sku, "title": line.title, "options": line.options, "quantity": number(quantity),
    }  # fmt: skip


def _question(asked: Question) -> dict[str, Any]:
    can = asked.choices
    return {
        "lines": [_line(line, line.quantity) for line in asked.lines],
        "fetch": _place(can.fetch), "send": _place(can.send), "stores": [_place(spot) for spot in can.stores],
    }  # fmt: skip


def _place(spot: Spot | None) -> dict[str, Any] | None:
    return {"id": spot.id, "name": spot.name, "km": spot.km} if spot else None
