"""What wants mending: links that lead nowhere, pictures without words."""

from typing import Any, Literal

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.domains.catalog.permissions import ProductPermission
from app.domains.channels import service as channels
from app.domains.channels.permissions import SettingsPermission
from app.domains.channels.types import Publishing
from app.queries import broken_links, wordless_pictures
from app.web.forms import Form
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

SHOWN = 200
bp = Blueprint("admin_checks", __name__, url_prefix="/admin/checks")


class AltForm(Form):
    alt: Literal["off", "warn", "refuse"] = "warn"


def _answers(path: str) -> bool:
    """Whether a page of the shop answers there; what colleagues and tills use is no page of it."""
    if path.startswith(("/admin", "/pos", "/api")):
        return False
    try:
        return bool(current_app.url_map.bind("shop").match(path, method="GET"))
    except HTTPException:
        return False


@bp.get("/")
@requires(ProductPermission.VIEW)
def links() -> str:
    """Links that lead nowhere."""
    found = broken_links.broken(_answers)
    return render_template("admin/checks/links.html", found=found[:SHOWN], total=len(found))


def _pictures() -> dict[str, Any]:
    cursor = request.args.get("cursor")
    found = wordless_pictures.pictures(cursor)
    further = url_for(".pictures", cursor=found.next) if found.next else None
    return {
        "found": found,
        "next_url": further,
        "is_first": not cursor,
        "rule": channels.setting(Publishing).alt,
    }


@bp.get("/pictures")
@requires(ProductPermission.VIEW)
def pictures() -> str:
    """Pictures that say nothing to those who cannot see them."""
    return render_template("admin/checks/pictures.html", **_pictures())


@bp.post("/pictures")
@requires(SettingsPermission.EDIT)
def save_rule() -> Response:
    """What happens when such a product is published."""
    channels.save(Publishing(alt=AltForm.parse(request.form).alt))
    toast(_("The settings are saved"))
    return go(url_for(".pictures"))
