"""Home: what waits, how it goes, and what an empty shop still needs."""

from flask import Blueprint, request

from app.core.principal import current_principal
from app.domains.identity.permissions import ConsolePermission
from app.domains.orders.permissions import ReportPermission
from app.queries import dashboard, setup_checklist
from app.web.htmx import render
from app.web.permissions import requires

bp = Blueprint("admin_home", __name__, url_prefix="/admin")


@bp.get("/")
@requires(ConsolePermission.ENTER)
def index() -> str:
    """The day at a glance, as far as the caller's rights go."""
    caller = current_principal()
    figures = (
        dashboard.dashboard()
        if caller.may(ReportPermission.SALES) or caller.may("orders:order:view")
        else None
    )
    steps = setup_checklist.setup_checklist() if caller.may("channels:settings:edit") else None
    return render(
        "admin/home/index.html",
        block="home",
        figures=figures,
        steps=steps,
        closed=request.args.get("setup") == "later",
    )
