"""Stock: the sheet of every SKU and location, one item's story, and counting or adjusting it."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from pydantic import BeforeValidator, Field
from werkzeug.wrappers import Response

from admin_ui.stock import approvals, card, exceptions, holds, imports, labels, lots, serials, settings, sheet
from admin_ui.stock.forms import spoken_number
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.inventory.permissions import StockPermission
from app.domains.inventory.types import Told
from app.flows import adjust_stock
from app.queries import item_ledger, people, stock_sheet
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PANEL = "admin/stock/list.html", "admin/stock/adjust.html"
bp = Blueprint("admin_stock", __name__, url_prefix="/admin/stock")
holds.attach(bp)
settings.attach(bp)
lots.attach(bp)
serials.attach(bp)
exceptions.attach(bp)
sheet.attach(bp)
imports.attach(bp)
approvals.attach(bp)
card.attach(bp)
labels.attach(bp)


class AdjustForm(Form):
    """Either what was counted, or how many came or went."""

    kind: Literal["count", "add", "remove"] = "count"
    quantity: Annotated[Decimal, BeforeValidator(spoken_number), Field(gt=-(10**9), lt=10**9)]
    reason: OptionalText = Field(default="", max_length=50)
    note: OptionalText = Field(default="", max_length=150)

    @property
    def signed(self) -> Decimal:
        """What is there, or what came (below 0: went). Raises Invalid at `quantity`."""
        if self.kind != "count" and self.quantity < 0:
            raise Invalid(_("Some fields need another look"), fields={"quantity": _("Enter 0 or more")})
        return -self.quantity if self.kind == "remove" else self.quantity

    @property
    def words(self) -> str:
        return ": ".join(filter(None, (self.reason, self.note)))


@bp.get("/")
@requires(StockPermission.VIEW)
def index() -> str:
    """Every SKU at every location."""
    chosen = {name: request.args.get(name, "") for name in ("q", "location", "state")}
    page = stock_sheet.rows(
        q=chosen["q"],
        location_id=parse_id(chosen["location"]),
        state=chosen["state"],
        cursor=request.args.get("cursor"),
    )
    places = people.location_choices()
    return render(
        LIST_PAGE, block="stock", page=page, chosen=chosen, places=places, states=stock_sheet.STATES
    )


@bp.post("/entries/<int:entry_id>/undo")
@requires(StockPermission.ADJUST)
def undo(entry_id: int) -> Response:
    """Take an adjustment back by a counter-entry."""
    entry = item_ledger.entry(entry_id) or abort(404)
    item_id = adjust_stock.undo(entry_id)
    toast(_("%(sku)s is as before: the adjustment is undone", sku=entry.sku))
    return go(url_for(".show", item_id=item_id))


def _panel(item_id: UUID, location_id: UUID) -> dict[str, Any]:
    return {"row": stock_sheet.row(item_id, location_id) or abort(404)}


@bp.get("/<uuid:item_id>/<uuid:location_id>/adjust")
@requires(StockPermission.ADJUST)
def ask(item_id: UUID, location_id: UUID) -> str:
    """The form, as a panel or a page."""
    return render(PANEL, block="panel", values={}, errors={}, **_panel(item_id, location_id))


@bp.post("/<uuid:item_id>/<uuid:location_id>/adjust")
@requires(StockPermission.ADJUST)
def adjust(item_id: UUID, location_id: UUID) -> Response:
    """Count, add or remove."""
    with form_page(PANEL, lambda: _panel(item_id, location_id), block="panel"):
        form = AdjustForm.parse(request.form)
        row = _panel(item_id, location_id)["row"]
        told = Told(row.sku, row.location, form.signed, form.kind == "count", form.words)
        done = adjust_stock.change_or_ask(told)
    approvals.tell(row, done=done)
    if done and not row.tracked:
        toast(_("%(sku)s was not counted before; it is from now on", sku=row.sku), "info")
    return go(sheet.back(item_id))
