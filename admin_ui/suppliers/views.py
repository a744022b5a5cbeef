"""Suppliers: whom goods are bought from, on what terms, and what they sell."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field, field_validator
from werkzeug.wrappers import Response

from admin_ui.purchases.amounts import amount_of, typed, units
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import PurchasePermission
from app.domains.inventory.types import CURRENCIES
from app.queries import people, purchase_board
from app.web.form_page import form_page
from app.web.forms import Checkbox, Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, EDIT_PAGE, PAGE = (
    "admin/suppliers/list.html",
    "admin/suppliers/edit.html",
    "admin/suppliers/show.html",
)
bp = Blueprint("admin_suppliers", __name__, url_prefix="/admin/suppliers")


class SupplierForm(Form):
    name: Annotated[Text, Field(max_length=100)]
    contact: OptionalText = Field(default="", max_length=200)
    email: OptionalText = Field(default="", max_length=200)
    phone: OptionalText = Field(default="", max_length=50)
    lead_days: int = Field(ge=0, le=730)
    currency: Text
    minimum_order: OptionalText = ""
    active: Checkbox = False

    @field_validator("currency")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in CURRENCIES:
            raise ValueError(_("Choose one of the options"))
        return value

    def facts(self) -> dict[str, Any]:
        """As the domain keeps it. Raises Invalid at `minimum_order`."""
        least = amount_of(self.minimum_order or "0", self.currency, "minimum_order")
        return self.model_dump() | {"minimum_order": least}


class OfferForm(Form):
    sku: Text
    cost: Text
    pack_size: Decimal = Field(default=Decimal(1), gt=0, lt=10**6)
    supplier_sku: OptionalText = Field(default="", max_length=100)

    _read = field_validator("pack_size", mode="before")(units)


@bp.get("/")
@requires(PurchasePermission.VIEW)
def index() -> str:
    """Everybody we buy from."""
    q = request.args.get("q", "").strip()
    page = purchase_board.suppliers(q=q, cursor=request.args.get("cursor"))
    return render(LIST_PAGE, block="suppliers", page=page, q=q)


@bp.get("/new")
@requires(PurchasePermission.EDIT)
def new() -> str:
    """One more."""
    return render_template(EDIT_PAGE, values={}, errors={}, **_choices(None))


@bp.post("/new")
@requires(PurchasePermission.EDIT)
def create() -> Response:
    """Add it."""
    with form_page(EDIT_PAGE, lambda: _choices(None)):
        made = inventory.save_supplier(None, SupplierForm.parse(request.form).facts())
    return go(url_for(".show", supplier_id=made.id))


@bp.get("/<uuid:supplier_id>")
@requires(PurchasePermission.VIEW)
def show(supplier_id: UUID) -> str:
    """One supplier, and what it sells."""
    return render(PAGE, block="offers", values={}, errors={}, **_page(supplier_id))


@bp.get("/<uuid:supplier_id>/edit")
@requires(PurchasePermission.EDIT)
def edit(supplier_id: UUID) -> str:
    """Its terms."""
    return render_template(EDIT_PAGE, values={}, errors={}, **_choices(supplier_id))


@bp.post("/<uuid:supplier_id>/edit")
@requires(PurchasePermission.EDIT)
def save(supplier_id: UUID) -> Response:
    """Change them."""
    with form_page(EDIT_PAGE, lambda: _choices(supplier_id)):
        inventory.save_supplier(supplier_id, SupplierForm.parse(request.form).facts())
    toast(_("The supplier is saved"))
    return go(url_for(".show", supplier_id=supplier_id))


@bp.post("/<uuid:supplier_id>/offers")
@requires(PurchasePermission.EDIT)
def set_offer(supplier_id: UUID) -> Response:
    """What it sells, at which cost."""
    with form_page(PAGE, lambda: _page(supplier_id)):
        form = OfferForm.parse(request.form)
        cost = amount_of(form.cost, inventory.supplier(supplier_id).currency, "cost")
        inventory.set_offer(
            supplier_id, form.sku, cost=cost, pack_size=form.pack_size, supplier_sku=form.supplier_sku
        )
    toast(_("%(sku)s is saved", sku=form.sku))
    return go(url_for(".show", supplier_id=supplier_id))


@bp.post("/<uuid:supplier_id>/offers/<uuid:item_id>/drop")
@requires(PurchasePermission.EDIT)
def drop_offer(supplier_id: UUID, item_id: UUID) -> Response:
    """It sells this no more."""
    inventory.drop_offer(supplier_id, item_id)
    toast(_("It is off the list"))
    return go(url_for(".show", supplier_id=supplier_id))


def _choices(supplier_id: UUID | None) -> dict[str, Any]:
    known = inventory.supplier(supplier_id) if supplier_id else None
    least = typed(known.minimum_order, known.currency) if known and known.minimum_order else ""
    return {
        "supplier": known,
        "currencies": CURRENCIES,
        "home": current_tenant().currency,
        "minimum_order": least,
    }


def _page(supplier_id: UUID) -> dict[str, Any]:
    q = request.args.get("q", "").strip()
    page = purchase_board.offers(supplier_id, q=q, cursor=request.args.get("cursor"))
    known = inventory.supplier(supplier_id)
    return {"supplier": known, "page": page, "q": q, "places": people.location_choices(), "typed": typed}
