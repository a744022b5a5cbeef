"""Links of the shop that lead nowhere: in pages, blocks, menus, descriptions and redirects, each with its place."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.i18n import gettext as _

MOST = 20_000  # links looked at
HREF = re.compile(r"""href=["'](/[^"'\\]*)["']""")
TEXTS = text(
    r"""
    select kind, ref, name, link from (
        select 'page' as kind, slug as ref, title as name, (regexp_matches(body, 'href="(/[^"]*)"', 'g'))[1] as link
        from content_page where body like '%href="/%'
        union all
        select 'product', cast(id as text), title, (regexp_matches(description, 'href="(/[^"]*)"', 'g'))[1]
        from product where status <> 'archived' and description like '%href="/%'
        union all
        select 'product', cast(id as text), title, (regexp_matches(said #>> '{}', 'href="(/[^"]*)"', 'g'))[1]
        from product cross join lateral jsonb_path_query(translations, '$.*.description') as said
        where status <> 'archived' and translations <> '{}' and said #>> '{}' like '%href="/%'
        union all
        select 'category', cast(id as text), name, (regexp_matches(description, 'href="(/[^"]*)"', 'g'))[1]
        from category where description like '%href="/%'
        union all
        select 'collection', cast(id as text), title, (regexp_matches(description, 'href="(/[^"]*)"', 'g'))[1]
        from collection where description like '%href="/%'
        union all
        select 'redirect', path, path, target from redirect where target like '/%'
    ) every limit :most
    """
)
DOCUMENTS = text(
    """
    select distinct on (kind, name, locale) kind, name, locale, value from content_version
    where kind in ('blocks', 'menu') and live_from <= :now
    order by kind, name, locale, live_from desc
    """
)
THERE = text(
    """
    select '/p/' || slug as path from product where status = 'active' and slug = any(cast(:p as text[]))
    union all select '/c/' || slug from category where slug = any(cast(:c as text[]))
    union all select '/collections/' || slug from collection where shown and slug = any(cast(:collections as text[]))
    union all select '/pages/' || slug from content_page where published and slug = any(cast(:pages as text[]))
    union all select path from redirect where target <> '' and path = any(cast(:paths as text[]))
    """
)
KINDS = ("p", "c", "collections", "pages")


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that leads nowhere. `kind`: page, blocks, menu, product, category, collection or redirect."""

    kind: str
    name: str
    link: str
    mend: str


def broken(answers: Callable[[str], bool]) -> list[Broken]:
    """Every broken internal link, by its place. `answers` says whether the shop has a page of its own at a path."""
    found = [*_in_texts(), *_in_documents()]
    there = _there({_path(each.link) for each in found})

    def leads(each: Broken) -> bool:
        path = _path(each.link)
        return path in there or (path.split("/")[1] not in KINDS and answers(path))

    return sorted(
        (each for each in found if not leads(each)), key=lambda each: (each.kind, each.name, each.link)
    )


def _path(link: str) -> str:
    path = unquote(urlsplit(link).path)
    return path.rstrip("/") or "/"


def _there(paths: set[str]) -> set[str]:
    """Those of the paths that a product, category, collection, page or redirect is at."""
    asked: dict[str, Any] = {kind: [] for kind in KINDS} | {"paths": sorted(paths)}
    for path in paths:
        kind, _sign, slug = path[1:].partition("/")
        if kind in KINDS:
            asked[kind].append(slug)
    return {row.path for row in run(THERE, asked)}


def _in_texts() -> Iterator[Broken]:
    mend = {
        "page": "/admin/pages/{}", "product": "/admin/products/{}", "category": "/admin/categories/{}",
        "collection": "/admin/collections/{}", "redirect": "/admin/redirects/?q={}",
    }  # fmt: skip
    for row in run(TEXTS, {"most": MOST}):
        yield Broken(row.kind, row.name, row.link, mend[row.kind].format(row.ref))


def _in_documents() -> Iterator[Broken]:
    for row in run(DOCUMENTS, {"now": clock.now()}):
        url = f"/admin/content/{row.name}?language={row.locale}"
        for link in dict.fromkeys(_links(row.value)):
            yield Broken(row.kind, _said(row.name), link, url)


def _said(name: str) -> str:
    words = {"home": _("Home page"), "header": _("Menu in the head"), "footer": _("Menu at the foot")}
    return words.get(name) or name.removeprefix("page.")


def _links(value: Any) -> Iterator[str]:
    """Addresses of the shop in a document: its link fields, what its blocks name, and links inside its texts."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name == "link" and isinstance(each, str) and each.startswith("/"):
                yield each
            elif name in ("category", "collection") and isinstance(each, str) and each:
                yield f"/c/{each}" if name == "category" else f"/collections/{each}"
            else:
                yield from _links(each)
    elif isinstance(value, list):
        for each in value:
            yield from _links(each)
    elif isinstance(value, str):
        yield from HREF.findall(value)
