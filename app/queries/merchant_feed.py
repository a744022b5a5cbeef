"""What shopping services are told of a site's goods: each variant that anyone may buy there, at its price and its sale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.channel import current_channel
from app.core.market import current_market
from app.domains.pricing.prior import Step
from app.queries import listing_offers
from app.queries.kept_back import kept_back
from app.queries.listing_here import run_here
from app.queries.price_history import EVER

GOODS = text(
    f"""
    with page as materialized (
        select l.product_id, l.slug, l.title, l.brand, l.image, l.image_width
        from product_listing l where l.listed and l.product_id > :after order by l.product_id limit :limit
    )
    select g.*, v.id as variant, v.sku, v.barcode, v.option_values, v.weight_grams, p.option_names, p.description,
        own.file_key as own_image, own.width as own_width,
        (select c.name from product_category pc join category c on c.id = pc.category_id
         where pc.product_id = p.id order by pc.position, c.name limit 1) as kind,
        (select bool_and(not i.tracked or i.backorder or exists (
             select from stock_level l join location o on o.id = l.location_id and o.active and (o.ships or o.offers_pickup)
             where l.stock_item_id = i.id and l.free - {kept_back()} >= s.quantity))
         from variant_stock s join stock_item i on i.id = s.stock_item_id where s.variant_id = v.id) as there
    from page g join product p on p.id = g.product_id join variant v on v.product_id = p.id and v.active
    left join media own on own.id = v.media_id
    order by g.product_id, v.position, v.id
    """  # noqa: S608 - a constant piece
)


@dataclass(frozen=True, slots=True)
class Sale:
    """A lower price, now or planned; without times it holds as long as nobody says otherwise."""

    amount: int
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A variant as shopping services list it; amounts are minor units in the site's currency and tax mode."""

    product_id: UUID
    sku: str
    title: str
    slug: str
    description: str
    brand: str
    kind: str
    image: tuple[str, int | None] | None
    barcode: str
    weight_grams: int | None
    options: tuple[tuple[str, str], ...]
    grouped: bool
    in_stock: bool
    price: int
    sale: Sale | None


def items(after: UUID, limit: int) -> tuple[list[FeedItem], UUID | None]:
    """The variants of the next products of the site in use, and after which product to go on; None at the end."""
    asked = {"after": after, "limit": limit, "channel": current_channel(), "now": clock.now()}
    rows = run_here(GOODS, asked, steady=False).all()
    products = list(dict.fromkeys(row.product_id for row in rows))
    steps = listing_offers.steps_of(products, current_market()) if rows else {}
    found = []
    for row in rows:
        told = priced(steps.get(row.variant, ()), clock.now())
        if told is None:
            continue
        image = (row.own_image, row.own_width) if row.own_image else (row.image, row.image_width)
        found.append(
            FeedItem(
                row.product_id, row.sku, row.title, row.slug, row.description, row.brand, row.kind or "",
                image if image[0] else None, row.barcode or "", row.weight_grams,
                tuple(zip(row.option_names, row.option_values, strict=False)), bool(row.option_names),
                row.there is not False, *told,
            )
        )  # fmt: skip
    return found, products[-1] if len(products) == limit else None


def priced(steps: Sequence[Step], now: datetime) -> tuple[int, Sale | None] | None:
    """The price without a sale, and the sale that holds or is planned next; None for what is not sold now."""
    begun = [place for place, step in enumerate(steps) if step.at <= now]
    if not begun or (current := steps[begun[-1]]).amount is None:
        return None
    for place, step in enumerate(steps[begun[-1] :], begun[-1]):
        if step.amount is None or step.former is None or step.former <= step.amount:
            continue
        regular = step.former if step is current else current.amount
        ends = steps[place + 1].at if place + 1 < len(steps) else None
        if step.amount < regular:
            return regular, Sale(step.amount, step.at if step.at > EVER else None, ends)
    return current.amount, None
