"""Lots: received, listed by the day they expire, recalled wherever they lie."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from pydantic import BeforeValidator, Field
from werkzeug.wrappers import Response

from admin_ui.stock.forms import spoken_number
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.ids import parse_id
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import StockPermission
from app.flows import keep_lots
from app.queries import lot_board, people, stock_settings
from app.web.form_page import form_page
from app.web.forms import Blank, Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE, RECEIVE_PANEL = (
    "admin/stock/lots.html",
    "admin/stock/lot.html",
    "admin/stock/receive_lot.html",
)


class ReceiveForm(Form):
    lot: Text = Field(max_length=80)
    expires_on: Annotated[date | None, Blank] = None
    quantity: Annotated[Decimal, BeforeValidator(spoken_number), Field(gt=0, lt=10**9)]
    location: Text = Field(max_length=80)


class RecallForm(Form):
    note: OptionalText = Field(default="", max_length=300)


def attach(bp: Blueprint) -> None:
    """Put these screens under the stock."""
    bp.add_url_rule("/lots/", view_func=list_lots)
    bp.add_url_rule("/lots/<uuid:lot_id>", view_func=show_lot)
    bp.add_url_rule("/lots/<uuid:lot_id>/recall", view_func=recall_lot, methods=["POST"])
    bp.add_url_rule("/<uuid:item_id>/lots/new", view_func=ask_lot)
    bp.add_url_rule("/<uuid:item_id>/lots/new", view_func=receive_lot, methods=["POST"])


@requires(StockPermission.VIEW)
def list_lots() -> str:
    """What lies in lots, what expires first before the rest."""
    chosen = {name: request.args.get(name, "") for name in ("q", "location", "within")}
    page = lot_board.lots(
        q=chosen["q"], location_id=parse_id(chosen["location"]), within=chosen["within"],
        cursor=request.args.get("cursor"),
    )  # fmt: skip
    places = people.location_choices()
    return render(LIST_PAGE, block="lots", page=page, chosen=chosen, places=places)


@requires(StockPermission.VIEW)
def show_lot(lot_id: UUID) -> str:
    """Where a lot lies, and who got of it."""
    return render_template(PAGE, **_lot(lot_id))


def _lot(lot_id: UUID) -> dict[str, Any]:
    lot = lot_board.lot(lot_id) or abort(404)
    return {"lot": lot, "rows": lot_board.places_of(lot_id), "received": lot_board.orders_with(lot_id)}


@requires(StockPermission.HOLD)
def recall_lot(lot_id: UUID) -> Response:
    """Out of sale wherever it lies."""
    with form_page(PAGE, lambda: _lot(lot_id)):
        form, lot = RecallForm.parse(request.form), _lot(lot_id)["lot"]
        made = keep_lots.recall(sku=lot.sku, lot=lot.code, note=form.note or lot.code)
    toast(ngettext("On hold at %(num)s location", "On hold at %(num)s locations", len(made)))
    return go(url_for(".show_lot", lot_id=lot_id))


def _choices(item_id: UUID) -> dict[str, Any]:
    own = {place.id for place in people.location_choices()}
    places = [(place.code, place.name) for place in inventory.locations() if place.id in own]
    return {"item": stock_settings.settings_of(item_id) or abort(404), "places": places}


@requires(StockPermission.ADJUST)
def ask_lot(item_id: UUID) -> str:
    """The form, as a panel or a page."""
    return render(RECEIVE_PANEL, block="panel", values={}, errors={}, **_choices(item_id))


@requires(StockPermission.ADJUST)
def receive_lot(item_id: UUID) -> Response:
    """It lies there from now on."""
    with form_page(RECEIVE_PANEL, lambda: _choices(item_id), block="panel"):
        form = ReceiveForm.parse(request.form)
        keep_lots.receive(
            sku=_choices(item_id)["item"].sku, location=form.location, lot=form.lot, expires_on=form.expires_on,
            quantity=form.quantity, reason=form.lot,
        )  # fmt: skip
    toast(_("Lot %(lot)s is received", lot=form.lot))
    return go(url_for(".show", item_id=item_id))
