"""The host names on which the shop answers."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.settings.forms import DomainForm
from app.config import settings
from app.core.i18n import gettext as _
from app.domains.channels.permissions import SettingsPermission
from app.flows import shop_identity
from app.web.auth import require_proof
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/settings/domains.html"


def attach(bp: Blueprint) -> None:
    """Put these screens under the settings."""
    bp.add_url_rule("/domain", view_func=list_domains)
    bp.add_url_rule("/domain", view_func=add_domain, methods=["POST"])
    bp.add_url_rule("/domain/use", view_func=use_domain, methods=["POST"])
    bp.add_url_rule("/domain/drop", view_func=drop_domain, methods=["POST"])


def _context() -> dict[str, Any]:
    return {"domains": shop_identity.domains(), "base": settings().base_domain}


@requires(SettingsPermission.VIEW)
def list_domains() -> str:
    """Every host name, the primary one first."""
    return render_template(PAGE, values={}, errors={}, **_context())


@requires(SettingsPermission.EDIT)
def add_domain() -> Response:
    """Ask for a domain of the shop's own."""
    require_proof()
    with form_page(PAGE, _context):
        name = shop_identity.add_domain(DomainForm.parse(request.form).host)
    return _back(_("%(host)s is noted; it answers once it is verified", host=name))


@requires(SettingsPermission.EDIT)
def use_domain() -> Response:
    """Use a domain in links and mails."""
    require_proof()
    with form_page(PAGE, _context):
        shop_identity.use_domain(DomainForm.parse(request.form).host)
    return _back(_("Links and mails use this domain now"))


@requires(SettingsPermission.EDIT)
def drop_domain() -> Response:
    """Stop answering on a domain."""
    require_proof()
    with form_page(PAGE, _context):
        shop_identity.drop_domain(DomainForm.parse(request.form).host)
    return _back(_("The domain is removed"))


def _back(words: str) -> Response:
    toast(words)
    return go(url_for(".list_domains"))
