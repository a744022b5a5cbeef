"""Products by their names in addresses, as a list shows them: for what was looked at last."""

from collections.abc import Sequence

from sqlalchemy import text

from app.queries import listed_texts
from app.queries.listing_here import run_here
from app.queries.product_list import COLUMNS, ListedProduct

BY_SLUGS = text(
    f"""
    select {COLUMNS} from product_listing l
    where l.listed and l.slug = any(cast(:slugs as text[])) order by array_position(cast(:slugs as text[]), l.slug)
    """  # noqa: S608 - a constant list of columns
)


def by_slugs(slugs: Sequence[str]) -> list[ListedProduct]:
    """The listed ones of these, in their order."""
    found = [ListedProduct(*row) for row in run_here(BY_SLUGS, {"slugs": list(slugs)})] if slugs else []
    return listed_texts.spoken(found)
