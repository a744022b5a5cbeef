"""Who may adjust how much of stock at once: by role, and by program."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.purchases.amounts import amount_of, typed
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.identity import service as identity
from app.domains.identity.permissions import RolePermission
from app.domains.inventory.permissions import CountPermission, StockPermission
from app.queries import adjust_limits
from app.web.amounts import read_amount
from app.web.auth import require_proof
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/people/limits.html"


def attach(bp: Blueprint) -> None:
    """Put this screen under that of people."""
    bp.add_url_rule("/stock-limits", view_func=show_limits)
    bp.add_url_rule("/stock-limits", view_func=keep_limits, methods=["POST"])


@requires(RolePermission.EDIT)
def show_limits() -> str:
    """Every role and program that may adjust, with its limits."""
    return render_template(PAGE, values={}, errors={}, **_page())


def _page() -> dict[str, Any]:
    roles: list[dict[str, Any]] = []
    for role in identity.list_roles():
        rights = identity.rights_of(role)
        adjusts, counts = StockPermission.ADJUST in rights, CountPermission.APPROVE in rights
        if adjusts or counts:
            bounds = adjust_limits.read(role.stock_limits)
            roles.append({"row": role, "bounds": bounds, "adjusts": adjusts, "counts": counts})
    programs: list[dict[str, Any]] = [
        {"row": each, "bounds": adjust_limits.read(each.stock_limits)}
        for each in identity.list_clients()
        if each.revoked_at is None and {"stock:write", "all"} & set(each.scopes)
    ]
    currency = current_tenant().currency
    for each in (*roles, *programs):
        each["worth"] = "" if each["bounds"].value is None else typed(each["bounds"].value, currency)
    return {"roles": roles, "programs": programs, "currency": currency}


@requires(RolePermission.EDIT)
def keep_limits() -> Response:
    """Keep them, for all who hold the roles, from the next adjustment on."""
    require_proof()
    known = _page()
    with form_page(PAGE, lambda: known):
        for each in known["roles"]:
            identity.set_stock_limits(each["row"], _read(f"role-{each['row'].code}"))
        for each in known["programs"]:
            identity.set_stock_limits(each["row"], _read(f"program-{each['row'].id}"))
    toast(_("Saved"))
    return go(url_for(".show_limits"))


def _read(name: str) -> dict[str, Any]:
    """Raises Invalid at the field."""
    said = {part: request.form.get(f"{name}.{part}", "").strip() for part in ("units", "value", "percent")}
    currency = current_tenant().currency
    return {
        "units": _number(said["units"], f"{name}.units"),
        "value": amount_of(said["value"], currency, f"{name}.value") if said["value"] else None,
        "percent": _number(said["percent"], f"{name}.percent"),
    }


def _number(text: str, field: str) -> str | None:
    found: Decimal | None = read_amount(text, field) if text else None
    return None if found is None else f"{found.normalize():f}"
