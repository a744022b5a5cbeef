"""What a promotion brought: uses, discount, revenue and baskets by channel and day, on the page and as CSV."""

import csv
import io
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from admin_ui.reports.periods import PeriodForm, usual
from app.core import clock
from app.core.money import to_decimal
from app.core.tenancy import current_tenant
from app.domains.promotions import service as promotions
from app.domains.promotions.permissions import PromotionPermission
from app.queries import promotion_results
from app.queries.promotion_results import Result
from app.queries.sales_report import Period
from app.web.form_page import form_page
from app.web.htmx import render
from app.web.permissions import requires
from app.web.spreadsheets import safe

PAGE = "admin/promotions/performance.html"
HEAD = (
    "day", "channel", "uses", "discount", "revenue", "average_basket", "orders_without", "average_basket_without",
    "currency",
)  # fmt: skip


def attach(bp: Blueprint) -> None:
    """Put this screen beside the promotions."""
    bp.add_url_rule("/<uuid:promotion_id>/performance", view_func=performance)
    bp.add_url_rule("/<uuid:promotion_id>/performance.csv", view_func=export_performance)


@requires(PromotionPermission.VIEW)
def performance(promotion_id: UUID) -> str:
    """A period of it."""
    today = _today()
    with form_page(PAGE, lambda: _context(promotion_id, PeriodForm().period(today), today)):
        period = PeriodForm.parse(request.args).period(today)
    return render(PAGE, block="results", values={}, errors={}, **_context(promotion_id, period, today))


@requires(PromotionPermission.VIEW)
def export_performance(promotion_id: UUID) -> Response:
    """The same by day and channel as a file for a spreadsheet; amounts with a point."""
    name, period = promotions.find(promotion_id).id, PeriodForm.parse(request.args).period(_today())
    body = io.StringIO()
    writer = csv.writer(body)
    writer.writerow(HEAD)
    for row in promotion_results.results(promotion_id, period):
        writer.writerow((row.day.isoformat(), safe(row.channel), *_cells(row.result)))
    headers = {"Content-Disposition": f'attachment; filename="{name}-{period.first}-{period.last}.csv"'}
    return Response(body.getvalue(), mimetype="text/csv; charset=utf-8", headers=headers)


def _cells(told: Result) -> tuple[Any, ...]:
    currency = current_tenant().currency
    amounts = [told.given, told.revenue, told.basket, told.other_basket]
    given, revenue, basket, other = ("" if each is None else to_decimal(each, currency) for each in amounts)
    return told.uses, given, revenue, basket, told.others, other, currency


def _context(promotion_id: UUID, period: Period, today: date) -> dict[str, Any]:
    rows = promotion_results.results(promotion_id, period)
    return {
        "promotion": promotions.find(promotion_id), "period": period, "usual": usual(today),
        "total": sum((row.result for row in rows), Result()),
        "channels": promotion_results.by_channel(rows), "days": promotion_results.by_day(rows, period),
    }  # fmt: skip


def _today() -> date:
    return clock.now().astimezone(ZoneInfo(current_tenant().timezone)).date()
