"""Put away, phone first: what waits in the receiving area goes into its bins, scan by scan."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import AppError, Invalid
from app.core.i18n import gettext as _
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockItem
from app.domains.inventory.permissions import PurchasePermission
from app.queries import bin_board, item_finder
from app.web.amounts import read_amount
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/putaway/places.html", "admin/putaway/show.html"
bp = Blueprint("admin_putaway", __name__, url_prefix="/admin/put-away")


class PutForm(Form):
    code: OptionalText = Field(default="", max_length=200)
    bin: OptionalText = Field(default="", max_length=200)
    quantity: OptionalText = Field(default="", max_length=20)


@bp.get("/")
@requires(PurchasePermission.RECEIVE)
def index() -> str | Response:
    """Where goods wait; straight there when it is one place."""
    areas = bin_board.areas()
    if len(areas) == 1:
        return redirect(url_for(".show", location_id=areas[0].id))
    return render_template(LIST_PAGE, areas=areas)


@bp.get("/<uuid:location_id>")
@requires(PurchasePermission.RECEIVE)
def show(location_id: UUID) -> str:
    """What waits, and the fields to scan into."""
    return render(
        PAGE, block="waiting", values={"code": request.args.get("code", "")}, errors={}, **_page(location_id)
    )


def _page(location_id: UUID) -> dict[str, Any]:
    area = next((area for area in bin_board.areas() if area.id == location_id), None) or abort(404)
    return {"area": area, "rows": bin_board.waiting(location_id)}


@bp.post("/<uuid:location_id>")
@requires(PurchasePermission.RECEIVE)
def put(location_id: UUID) -> Response:
    """So many lie in a bin from now on."""
    _page(location_id)
    with form_page(PAGE, lambda: _page(location_id)):
        form = PutForm.parse(request.form)
        item = _item(form.code, location_id)
        before, left = inventory.put_away(location_id, item, form.bin, _quantity(form, location_id, item.id))
    toast(_("%(sku)s lies in %(bin)s", sku=item.sku, bin=form.bin.strip().upper()))
    if before:
        toast(_("It lay in %(bin)s before: take those along", bin=before), "info")
    return go(url_for(".show", location_id=location_id, code=item.sku if left else None))


def _item(code: str, location_id: UUID) -> StockItem:
    """What was scanned; of what waits, in any case of letters. Raises Invalid at `code`."""
    wanted, rows = code.casefold(), bin_board.waiting(location_id)
    code = next((row.sku for row in rows if wanted in {row.sku.casefold(), row.barcode}), code)
    try:
        return inventory.find_item(item_finder.meant([code])[code])
    except AppError as unknown:
        words = _("No stock is kept under this SKU") if code else _("Scan or type a SKU")
        raise Invalid(_("Some fields need another look"), fields={"code": words}) from unknown


def _quantity(form: PutForm, location_id: UUID, item_id: UUID) -> Decimal:
    """As written; blank for all that wait. Raises Invalid at `quantity`."""
    if form.quantity:
        return read_amount(form.quantity, "quantity")
    return next(
        (row.quantity for row in bin_board.waiting(location_id) if row.item_id == item_id), Decimal(0)
    )
