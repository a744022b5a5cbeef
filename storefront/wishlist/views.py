"""The wishlist: of the account, or of this browser until somebody signs in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.wishlists import service as wishlists
from app.flows import keep_wishes
from app.queries import wishlist
from app.web.htmx import go, is_htmx, render
from app.web.permissions import public
from app.web.toasts import toast
from storefront.browse.listing import cards
from storefront.wishlist import guest

Settle = Callable[
    [Response], Response
]  # what is left to do with the answer: a guest's list goes along with it
bp = Blueprint("shop_wishlist", __name__, url_prefix="/wishlist")


@bp.get("")
@public
def show() -> str:
    """What is kept, with what became of it."""
    return render("shop/wishlist.html", block="wishes", entries=_entries())


@bp.get("/heart")
@public
def heart() -> str:
    """The button of a product page, as it stands for who looks."""
    product_id, slug = _product(request.args.get("p", ""))
    return render("shop/heart.html", slug=slug, kept=_has(product_id))


@bp.post("")
@public
def keep() -> Response:
    """Keep a product for later, or no longer: the button turns round."""
    product_id, slug = _product(request.form.get("product", ""))
    kept = not _has(product_id)
    done = _keep(product_id) if kept else _drop(product_id)
    if not is_htmx():
        toast(_("Kept on your wishlist") if kept else _("No longer on your wishlist"))
        return done(go(url_for("shop_browse.show_product", slug=slug)))
    return done(make_response(render("shop/heart.html", slug=slug, kept=kept, pressed=True)))


@bp.post("/<uuid:key>/removal")
@public
def remove(key: UUID) -> Response:
    """Take something off."""
    done = _drop(key)
    if not is_htmx():
        return done(go(url_for(".show")))
    left = [each for each in _entries() if each["key"] != key]
    return done(make_response(render("shop/wishlist.html", block="wishes", entries=left)))


def _entries() -> list[dict[str, Any]]:
    me = current_principal().customer_id
    found = wishlist.of_customer(me) if me else wishlist.of_guest(guest.wishes())
    shown = {card["url"]: card for card in cards([each.product for each in found if each.product])}
    return [
        {
            "key": each.key,
            "title": each.title,
            "state": each.state,
            "card": shown.get(f"/p/{each.product.slug}"),
        }
        if each.product
        else {"key": each.key, "title": each.title, "state": each.state, "card": None}
        for each in found
    ]


def _product(slug: str) -> tuple[UUID, str]:
    found = wishlist.wishable(slugs=[slug.replace("\0", "")])
    if not found:
        raise NotFound(_("There is no such product"), code="catalog.product_not_found")
    return next(iter(found)), slug


def _has(product_id: UUID) -> bool:
    me = current_principal().customer_id
    return wishlists.has(me, product_id) if me else product_id in guest.wishes()


def _keep(product_id: UUID) -> Settle:
    me = current_principal().customer_id
    if me:
        keep_wishes.keep_wish(me, product_id)
        return lambda response: response
    return lambda response: guest.keep(response, [product_id, *guest.wishes()])


def _drop(key: UUID) -> Settle:
    me = current_principal().customer_id
    if me:
        wishlists.drop(me, key)
        return lambda response: response
    return lambda response: guest.keep(response, [each for each in guest.wishes() if each != key])
