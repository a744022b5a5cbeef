"""Pickups: the store's queue, ready, handed over by code."""

from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.domains.fulfillment.errors import WrongPickupCode
from app.domains.fulfillment.permissions import PickupPermission
from app.domains.orders import rerouting
from app.flows import hand_over_pickup, miss_pickup, name_serials
from app.flows.miss_pickup import Answer
from app.queries import pickup_choices, serial_board, work_board
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.phased import phased
from app.web.serial_fields import named_serials
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/pickups/list.html", "admin/pickups/show.html"
bp = Blueprint("admin_pickups", __name__, url_prefix="/admin/pickups")


OUTCOMES: dict[str, Any] = {
    "asked": later("The buyer was asked"),
    "fetched": later("Another location sends it here"),
    "moved": later("The order waits at another store"),
    "sent": later("Sent to the buyer"),
    "refunded": later("No other place has it: taken off the order and paid back"),
    "found": later("Found after all"),
}


class MissingForm(Form):
    lines: list[UUID] = Field(default_factory=list)
    note: OptionalText = Field(default="", max_length=200)


class AnswerForm(Form):
    what: Literal["wait", "elsewhere", "refund"]
    place: UUID | None = None


class HandOverForm(Form):
    code: Text
    by: OptionalText = ""


@bp.get("/")
@requires(PickupPermission.VIEW)
def index() -> str:
    """What lies ready, and what must be fetched from the shelf."""
    chosen = {name: request.args.get(name, "") for name in ("state", "q")}
    page = work_board.pickups(**chosen, cursor=request.args.get("cursor"))
    return render(LIST_PAGE, block="jobs", page=page, chosen=chosen)


@bp.get("/<uuid:pickup_id>")
@requires(PickupPermission.VIEW)
def show(pickup_id: UUID) -> str:
    """One pickup."""
    return render(PAGE, block="job", **_job(pickup_id))


def _job(pickup_id: UUID) -> dict[str, Any]:
    page = work_board.pickup(pickup_id)
    asked = serial_board.for_pickup(pickup_id, page.job.order_id, page.row.location_id)
    open_lines = rerouting.awaiting(page.job.order_id, page.row.location_id)
    return {
        "page": page, "asked": asked, "open_lines": open_lines,
        "question": pickup_choices.asked(page.job.order_id), "story": pickup_choices.of_pickup(pickup_id),
        "outcomes": OUTCOMES,
    }  # fmt: skip


@bp.post("/<uuid:pickup_id>/serials")
@requires(PickupPermission.WORK)
def choose(pickup_id: UUID) -> Response:
    """Which units are handed over."""
    work_board.pickup(pickup_id)
    with form_page(PAGE, lambda: _job(pickup_id)):
        name_serials.for_pickup(pickup_id, named_serials(request.form))
    toast(_("The numbers are kept"))
    return go(url_for(".show", pickup_id=pickup_id))


@bp.post("/<uuid:pickup_id>/readiness")
@requires(PickupPermission.WORK)
def make_ready(pickup_id: UUID) -> Response:
    """It lies at the counter; the buyer is told."""
    hand_over_pickup.make_ready(pickup_id)
    toast(_("Ready; the buyer gets a mail with the code."))
    return go(f"/admin/pickups/{pickup_id}")


@bp.post("/<uuid:pickup_id>/missing")
@requires(PickupPermission.WORK)
@phased
def miss(pickup_id: UUID) -> Response:
    """Some of it is not there."""
    with unit_of_work():
        work_board.pickup(pickup_id)
    with form_page(PAGE, lambda: _page(pickup_id)):
        form = MissingForm.parse(request.form)
        outcome = miss_pickup.report(pickup_id, form.lines, note=form.note)
    toast(OUTCOMES[outcome])
    return go(f"/admin/pickups/{pickup_id}")


@bp.post("/<uuid:pickup_id>/answer")
@requires(PickupPermission.WORK)
@phased
def answer(pickup_id: UUID) -> Response:
    """What the buyer said at the counter or on the phone."""
    with unit_of_work():
        work_board.pickup(pickup_id)
    with form_page(PAGE, lambda: _page(pickup_id)):
        form = AnswerForm.parse(request.form)
        outcome = miss_pickup.answer(pickup_id, Answer(form.what, form.place))
    toast(OUTCOMES[outcome])
    return go("/admin/pickups/")


@bp.post("/<uuid:pickup_id>/found")
@requires(PickupPermission.WORK)
def find(pickup_id: UUID) -> Response:
    """It turned up after all."""
    miss_pickup.found(pickup_id)
    toast(OUTCOMES["found"])
    return go(f"/admin/pickups/{pickup_id}")


@bp.post("/<uuid:pickup_id>/handover")
@requires(PickupPermission.WORK)
@phased
def hand_over(pickup_id: UUID) -> Response:
    """Hand it over against the code. A wrong try is counted before it is refused."""
    with form_page(PAGE, lambda: _page(pickup_id)):
        form = HandOverForm.parse(request.form)
        with unit_of_work():
            fits = hand_over_pickup.code_fits(pickup_id, form.code)
        if not fits:
            raise WrongPickupCode(
                _("This is not the code of this order"), fields={"code": _("Check the six digits")}
            )
        with unit_of_work():
            hand_over_pickup.hand_over(pickup_id, code=form.code, by=form.by)
    toast(_("Handed over"))
    return go("/admin/pickups/")


def _page(pickup_id: UUID) -> dict[str, Any]:
    with unit_of_work():
        return _job(pickup_id)
