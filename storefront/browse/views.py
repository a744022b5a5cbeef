"""Looking around: home, departments, search, products. The same pages for everyone."""

from typing import Any

from flask import Blueprint, make_response, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.queries import product_list, product_page, search_suggest, shop_home, shown_prices
from app.queries.product_list import Wish
from app.web.htmx import go, is_htmx, render
from app.web.pagecache import shared_page
from app.web.permissions import public
from storefront import heads
from storefront.browse import blocks, buying, listing, promises, sought, stores
from storefront.cart import basket
from storefront.codes import brought
from storefront.frame import shop
from storefront.pictures import HERO_SIZES, picture

bp = Blueprint("shop_browse", __name__)


@bp.get("/")
@public
@shared_page
def home() -> str | Response:
    """The first page: the merchant's blocks, else the newest product large, departments, what else is new.

    `?code=` brings a code along for the cart and leads here.
    """
    if code := request.args.get("code"):
        return brought.take_along(code)
    made = blocks.shown("home")
    facts: dict[str, Any] = {"canonical": "/", "structured": heads.organization(shop().facts)}
    return render("shop/home.html", blocks=made, place="home", **facts, **({} if made else _usual_home()))


def _usual_home() -> dict[str, Any]:
    newest = list(product_list.products(Wish(sort="newest", limit=13)).items)
    hero = next((item for item in newest if item.image), None)
    large = hero and picture(hero.image, hero.image_width, hero.image_height, hero.image_alt, HERO_SIZES)
    rooms = [
        (room, picture(room.image, room.image_width, room.image_height, room.image_alt))
        for room in shop_home.rooms()
    ]
    cards = listing.cards([item for item in newest if item is not hero][:12])
    hero = hero and shown_prices.of_products([hero])[0]
    return {
        "hero": hero,
        "hero_suffix": promises.tax_suffix(),
        "hero_picture": large,
        "rooms": rooms,
        "cards": cards,
    }


@bp.get("/blocks/<name>")
@public
def show_variants(name: str) -> Response:
    """What this visitor sees of a page's A/B tests; 204 where that is what stands there already."""
    visitor = basket.visitor()
    changes = blocks.changes_for(name, visitor)
    if changes is None:
        return Response(status=204)
    answer = make_response(render("shop/variants.html", changes=changes)) if changes else Response(status=204)
    return basket.remember_visitor(answer, visitor)


@bp.get("/c/<slug>")
@public
@shared_page
def show_category(slug: str) -> str:
    """A department's products."""
    return render("shop/listing.html", block="products", **listing.category_page(slug, request.args))


@bp.get("/collections/<slug>")
@public
@shared_page
def show_collection(slug: str) -> str:
    """What the merchant put together."""
    return render("shop/listing.html", block="products", **listing.collection_page(slug, request.args))


@bp.get("/search")
@public
@shared_page
def search() -> str | Response:
    """What was looked for, or what there is; for some words the merchant has a page of its own."""
    page = listing.search_page(request.args)
    return go(page["redirect"]) if page["redirect"] else render("shop/listing.html", block="products", **page)


@bp.post("/search/seen")
@public
def note_search() -> Response:
    """Count a search, or a click on what it found; sent by the page when it is already seen."""
    sought.note(request.form)
    return Response(status=204)


@bp.get("/search/suggest")
@public
def suggest() -> str:
    """What the words typed so far may become."""
    return render("shop/suggestions.html", found=search_suggest.suggestions(request.args.get("q")))


@bp.get("/p/<slug>")
@public
@shared_page
def show_product(slug: str) -> str:
    """A product; with o0, o1 … in the query, one of its variants."""
    page = product_page.product(slug)
    context: dict[str, Any] = buying.product_context(page, request.args)
    return render("shop/product.html", block="product", **context)


@bp.get("/p/<slug>/store")
@public
def own_store(slug: str) -> Response:
    """How the shopper's own store is off for a product; nothing for who chose none."""
    code = stores.remembered()
    shown = buying.store_context(product_page.product(slug), request.args, code) if code else None
    if shown is None or not is_htmx():
        return Response(status=204)
    return make_response(render("shop/product.html", block="store", **shown))


@bp.post("/p/<slug>/store")
@public
def choose_store(slug: str) -> Response:
    """Make a store one's own: the button that was pressed names it."""
    code = request.form.get("store", "")
    shown = buying.store_context(product_page.product(slug), request.form, code)
    if shown is None:
        raise NotFound(_("There is no such store"))
    if not is_htmx():
        chosen = {axis.field: axis.value for axis in shown["choice"].axes}
        return stores.remember(go(url_for(".show_product", slug=slug, store=code, **chosen)), code)
    return stores.remember(make_response(render("shop/product.html", block="store", **shown)), code)
