"""How long changes of stock and price take to reach each channel (KPI-10)."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, request

from app.core.i18n import lazy_gettext as later
from app.domains.orders.permissions import ReportPermission
from app.queries import on_time
from app.web.htmx import render
from app.web.permissions import requires

PAGE = "admin/on_time/index.html"
SPANS: dict[str, tuple[Any, timedelta]] = {
    "hour": (later("Last hour"), timedelta(hours=1)),
    "day": (later("Last 24 hours"), timedelta(days=1)),
    "week": (later("Last 7 days"), timedelta(days=7)),
    "month": (later("Last 30 days"), timedelta(days=30)),
}
CHANNELS: dict[str, tuple[Any, Any]] = {
    "web": (later("Web shop"), later("lists, pages, search")),
    "programs": (later("Programs"), later("feed of changes, webhooks")),
    "search": (later("Search engine"), later("OpenSearch")),
    "pos": (later("Tills"), None),
}
KINDS: dict[str, Any] = {"stock": later("Stock"), "price": later("Prices")}
bp = Blueprint("admin_on_time", __name__, url_prefix="/admin/reports/on-time")


@bp.get("/")
@requires(ReportPermission.SALES)
def index() -> str:
    """Median and slowest by channel, over a time to choose."""
    span = request.args.get("over", "day")
    span = span if span in SPANS else "day"
    return render(
        PAGE, block="report", span=span, spans=SPANS, channels=CHANNELS, kinds=KINDS,
        delays=on_time.delays(SPANS[span][1]), limit=on_time.LATE.seconds,
    )  # fmt: skip
