"""A product's pictures: upload, order, describe, remove. Each answers the strip of pictures again."""

from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.catalog.errors import NoSuchPicture
from app.domains.catalog.permissions import ProductPermission
from app.flows import edit_product
from app.queries import product_editor
from app.web.htmx import go, is_htmx, render
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/products/edit.html"
MOST_AT_ONCE = 20


def attach(bp: Blueprint) -> None:
    """Add the pictures' routes."""
    base = "/<uuid:product_id>/pictures"
    bp.add_url_rule(base, view_func=add_pictures, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:media_id>/move", view_func=move_picture, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:media_id>/alt", view_func=describe_picture, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:media_id>/remove", view_func=remove_picture, methods=["POST"])


@requires(ProductPermission.EDIT)
def add_pictures(product_id: UUID) -> str | Response:
    """Upload one or more."""
    sent = [upload for upload in request.files.getlist("picture") if upload.filename][:MOST_AT_ONCE]
    if not sent:
        words = _("Choose a picture first")
        raise Invalid(words, fields={"picture": words})
    for upload in sent:
        edit_product.add_picture(product_id, upload.read(), name=upload.filename or "")
    toast(_("Added. Say in words what the pictures show, for those who cannot see them."), "info")
    return _strip(product_id)


@requires(ProductPermission.EDIT)
def move_picture(product_id: UUID, media_id: UUID) -> str | Response:
    """One place forward, one back, or first."""
    order = [each.picture.id for each in product_editor.product(product_id).pictures]
    if media_id not in order:
        raise NoSuchPicture(_("This picture is gone"))
    place = order.index(media_id)
    step = {"first": -place, "forward": -1, "back": 1}.get(request.form.get("to", ""), 0)
    order.insert(max(0, place + step), order.pop(place))
    edit_product.order_pictures(product_id, order)
    return _strip(product_id)


@requires(ProductPermission.EDIT)
def describe_picture(product_id: UUID, media_id: UUID) -> str | Response:
    """The text that stands for a picture."""
    edit_product.describe_picture(product_id, media_id, request.form.get("alt", ""))
    toast(_("Saved"))
    return _strip(product_id)


@requires(ProductPermission.EDIT)
def remove_picture(product_id: UUID, media_id: UUID) -> str | Response:
    """Take it away."""
    edit_product.remove_picture(product_id, media_id)
    return _strip(product_id)


def _strip(product_id: UUID) -> str | Response:
    if not is_htmx():
        return go(f"/admin/products/{product_id}")
    return render(PAGE, block="pictures", product=product_editor.product(product_id))
