"""Adjustments that are more than somebody may make: a colleague whose limit is higher decides."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import StockPermission
from app.flows import adjust_stock
from app.queries import approval_board
from app.queries.stock_sheet import StockRow
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/stock/approvals.html"


class RefuseForm(Form):
    note: OptionalText = Field(default="", max_length=200)


def attach(bp: Blueprint) -> None:
    """Put these screens under the stock."""
    bp.get("/approvals/", endpoint="approvals")(index)
    bp.post("/approvals/<uuid:request_id>/approval", endpoint="approve_adjustment")(approve)
    bp.post("/approvals/<uuid:request_id>/refusal", endpoint="refuse_adjustment")(refuse)


@requires(StockPermission.ADJUST)
def index() -> str:
    """What waits, or everything."""
    return render(PAGE, block="requests", errors={}, **_page())


def _page() -> dict[str, Any]:
    show = request.args.get("show", "")
    page = approval_board.requests(everything=show == "all", cursor=request.args.get("cursor"))
    return {"page": page, "shown": show}


@requires(StockPermission.ADJUST)
def approve(request_id: UUID) -> Response:
    """Make the adjustment."""
    inventory.require_request(request_id)
    with form_page(PAGE, _page):
        adjust_stock.approve(request_id)
    toast(_("Approved and booked"))
    return go(url_for(".approvals"))


@requires(StockPermission.ADJUST)
def refuse(request_id: UUID) -> Response:
    """Say no."""
    inventory.require_request(request_id)
    with form_page(PAGE, _page):
        inventory.refuse_adjustment(request_id, RefuseForm.parse(request.form).note)
    toast(_("Refused: nothing changed"))
    return go(url_for(".approvals"))


def tell(row: StockRow, *, done: bool) -> None:
    """What became of an adjustment."""
    if done:
        toast(_("%(sku)s at %(place)s is changed", sku=row.sku, place=row.location_name))
    else:
        toast(_("This is more than you may adjust at once: it waits for a colleague's approval"), "waiting")
