"""Work that operators asked for: how far it is, how it ended."""

from uuid import UUID

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from app.web.htmx import go, render
from app.web.permissions import operator_only
from tenants import work

bp = Blueprint("console_jobs", __name__, url_prefix="/console/jobs")


@bp.get("/")
@operator_only
def index() -> str:
    """The newest jobs."""
    return render("console/jobs/list.html", block="jobs", jobs=work.latest())


@bp.get("/<uuid:job_id>")
@operator_only
def show(job_id: UUID) -> str:
    """One job; it renews itself until it has ended."""
    return render("console/jobs/show.html", block="job", job=work.one(job_id))


@bp.post("/<uuid:job_id>/retry")
@operator_only
def retry(job_id: UUID) -> Response:
    """Ask again for what failed."""
    return go(url_for(".show", job_id=work.retry(job_id)))
