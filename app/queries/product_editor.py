"""What the product editor shows: the product's own rows with prices and stock by location."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.queries.product_media import Picture

PRODUCT = text(
    """
    select p.id, p.title, p.slug, p.description, p.status, p.brand, p.kind, p.tags, p.option_names,
        p.tax_class, p.seo_title, p.seo_description, p.version, p.import_key, p.created_at, p.updated_at,
        p.keywords, p.type_id, p.attributes, p.translations, p.safety,
        array(select category_id from product_category c where c.product_id = p.id) as category_ids
    from product p where p.id = :id
    """
)
VARIANTS = text(
    """
    select v.id, v.sku, v.option_values, v.barcode, v.weight_grams, v.active,
        b.amount as price, b.compare_at, b.cost, i.id as stock_item_id,
        coalesce(i.tracked, false) as tracked, coalesce(i.backorder, false) as backorder,
        v.content, v.content_unit
    from variant v
    left join base_price b on b.variant_id = v.id and b.currency = :currency
    left join lateral (
        select i.* from variant_stock s join stock_item i on i.id = s.stock_item_id
        where s.variant_id = v.id order by i.sku limit 1
    ) i on true
    where v.product_id = :id order by v.position, v.id
    """
)
STOCK = text(
    """
    select s.variant_id, l.location_id,
        min(case when s.quantity = 1 then l.on_hand else floor(l.on_hand / s.quantity) end) as on_hand,
        min(case when s.quantity = 1 then greatest(0, l.free)
            else floor(greatest(0, l.free) / s.quantity) end) as free
    from variant v
    join variant_stock s on s.variant_id = v.id
    join stock_level l on l.stock_item_id = s.stock_item_id
    where v.product_id = :id
    group by s.variant_id, l.location_id
    having count(*) = (select count(*) from variant_stock t where t.variant_id = s.variant_id)
    """
)
PLACES = text("select id, code, name from location where active order by kind <> 'warehouse', priority, name")
PICTURES = text(
    """
    select m.id, m.file_key, m.width, m.height, m.alt, m.turning, m.source_url, coalesce(m.failure, a.failure) as failure,
        m.kind, a.name, a.file_key as asset_key, a.link, m.asset_id,
        array(select v.id from variant v where v.media_id = m.id) as variant_ids
    from media m left join asset a on a.id = m.asset_id
    where m.product_id = :id order by m.position, m.id
    """
)
SOLD = text(
    """
    select exists (
        select 1 from order_line l join variant v on v.id = l.variant_id
        where v.product_id = :product or v.id = any(cast(:variants as uuid[])))
    """
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A location's stock of one variant."""

    on_hand: Decimal
    free: Decimal


@dataclass(frozen=True, slots=True)
class EditedVariant:
    """A variant with its price (minor units) and its stock by location id."""

    id: UUID
    sku: str
    option_values: Sequence[str]
    barcode: str | None
    weight_grams: int | None
    active: bool
    price: int | None
    compare_at: int | None
    cost: int | None
    stock_item_id: UUID | None
    tracked: bool
    backorder: bool
    content: Decimal | None
    content_unit: str
    stock: Mapping[UUID, Shelf]

    @property
    def free(self) -> Decimal:
        return sum((shelf.free for shelf in self.stock.values()), Decimal(0))


@dataclass(frozen=True, slots=True)
class EditedPicture:
    """A picture, ready or not (`failure` says why not), or a file of another `kind`, with its `name`."""

    picture: Picture
    source_url: str | None
    failure: str | None
    kind: str = "image"
    name: str | None = None
    asset_key: str | None = None
    link: str | None = None
    asset_id: UUID | None = None
    variant_ids: Sequence[UUID] = ()

    @property
    def is_coming(self) -> bool:
        """Whether it will show by itself in a moment."""
        return self.kind == "image" and self.picture.key is None and not self.failure


@dataclass(frozen=True, slots=True)
class Place:
    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class EditedProduct:
    """A product as its editor shows it."""

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
    version: int
    import_key: str | None
    created_at: datetime
    updated_at: datetime
    keywords: Sequence[str]
    type_id: UUID | None
    attributes: Mapping[str, Any]
    translations: Mapping[str, Any]
    safety: Mapping[str, str]
    category_ids: Sequence[UUID]
    variants: Sequence[EditedVariant]
    pictures: Sequence[EditedPicture]
    places: Sequence[Place]
    was_sold: bool


def product(product_id: UUID) -> EditedProduct:
    """The product to edit, in six statements. Raises NotFound."""
    who = {"id": product_id}
    row = db.session.execute(PRODUCT, who).first()
    if row is None:
        raise NotFound(_("There is no such product"), code="catalog.product_not_found")
    stock: dict[UUID, dict[UUID, Shelf]] = {}
    for level in db.session.execute(STOCK, who):
        stock.setdefault(level.variant_id, {})[level.location_id] = Shelf(level.on_hand, level.free)
    rows = db.session.execute(VARIANTS, who | {"currency": current_tenant().currency})
    variants = [EditedVariant(*[*each, stock.get(each.id, {})]) for each in rows]
    pictures = [
        EditedPicture(
            Picture(each.id, each.file_key, each.width, each.height, each.alt, each.turning),
            each.source_url,
            each.failure,
            each.kind,
            each.name,
            each.asset_key,
            each.link,
            each.asset_id,
            each.variant_ids,
        )
        for each in db.session.execute(PICTURES, who)
    ]
    places = [Place(*place) for place in db.session.execute(PLACES)]
    return EditedProduct(*[*row, variants, pictures, places, was_sold(product_id=product_id)])


def was_sold(*, product_id: UUID | None = None, variant_ids: Sequence[UUID] = ()) -> bool:
    """Whether an order has a line of this product, or of one of these variants."""
    return bool(db.session.scalar(SOLD, {"product": product_id, "variants": list(variant_ids)}))
