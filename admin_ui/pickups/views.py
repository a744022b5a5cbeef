"""Pickups: the store's queue, ready, handed over by code."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.i18n import gettext as _
from app.domains.fulfillment.errors import WrongPickupCode
from app.domains.fulfillment.permissions import PickupPermission
from app.flows import hand_over_pickup, name_serials
from app.queries import serial_board, work_board
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.phased import phased
from app.web.serial_fields import named_serials
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/pickups/list.html", "admin/pickups/show.html"
bp = Blueprint("admin_pickups", __name__, url_prefix="/admin/pickups")


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
    return {"page": page, "asked": asked}


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
