"""What holds at every till: rounding of cash, the receipt's own words, the opening float."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.settings import choices
from admin_ui.settings.forms import TillForm
from app.core.errors import Invalid
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.money import format_money, to_decimal
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.permissions import SettingsPermission
from app.domains.channels.types import TillRules
from app.domains.identity import service as identity
from app.domains.identity.models import Role
from app.domains.pos.permissions import TillPermission
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/settings/till.html"
STEPS = (5, 10, 50, 100, 500, 1000)
"""What the smallest coin may be worth, in minor units."""
LONGEST = 3
"""Digits of a percentage."""


def attach(bp: Blueprint) -> None:
    """Put this screen under the settings."""
    bp.add_url_rule("/till", view_func=till)
    bp.add_url_rule("/till", view_func=save_till, methods=["POST"])


def _page() -> dict[str, Any]:
    kept, currency = channels.setting(TillRules), current_tenant().currency
    steps = [
        (str(step), _("To %(amount)s", amount=format_money(step, currency, current_locale())))
        for step in STEPS
    ]
    return {
        "kept": kept,
        "currency": currency,
        "steps": [("0", _("To the cent, no rounding")), *steps],
        "roles": _roles(),
        "opening": to_decimal(kept.opening, currency) if kept.opening else "",
    }


@requires(SettingsPermission.VIEW)
def till() -> str:
    """The rules of all tills."""
    return render_template(PAGE, values={}, errors={}, **_page())


@requires(SettingsPermission.EDIT)
def save_till() -> Response:
    """Keep them; tills learn of it with their next heartbeat."""
    with form_page(PAGE, _page):
        form = TillForm.parse(request.form)
        currency = current_tenant().currency
        opening = choices.amount_of(form.opening, currency, "opening") if form.opening else 0
        channels.save(
            TillRules(
                form.rounding,
                _lines(form.header),
                _lines(form.footer),
                opening,
                form.cash_for_web,
                _lines(form.reasons),
                form.limit,
                _limits(),
            )
        )
    toast(_("The settings are saved"))
    return go(url_for("admin_settings.till"))


def _roles() -> list[Role]:
    """Roles that may change prices, but not without limit."""
    return [
        role
        for role in identity.list_roles()
        if TillPermission.OVERRIDE in (rights := identity.rights_of(role))
        and TillPermission.APPROVE not in rights
    ]


def _limits() -> dict[str, int]:
    """The figures of single roles; a field left empty means: as for everybody."""
    typed = {role.code: request.form.get(f"limit_{role.code}", "").strip() for role in _roles()}
    wrong = {
        f"limit_{code}": _("Enter a whole number from 0 to 100")
        for code, text in typed.items()
        if text and not (text.isascii() and text.isdigit() and len(text) <= LONGEST)
    }
    if wrong:
        raise Invalid(_("Some fields need another look"), fields=wrong)
    return {code: int(text) for code, text in typed.items() if text}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())
