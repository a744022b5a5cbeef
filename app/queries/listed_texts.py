"""Lists in the reader's language: titles and picture texts where somebody translated them, else the shop's own."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import text

from app.core.db import run
from app.domains.catalog import service as catalog
from app.queries.listed import ListedProduct

TEXTS = text(
    """
    select product_id, title, image_alt from product_listing_text
    where locale = :locale and product_id = any(cast(:ids as uuid[]))
    """
)


def spoken(items: Sequence[ListedProduct]) -> list[ListedProduct]:
    """The same products in the reader's language; costs a statement only where that is not the shop's own."""
    locale = catalog.translations.foreign()
    if locale is None or not items:
        return list(items)
    asked = {"locale": locale, "ids": [each.product_id for each in items]}
    texts = {row.product_id: row for row in run(TEXTS, asked)}
    return [
        replace(each, title=found.title, image_alt=found.image_alt or each.image_alt)
        if (found := texts.get(each.product_id))
        else each
        for each in items
    ]
