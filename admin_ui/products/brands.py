"""What holds for all products of a brand: who makes them, who answers for them in the EU, what to heed."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import brand_safety as flow
from app.queries import brand_board
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/products/brands.html", "admin/products/brand.html"


def attach(bp: Blueprint) -> None:
    """Add the routes."""
    bp.add_url_rule("/brands", view_func=brands)
    bp.add_url_rule("/brands/safety", view_func=brand_safety)
    bp.add_url_rule("/brands/safety", view_func=save_brand_safety, methods=["POST"])


def _page() -> dict[str, Any]:
    brand = request.values.get("brand", "").strip()
    if not brand:
        raise NotFound(_("There is no such brand"))
    return {"brand": brand, "said": catalog.safety.of_brand(brand)}


@requires(ProductPermission.VIEW)
def brands() -> str:
    """Every brand, with whether its manufacturer is named."""
    q = request.args.get("q", "").strip()[:200]
    page = brand_board.brands(q, cursor=request.args.get("cursor"))
    return render_template(LIST_PAGE, page=page, q=q)


@requires(ProductPermission.VIEW)
def brand_safety() -> str:
    """What is said of one brand."""
    return render_template(PAGE, errors={}, values={}, **_page())


@requires(ProductPermission.EDIT)
def save_brand_safety() -> Response:
    """Keep it; the pages of its products show it at once."""
    with form_page(PAGE, _page):
        given = {name: request.form.get(f"safety.{name}", "") for name in catalog.safety.FIELDS}
        flow.save(request.form.get("brand", ""), given)
    toast(_("Saved"))
    return go(url_for(".brands"))
