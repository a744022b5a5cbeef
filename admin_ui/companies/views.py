"""Companies: businesses that buy through their members, on terms of their own."""

from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.customers import service as customers
from app.domains.customers.permissions import CompanyPermission
from app.domains.customers.types import CompanyDraft
from app.queries import company_terms
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, EDIT_PAGE, PAGE = (
    "admin/companies/list.html",
    "admin/companies/edit.html",
    "admin/companies/show.html",
)
STATES = ("active", "archived")
bp = Blueprint("admin_companies", __name__, url_prefix="/admin/companies")


class CompanyForm(Form):
    code: OptionalText = Field(default="", max_length=100)
    name: Annotated[Text, Field(max_length=200)]
    vat_number: OptionalText = Field(default="", max_length=40)

    def draft(self, *, active: bool = True) -> CompanyDraft:
        """As the domain takes it."""
        return CompanyDraft(self.code, self.name, self.vat_number, active)


class MemberForm(Form):
    who: Annotated[Text, Field(max_length=200)]


@bp.get("/")
@requires(CompanyPermission.VIEW)
def index() -> str:
    """Every company, by name."""
    q, state = request.args.get("q", "").strip(), request.args.get("state", "")
    state = state if state in STATES else ""
    page = customers.companies(q, state=state, cursor=request.args.get("cursor"))
    return render(LIST_PAGE, block="companies", page=page, q=q, state=state)


@bp.get("/new")
@requires(CompanyPermission.EDIT)
def new() -> str:
    """One more."""
    return render_template(EDIT_PAGE, values={}, errors={}, company=None)


@bp.post("/new")
@requires(CompanyPermission.EDIT)
def create() -> Response:
    """Add it."""
    with form_page(EDIT_PAGE, lambda: {"company": None}):
        made = customers.create_company(CompanyForm.parse(request.form).draft())
    return go(url_for(".show", company_id=made.id))


@bp.get("/<uuid:company_id>")
@requires(CompanyPermission.VIEW)
def show(company_id: UUID) -> str:
    """One company, its members, and what is for it alone."""
    return render(PAGE, block="members", values={}, errors={}, **_page(company_id))


@bp.get("/<uuid:company_id>/edit")
@requires(CompanyPermission.EDIT)
def edit(company_id: UUID) -> str:
    """Its name and VAT number."""
    return render_template(EDIT_PAGE, values={}, errors={}, company=customers.company(company_id))


@bp.post("/<uuid:company_id>/edit")
@requires(CompanyPermission.EDIT)
def save(company_id: UUID) -> Response:
    """Change them."""
    known = customers.company(company_id)
    with form_page(EDIT_PAGE, lambda: {"company": known}):
        customers.change_company(company_id, CompanyForm.parse(request.form).draft(active=known.active))
    toast(_("The company is saved"))
    return go(url_for(".show", company_id=company_id))


@bp.post("/<uuid:company_id>/archive")
@requires(CompanyPermission.EDIT)
def archive(company_id: UUID) -> Response:
    """Its terms end; members stay."""
    customers.switch_company(company_id, active=False)
    toast(_("The company is archived"))
    return go(url_for(".show", company_id=company_id))


@bp.post("/<uuid:company_id>/restore")
@requires(CompanyPermission.EDIT)
def restore(company_id: UUID) -> Response:
    """Its terms hold again."""
    customers.switch_company(company_id, active=True)
    toast(_("The company is active again"))
    return go(url_for(".show", company_id=company_id))


@bp.post("/<uuid:company_id>/members")
@requires(CompanyPermission.EDIT)
def add_member(company_id: UUID) -> Response:
    """Let a customer buy for it."""
    customers.company(company_id)
    with form_page(PAGE, lambda: _page(company_id)):
        person = customers.named(MemberForm.parse(request.form).who)
        if person is None:
            words = _("No customer has this e-mail")
            raise Invalid(words, fields={"who": words})
        customers.join_company(person, company_id)
    toast(_("The member is added"))
    return go(url_for(".show", company_id=company_id))


@bp.post("/<uuid:company_id>/members/<uuid:customer_id>/remove")
@requires(CompanyPermission.EDIT)
def remove_member(company_id: UUID, customer_id: UUID) -> Response:
    """They buy for themselves again."""
    customers.leave_company(customer_id, company_id)
    toast(_("The member is removed"))
    return go(url_for(".show", company_id=company_id))


def _page(company_id: UUID) -> dict[str, Any]:
    known = customers.company(company_id)
    page = customers.members(company_id, cursor=request.args.get("cursor"))
    return {"company": known, "page": page, "terms": company_terms.terms(known)}
