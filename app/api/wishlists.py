"""A customer's wishlist, the same that the shop shows: for apps."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag

from app.api.schemas import Params, Reply, problems, reply
from app.core.permissions import Scope
from app.domains.customers import service as customers
from app.domains.wishlists import service as wishlists
from app.flows import keep_wishes
from app.queries import wishlist
from app.queries.wishlist import Wished
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_wishlists", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Wishlists")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip


class CustomerPath(Params):
    customer_id: UUID


class WishPath(CustomerPath):
    product_id: UUID


class WishReply(Reply):
    """`state` says whether it can be had: in, low, out of stock, or retired; prices are minor units."""

    product_id: str
    title: str
    state: Literal["in", "low", "out", "retired"]
    slug: str | None
    price: int | None
    added_at: datetime | None


class WishList(Reply):
    items: list[WishReply]


@bp.get("/customers/<uuid:customer_id>/wishlist", responses={200: WishList, **problems(401, 403, 404)})
@requires(Scope.CUSTOMERS_READ)
def get_wishlist(path: CustomerPath) -> Response:
    """What a customer keeps, newest first; what is retired or sold out is marked."""
    customers.customer(path.customer_id)
    return _list(path.customer_id)


@bp.put(
    "/customers/<uuid:customer_id>/wishlist/<uuid:product_id>",
    responses={200: WishList, **problems(401, 403, 404, 409)},
)
@requires(Scope.CUSTOMERS_WRITE)
def keep_wish(path: WishPath) -> Response:
    """Put a product on the list; once is as good as twice."""
    customers.customer(path.customer_id)
    keep_wishes.keep_wish(path.customer_id, path.product_id)
    return _list(path.customer_id)


@bp.delete(
    "/customers/<uuid:customer_id>/wishlist/<uuid:product_id>",
    responses={200: WishList, **problems(401, 403, 404)},
)
@requires(Scope.CUSTOMERS_WRITE)
def drop_wish(path: WishPath) -> Response:
    """Take a product off the list."""
    customers.customer(path.customer_id)
    wishlists.drop(path.customer_id, path.product_id)
    return _list(path.customer_id)


def _list(customer_id: UUID) -> Response:
    return reply({"items": [_shown(each) for each in wishlist.of_customer(customer_id)]})


def _shown(each: Wished) -> dict[str, Any]:
    product = each.product
    return {
        "product_id": each.key, "title": each.title, "state": each.state, "added_at": each.added_at,
        "slug": product.slug if product else None, "price": product.price_min if product else None,
    }  # fmt: skip
