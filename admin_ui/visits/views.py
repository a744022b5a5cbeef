"""Visits: how many looks led to a cart, a checkout, a purchase, and which products were looked at."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request

from admin_ui.reports.periods import PeriodForm, usual
from app.core import clock
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.orders.permissions import ReportPermission
from app.queries import funnel
from app.queries.sales_report import Period
from app.web.form_page import form_page
from app.web.htmx import render
from app.web.permissions import requires

PAGE = "admin/visits/index.html"
bp = Blueprint("admin_visits", __name__, url_prefix="/admin/visits")


@bp.get("/")
@requires(ReportPermission.SALES)
def index() -> str:
    """From the first look to the purchase."""
    today = clock.now().astimezone(ZoneInfo(current_tenant().timezone)).date()
    with form_page(PAGE, lambda: _context(PeriodForm().period(today), today)):
        period = PeriodForm.parse(request.args).period(today)
    return render(PAGE, values={}, errors={}, **_context(period, today))


def _context(period: Period, today: date) -> dict[str, Any]:
    asked = period.facts()
    names = {
        "page": _("Pages looked at"), "product": _("Products looked at"), "cart": _("Put into a cart"),
        "checkout": _("Went to checkout"), "purchase": _("Ordered"),
    }  # fmt: skip
    stages = funnel.funnel(asked["begins"], asked["ends"])
    return {
        "period": period,
        "stages": [
            (names[stage.kind], stage, before) for stage, before in zip(stages, [None, *stages], strict=False)
        ],
        "seen": funnel.most_seen(asked["begins"], asked["ends"]),
        "usual": usual(today),
    }
