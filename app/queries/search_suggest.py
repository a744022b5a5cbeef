"""What a beginning may become: words, departments, brands and products, in one statement while a shopper types."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.core.channel import current_channel
from app.core.i18n import current_locale
from app.domains.search import service as search
from app.queries.listing_here import run_here

MOST_HITS = 300  # ranked, of those that begin so: a beginning of many is not worth sorting
SUGGEST = text(
    """
    select
        (select json_agg(json_build_array(
                coalesce((select t.title from product_listing_text t
                    where t.product_id = p.product_id and t.locale = :locale), p.title),
                p.slug, p.image, p.image_width, p.price_min, p.stock)
                         order by p.rank desc, p.product_id) from (
            select h.*, case when h.codes @> array[cast(:code as text)] then 100 else 0 end
                + cast(h.stock <> 'out' as integer)
                + ts_rank('{0.05, 0.2, 0.4, 1}', h.heading, cast(:asked as tsquery)) as rank
            from (select * from product_listing l
                  where (l.search @@ cast(:asked as tsquery) or l.codes @> array[cast(:code as text)]
                      or l.product_id = any(array(
                          select product_id from product_listing_text
                          where locale = :locale and search @@ cast(:asked as tsquery) limit :hits))) and l.listed
                  limit :hits) h
            order by rank desc, h.product_id limit 5) p) as products,
        (select json_agg(json_build_array(c.name, c.slug) order by c.position, c.name) from (
            select coalesce(translations -> :locale ->> 'name', name) as name, slug, position from category
            where lower(unaccent(concat_ws(' ', name, translations -> :locale ->> 'name'))) ~ ('\\m' || :words)
              and exists (select from product_listing_place n where n.category_id = category.id)
              and tree_id is not distinct from (select tree_id from channel where code = :channel)
            order by position, name limit 3) c) as categories,
        (select json_agg(b.label order by b.uses desc, b.label) from (
            select label, uses from search_word where kind = 'brand' and word ~ ('\\m' || :words)
            order by uses desc, label limit 3) b) as brands,
        (select json_agg(w.word order by w.uses desc, w.word) from (
            select word, uses from search_word
            where kind = 'word' and word collate "C" >= :last and word collate "C" < :beyond
            order by uses desc, word limit 4) w) as words
    """
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A product that begins so; the price is in minor units."""

    title: str
    slug: str
    image: str | None
    image_width: int | None
    price: int | None
    stock: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Completed queries, departments as (name, slug), brands, products; each best first."""

    queries: Sequence[str] = ()
    categories: Sequence[tuple[str, str]] = ()
    brands: Sequence[str] = ()
    products: Sequence[Hint] = ()

    def __bool__(self) -> bool:
        return bool(self.queries or self.categories or self.brands or self.products)


def suggestions(q: str | None) -> Suggestions:
    """What the beginning may become; nothing before there are two letters."""
    typed = search.tidy(q)
    words = search.words_of(typed)
    if not words or len("".join(words)) < 2:
        return Suggestions()
    row = run_here(SUGGEST, _asked(typed, words)).one()
    begun = " ".join(words[:-1])
    return Suggestions(
        [f"{begun} {word}".strip() for word in row.words or () if word != words[-1]][:3],
        [(name, slug) for name, slug in row.categories or ()],
        row.brands or (),
        [Hint(*each) for each in row.products or ()],
    )


def _asked(typed: str, words: Sequence[str]) -> dict[str, Any]:
    return {
        "asked": " & ".join(f"'{word}':*" for word in words),
        "code": typed.lower(),
        "words": " ".join(words),
        "last": words[-1],
        "beyond": words[-1] + "\U0010ffff",
        "hits": MOST_HITS,
        "channel": current_channel(),
        "locale": current_locale(),
    }
