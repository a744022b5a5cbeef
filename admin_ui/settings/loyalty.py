"""Points for members: what a purchase brings, what a point is worth, how long it lasts, which tiers there are."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.settings import choices
from admin_ui.settings.forms import LoyaltyForm
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import to_decimal
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.permissions import SettingsPermission
from app.domains.channels.types import LoyaltyRules
from app.flows.reward_orders import tier_of
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/settings/loyalty.html"


def attach(bp: Blueprint) -> None:
    """Put this screen under the settings."""
    bp.add_url_rule("/points", view_func=loyalty)
    bp.add_url_rule("/points", view_func=save_loyalty, methods=["POST"])


def _page() -> dict[str, Any]:
    kept, currency = channels.setting(LoyaltyRules), current_tenant().currency
    return {"kept": kept, "currency": currency, "worth": to_decimal(kept.worth, currency)}


@requires(SettingsPermission.VIEW)
def loyalty() -> str:
    """The rules of the points."""
    return render_template(PAGE, values={}, errors={}, **_page())


@requires(SettingsPermission.EDIT)
def save_loyalty() -> Response:
    """Keep them; they hold from the next purchase on."""
    with form_page(PAGE, _page):
        form = LoyaltyForm.parse(request.form)
        worth = choices.amount_of(form.worth, current_tenant().currency, "worth")
        tiers = _tiers(form.tiers)
        channels.save(
            LoyaltyRules(form.on, form.points_per_unit, worth, form.pending_days, form.months, tiers)
        )
    toast(_("Saved"))
    return go(url_for(".loyalty"))


def _tiers(typed: str) -> tuple[str, ...]:
    """One a line. Raises Invalid at `tiers`."""
    rows = tuple(line.strip() for line in typed.splitlines() if line.strip())
    for row in rows:
        try:
            tier_of(row)
        except ValueError:
            words = _("Write each tier as in “Gold: 1000 + 10”; “%(line)s” is not", line=row)
            raise Invalid(words, fields={"tiers": words}) from None
    return rows
