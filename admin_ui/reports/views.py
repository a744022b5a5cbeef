"""Reports: sales by day, channel and store, and the taxes in them; on the page and as CSV."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from admin_ui.reports.periods import PeriodForm, usual
from app.core import clock
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.money import percent_of, to_decimal
from app.core.tenancy import current_tenant
from app.domains.orders.permissions import ReportPermission
from app.queries import sales_report
from app.queries.sales_report import Period, Row
from app.web.form_page import form_page
from app.web.htmx import render
from app.web.permissions import requires
from app.web.spreadsheets import safe

PAGE = "admin/reports/index.html"
VIEWS = ("day", "channel", "store", "tax")
bp = Blueprint("admin_reports", __name__, url_prefix="/admin/reports")


def _today() -> date:
    return clock.now().astimezone(ZoneInfo(current_tenant().timezone)).date()


def _view() -> str:
    view = request.args.get("by", "day")
    if view not in VIEWS:
        raise NotFound(_("There is no such report"))
    return view


@bp.get("/")
@requires(ReportPermission.SALES)
def index() -> str:
    """Sales of a period."""
    view, today = _view(), _today()
    with form_page(PAGE, lambda: _context(view, PeriodForm().period(today), today)):
        period = PeriodForm.parse(request.args).period(today)
    return render(PAGE, block="report", values={}, errors={}, **_context(view, period, today))


def _context(view: str, period: Period, today: date) -> dict[str, Any]:
    rows = sales_report.sales(period, "day" if view == "tax" else view)
    taxes = sales_report.taxes(period) if view == "tax" else []
    known = {"view": view, "period": period, "usual": usual(today), "taxes": taxes}
    known |= {"total": _total(rows), "before": _total(sales_report.sales(period.before(), "channel"))}
    return {**known, "rows": list(reversed(rows)) if view == "day" else rows}


def _total(rows: list[Row]) -> Row:
    sums = (sum(getattr(row, name) for row in rows) for name in ("orders", "sales", "paid_back", "tax"))
    return Row("", *sums)


@bp.get("/export.csv")
@requires(ReportPermission.SALES)
def export() -> Response:
    """The same rows as a file for a spreadsheet; amounts in the tenant's currency, with a point."""
    view, tenant = _view(), current_tenant()
    period = PeriodForm.parse(request.args).period(_today())
    body = io.StringIO()
    csv.writer(body).writerows(_table(view, period, tenant.currency))
    name = f"{tenant.slug}-{view}-{period.first}-{period.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body.getvalue(), mimetype="text/csv; charset=utf-8", headers=headers)


def _table(view: str, period: Period, currency: str) -> list[list[Any]]:
    def money(amount: int) -> str:
        return str(to_decimal(amount, currency))

    if view == "tax":
        head = ["tax", "rate_percent", "net", "tax_amount", "currency", "taxed_with_gift_card"]
        taxes = sales_report.taxes(period)
        return [head] + [
            [safe(t.name), percent_of(t.rate), money(t.net), money(t.tax), currency, int(t.declared)]
            for t in taxes
        ]
    head = [view, "orders", "sales", "paid_back", "revenue", "tax_in_revenue", "currency"]
    rows = [replace(row, key=safe(row.key)) for row in sales_report.sales(period, view)]
    return [head] + [
        [r.key, r.orders, money(r.sales), money(r.paid_back), money(r.revenue), money(r.tax), currency]
        for r in rows
    ]
