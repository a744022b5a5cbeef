"""How colleagues prove who they are: a second factor for everybody, or as each likes."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.settings.forms import SecurityForm
from app.core.i18n import gettext as _
from app.domains.identity import service as identity
from app.domains.identity.permissions import SecurityPermission
from app.web.auth import require_proof
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/settings/security.html"


def attach(bp: Blueprint) -> None:
    """Put this screen under the settings."""
    bp.add_url_rule("/security", view_func=security)
    bp.add_url_rule("/security", view_func=save_security, methods=["POST"])


def _page() -> dict[str, Any]:
    return {"demanded": identity.second_factor_demanded(), "lacking": identity.without_second_factor()}


@requires(SecurityPermission.EDIT)
def security() -> str:
    """What is demanded of everybody."""
    return render_template(PAGE, values={}, errors={}, **_page())


@requires(SecurityPermission.EDIT)
def save_security() -> Response:
    """Demand it, or leave it to each."""
    require_proof()
    with form_page(PAGE, _page):
        identity.demand_second_factor(demanded=SecurityForm.parse(request.form).second_factor)
    toast(_("The settings are saved"))
    return go(url_for("admin_settings.security"))
