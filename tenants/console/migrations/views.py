"""Migration runs: the ledger, and a button that starts one."""

from uuid import UUID

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from app.web.htmx import go, render
from app.web.permissions import operator_only
from tenants import lineages, overview, work
from tenants.console.auth.session import require_proof

bp = Blueprint("console_migrations", __name__, url_prefix="/console/migrations")


@bp.get("/")
@operator_only
def index() -> str:
    """Runs, and tenants that are behind."""
    head = lineages.head("tenant")
    shown = {"runs": overview.runs(), "head": head, "behind": overview.behind(head)}
    return render("console/migrations/list.html", block="runs", **shown)


@bp.get("/<uuid:run_id>")
@operator_only
def show(run_id: UUID) -> str:
    """What one run did to each schema."""
    run, steps = overview.run_steps(run_id)
    return render("console/migrations/show.html", block="run", run=run, steps=steps)


@bp.post("/")
@operator_only
def start() -> Response:
    """Take up what is behind."""
    require_proof()
    return go(url_for("console_jobs.show", job_id=work.ask("migrate")))
