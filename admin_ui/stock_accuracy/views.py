"""How right the books of stock are: what counts found, and each time more was promised than there was (KPI-04)."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request

from admin_ui.reports.periods import PeriodForm, usual
from admin_ui.stock.exceptions import KINDS
from app.core import clock
from app.core.tenancy import current_tenant
from app.domains.inventory.permissions import StockPermission
from app.queries import stock_accuracy
from app.queries.sales_report import Period
from app.web.form_page import form_page
from app.web.htmx import render
from app.web.permissions import requires

PAGE = "admin/stock_accuracy/index.html"
bp = Blueprint("admin_stock_accuracy", __name__, url_prefix="/admin/reports/stock-accuracy")


@bp.get("/")
@requires(StockPermission.VIEW)
def index() -> str:
    """Counts and incidents of a period."""
    today = clock.now().astimezone(ZoneInfo(current_tenant().timezone)).date()
    with form_page(PAGE, lambda: _context(PeriodForm().period(today), today)):
        period = PeriodForm.parse(request.args).period(today)
    return render(PAGE, block="report", values={}, errors={}, **_context(period, today))


def _context(period: Period, today: date) -> dict[str, Any]:
    return {
        "period": period, "usual": usual(today), "kinds": KINDS, "target": stock_accuracy.TARGET,
        "now": stock_accuracy.of_period(period), "before": stock_accuracy.of_period(period.before()).whole,
    }  # fmt: skip
