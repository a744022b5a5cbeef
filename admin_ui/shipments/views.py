"""Parcels: the queue, and one parcel's steps from shelf to carrier."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from flask import Response as File
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.i18n import gettext as _
from app.domains.channels import service as channels
from app.domains.channels.types import StockRules
from app.domains.fulfillment.permissions import ShipmentPermission
from app.flows import name_serials, ship_order
from app.outbound.documents import service as documents
from app.queries import serial_board, work_board
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.papers import paper
from app.web.permissions import requires
from app.web.phased import phased
from app.web.serial_fields import named_serials
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/shipments/list.html", "admin/shipments/show.html"
bp = Blueprint("admin_shipments", __name__, url_prefix="/admin/shipments")


class ShipForm(Form):
    carrier: OptionalText = ""
    tracking_number: OptionalText = ""


@bp.get("/")
@requires(ShipmentPermission.VIEW)
def index() -> str:
    """What waits to leave."""
    chosen = {name: request.args.get(name, "") for name in ("state", "q")}
    page = work_board.shipments(**chosen, cursor=request.args.get("cursor"))
    return render(LIST_PAGE, block="jobs", page=page, chosen=chosen)


@bp.get("/<uuid:shipment_id>")
@requires(ShipmentPermission.VIEW)
def show(shipment_id: UUID) -> str:
    """One parcel."""
    return render(PAGE, block="job", **_page(shipment_id))


def _page(shipment_id: UUID) -> dict[str, Any]:
    page = work_board.shipment(shipment_id)
    asked = serial_board.for_parcel(shipment_id, page.job.order_id, page.row.location_id)
    lends = page.job.status in ("open", "picked", "packed") and channels.setting(StockRules).send_for_others
    return {"page": page, "asked": asked, "elsewhere": work_board.elsewhere(page.row) if lends else []}


@bp.post("/<uuid:shipment_id>/serials")
@requires(ShipmentPermission.WORK)
def choose(shipment_id: UUID) -> Response:
    """Which units go into the box."""
    work_board.shipment(shipment_id)
    with form_page(PAGE, lambda: _page(shipment_id)):
        name_serials.for_shipment(shipment_id, named_serials(request.form))
    toast(_("The numbers are kept"))
    return go(url_for(".show", shipment_id=shipment_id))


@bp.get("/<uuid:shipment_id>/slip")
@requires(ShipmentPermission.VIEW)
@phased
def slip(shipment_id: UUID) -> File:
    """The packing slip for the box, of a parcel that the caller may see."""
    with unit_of_work():
        work_board.shipment(shipment_id)
    return paper(documents.packing_slip(shipment_id))


@bp.post("/<uuid:shipment_id>/rest")
@requires(ShipmentPermission.WORK)
def take_over(shipment_id: UUID) -> Response:
    """What other locations were to send goes into this parcel."""
    ship_order.take_over(shipment_id)
    toast(_("The whole order leaves from here"))
    return go(url_for(".show", shipment_id=shipment_id))


@bp.post("/<uuid:shipment_id>/picking")
@requires(ShipmentPermission.WORK)
def pick(shipment_id: UUID) -> Response:
    """The goods are off the shelf."""
    ship_order.pick(shipment_id)
    return go(f"/admin/shipments/{shipment_id}")


@bp.post("/<uuid:shipment_id>/packing")
@requires(ShipmentPermission.WORK)
def pack(shipment_id: UUID) -> Response:
    """The parcel is closed."""
    ship_order.pack(shipment_id)
    return go(f"/admin/shipments/{shipment_id}")


@bp.post("/<uuid:shipment_id>/dispatch")
@requires(ShipmentPermission.WORK)
def dispatch(shipment_id: UUID) -> Response:
    """The carrier has it; the buyer is told."""
    with form_page(PAGE, lambda: _page(shipment_id)):
        form = ShipForm.parse(request.form)
        ship_order.ship(shipment_id, carrier=form.carrier, tracking_number=form.tracking_number)
    toast(_("On its way; the buyer gets a mail."))
    return go("/admin/shipments/")
