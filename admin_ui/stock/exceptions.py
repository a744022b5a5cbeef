"""Exceptions: where the books and the shelf disagree, and how it was made good."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.core.ids import parse_id
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import StockPermission
from app.queries import people, stock_exceptions
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PANEL = "admin/stock/exceptions.html", "admin/stock/settle.html"
KINDS: dict[str, Any] = {
    "oversold": later("Sold beyond stock"),
    "short": later("Fewer there than promised"),
    "held": later("On hold though promised"),
    "missing": later("Not found for a pickup"),
}
STATES = {"": False, "resolved": True, "all": None}


class SettleForm(Form):
    resolution: OptionalText = Field(default="", max_length=300)


def attach(bp: Blueprint) -> None:
    """Put these screens under the stock."""
    bp.add_url_rule("/exceptions/", view_func=list_exceptions)
    bp.add_url_rule("/exceptions/<uuid:exception_id>/settle", view_func=ask_settle)
    bp.add_url_rule("/exceptions/<uuid:exception_id>/settle", view_func=settle, methods=["POST"])


@requires(StockPermission.VIEW)
def list_exceptions() -> str:
    """What waits for a person; what was dealt with, when asked for."""
    chosen = {name: request.args.get(name, "") for name in ("q", "location", "kind", "state")}
    page = stock_exceptions.exceptions(
        q=chosen["q"], kind=chosen["kind"], location_id=parse_id(chosen["location"]),
        resolved=STATES.get(chosen["state"], False), cursor=request.args.get("cursor"),
    )  # fmt: skip
    places = people.location_choices()
    return render(LIST_PAGE, block="exceptions", page=page, chosen=chosen, places=places, kinds=KINDS)


def _one(exception_id: UUID) -> dict[str, Any]:
    return {"found": stock_exceptions.one(exception_id) or abort(404), "kinds": KINDS}


@requires(StockPermission.ADJUST)
def ask_settle(exception_id: UUID) -> str:
    """The form, as a panel or a page."""
    return render(PANEL, block="panel", values={}, errors={}, **_one(exception_id))


@requires(StockPermission.ADJUST)
def settle(exception_id: UUID) -> Response:
    """Somebody has made it good."""
    with form_page(PANEL, lambda: _one(exception_id), block="panel"):
        inventory.settle_exception(exception_id, SettleForm.parse(request.form).resolution)
    toast(_("Dealt with"))
    return go(url_for(".list_exceptions"))
