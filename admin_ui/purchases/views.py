"""Purchase orders: the list, the draft, sent, cancelled or closed; late costs."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from pydantic import Field, field_validator
from werkzeug.wrappers import Response

from admin_ui.purchases import suggestions
from admin_ui.purchases.amounts import amount_of, rate_of, typed, units
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import PurchasePermission
from app.queries import people, purchase_board
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE, NEW_PAGE = (
    "admin/purchases/list.html",
    "admin/purchases/show.html",
    "admin/purchases/new.html",
)
bp = Blueprint("admin_purchases", __name__, url_prefix="/admin/purchases")
suggestions.attach(bp)


class NewForm(Form):
    supplier: UUID
    location: UUID


class LineForm(Form):
    sku: Text
    quantity: Decimal = Field(gt=0, lt=10**9)
    cost: OptionalText = ""

    _read = field_validator("quantity", mode="before")(units)


class DraftForm(Form):
    expected_on: date | None = None
    rate: OptionalText = "1"
    note: OptionalText = Field(default="", max_length=1000)


class CostForm(Form):
    cost: Text
    reason: OptionalText = Field(default="", max_length=200)


@bp.get("/")
@requires(PurchasePermission.VIEW)
def index() -> str:
    """What was ordered."""
    chosen = {name: request.args.get(name, "") for name in ("view", "q", "supplier", "location")}
    page = purchase_board.purchases(**chosen, cursor=request.args.get("cursor"))
    return render(LIST_PAGE, block="purchases", page=page, chosen=chosen, **_choices())


@bp.get("/new")
@requires(PurchasePermission.EDIT)
def new() -> str:
    """Whom, and where to?"""
    return render(NEW_PAGE, values=request.args, errors={}, **_choices())


@bp.post("/new")
@requires(PurchasePermission.EDIT)
def create() -> Response:
    """Draft it."""
    with form_page(NEW_PAGE, _choices):
        form = NewForm.parse(request.form)
        made = inventory.open_purchase(form.supplier, form.location)
    return go(url_for(".show", purchase_id=made.id))


@bp.get("/<uuid:purchase_id>")
@requires(PurchasePermission.VIEW)
def show(purchase_id: UUID) -> str:
    """One order, whole."""
    return render(PAGE, block="purchase", values={}, errors={}, **_page(purchase_id))


@bp.post("/<uuid:purchase_id>/lines")
@requires(PurchasePermission.EDIT)
def set_line(purchase_id: UUID) -> Response:
    """So many of an item."""
    with form_page(PAGE, lambda: _page(purchase_id)):
        form = LineForm.parse(request.form)
        currency = inventory.purchase(purchase_id).currency
        cost = amount_of(form.cost, currency, "cost") if form.cost else None
        inventory.set_purchase_line(purchase_id, form.sku, form.quantity, pack_cost=cost)
    return _back(purchase_id)


@bp.post("/<uuid:purchase_id>/lines/<uuid:line_id>/drop")
@requires(PurchasePermission.EDIT)
def drop_line(purchase_id: UUID, line_id: UUID) -> Response:
    """Not this one."""
    inventory.drop_purchase_line(purchase_id, line_id)
    return _back(purchase_id)


@bp.post("/<uuid:purchase_id>/draft")
@requires(PurchasePermission.EDIT)
def change(purchase_id: UUID) -> Response:
    """When it is expected, and at which rate."""
    with form_page(PAGE, lambda: _page(purchase_id)):
        form = DraftForm.parse(request.form)
        inventory.change_purchase(
            purchase_id, expected_on=form.expected_on, note=form.note, rate_micro=rate_of(form.rate)
        )
    toast(_("The order is saved"))
    return _back(purchase_id)


@bp.post("/<uuid:purchase_id>/send")
@requires(PurchasePermission.EDIT)
def send(purchase_id: UUID) -> Response:
    """The supplier has it."""
    with form_page(PAGE, lambda: _page(purchase_id)):
        inventory.send_purchase(purchase_id)
    toast(_("Ordered; its goods show as on their way"))
    return _back(purchase_id)


@bp.post("/<uuid:purchase_id>/cancel")
@requires(PurchasePermission.EDIT)
def cancel(purchase_id: UUID) -> Response:
    """Nothing of it will come."""
    with form_page(PAGE, lambda: _page(purchase_id)):
        inventory.cancel_purchase(purchase_id)
    toast(_("The order is cancelled"))
    return _back(purchase_id)


@bp.post("/<uuid:purchase_id>/close")
@requires(PurchasePermission.EDIT)
def close(purchase_id: UUID) -> Response:
    """The rest will not come."""
    with form_page(PAGE, lambda: _page(purchase_id)):
        inventory.close_purchase(purchase_id)
    toast(_("The order is closed"))
    return _back(purchase_id)


@bp.post("/<uuid:purchase_id>/costs/<uuid:line_id>")
@requires(PurchasePermission.EDIT)
def correct_cost(purchase_id: UUID, line_id: UUID) -> Response:
    """The invoice says something else."""
    inventory.require_receipt_line(purchase_id, line_id)
    with form_page(PAGE, lambda: _page(purchase_id)):
        form = CostForm.parse(request.form)
        cost = amount_of(form.cost, current_tenant().currency, "cost")
        inventory.correct_cost(purchase_id, line_id, cost, reason=form.reason)
    toast(_("The cost is corrected; what still lies there is valued anew"))
    return _back(purchase_id)


@bp.post("/<uuid:purchase_id>/differences/<uuid:difference_id>/resolve")
@requires(PurchasePermission.EDIT)
def resolve(purchase_id: UUID, difference_id: UUID) -> Response:
    """Settled with the supplier."""
    inventory.resolve_discrepancy(difference_id)
    return _back(purchase_id)


def _back(purchase_id: UUID) -> Response:
    return go(url_for(".show", purchase_id=purchase_id))


def _choices() -> dict[str, Any]:
    return {
        "suppliers": inventory.suppliers(),
        "places": people.location_choices(),
        "views": purchase_board.VIEWS,
    }


def _page(purchase_id: UUID) -> dict[str, Any]:
    page = purchase_board.purchase(purchase_id) or abort(404)
    kept = inventory.purchase(purchase_id)
    known = inventory.supplier(kept.supplier_id)
    home = current_tenant().currency
    return {"page": page, "order": page.order, "kept": kept, "supplier": known, "home": home, "typed": typed}
