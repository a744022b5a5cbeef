"""Holds: what is out of sale and why; put on hold, released, written off."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from pydantic import BeforeValidator, Field
from werkzeug.wrappers import Response

from admin_ui.stock.forms import spoken_number
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.core.ids import parse_id
from app.domains.inventory.models import HOLD_REASONS
from app.domains.inventory.permissions import StockPermission
from app.flows import hold_stock
from app.queries import held_stock, people, stock_settings, stock_sheet
from app.web.form_page import form_page
from app.web.forms import Blank, Checkbox, Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, HOLD_PANEL, RELEASE_PANEL = (
    "admin/stock/holds.html",
    "admin/stock/hold.html",
    "admin/stock/release.html",
)
REASONS: dict[str, Any] = {
    "quality": later("Quality check"),
    "recall": later("Recall"),
    "damage": later("Damaged"),
    "expired": later("Expired"),
    "other": later("Other"),
}
Quantity = Annotated[Decimal, BeforeValidator(spoken_number), Field(gt=0, lt=10**9)]


class HoldForm(Form):
    """How many, and why; `everywhere`: at every location."""

    quantity: Annotated[Quantity | None, Blank] = None
    reason: Literal["quality", "recall", "damage", "other"]
    note: OptionalText = Field(default="", max_length=300)
    everywhere: Checkbox = False


class ReleaseForm(Form):
    quantity: Annotated[Quantity | None, Blank] = None
    outcome: Literal["sale", "write_off"] = "sale"
    serials: OptionalText = Field(default="", max_length=100_000)
    note: OptionalText = Field(default="", max_length=300)


def attach(bp: Blueprint) -> None:
    """Put these screens under the stock."""
    bp.add_url_rule("/holds/", view_func=list_holds)
    bp.add_url_rule("/<uuid:item_id>/<uuid:location_id>/hold", view_func=ask_hold)
    bp.add_url_rule("/<uuid:item_id>/<uuid:location_id>/hold", view_func=put_on_hold, methods=["POST"])
    bp.add_url_rule("/holds/<uuid:hold_id>/release", view_func=ask_release)
    bp.add_url_rule("/holds/<uuid:hold_id>/release", view_func=release_hold, methods=["POST"])


@requires(StockPermission.VIEW)
def list_holds() -> str:
    """What is on hold; what was, when asked for."""
    chosen = {name: request.args.get(name, "") for name in ("q", "location", "reason", "state")}
    page = held_stock.holds(
        q=chosen["q"], location_id=parse_id(chosen["location"]), reason=chosen["reason"],
        state=chosen["state"] or "open", cursor=request.args.get("cursor"),
    )  # fmt: skip
    places = people.location_choices()
    return render(LIST_PAGE, block="holds", page=page, chosen=chosen, places=places, reasons=REASONS)


def _row(item_id: UUID, location_id: UUID) -> dict[str, Any]:
    return {"row": stock_sheet.row(item_id, location_id) or abort(404), "reasons": _chosen_by_hand()}


def _chosen_by_hand() -> list[tuple[str, str]]:
    """What people may choose; that a lot expired is said by its date."""
    return [(code, str(REASONS[code])) for code in HOLD_REASONS if code != "expired"]


@requires(StockPermission.HOLD)
def ask_hold(item_id: UUID, location_id: UUID) -> str:
    """The form, as a panel or a page."""
    return render(HOLD_PANEL, block="panel", values={}, errors={}, **_row(item_id, location_id))


@requires(StockPermission.HOLD)
def put_on_hold(item_id: UUID, location_id: UUID) -> Response:
    """Out of sale at once."""
    with form_page(HOLD_PANEL, lambda: _row(item_id, location_id), block="panel"):
        form = HoldForm.parse(request.form)
        row = _row(item_id, location_id)["row"]
        place = None if form.everywhere else row.location
        hold_stock.hold_stock(
            sku=row.sku, location=place, quantity=form.quantity, reason=form.reason, note=form.note
        )
    toast(_("%(sku)s is on hold and not sold until it is released", sku=row.sku))
    return go(url_for(".show", item_id=item_id))


def _hold(hold_id: UUID) -> dict[str, Any]:
    hold = held_stock.hold(hold_id) or abort(404)
    return {"hold": hold, "reasons": REASONS, "settings": stock_settings.settings_of(hold.item_id)}


@requires(StockPermission.RELEASE)
def ask_release(hold_id: UUID) -> str:
    """The form, as a panel or a page."""
    return render(RELEASE_PANEL, block="panel", values={}, errors={}, **_hold(hold_id))


@requires(StockPermission.RELEASE)
def release_hold(hold_id: UUID) -> Response:
    """Back on sale, or written off."""
    with form_page(RELEASE_PANEL, lambda: _hold(hold_id), block="panel"):
        form = ReleaseForm.parse(request.form)
        gone = form.outcome == "write_off"
        held = hold_stock.release_stock(
            hold_id, quantity=form.quantity, written_off=gone, note=form.note, serials=form.serials
        )
    toast(_("%(sku)s is written off", sku=held.sku) if gone else _("%(sku)s is back on sale", sku=held.sku))
    return go(url_for(".show", item_id=held.item_id))
