"""How the installation is: database, schemas, queue, disk, optional parts."""

from flask import Blueprint

from app.web.htmx import render
from app.web.permissions import operator_only
from tenants import lineages, overview
from tenants.console.health.checks import checks

bp = Blueprint("console_health", __name__, url_prefix="/console/health")


@bp.get("/")
@operator_only
def index() -> str:
    """Each part with its state in words; renewed while the page is looked at."""
    behind = overview.behind(lineages.head("tenant"))
    queue = overview.queue_states()
    return render("console/health/show.html", block="health", checks=checks(behind, queue))
