"""One product as shoppers and programs see it: variants with price and stock, pictures, categories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.market import current_market
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.goods import UnitPrice
from app.domains.catalog.types import InputSpec
from app.queries.kept_back import kept_back
from app.queries.offered import OFFERED, by_law
from app.queries.page_variants import PageTerms, PageVariant, variant_of
from app.queries.price_history import ASKED, FIRST, history
from app.queries.price_lists import HOLDS, LISTS, entries, shopper
from app.queries.product_facts import Fact, facts_of
from app.queries.product_media import Attachment, Picture
from app.queries.sale_prices import ON, UNTAXED, read
from app.queries.shown_prices import showing

PAGE = text(
    f"""
    with p as materialized (
        select * from product where id = :id
        union all
        select * from product where slug = :slug and cast(:id as uuid) is null
    )
    select p.id, coalesce(s.said ->> 'title', p.title) as title, p.slug,
        coalesce(s.said ->> 'description', p.description) as description, p.status, p.brand, p.kind, p.tags,
        p.option_names, p.tax_class,
        coalesce(s.said ->> 'seo_title', case when s.said ? 'title' then '' else p.seo_title end) as seo_title,
        coalesce(s.said ->> 'seo_description', case when s.said ? 'description' then '' else p.seo_description end)
            as seo_description, p.updated_at,
        (select cast(jsonb_agg(jsonb_build_array(
                v.id, v.sku, v.option_values, b.amount, b.compare_at, v.barcode, v.weight_grams, v.media_id,
                a.limited, a.units, a.backorder, v.content, v.content_unit,
                (select jsonb_agg(jsonb_build_array(c.sku,
                                                    coalesce(q.translations -> :locale ->> 'title', q.title),
                                                    q.slug, c.option_values, k.quantity,
                                                    q.status = 'active' and c.active) order by k.position)
                 from bundle_component k
                 join variant c on c.id = k.component_id join product q on q.id = c.product_id
                 where k.bundle_id = v.id), {entries()},
                case when asked.lowest and (b.compare_at is not null or asked.changed) then {history()} end)
            order by v.position, v.id) as text)
         from variant v
         left join base_price b on b.variant_id = v.id and b.currency = :currency and {HOLDS}
         left join lateral (
             select k.limited, k.backorder, coalesce((
                 select sum(at.units) from (
                     select min(floor(
                         greatest(0, l.free - {kept_back()}) / s.quantity)) as units
                     from variant_stock s
                     join stock_item i on i.id = s.stock_item_id and i.tracked and not i.backorder
                     join stock_level l on l.stock_item_id = i.id
                     join location o on o.id = l.location_id and o.active and (o.ships or o.offers_pickup)
                     where s.variant_id = v.id
                     group by l.location_id having count(*) = k.parts
                 ) at), 0) as units
             from (
                 select bool_or(i.tracked and not i.backorder) as limited, bool_or(i.backorder) as backorder,
                     count(*) filter (where i.tracked and not i.backorder) as parts
                 from variant_stock s join stock_item i on i.id = s.stock_item_id
                 where s.variant_id = v.id
             ) k
         ) a on true
         where v.product_id = p.id and v.active
        ) as variants,
        (select cast(jsonb_agg(jsonb_build_array(m.id, m.file_key, m.width, m.height,
                coalesce(nullif(a.alts ->> :locale, ''), m.alt), m.turning)
            order by m.position, m.id) as text)
         from media m left join asset a on a.id = m.asset_id
         where m.product_id = p.id and m.kind = 'image') as pictures,
        (select cast(jsonb_agg(jsonb_build_array(m.id, a.kind, a.name, a.file_key, a.mime, a.size, a.link,
                coalesce(nullif(a.alts ->> :locale, ''), m.alt))
            order by m.position, m.id) as text)
         from media m join asset a on a.id = m.asset_id
         where m.product_id = p.id and m.kind <> 'image' and a.status = 'ready') as attachments,
        (select cast(jsonb_agg(jsonb_build_array(
                c.id, coalesce(c.translations -> :locale ->> 'name', c.name), c.slug, c.parent_id)
            order by c.position, c.name) as text)
         from product_category pc join category c on c.id = pc.category_id where pc.product_id = p.id
        ) as categories,
        (select cast(jsonb_build_array(t.name, t.fields, p.attributes) as text)
         from product_type t where t.id = p.type_id) as facts,
        cast(p.inputs as text) as inputs, p.digital,
        cast(s.said -> 'labels' as text) as labels,
        cast(jsonb_build_array(p.safety, s.said ->> 'warnings',
            (select b.safety from brand_safety b where b.brand = p.brand)) as text) as safety,
        {OFFERED} as offered, {LISTS} as lists, {ON} as promoted, {FIRST} as first,
        {UNTAXED} as untaxed
    from (select {ASKED} as lowest, {ON} or exists (
        select from price_list l where l.status = 'active' and l.currency = :currency) as changed) asked
    cross join p left join lateral (select p.translations -> :locale as said) s on true
    """  # noqa: S608 - a constant piece
)


@dataclass(frozen=True, slots=True)
class PageCategory:
    id: UUID
    name: str
    slug: str
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product with all that its page shows; prices in minor units of the tenant's currency and tax mode."""

    id: UUID
    title: str
    slug: str
    description: str
    status: str
    brand: str
    kind: str
    tags: Sequence[str]
    option_names: Sequence[str]
    tax_class: str
    seo_title: str
    seo_description: str
    updated_at: Any
    variants: Sequence[PageVariant]
    pictures: Sequence[Picture]
    categories: Sequence[PageCategory]
    attachments: Sequence[Attachment] = ()
    facts: Sequence[Fact] = field(default_factory=tuple)
    inputs: Sequence[InputSpec] = ()
    digital: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    safety: Mapping[str, str] = field(default_factory=dict)

    def label(self, option: str, value: str | None = None) -> str:
        """An option, or a value of it, in the reader's language; as the merchant wrote it where that is not said."""
        if value is None:
            return self.labels.get(option, option)
        return self.labels.get(catalog.translations.value_word(option, value), value)

    @property
    def options(self) -> list[tuple[str, list[str]]]:
        """Each option with its values in the variants' order."""
        return [
            (name, list(dict.fromkeys(variant.option_values[index] for variant in self.variants)))
            for index, name in enumerate(self.option_names)
        ]

    @property
    def price(self) -> int | None:
        """The lowest price of its variants."""
        return min((variant.price for variant in self.variants if variant.price is not None), default=None)

    @property
    def unit_price(self) -> UnitPrice | None:
        """That of the cheapest variant."""
        priced = [variant for variant in self.variants if variant.price is not None]
        cheapest = min(priced, key=lambda variant: variant.price or 0, default=None)
        return cheapest.unit_price if cheapest else None

    @property
    def in_stock(self) -> bool:
        return any(variant.can_be_bought for variant in self.variants)


def product(reference: str, *, drafts: bool = False) -> ProductPage:
    """A product by id or slug. Raises NotFound, unless asked for drafts also for these and what is not offered here."""
    asks, here = shopper(), current_market()
    values = {
        "id": parse_id(reference),
        "slug": reference.replace("\0", "")[:300],
        "currency": here.currency,
        "locale": current_locale(),
        "now": asks.at,
        "by_law": by_law(),
        **asks.params,
    }
    row = run(PAGE, values).first()
    if row is None or ((row.status != "active" or not row.offered) and not drafts):
        raise NotFound(_("There is no such product"), code="catalog.product_not_found")
    sales = None
    if row.promoted:
        sales = read(
            [row.id],
            channel=asks.channel,
            currency=here.currency,
            country=here.country or current_tenant().country,
        )
    taxed = None if row.untaxed else row.tax_class
    terms = PageTerms(asks, row.lists, sales, showing(), taxed, row.first)
    variants = [variant_of(facts, terms) for facts in _loaded(row.variants)]
    pictures = [Picture(UUID(facts[0]), *facts[1:]) for facts in _loaded(row.pictures)]
    categories = [_category(*facts) for facts in _loaded(row.categories)]
    attachments = [Attachment(UUID(facts[0]), *facts[1:]) for facts in _loaded(row.attachments)]
    labels = orjson.loads(row.labels) if row.labels else {}
    inputs = catalog.personal.read(orjson.loads(row.inputs))
    return ProductPage(
        *[
            *row[:13],
            variants,
            pictures,
            categories,
            attachments,
            facts_of(row.facts, attachments),
            inputs,
            row.digital,
            labels,
            _safety(row.safety),
        ]
    )


def _safety(json: str) -> dict[str, str]:
    """Who answers for it and what to heed: its own word, else its brand's, warnings in the reader's language."""
    own, warnings, brand = orjson.loads(json)
    found = catalog.safety.merged(own, brand or {})
    return found | {"warnings": warnings} if warnings else found


def _category(id_: str, name: str, slug: str, parent: str | None) -> PageCategory:
    return PageCategory(UUID(id_), name, slug, UUID(parent) if parent else None)


def _loaded(json: str | None) -> list[list[Any]]:
    found: list[list[Any]] = orjson.loads(json) if json else []
    return found
