"""The media library as staff see it: files with what shows them, filtered and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import files
from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.domains.catalog import service as catalog

KINDS = ("image", "video", "document", "model")
SHOWS = ("unused", "alt", "waiting", "failed")
PAGE_SIZE = 60
COLUMNS = """
    a.id, a.kind, a.name, a.status, a.file_key, a.width, a.height, a.size, a.mime, a.link, a.alts, a.failure,
    a.uploaded_by, a.created_at, (select count(distinct m.product_id) from media m where m.asset_id = a.id) as uses
"""
BOARD = text(
    f"""
    select {COLUMNS} from asset a
    where (cast(:kind as text) is null or a.kind = :kind)
      and (cast(:words as text) is null or a.name ilike :words or a.alts::text ilike :words)
      and (cast(:show as text) is null
           or (:show = 'unused' and not exists (select 1 from media m where m.asset_id = a.id))
           or (:show = 'alt' and a.kind = 'image' and not a.alts ?& cast(:languages as text[]))
           or a.status = :show)
      and (cast(:after as uuid) is null or a.id < :after)
    order by a.id desc limit :limit
    """  # noqa: S608 - the columns are ours
)
ONE = text(f"select {COLUMNS} from asset a where a.id = :id")  # noqa: S608 - the columns are ours
COUNTS = text(
    """
    select count(*) as everything,
        count(*) filter (where not exists (select 1 from media m where m.asset_id = a.id)) as unused,
        count(*) filter (where a.kind = 'image' and not a.alts ?& cast(:languages as text[])) as alt,
        count(*) filter (where a.status = 'waiting') as waiting,
        count(*) filter (where a.status = 'failed') as failed
    from asset a
    """
)
USES = text(
    """
    select p.id, p.title, p.status, m.alt,
        not exists (select 1 from media o where o.product_id = p.id and o.kind = 'image'
                    and (o.position, o.id) < (m.position, m.id)) and m.kind = 'image' as first,
        array(select v.sku from variant v where v.media_id = m.id order by v.position limit 20) as skus
    from media m join product p on p.id = m.product_id
    where m.asset_id = :id order by p.title, p.id limit 200
    """
)


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file of the library; `uses`: how many products show it."""

    id: UUID
    kind: str
    name: str
    status: str
    key: str | None
    width: int | None
    height: int | None
    size: int
    mime: str
    link: str | None
    alts: Mapping[str, Any]
    failure: str | None
    uploaded_by: str
    created_at: datetime
    uses: int

    def url(self, size: int = 320, kind: str = "webp") -> str | None:
        """A picture's rendition, another file itself; None while there is none."""
        if self.key is None:
            return None
        return (
            catalog.address(self.key, self.width, size, kind) if self.kind == "image" else files.url(self.key)
        )

    def srcsets(self) -> dict[str, str]:
        """A picture's renditions by format; empty for other files, and until it is ready."""
        if self.key is None or self.kind != "image":
            return {}
        found = {kind: catalog.srcset(self.key, self.width, kind) for kind in ("avif", "webp", "jpg")}
        return {kind: words for kind, words in found.items() if words}


@dataclass(frozen=True, slots=True)
class Use:
    """A product that shows a file, as its first picture or not, and the variants that it stands for."""

    product_id: UUID
    title: str
    status: str
    alt: str
    first: bool
    skus: Sequence[str]


@dataclass(frozen=True, slots=True)
class Library:
    page: Page[LibraryFile]
    counts: Mapping[str, int]


def library(
    languages: Sequence[str], *, q: str = "", kind: str = "", show: str = "", cursor: str | None = None,
    limit: int | None = None,
) -> Library:  # fmt: skip
    """Files, newest first, in two statements. `show` is one of SHOWS; `alt` lacks words in one of `languages`."""
    most, keys = clamp(limit, PAGE_SIZE), decode_cursor(cursor, UUID)
    asked = {
        "kind": kind if kind in KINDS else None, "show": show if show in SHOWS else None,
        "words": contains(q), "languages": list(languages), "limit": most + 1,
        "after": keys[0] if keys else None,
    }  # fmt: skip
    rows = [LibraryFile(*row) for row in run(BOARD, asked)]
    counts = run(COUNTS, {"languages": list(languages)}).one()._asdict()
    return Library(cut(rows, most, lambda row: (str(row.id),)), counts)


def file(asset_id: UUID) -> LibraryFile:
    """Raises NotFound."""
    row = run(ONE, {"id": asset_id}).first()
    if row is None:
        raise NotFound(_("This file is not in the library"), code="catalog.asset_not_found")
    return LibraryFile(*row)


def uses(asset_id: UUID) -> list[Use]:
    """Where a file is shown."""
    return [Use(*row) for row in run(USES, {"id": asset_id})]
