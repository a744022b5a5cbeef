"""Products and categories that lack texts in a language: a list for 100,000 products by the listing's index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.domains.catalog import service as catalog
from app.queries import completeness

MOST_COUNTED = 10_000
GAPS = ("title", "description", "seo_title", "seo_description", "labels", "alt", "fact")
PRODUCTS = text(
    """
    select l.product_id, l.title, l.status, l.brand, l.image, l.image_width, l.gaps from product_listing l
    where l.gaps && cast(:codes as text[]) and (:status = '' or l.status = :status)
      and (cast(:words as text) is null or l.title ilike :words or l.codes @> array[cast(:code as text)])
      and (l.title, l.product_id) > (:title, :after)
    order by l.title, l.product_id limit :limit
    """
)
COUNT = text(
    """
    select count(*) from (
        select from product_listing l
        where l.gaps && cast(:codes as text[]) and (:status = '' or l.status = :status)
          and (cast(:words as text) is null or l.title ilike :words or l.codes @> array[cast(:code as text)])
        limit :most) n
    """
)
CATEGORIES = text(
    """
    select id, name from category
    where coalesce(translations -> :locale ->> 'name', '') = '' order by name, id
    """
)
FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A product with what it lacks in the language, as fields of its listing's gaps without the language."""

    id: UUID
    title: str
    status: str
    brand: str
    image: str | None
    image_width: int | None
    missing: list[str]

    @property
    def picture(self) -> str | None:
        return catalog.address(self.image, self.image_width, 320) if self.image else None


def products(
    locale: str,
    *,
    gap: str = "",
    status: str = "",
    q: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Untranslated]:
    """Products that lack a text in the language, by title. Raises BadRequest for a broken cursor."""
    size, (title, after) = clamp(limit), decode_cursor(cursor, str, UUID) or ("", FIRST)
    values: dict[str, Any] = {"codes": _codes(locale, gap), "status": status, **_words(q)}
    rows = run(PRODUCTS, values | {"title": title, "after": after, "limit": size + 1}).all()
    found = [_untranslated(row, locale, values["codes"]) for row in rows]
    total = run(COUNT, values | {"most": MOST_COUNTED + 1}).scalar() or 0
    return cut(
        found, size, key=lambda row: (row.title, str(row.id)), total=total if total <= MOST_COUNTED else None
    )


def _untranslated(row: Any, locale: str, codes: Sequence[str]) -> Untranslated:
    missing = [each.removeprefix(f"{locale}:") for each in row.gaps if each in codes]
    return Untranslated(row.product_id, row.title, row.status, row.brand, row.image, row.image_width, missing)


def _codes(locale: str, gap: str) -> list[str]:
    wanted = [gap] if gap in GAPS else list(GAPS)
    specs = {spec.code: spec for each in completeness.specs_by_type().values() for spec in each}
    plain = [f"{locale}:{each}" for each in wanted if each != "fact"]
    facts = [f"{locale}:fact:{spec.code}" for spec in specs.values() if spec.localised]
    return plain + (facts if "fact" in wanted else [])


def _words(q: str) -> Mapping[str, str | None]:
    words = q.replace("\0", "").strip()[:200]
    return {"words": contains(q, 200), "code": words.lower()}


def categories(locale: str) -> list[tuple[UUID, str]]:
    """Categories without a name in the language."""
    return [(row.id, row.name) for row in run(CATEGORIES, {"locale": locale})]
