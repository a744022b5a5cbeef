"""Ways of delivery that shoppers may choose."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.settings import choices
from admin_ui.settings.forms import MethodForm
from app.core import postal
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import to_decimal
from app.core.tenancy import current_tenant
from app.domains.channels import sites
from app.domains.channels.permissions import SettingsPermission
from app.domains.shipping import service as shipping
from app.domains.shipping.permissions import MethodPermission
from app.domains.shipping.types import Method
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/settings/delivery.html", "admin/settings/method.html"


def attach(bp: Blueprint) -> None:
    """Put these screens under the settings."""
    bp.add_url_rule("/delivery/", view_func=list_methods)
    bp.add_url_rule("/delivery/new", view_func=new_method)
    bp.add_url_rule("/delivery/new", view_func=add_method, methods=["POST"])
    bp.add_url_rule("/delivery/<uuid:method_id>", view_func=show_method)
    bp.add_url_rule("/delivery/<uuid:method_id>", view_func=save_method, methods=["POST"])
    bp.add_url_rule("/delivery/<uuid:method_id>/delete", view_func=delete_method, methods=["POST"])


@requires(SettingsPermission.VIEW, MethodPermission.EDIT)
def list_methods() -> str:
    """Every way, in the shop's order."""
    return render_template(LIST_PAGE, methods=shipping.methods(), names=dict(postal.countries()))


def _context(method: Method | None) -> dict[str, Any]:
    return {
        "method": method,
        "countries": postal.countries(),
        "currency": method.currency if method else current_tenant().currency,
        "currencies": [] if method else _currencies(),
        "typed": _typed,
    }


def _currencies() -> list[tuple[str, str]]:
    """Of the shop and its sites, where there are several."""
    codes = dict.fromkeys((current_tenant().currency, *(site.currency for site in sites.sites())))
    return [(code, code) for code in codes] if len(codes) > 1 else []


def _chosen_currency() -> str:
    wanted = request.form.get("currency", "")
    return wanted if (wanted, wanted) in _currencies() else current_tenant().currency


def _typed(amount: int | None, currency: str) -> str | Decimal:
    """Minor units as they stand in a field."""
    return "" if amount is None else to_decimal(amount, currency)


def _one(method_id: UUID) -> Method:
    found = next((each for each in shipping.methods() if each.id == method_id), None)
    if found is None:
        raise NotFound(_("There is no such delivery"))
    return found


def _keep(method_id: UUID, currency: str) -> None:
    form = MethodForm.parse(request.form)
    facts = form.model_dump(exclude={"price", "free_from", "countries"})
    shipping.save(
        Method(
            id=method_id,
            currency=currency,
            price=choices.amount_of(form.price, currency, "price"),
            free_from=choices.amount_of(form.free_from, currency, "free_from") if form.free_from else None,
            countries=tuple(form.countries),
            **facts,
        )
    )


@requires(MethodPermission.EDIT)
def new_method() -> str:
    """One more way."""
    return render_template(PAGE, values={}, errors={}, **_context(None))


@requires(MethodPermission.EDIT)
def add_method() -> Response:
    """Offer it."""
    with form_page(PAGE, lambda: _context(None)):
        _keep(new_id(), _chosen_currency())
    toast(_("The delivery is added"))
    return go(url_for(".list_methods"))


@requires(MethodPermission.EDIT)
def show_method(method_id: UUID) -> str:
    """One way of delivery."""
    return render_template(PAGE, values={}, errors={}, **_context(_one(method_id)))


@requires(MethodPermission.EDIT)
def save_method(method_id: UUID) -> Response:
    """Change it; orders keep its name and price."""
    method = _one(method_id)
    with form_page(PAGE, lambda: _context(method)):
        _keep(method_id, method.currency)
    toast(_("The delivery is saved"))
    return go(url_for(".list_methods"))


@requires(MethodPermission.EDIT)
def delete_method(method_id: UUID) -> Response:
    """Stop offering it for good."""
    shipping.remove(method_id)
    toast(_("The delivery is deleted"))
    return go(url_for(".list_methods"))
