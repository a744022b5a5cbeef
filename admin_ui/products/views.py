"""Products: the list with its bulk acts, and the export. The editor and pictures have files of their own."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin_ui.products import editor, pictures
from admin_ui.products.forms import chosen_ids
from app.core import clock
from app.core.errors import Forbidden, Invalid
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.principal import current_principal
from app.domains.catalog.permissions import ProductPermission
from app.flows import edit_product, export_catalog
from app.queries import category_tree, product_board
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.phased import phased
from app.web.toasts import toast

LIST_PAGE = "admin/products/list.html"
FILTERS = ("q", "status", "stock", "category", "sort")
ACTS = {
    "publish": ("active", ProductPermission.PUBLISH),
    "draft": ("draft", ProductPermission.PUBLISH),
    "archive": ("archived", ProductPermission.EDIT),
}
bp = Blueprint("admin_products", __name__, url_prefix="/admin/products")
editor.attach(bp)
pictures.attach(bp)


@bp.get("/")
@requires(ProductPermission.VIEW)
def index() -> str:
    """All products."""
    chosen: dict[str, Any] = {name: request.args.get(name, "") for name in FILTERS}
    chosen["columns"] = request.args.getlist("columns")
    board = product_board.board(**{name: chosen[name] for name in FILTERS}, cursor=request.args.get("cursor"))
    return render(LIST_PAGE, block="products", board=board, chosen=chosen, categories=category_tree.nodes())


@bp.post("/bulk")
@requires(ProductPermission.EDIT, ProductPermission.PUBLISH)
def bulk() -> AnyResponse:
    """Publish, draft or archive the chosen ones."""
    status, right = ACTS.get(request.form.get("action", ""), (None, None))
    if status is None:
        raise Invalid(_("There is no such act"))
    if not current_principal().may(str(right)):
        raise Forbidden(_("Your rights do not cover this"))
    changed = edit_product.set_status(chosen_ids(request.form.getlist("ids")), status)  # type: ignore[arg-type]  # from ACTS
    toast(ngettext("%(num)d product changed", "%(num)d products changed", len(changed)))
    return go(f"{url_for('.index')}?{request.form.get('back', '')}")


@bp.get("/export.csv")
@requires(ProductPermission.VIEW)
@phased
def export() -> Response:
    """Everything as a file that `Imports` reads back."""
    name = f"products-{clock.now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(export_catalog.csv_bytes(), mimetype="text/csv; charset=utf-8", headers=headers)
