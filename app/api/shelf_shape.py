"""Products in lists, as the API shows them."""

from typing import Any

from app.api.schemas import Money, Reply, money
from app.core.market import current_market
from app.domains.catalog.goods import UnitPrice
from app.queries.product_list import Facet, ListedProduct, Shelf


class UnitPriceReply(Reply):
    """What one `unit` of the content costs: kg, l, m, m2, m3 or piece."""

    price: Money
    unit: str


class ProductItem(Reply):
    id: str
    title: str
    slug: str
    brand: str
    price: Money | None
    price_max: Money | None
    compare_at: Money | None
    lowest_price: Money | None = None
    image: str | None
    in_stock: bool
    stock: str
    unit_price: UnitPriceReply | None


class FacetValueReply(Reply):
    value: str
    label: str
    count: int


class FacetReply(Reply):
    code: str
    label: str
    values: list[FacetValueReply]


class ProductShelf(Reply):
    items: list[ProductItem]
    total: int
    next: str | None
    searched_for: str | None = None
    did_you_mean: str | None = None
    redirect: str | None = None
    facets: list[FacetReply] | None = None


def money_or_none(amount: int | None, currency: str) -> dict[str, Any] | None:
    """Money, null where there is none."""
    return None if amount is None else money(amount, currency)


def unit_price(found: UnitPrice | None, currency: str) -> dict[str, Any] | None:
    """What one unit of the content costs; null where nobody said how much is in it."""
    return None if found is None else {"price": money(found.amount, currency), "unit": found.unit}


def item(found: ListedProduct, currency: str) -> dict[str, Any]:
    """A product in a list: see ProductItem."""
    return {
        "id": str(found.product_id),
        "title": found.title,
        "slug": found.slug,
        "brand": found.brand,
        "price": money_or_none(found.price_min, currency),
        "price_max": money_or_none(found.price_max, currency),
        "compare_at": money_or_none(found.compare_at, currency),
        "lowest_price": money_or_none(found.told_lowest, currency),
        "image": found.picture(640, "jpg"),
        "in_stock": found.stock != "out",
        "stock": found.stock,
        "unit_price": unit_price(found.unit_price, currency),
    }


def shelf(found: Shelf, *, facets: bool) -> dict[str, Any]:
    """A page of products; `facets` only where they were asked for."""
    currency = current_market().currency
    body: dict[str, Any] = {
        "items": [item(each, currency) for each in found.items],
        "total": found.total,
        "next": found.next,
    }
    if found.instead:
        body["searched_for"] = found.instead
    if found.perhaps:
        body["did_you_mean"] = found.perhaps
    if found.redirect:
        body["redirect"] = found.redirect
    return body | {"facets": [_facet(each) for each in found.facets]} if facets else body


def _facet(facet: Facet) -> dict[str, Any]:
    values = [{"value": each.value, "label": each.label, "count": each.count} for each in facet.values]
    return {"code": facet.code, "label": facet.label, "values": values}
