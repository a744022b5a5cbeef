"""Customers: find one by e-mail, phone or name; their card; correct or erase it."""

from uuid import UUID

from flask import Blueprint, render_template, request
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import Invalid, NotFound
from app.core.i18n import gettext as _
from app.domains.customers import service as customers
from app.domains.customers.permissions import CompanyPermission, CustomerPermission
from app.domains.loyalty import service as loyalty
from app.domains.loyalty.permissions import LoyaltyPermission
from app.flows import reward_orders, spend_points
from app.flows.erase_customer import erase_customer
from app.queries import customer_card
from app.web.auth import require_proof
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE, POINTS = (
    "admin/customers/list.html",
    "admin/customers/show.html",
    "admin/customers/points.html",
)
bp = Blueprint("admin_customers", __name__, url_prefix="/admin/customers")


class PointsForm(Form):
    points: int = Field(ge=-10_000_000, le=10_000_000)
    note: OptionalText = ""


class ContactForm(Form):
    name: Text
    email: Text
    phone: OptionalText = ""


@bp.get("/")
@requires(CustomerPermission.VIEW)
def index() -> str:
    """Everybody who bought, with or without an account."""
    q = request.args.get("q", "")
    return render(
        LIST_PAGE, block="customers", page=customers.search(q, cursor=request.args.get("cursor")), q=q
    )


@bp.get("/<uuid:customer_id>")
@requires(CustomerPermission.VIEW)
def show(customer_id: UUID) -> str:
    """One customer."""
    return render_template(PAGE, card=customer_card.card(customer_id), values={}, errors={})


@bp.post("/<uuid:customer_id>/contact")
@requires(CustomerPermission.EDIT)
def change(customer_id: UUID) -> Response:
    """Correct name, e-mail or phone."""
    with form_page(PAGE, lambda: {"card": customer_card.card(customer_id)}):
        form = ContactForm.parse(request.form)
        customers.change_contact(customer_id=customer_id, name=form.name, email=form.email, phone=form.phone)
    toast(_("Saved"))
    return go(f"/admin/customers/{customer_id}")


@bp.get("/<uuid:customer_id>/points")
@requires(LoyaltyPermission.VIEW)
def points(customer_id: UUID) -> str:
    """A member's points and their ledger."""
    return render(POINTS, block="entries", values={}, errors={}, **_ledger(customer_id))


@bp.post("/<uuid:customer_id>/points")
@requires(LoyaltyPermission.ADJUST)
def adjust_points(customer_id: UUID) -> Response:
    """More or fewer, with a reason."""
    customers.customer(customer_id)
    with form_page(POINTS, lambda: _ledger(customer_id)):
        form = PointsForm.parse(request.form)
        loyalty.adjust(customer_id, form.points, form.note)
    toast(_("The points are changed"))
    return go(f"/admin/customers/{customer_id}/points")


def _ledger(customer_id: UUID) -> dict[str, object]:
    return {
        "who": customers.customer(customer_id),
        "balance": loyalty.balance(customer_id),
        "tier": spend_points.tier(customer_id),
        "on": reward_orders.program() is not None,
        "page": loyalty.history(customer_id, cursor=request.args.get("cursor")),
    }


@bp.post("/<uuid:customer_id>/groups")
@requires(CustomerPermission.EDIT)
def set_groups(customer_id: UUID) -> Response:
    """The groups that prices and promotions ask for."""
    customers.customer(customer_id)
    with form_page(PAGE, lambda: {"card": customer_card.card(customer_id)}):
        customers.set_groups(customer_id, request.form.get("groups", "").split(","))
    toast(_("Saved"))
    return go(f"/admin/customers/{customer_id}")


@bp.post("/<uuid:customer_id>/company")
@requires(CompanyPermission.EDIT)
def set_company(customer_id: UUID) -> Response:
    """The company that the customer buys for, by its code; none leaves it."""
    customers.customer(customer_id)
    with form_page(PAGE, lambda: {"card": customer_card.card(customer_id)}):
        code = request.form.get("company", "").strip()
        if code:
            customers.join_company(customer_id, _company(code))
        else:
            customers.leave_company(customer_id)
    toast(_("Saved"))
    return go(f"/admin/customers/{customer_id}")


def _company(code: str) -> UUID:
    """Raises Invalid at `company`."""
    try:
        return customers.company_coded(code).id
    except NotFound as unknown:
        words = _("There is no company with this code")
        raise Invalid(words, fields={"company": words}) from unknown


@bp.post("/<uuid:customer_id>/erasure")
@requires(CustomerPermission.ERASE)
def erase(customer_id: UUID) -> Response:
    """Destroy the person's key: orders and figures stay, nobody can be read from them."""
    require_proof()
    erase_customer(customer_id)
    toast(_("Erased. Orders keep their figures, without the person."))
    return go("/admin/customers/")
