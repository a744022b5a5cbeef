"""What is shown beside a product, picked by hand: searched for, put in order, taken out."""

from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import link_products
from app.queries import linked_products, product_board
from app.queries.product_board import Asked
from app.web.form_page import form_page
from app.web.forms import Form
from app.web.htmx import go, is_htmx, render
from app.web.permissions import requires

PAGE = "admin/products/links.html"
WORDS = (
    ("related", lazy_gettext("Like it"), lazy_gettext("Shown on its page beside what sells on the same shelf.")),
    ("upsell", lazy_gettext("Better ones"), lazy_gettext("Shown first on its page: larger, finer, more of it.")),
    ("cross", lazy_gettext("Goes with it"), lazy_gettext("Shown on its page, and in the cart when it lies there.")),
)  # fmt: skip
MOST_FOUND = 8


class LinkForm(Form):
    kind: Literal["related", "upsell", "cross"]
    other: UUID
    to: Literal["in", "up", "down", "out"] = "in"


def attach(bp: Blueprint) -> None:
    """Add the routes."""
    bp.add_url_rule("/<uuid:product_id>/links", view_func=linked)
    bp.add_url_rule("/<uuid:product_id>/links", view_func=link, methods=["POST"])


def _page(product_id: UUID) -> dict[str, Any]:
    kind, q = request.values.get("kind", ""), request.values.get("q", "").strip()[:200]
    there = linked_products.of_product(product_id)
    taken = {each.id for each in there.get(kind, [])} | {product_id}
    found = product_board.board(Asked(q=q), limit=MOST_FOUND + len(taken)).page.items if q else []
    return {
        "product": catalog.product(product_id), "kinds": WORDS, "there": there, "sought": kind, "q": q,
        "found": [row for row in found if row.id not in taken][:MOST_FOUND],
    }  # fmt: skip


@requires(ProductPermission.VIEW)
def linked(product_id: UUID) -> str:
    """The three lists; with `kind` and `q` what could be added to one."""
    return render(PAGE, block="links", errors={}, **_page(product_id))


@requires(ProductPermission.EDIT)
def link(product_id: UUID) -> str | Response:
    """Add one, move it or take it out."""
    with form_page(PAGE, lambda: _page(product_id), block="links"):
        form = LinkForm.parse(request.form)
        link_products.change(product_id, form.kind, form.other, form.to)
    if is_htmx():
        return render(PAGE, block="links", errors={}, said=_("Saved"), **_page(product_id))
    return go(url_for(".linked", product_id=product_id))
