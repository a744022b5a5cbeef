"""Pictures of products that nobody has said in words what they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog

WORDLESS = """
    from media m join product p on p.id = m.product_id left join asset a on a.id = m.asset_id
    where m.kind = 'image' and m.alt = '' and coalesce(a.alts ->> :locale, '') = '' and p.status <> 'archived'
"""
LIST = text(
    f"""
    select m.id, p.id as product_id, p.title, p.status, m.file_key, m.width {WORDLESS}
      and (cast(:after as uuid) is null or (p.title, m.id) > (:title, cast(:after as uuid)))
    order by p.title, m.id limit :limit
    """
)
NUMBER = text(f"select count(*) {WORDLESS}")
AMONG = text(f"select distinct p.id {WORDLESS} and p.id = any(cast(:ids as uuid[]))")


@dataclass(frozen=True, slots=True)
class Wordless:
    """A picture without words, and its product."""

    id: UUID
    product_id: UUID
    title: str
    status: str
    key: str | None
    width: int | None

    @property
    def url(self) -> str | None:
        """Address of a small rendition."""
        return catalog.address(self.key, self.width, 320, "webp") if self.key else None


def pictures(cursor: str | None = None, limit: int | None = None) -> Page[Wordless]:
    """By the product's title."""
    size, (title, after) = clamp(limit), decode_cursor(cursor, str, UUID) or ("", None)
    asked = {
        "locale": current_tenant().locale, "limit": size + 1, "title": title, "after": after,
    }  # fmt: skip
    rows: list[Any] = run(LIST, asked).all()
    total = int(run(NUMBER, {"locale": current_tenant().locale}).scalar() or 0)
    return cut([Wordless(*row) for row in rows], size, lambda row: (row.title, str(row.id)), total)


def among(product_ids: Sequence[UUID]) -> list[UUID]:
    """Those of these products that have one."""
    asked = {"locale": current_tenant().locale, "ids": list(product_ids)}
    return [row.id for row in run(AMONG, asked)]
