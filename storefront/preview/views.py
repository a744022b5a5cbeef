"""A draft, for whoever has its link."""

from flask import Blueprint, Response, render_template, request

from app.queries import product_preview
from app.web.permissions import public
from storefront.browse import buying

bp = Blueprint("shop_preview", __name__)


@bp.get("/draft/<token>")
@public
def show(token: str) -> Response:
    """The product as it will look; never kept by anybody and found by no search engine."""
    context = buying.product_context(product_preview.draft(token), request.args)
    headers = {
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    return Response(render_template("shop/preview.html", **context), headers=headers)
