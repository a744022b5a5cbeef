"""What operators and the platform did."""

from flask import Blueprint, render_template, request

from app.web.permissions import operator_only
from tenants import overview

bp = Blueprint("console_journal", __name__, url_prefix="/console/journal")


@bp.get("/")
@operator_only
def index() -> str:
    """Newest first."""
    q = request.args.get("q", "")
    page = overview.journal_page(search=q, after=request.args.get("cursor"))
    return render_template("console/journal/list.html", page=page, slugs=overview.slugs(), q=q)
