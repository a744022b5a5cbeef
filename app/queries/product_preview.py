"""A product as its page would show it once what is pending is published: for whoever has the link of the draft."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domains.catalog import service as catalog
from app.queries import product_page
from app.queries.page_variants import PageVariant
from app.queries.product_page import ProductPage

TEXTS = ("title", "description", "brand", "kind", "tags", "seo_title", "seo_description")


def draft(token: str) -> ProductPage:
    """The product behind a link, with its pending changes. Raises NotFound."""
    row = catalog.shared(token)
    page = product_page.product(str(row.id), drafts=True)
    waiting = catalog.pending(row.id)
    return page if waiting is None else _over(page, waiting.content)


def _over(page: ProductPage, content: Mapping[str, Any]) -> ProductPage:
    """The page with the kept content on it. Variants that are not made yet show as sold out."""
    texts = {name: content["draft"][name] for name in TEXTS}
    there = {str(variant.id): variant for variant in page.variants}
    variants = [_variant(there, each) for each in content["variants"] if each["active"]]
    return replace(page, **texts, option_names=content["draft"]["option_names"], variants=variants)


def _variant(there: Mapping[str, PageVariant], given: Mapping[str, Any]) -> PageVariant:
    known = there.get(given["id"] or "") or PageVariant(
        id=UUID(int=0), sku="", option_values=(), price=None, compare_at=None, barcode=None, weight_grams=None,
        picture_id=None, available=None, backorder=False,
    )  # fmt: skip
    return replace(
        known, sku=given["sku"] or known.sku, option_values=tuple(given["option_values"]),
        price=given["price"], compare_at=given["compare_at"],
    )  # fmt: skip
