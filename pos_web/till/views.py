"""The till's page: the same bytes for everybody, since a tablet pairs and people sign in on it."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.core.i18n import current_locale
from app.core.tenancy import current_tenant
from app.web.permissions import public

bp = Blueprint("pos_till", __name__, url_prefix="/pos")


@bp.get("/")
@public
def page() -> str | Response:
    """The till. Its service worker answers below /pos/ only, hence the slash."""
    if not request.path.endswith("/"):
        return redirect("/pos/")
    return render_template("pos/till.html", locale=current_locale(), shop_name=current_tenant().name)
