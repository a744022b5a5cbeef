"""Settings of an item: what is never sold, and what is sold past zero."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from pydantic import BeforeValidator, Field
from werkzeug.wrappers import Response

from admin_ui.stock.forms import spoken_number
from app.core.i18n import gettext as _
from app.domains.channels import service as channels
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import StockPermission
from app.domains.inventory.service import PastZero
from app.flows import set_stock
from app.queries import people, stock_settings
from app.web.form_page import form_page
from app.web.forms import Blank, Form
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

SAFETY_PANEL, PAST_ZERO_PANEL = "admin/stock/safety.html", "admin/stock/past_zero.html"
Quantity = Annotated[Decimal, BeforeValidator(spoken_number)]


class SafetyForm(Form):
    """Blank location: each; blank channel: any."""

    quantity: Annotated[Quantity, Field(ge=0, lt=10**9)]
    location: Annotated[str | None, Blank] = None
    channel: Annotated[str | None, Blank] = None


class PastZeroForm(Form):
    """Sold until stock ends, as a backorder, or before it is out."""

    how: Literal["no", "backorder", "preorder"] = "no"
    limit: Annotated[Annotated[Quantity, Field(ge=1, lt=10**9)] | None, Blank] = None
    expected_on: Annotated[date | None, Blank] = None


def attach(bp: Blueprint) -> None:
    """Put these screens under the stock."""
    bp.add_url_rule("/<uuid:item_id>/safety", view_func=ask_safety)
    bp.add_url_rule("/<uuid:item_id>/safety", view_func=set_safety, methods=["POST"])
    bp.add_url_rule("/<uuid:item_id>/past-zero", view_func=ask_past_zero)
    bp.add_url_rule("/<uuid:item_id>/past-zero", view_func=set_past_zero, methods=["POST"])


def _settings(item_id: UUID) -> dict[str, Any]:
    return {"settings": stock_settings.settings_of(item_id) or abort(404)}


def _choices(item_id: UUID) -> dict[str, Any]:
    own = {place.id for place in people.location_choices()}
    places = [(place.code, place.name) for place in inventory.locations() if place.id in own]
    selling = [(channel.code, channel.name) for channel in channels.channels() if channel.active]
    return _settings(item_id) | {"places": places, "channels": selling}


@requires(StockPermission.PLAN)
def ask_safety(item_id: UUID) -> str:
    """The form, as a panel or a page."""
    values = {name: request.args.get(name, "") for name in ("location", "channel")}
    return render(SAFETY_PANEL, block="panel", values=values, errors={}, **_choices(item_id))


@requires(StockPermission.PLAN)
def set_safety(item_id: UUID) -> Response:
    """True with the next read."""
    with form_page(SAFETY_PANEL, lambda: _choices(item_id), block="panel"):
        form = SafetyForm.parse(request.form)
        sku = _settings(item_id)["settings"].sku
        set_stock.keep_back(sku=sku, quantity=form.quantity, location=form.location, channel=form.channel)
    toast(_("The safety stock is set"))
    return go(url_for(".show", item_id=item_id))


@requires(StockPermission.PLAN)
def ask_past_zero(item_id: UUID) -> str:
    """The form, as a panel or a page."""
    return render(PAST_ZERO_PANEL, block="panel", values={}, errors={}, **_settings(item_id))


@requires(StockPermission.PLAN)
def set_past_zero(item_id: UUID) -> Response:
    """Sold from now on, or no longer."""
    with form_page(PAST_ZERO_PANEL, lambda: _settings(item_id), block="panel"):
        form = PastZeroForm.parse(request.form)
        sku = _settings(item_id)["settings"].sku
        how = PastZero(form.how != "no", form.limit, form.how == "preorder", form.expected_on)
        set_stock.sell_past_zero(sku=sku, how=how)
    toast(_("Sold past zero from now on") if how.allowed else _("No longer sold past zero"))
    return go(url_for(".show", item_id=item_id))
