"""Where a product is shown: each channel and language, with what keeps it out. One statement."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant

SHOWN = text(
    """
    select p.status, p.slug, p.publish_at, coalesce(l.gaps, '{}') as gaps, coalesce(l.stock, 'out') as stock,
        (select coalesce(value -> 'offered', '[]') from setting where key = 'languages') as languages,
        exists (select from variant v where v.product_id = p.id and v.active) as variants,
        (select coalesce(jsonb_agg(jsonb_build_array(k.id, k.title, k.slug, k.shown) order by k.title), '[]')
         from collection_place s join collection k on k.id = s.collection_id where s.product_id = p.id) as collections,
        (select coalesce(jsonb_agg(jsonb_build_array(o.code, o.name) order by o.name), '[]')
         from assortment a join location o on o.id = a.location_id
         where a.only <> exists (select from assortment_place x
             where x.assortment_id = a.id and x.product_id = p.id)) as stores,
        (select coalesce(jsonb_agg(jsonb_build_array(m.code, m.name, a.reserved) order by lower(m.name)), '[]')
         from assortment a join company m on m.id = a.company_id and (m.active or a.reserved)
         where a.reserved = (a.only = exists (select from assortment_place x
             where x.assortment_id = a.id and x.product_id = p.id))) as companies,
        (select jsonb_agg(jsonb_build_array(h.code, h.name, h.kind, h.active, h.currency, h.locales,
            exists (select from variant v join base_price b on b.variant_id = v.id and b.currency = h.currency
                where v.product_id = p.id and v.active),
            not exists (select from assortment a where a.channel_id = h.id and a.only <> exists (
                select from assortment_place x where x.assortment_id = a.id and x.product_id = p.id)),
            (select coalesce(jsonb_agg(jsonb_build_array(c.id, c.name) order by c.name), '[]')
             from product_category pc join category c on c.id = pc.category_id
             where pc.product_id = p.id and c.tree_id is not distinct from h.tree_id)
          ) order by h.kind <> 'web', h.name) from channel h) as channels
    from product p left join product_listing l on l.product_id = p.id where p.id = :product
    """
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not, or what to know, and where it is mended."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Showing:
    """A channel: shown there unless there are `reasons`; `hints` matter less. `languages` are (code, said in it)."""

    name: str
    kind: str
    reasons: tuple[Reason, ...]
    hints: tuple[Reason, ...]
    languages: tuple[tuple[str, bool], ...]
    categories: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """`collections` are (id, title, has a page); `stores` (code, name) do not offer it at their tills.

    Companies are (code, name) too: it is hidden from the members of some, or for the members of others alone.
    """

    channels: list[Showing]
    collections: list[tuple[str, str, bool]]
    stores: list[tuple[str, str]]
    hidden_from: list[tuple[str, str]]
    only_for: list[tuple[str, str]]


def shown(product_id: UUID) -> Shown:
    """Raises NotFound."""
    row = run(SHOWN, {"product": product_id}).first()
    if row is None:
        raise NotFound(_("There is no such product"), code="catalog.product_not_found")
    return Shown(
        [_showing(row, product_id, _Channel(*each)) for each in row.channels or ()],
        [(each[0], each[1], each[3]) for each in row.collections],
        [(each[0], each[1]) for each in row.stores],
        [(code, name) for code, name, reserved in row.companies if not reserved],
        [(code, name) for code, name, reserved in row.companies if reserved],
    )


class _Channel(NamedTuple):
    code: str
    name: str
    kind: str
    active: bool
    currency: str
    locales: list[str]
    priced: bool
    offered: bool
    categories: list[list[str]]


def _showing(row: Any, product_id: UUID, each: _Channel) -> Showing:
    reasons, page = _of_product(row, product_id), f"/admin/products/{product_id}"
    if not each.active:
        reasons.append(Reason(_("The channel is closed"), f"/admin/channels/{each.code}"))
    if not each.priced:
        reasons.append(Reason(_("It has no price in %(currency)s", currency=each.currency), page))
    if not each.offered:
        reasons.append(Reason(_("It is outside the assortment"), f"/admin/channels/{each.code}/assortment"))
    hints = []
    if not each.categories and each.kind in ("web", "b2b"):
        hints.append(Reason(_("In no category of its menu: search finds it"), f"{page}#categories"))
    if row.stock == "out":
        hints.append(Reason(_("Sold out"), "/admin/stock/"))
    own = current_tenant().locale[:2]
    spoken = each.locales or row.languages or [own]
    languages = tuple((code, code == own or f"{code}:title" not in row.gaps) for code in spoken)
    categories = tuple((id_, name) for id_, name in each.categories)
    return Showing(each.name, each.kind, tuple(reasons), tuple(hints), languages, categories)


def _of_product(row: Any, product_id: UUID) -> list[Reason]:
    reasons = []
    url = f"/admin/products/{product_id}"
    if row.status == "archived":
        reasons.append(Reason(_("It is archived"), url))
    elif row.status == "draft" and row.publish_at:
        at = format_datetime(row.publish_at, current_tenant().timezone)
        reasons.append(Reason(_("It is published on %(at)s", at=at), url))
    elif row.status == "draft":
        reasons.append(Reason(_("It is a draft"), url))
    if not row.variants:
        reasons.append(Reason(_("None of its variants is on sale"), url))
    return reasons
