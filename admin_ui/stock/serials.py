"""Serial numbers: looked up, their story, kept from now on, added and taken out."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.ids import parse_id
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockItem
from app.domains.inventory.permissions import StockPermission
from app.flows import keep_serials
from app.queries import people, serial_board, stock_sheet
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.serial_fields import named_serials
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/stock/serials.html", "admin/stock/serial.html"
BEGIN_PANEL, ADD_PANEL = "admin/stock/begin_serials.html", "admin/stock/add_serials.html"


class AddForm(Form):
    location: UUID
    serials: OptionalText = Field(default="", max_length=100_000)
    reason: OptionalText = Field(default="", max_length=200)


class ReasonForm(Form):
    reason: OptionalText = Field(default="", max_length=200)


def attach(bp: Blueprint) -> None:
    """Put these screens under the stock."""
    bp.add_url_rule("/serials/", view_func=list_serials)
    bp.add_url_rule("/serials/<uuid:serial_id>", view_func=show_serial)
    bp.add_url_rule("/serials/<uuid:serial_id>/removal", view_func=take_out_serial, methods=["POST"])
    bp.add_url_rule("/<uuid:item_id>/serials/begin", view_func=ask_begin_serials)
    bp.add_url_rule("/<uuid:item_id>/serials/begin", view_func=begin_serials, methods=["POST"])
    bp.add_url_rule("/<uuid:item_id>/serials/end", view_func=end_serials, methods=["POST"])
    bp.add_url_rule("/<uuid:item_id>/serials/new", view_func=ask_serials)
    bp.add_url_rule("/<uuid:item_id>/serials/new", view_func=add_serials, methods=["POST"])


@requires(StockPermission.VIEW)
def list_serials() -> str:
    """Where is this serial?"""
    chosen = {name: request.args.get(name, "") for name in ("q", "location", "state", "item")}
    page = serial_board.serials(
        q=chosen["q"], item_id=parse_id(chosen["item"]), location_id=parse_id(chosen["location"]),
        state=chosen["state"], cursor=request.args.get("cursor"),
    )  # fmt: skip
    return render(LIST_PAGE, block="serials", page=page, chosen=chosen, places=people.location_choices())


@requires(StockPermission.VIEW)
def show_serial(serial_id: UUID) -> str:
    """One unit, and its story."""
    return render_template(PAGE, **_serial(serial_id))


def _serial(serial_id: UUID) -> dict[str, Any]:
    row = serial_board.serial(serial_id) or abort(404)
    return {"row": row, "story": serial_board.story(serial_id)}


@requires(StockPermission.ADJUST)
def take_out_serial(serial_id: UUID) -> Response:
    """It is gone: stock falls by it."""
    inventory.require_serial(serial_id)
    with form_page(PAGE, lambda: _serial(serial_id)):
        keep_serials.take_out(serial_id, reason=ReasonForm.parse(request.form).reason)
    toast(_("Taken out of the stock"))
    return go(url_for(".show_serial", serial_id=serial_id))


def _item(item_id: UUID) -> dict[str, Any]:
    rows = stock_sheet.rows(item_ids=[item_id], limit=200).items or abort(404)
    return {"rows": rows, "item": rows[0], "places": people.location_choices()}


def _stock_item(item_id: UUID) -> StockItem:
    return inventory.find_item(_item(item_id)["item"].sku)


@requires(StockPermission.ADJUST)
def ask_begin_serials(item_id: UUID) -> str:
    """Name what lies there, as a panel or a page."""
    return render(BEGIN_PANEL, block="panel", values={}, errors={}, **_item(item_id))


@requires(StockPermission.ADJUST)
def begin_serials(item_id: UUID) -> Response:
    """Each unit has its number from now on."""
    item = _stock_item(item_id)
    with form_page(BEGIN_PANEL, lambda: _item(item_id), block="panel"):
        keep_serials.begin(item, named_serials(request.form))
    toast(_("%(sku)s is kept by serial number from now on", sku=item.sku))
    return go(url_for(".show", item_id=item_id))


@requires(StockPermission.ADJUST)
def end_serials(item_id: UUID) -> Response:
    """Quantities alone from now on."""
    item = _stock_item(item_id)
    keep_serials.end(item)
    toast(_("%(sku)s is not kept by serial number any more", sku=item.sku), "info")
    return go(url_for(".show", item_id=item_id))


@requires(StockPermission.ADJUST)
def ask_serials(item_id: UUID) -> str:
    """Units that came to light, as a panel or a page."""
    return render(ADD_PANEL, block="panel", values={}, errors={}, **_item(item_id))


@requires(StockPermission.ADJUST)
def add_serials(item_id: UUID) -> Response:
    """They lie there from now on."""
    item = _stock_item(item_id)
    with form_page(ADD_PANEL, lambda: _item(item_id), block="panel"):
        form = AddForm.parse(request.form)
        codes = inventory.read_codes(form.serials)
        keep_serials.add(item, form.location, codes, reason=form.reason)
    toast(ngettext("%(num)s serial number is added", "%(num)s serial numbers are added", len(codes)))
    return go(url_for(".show", item_id=item_id))
