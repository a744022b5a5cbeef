"""The frame of the console's pages: menu and person."""

from typing import Any

from flask import g, request, url_for

from app.config import settings
from app.core.i18n import gettext as _
from app.core.principal import ANONYMOUS
from tenants.console.deeds import words

DEMO = frozenset({"demo", "development", "test"})


def frame() -> dict[str, Any]:
    """Context of the console shell."""
    caller = g.get("principal", ANONYMOUS)
    if caller.kind != "operator":
        return {"shop_name": _("Galleria console"), "home_url": "/console/"}
    person = {
        "name": caller.name,
        "role": _("Operator"),
        "links": [(_("Your account"), url_for("console_operators.profile"), "user")],
        "sign_out": url_for("console_auth.sign_out"),
    }
    named = {"shop_name": _("Galleria console"), "home_url": "/console/"} | words()
    return named | {"nav": _menu(), "person": person}


def _menu() -> list[dict[str, Any]]:
    places = [
        (_("Tenants"), "store", "/console/tenants/"),
        (_("Health"), "activity", "/console/health/"),
        (_("Jobs"), "list-checks", "/console/jobs/"),
        (_("Migrations"), "database", "/console/migrations/"),
        (_("Plans"), "layers", "/console/plans/"),
        (_("Journal"), "history", "/console/journal/"),
        (_("Operators"), "users", "/console/operators/"),
    ]
    if settings().environment in DEMO:
        places.append((_("Caught mails"), "mail", "/console/mails/"))
    here = request.path
    return [
        {"label": label, "icon": icon, "url": url, "active": here.startswith(url)}
        for label, icon, url in places
    ]
