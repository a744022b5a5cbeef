"""A product's pictures: upload, choose, order, describe, remove. Each answers the strip of pictures again."""

from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.catalog.errors import NoSuchPicture
from app.domains.catalog.permissions import ProductPermission
from app.flows import edit_product, keep_media
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
    bp.add_url_rule(base, view_func=show_pictures, methods=["GET"])
    bp.add_url_rule(f"{base}/attach", view_func=attach_file, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:media_id>/variants", view_func=choose_variants, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:media_id>/move", view_func=move_picture, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:media_id>/turning", view_func=turn_picture, methods=["POST"])
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


@requires(ProductPermission.VIEW)
def show_pictures(product_id: UUID) -> str | Response:
    """The strip again: asked while pictures are being prepared."""
    return _strip(product_id)


@requires(ProductPermission.EDIT)
def attach_file(product_id: UUID) -> str | Response:
    """Show a file of the library."""
    keep_media.attach(product_id, parse_id(request.form.get("asset", "")) or UUID(int=0))
    toast(_("Added to the product"))
    return _strip(product_id)


@requires(ProductPermission.EDIT)
def choose_variants(product_id: UUID, media_id: UUID) -> str | Response:
    """The variants that this picture stands for."""
    chosen = [found for each in request.form.getlist("variant") if (found := parse_id(each))]
    edit_product.picture_for_variants(product_id, media_id, chosen)
    toast(_("Saved"))
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
def turn_picture(product_id: UUID, media_id: UUID) -> str | Response:
    """A frame of the turning view, or a picture like others; of all pictures from here on, if said so."""
    said = request.form.get("turning", "")
    edit_product.turn_pictures(product_id, media_id, said != "off", onwards=said == "onwards")
    toast(_("Saved"))
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
