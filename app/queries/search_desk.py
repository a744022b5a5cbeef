"""The merchant's desk of the search: rules with the products they name, and what was sought lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run

NAMED = text(
    "select product_id, title, slug, skus[1] as sku from product_listing where product_id = any(cast(:ids as uuid[]))"
)
BY_CODE = text(
    """
    select wanted.code, l.product_id from unnest(cast(:codes as text[])) as wanted (code)
    join product_listing l on l.codes @> array[lower(wanted.code)] or l.slug = lower(wanted.code)
    """
)
SUMS = text(
    """
    select coalesce(sum(searches), 0) as searches, coalesce(sum(nothing), 0) as nothing,
        coalesce(sum(clicks), 0) as clicks, count(distinct words) as words
    from search_term where day >= cast(:since as date)
    """
)
TERMS = text(
    """
    select words, sum(searches) as searches, sum(nothing) as nothing, sum(clicks) as clicks,
        (array_agg(results order by day desc))[1] as results
    from search_term where day >= cast(:since as date)
    group by words having sum(searches) > 0 and (not :nothing or sum(nothing) > 0)
    order by case when :nothing then sum(nothing) else sum(searches) end desc, words
    limit :limit offset :skip
    """
)
CHOSEN = text(
    """
    select c.words, l.title, l.product_id, sum(c.clicks) as clicks
    from search_click c join product_listing l on l.product_id = c.product_id
    where c.day >= cast(:since as date) group by 1, 2, 3 order by 4 desc, 1, 2 limit 20
    """
)


@dataclass(frozen=True, slots=True)
class Named:
    """A product that a rule names; `sku` is its first variant's."""

    product_id: UUID
    title: str
    slug: str
    sku: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was sought in the last days: sums, words, those without results, products chosen from results."""

    searches: int
    nothing: int
    clicks: int
    words: int
    terms: Sequence[Any]
    chosen: Sequence[Any]
    more: bool

    @property
    def click_share(self) -> int:
        """Clicks of a hundred searches."""
        return min(100, round(100 * self.clicks / self.searches)) if self.searches else 0


def named(ids: Sequence[UUID]) -> dict[UUID, Named]:
    """Products by id."""
    return {row.product_id: Named(*row) for row in run(NAMED, {"ids": list(ids)})} if ids else {}


def by_code(codes: Sequence[str]) -> dict[str, UUID]:
    """SKU, barcode or address as typed to its product."""
    return {row.code: row.product_id for row in run(BY_CODE, {"codes": list(codes)})} if codes else {}


def report(*, days: int, nothing: bool, page: int, size: int = 50) -> Report:
    """What was sought in the last `days`; `nothing` lists only words without results. Pages count from 0."""
    since = clock.now() - timedelta(days=days)
    sums = run(SUMS, {"since": since}).one()
    rows = run(TERMS, {"since": since, "nothing": nothing, "limit": size + 1, "skip": page * size}).all()
    chosen = run(CHOSEN, {"since": since}).all()
    return Report(
        sums.searches, sums.nothing, sums.clicks, sums.words, rows[:size], chosen, more=len(rows) > size
    )
