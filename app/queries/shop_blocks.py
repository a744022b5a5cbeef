"""What the blocks of a page show: their document, the products and categories they name, as they are now."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.i18n import current_locale
from app.core.market import current_market
from app.domains.experiments.types import Running
from app.queries import listed_texts
from app.queries.listing_here import run_here
from app.queries.product_list import COLUMNS, ListedProduct

BLOCKS = text(
    """
    select locale, value from content_version
    where kind = 'blocks' and name = :name and locale in (:locale, :home) and site in ('', :site)
      and (live_from <= :now or (:drafts and live_from is null))
    order by (site = :site) desc, (locale = :locale) desc, (live_from is null) desc, live_from desc limit 1
    """
)
TESTS = text(
    """
    select e.id, e.code, e.share from experiment e join channel c on c.id = e.channel_id
    where e.status = 'running' and c.code = :channel
    """
)
LISTED = text(
    f"""
    select {COLUMNS} from product_listing l where l.listed and l.product_id = any(cast(:ids as uuid[]))
    """  # noqa: S608 - a constant list of columns
)
NAMED = text(
    """
    select p.id, p.slug, v.sku from product p left join variant v on v.product_id = p.id
    where p.slug = any(cast(:words as text[])) or v.sku = any(cast(:words as text[]))
    """
)
SLUGS = text("select id, slug from product where id = any(cast(:ids as uuid[]))")


def blocks_of(name: str, *, drafts: bool = False) -> list[dict[str, Any]]:
    """The blocks that count now in the reader's language, else in the shop's own."""
    here = current_market()
    asked = {
        "name": name, "locale": current_locale(), "home": here.locale, "site": here.channel, "now": clock.now(),
    }  # fmt: skip
    row = run(BLOCKS, {**asked, "drafts": drafts}).first()
    return list(row.value.get("blocks", [])) if row else []


def running_tests() -> dict[str, Running]:
    """The A/B tests that run on this channel, by code."""
    rows = run(TESTS, {"channel": current_market().channel})
    return {row.code: Running(row.id, row.code, row.share) for row in rows}


def listed(ids: Iterable[str]) -> dict[str, ListedProduct]:
    """Those of the products that the shop shows, by id; what is gone is not among them."""
    wanted = list(dict.fromkeys(ids))
    rows: Iterable[Any] = run_here(LISTED, {"ids": wanted}) if wanted else []
    return {str(each.product_id): each for each in listed_texts.spoken([ListedProduct(*row) for row in rows])}


def find_products(words: Sequence[str]) -> dict[str, str]:
    """Word -> product id, for words that are a product's address or one of its article numbers."""
    found: dict[str, str] = {}
    for row in run(NAMED, {"words": list(words)}) if words else []:
        for word in (row.slug, row.sku):
            if word in words:
                found[word] = str(row.id)
    return found


def names_of(ids: Sequence[str]) -> dict[str, str]:
    """Product id -> its address' name; removed ones are not among them."""
    rows: Iterable[Any] = run(SLUGS, {"ids": [UUID(each) for each in ids]}) if ids else []
    return {str(row.id): row.slug for row in rows}
