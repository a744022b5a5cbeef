"""A product as its page shows it: the chosen variant, its promises, the stores that have it, facts for machines."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import url_for

from app.core.market import current_market
from app.domains.catalog import service as catalog
from app.domains.shipping.rules import delivers_to
from app.queries import recommended, reviews, sellables, selling_terms, shop_stores
from app.queries.product_media import Picture
from app.queries.product_page import ProductPage
from app.queries.recommended import Beside
from app.queries.reviews import Score
from app.queries.selling_terms import Terms
from app.web.optional import or_else
from storefront import heads
from storefront.browse import choices, listing, promises, stores
from storefront.browse.choices import Choice
from storefront.frame import shop
from storefront.pictures import PAGE_SIZES, large, picture

MOST_IN_CART = 99
FEW = 5


def product_context(page: ProductPage, given: Mapping[str, str], **said: Any) -> dict[str, Any]:
    """All that the product page needs; `said`: `added` or `problem` after a try to buy."""
    choice = choices.choose(page, given)
    terms, variant = _terms(), choice.variant
    method = next((each for each in terms.methods if delivers_to(each, terms.country)), None)
    item = sellables.by_ids([variant.id], current_market().currency).get(variant.id) if variant else None
    at_stores = (
        shop_stores.stores_with([(item, Decimal(1))]) if item and not item.digital and terms.hands_out else []
    )
    beside = _beside(page)
    return {
        "page": page,
        "choice": choice,
        "variant": variant,
        "pictures": _pictures(page, choice),
        "turn": _turn(page),
        "stores": at_stores,
        "own_store": stores.chosen(at_stores, given),
        "late": item.awaited(Decimal(1)) if item else None,
        "can_be_sent": item is not None and item.can_be_sent,
        "delivery": promises.delivery_words(method) if method else None,
        "tax_note": promises.tax_words(),
        "most": _most(variant.available if variant else Decimal(0)),
        "few": variant is not None and variant.available is not None and 0 < variant.available <= FEW,
        **beside,
        "description": catalog.plain_text(page.seo_description or page.description)[:160],
        **_for_machines(page, beside["score"]),
        "quantity": 1,
        **said,
    }


def _beside(page: ProductPage) -> dict[str, Any]:
    """What goes with it, and all stars of the page in one look."""
    found = or_else(lambda: recommended.beside_product(page.id), Beside([], []), part="recommendations")
    shown = [page.id, *(each.product_id for each in (*found.like, *found.with_it))]
    scores = or_else(lambda: reviews.scores(shown), {}, part="stars")
    return {
        "related": listing.cards(found.like, scores), "with_it": listing.cards(found.with_it, scores),
        "score": scores.get(page.id),
    }  # fmt: skip


def _terms() -> Terms:
    """What the site offers to its own country."""
    site = current_market()
    return selling_terms.terms(channel=site.channel, currency=site.currency, country=site.country)


def store_context(page: ProductPage, given: Mapping[str, str], code: str | None) -> dict[str, Any] | None:
    """What the line about the shopper's own store needs; None where there is no such store or combination."""
    choice = choices.choose(page, given)
    variant = choice.variant
    item = sellables.by_ids([variant.id], current_market().currency).get(variant.id) if variant else None
    at_stores = (
        shop_stores.stores_with([(item, Decimal(1))])
        if item and not item.digital and _terms().hands_out
        else []
    )
    own = stores.named(at_stores, code)
    if own is None:
        return None
    return {"page": page, "choice": choice, "variant": variant, "stores": at_stores, "own_store": own}


def _pictures(page: ProductPage, choice: Choice) -> list[dict[str, Any]]:
    """The gallery: each picture with its largest rendition."""
    shown = (
        (picture(each.key, each.width, each.height, each.alt or page.title, PAGE_SIZES), each)
        for each in _gallery(page, choice)
    )
    return [found | {"large": large(each.key, each.width)} for found, each in shown if found and each.key]


def _gallery(page: ProductPage, choice: Choice) -> list[Picture]:
    """The pictures that are there, the chosen variant's own first; frames of the turning view stand apart."""
    own, apart = choice.variant.picture_id if choice.variant else None, _frames(page)
    shown = [each for each in page.pictures if each.key and each not in apart]
    return sorted(shown or apart[:1], key=lambda each: each.id != own)


def _frames(page: ProductPage) -> list[Picture]:
    """The product turned round; a single frame is no view."""
    found = [each for each in page.pictures if each.key and each.turning]
    return found if len(found) > 1 else []


def _turn(page: ProductPage) -> list[dict[str, Any] | None]:
    return [
        picture(each.key, each.width, each.height, each.alt or page.title, PAGE_SIZES)
        for each in _frames(page)
    ]


def _most(available: Decimal | None) -> int:
    return MOST_IN_CART if available is None else min(MOST_IN_CART, int(available))


def _for_machines(page: ProductPage, score: Score | None) -> dict[str, Any]:
    """Address, preview and facts of the product; the way to it in words as well."""
    path = url_for("shop_browse.show_product", slug=page.slug)
    way = heads.trail(page, shop().facts.departments)
    first = next((each for each in page.pictures if each.key), None)
    return {
        "canonical": path, "preview_kind": "product", "preview": first.url(1280, "jpg") if first else None, "way": way,
        "said": reviews.of_product(page.id) if score else None,
        "structured": [heads.product(page, path, score), heads.crumbs([*way, (page.title, path)])],
    }  # fmt: skip
