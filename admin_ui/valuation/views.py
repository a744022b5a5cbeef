"""What stock is worth: by location and in total, now or at the end of a past month; as a file too."""

import csv
import io
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from app.core import clock
from app.core.ids import parse_id
from app.core.money import to_decimal
from app.core.tenancy import current_tenant
from app.domains.inventory.permissions import ValuePermission
from app.queries import people, stock_value
from app.web.htmx import render
from app.web.permissions import requires
from app.web.spreadsheets import safe

PAGE = "admin/valuation/index.html"
MOST_MONTHS = 36
bp = Blueprint("admin_valuation", __name__, url_prefix="/admin/valuation")


@bp.get("/")
@requires(ValuePermission.VIEW)
def index() -> str:
    """The figures, and what they are made of."""
    return render(PAGE, block="value", **_context())


@bp.get("/export.csv")
@requires(ValuePermission.VIEW)
def export() -> Response:
    """Every item at every location; amounts in the shop's currency, with a point."""
    month, place, tenant = _month(), parse_id(request.args.get("location", "")), current_tenant()
    body = io.StringIO()
    file = csv.writer(body)
    file.writerow(["sku", "title", "location", "quantity", "average_value", "fifo_value", "currency"])
    for row in stock_value.every_item(month, location_id=place):
        amounts = [str(to_decimal(amount, tenant.currency)) for amount in (row.average, row.fifo)]
        words = [safe(word) for word in (row.sku, row.title, row.location)]
        file.writerow([*words, f"{row.quantity:f}", *amounts, tenant.currency])
    name = f"{tenant.slug}-stock-value-{month.strftime('%Y-%m') if month else 'now'}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body.getvalue(), mimetype="text/csv; charset=utf-8", headers=headers)


def _context() -> dict[str, Any]:
    chosen = {name: request.args.get(name, "") for name in ("month", "location", "q")}
    month, place = _month(), parse_id(chosen["location"])
    rows = stock_value.by_place(month, location_id=place)
    page = stock_value.by_item(month, location_id=place, q=chosen["q"], cursor=request.args.get("cursor"))
    moving = None if month or place else stock_value.on_the_way()
    known = {"rows": rows, "total": stock_value.total(rows), "page": page, "moving": moving, "month": month}
    known |= {"chosen": chosen, "months": _months(), "places": people.location_choices()}
    return known | {"folded_at": stock_value.folded_at(), "currency": current_tenant().currency}


def _month() -> date | None:
    """The first day of the month asked for ("2026-03"); None for now, and for what is no past month."""
    try:
        month = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return None
    return month if month < _this_month() else None


def _months() -> list[date]:
    """Past months that something is known of, latest first."""
    found: list[date] = []
    first, month = stock_value.first_month(), _this_month()
    while first is not None and first < month and len(found) < MOST_MONTHS:
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
        found.append(month)
    return found


def _this_month() -> date:
    return clock.now().astimezone(ZoneInfo(current_tenant().timezone)).date().replace(day=1)
