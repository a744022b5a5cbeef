"""The departments as the home page shows them: each with the picture of its first product."""

from dataclasses import dataclass

from sqlalchemy import text

from app.core.channel import current_channel
from app.core.i18n import current_locale
from app.queries.listing_here import run_here

DEPARTMENTS = text(
    """
    select c.slug, coalesce(c.translations -> :locale ->> 'name', c.name) as name,
        first.image, first.image_width, first.image_height, first.image_alt
    from category c
    cross join lateral (
        select l.image, l.image_width, l.image_height, l.image_alt
        from product_listing_place p join product_listing l on l.product_id = p.product_id
        where p.category_id = c.id and l.image is not null
        order by p.position, p.product_id limit 1
    ) first
    where c.parent_id is null and c.tree_id is not distinct from (select tree_id from channel where code = :channel)
    order by c.position, c.name limit :most
    """
)


@dataclass(frozen=True, slots=True)
class Room:
    """A department with a picture out of it."""

    slug: str
    name: str
    image: str
    image_width: int | None
    image_height: int | None
    image_alt: str


def rooms(most: int = 4) -> list[Room]:
    """The first departments that have a picture to show."""
    asked = {"most": most, "channel": current_channel(), "locale": current_locale()}
    return [Room(*row) for row in run_here(DEPARTMENTS, asked)]
