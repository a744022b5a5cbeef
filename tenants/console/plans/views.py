"""What tenants can book."""

from flask import Blueprint, render_template

from app.web.permissions import operator_only
from tenants import overview

bp = Blueprint("console_plans", __name__, url_prefix="/console/plans")


@bp.get("/")
@operator_only
def index() -> str:
    """Plans, their limits, and how many tenants are on each."""
    return render_template("console/plans/list.html", plans=overview.plans())
