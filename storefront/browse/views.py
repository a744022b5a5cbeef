"""Looking around: home, departments, search, products. The same pages for everyone."""

from typing import Any

from flask import Blueprint, request

from app.queries import product_list, product_page, shop_home
from app.queries.product_list import Wish
from app.web.htmx import render
from app.web.pagecache import shared_page
from app.web.permissions import public
from storefront.browse import buying, listing
from storefront.pictures import HERO_SIZES, picture

bp = Blueprint("shop_browse", __name__)


@bp.get("/")
@public
@shared_page
def home() -> str:
    """The first page: the newest product large, departments, what else is new."""
    newest = list(product_list.products(Wish(sort="newest", limit=13)).items)
    hero = next((item for item in newest if item.image), None)
    return render(
        "shop/home.html",
        hero=hero,
        hero_picture=hero
        and picture(hero.image, hero.image_width, hero.image_height, hero.image_alt, HERO_SIZES),
        rooms=[
            (room, picture(room.image, room.image_width, room.image_height, room.image_alt))
            for room in shop_home.rooms()
        ],
        cards=listing.cards([item for item in newest if item is not hero][:12]),
    )


@bp.get("/c/<slug>")
@public
@shared_page
def show_category(slug: str) -> str:
    """A department's products."""
    return render("shop/listing.html", block="products", **listing.category_page(slug, request.args))


@bp.get("/search")
@public
@shared_page
def search() -> str:
    """What was looked for, or what there is."""
    return render("shop/listing.html", block="products", **listing.search_page(request.args))


@bp.get("/p/<slug>")
@public
@shared_page
def show_product(slug: str) -> str:
    """A product; with o0, o1 … in the query, one of its variants."""
    page = product_page.product(slug)
    context: dict[str, Any] = buying.product_context(page, request.args)
    return render("shop/product.html", block="product", **context)
