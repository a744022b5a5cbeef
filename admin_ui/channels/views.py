"""Sales channels: which there are, and what each shows."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.channels import assortment
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.catalog.permissions import CategoryPermission, ProductPermission
from app.domains.channels import service as channels
from app.domains.channels.permissions import SettingsPermission
from app.flows import arrange_categories
from app.queries import assortment_desk, category_tree, where_shown
from app.web.form_page import form_page
from app.web.forms import Form
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/channels/list.html", "admin/channels/show.html"
bp = Blueprint("admin_channels", __name__, url_prefix="/admin/channels")
assortment.attach(bp)


class ChannelForm(Form):
    tree: str = ""


@bp.get("/")
@requires(SettingsPermission.VIEW, CategoryPermission.EDIT)
def index() -> str:
    """Every channel with what it shows."""
    trees = {each.id: each.name for each in category_tree.trees()}
    more = {"limited": assortment_desk.limited_channels(), "stores": assortment_desk.stores()}
    return render_template(LIST_PAGE, channels=channels.channels(), trees=trees, **more)


@bp.get("/shown/<uuid:product_id>")
@requires(ProductPermission.VIEW)
def shown(product_id: UUID) -> str:
    """Where a product is shown and why not elsewhere: a part of its page."""
    return render_template("admin/channels/shown.html", found=where_shown.shown(product_id))


def _page(code: str) -> dict[str, Any]:
    return {"channel": channels.channel(code), "trees": category_tree.trees()}


@bp.get("/<code>")
@requires(SettingsPermission.VIEW)
def show(code: str) -> str:
    """One channel."""
    return render_template(PAGE, values={}, errors={}, **_page(code))


@bp.post("/<code>")
@requires(SettingsPermission.EDIT)
def save(code: str) -> Response:
    """Choose the categories that it shows."""
    with form_page(PAGE, lambda: _page(code)):
        form = ChannelForm.parse(request.form)
        arrange_categories.show_tree(code, parse_id(form.tree))
    toast(_("The channel is saved"))
    return go(url_for(".index"))
