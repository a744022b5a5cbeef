"""What is wished for and what is listed: the plain values between searches, shelves and those who show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.domains.catalog import service as catalog
from app.domains.catalog.goods import UnitPrice, unit_price
from app.queries.offered import tells_lowest


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """A product in a list. Prices are minor units of the tenant's currency; `stock` is in, low or out.

    `lowest`: of the 30 days before the reduction, where there is one; `told_lowest` where the law, or the shop, wants it.
    """

    product_id: UUID
    title: str
    slug: str
    brand: str
    price_min: int | None
    price_max: int | None
    compare_at: int | None
    stock: str
    image: str | None
    image_width: int | None
    image_height: int | None
    image_alt: str
    variants: int
    content: Decimal | None = None
    content_unit: str = ""
    lowest: int | None = None

    @property
    def unit_price(self) -> UnitPrice | None:
        """What a kilogram, litre, metre or piece of the cheapest variant costs."""
        content = None if self.content is None else Decimal(str(self.content))
        return unit_price(self.price_min, content, self.content_unit)

    @property
    def told_lowest(self) -> int | None:
        return self.lowest if self.lowest is not None and tells_lowest() else None

    @property
    def in_stock(self) -> bool:
        return self.stock != "out"

    def picture(self, size: int = 640, kind: str = "webp") -> str | None:
        """Address of the picture, `size` pixels wide or the next larger; None without one."""
        return catalog.address(self.image, self.image_width, size, kind) if self.image else None


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    code: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of products with the number of all, the next page's cursor and the facets if asked for.

    `instead` says which words were looked for where those typed found nothing; `perhaps` what may have been meant
    where they found little; `loose` that not all words were found together; `redirect` a page
    of the shop that the merchant shows for these words.
    """

    items: Sequence[ListedProduct]
    total: int
    next: str | None
    facets: tuple[Facet, ...] = ()
    instead: str | None = None
    perhaps: str | None = None
    loose: bool = False
    redirect: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: any of the values of a facet, and so in each facet; prices in minor units.

    `category` or `collection` is the shelf that is searched, `rooms` are the facet's; `options` are 'Size=Large';
    `status` shows drafts to staff.
    """

    category: str | None = None
    q: str | None = None
    rooms: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    cheapest: int | None = None
    dearest: int | None = None
    in_stock: bool = False
    status: str | None = None
    sort: str | None = None
    facets: bool = False
    limit: int | None = None
    cursor: str | None = None
    collection: str | None = None

    @property
    def is_plain(self) -> bool:
        """No filter and the usual order: the fast way."""
        filters = (self.q, self.rooms, self.brands, self.options, self.cheapest, self.dearest, self.in_stock)
        usual = self.sort in (None, "featured" if self.category else "newest")
        return usual and not self.collection and not self.facets and not self.status and not any(filters)
