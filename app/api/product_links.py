"""What is shown beside a product: picked by hand, in an order."""

from typing import Annotated, Any
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api import shelf_shape
from app.api.product_bodies import ProductIdPath
from app.api.schemas import Body, Reply, problems, reply
from app.api.shelf_shape import ProductItem
from app.core.market import current_market
from app.core.permissions import Scope
from app.flows import link_products
from app.queries import product_page, recommended
from app.web.nouns import APIBlueprint
from app.web.permissions import public, requires

bp = APIBlueprint("api_product_links", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Products")])
KEYED: list[dict[str, list[str]]] = [{"key": []}, {"oauth": []}]
Ids = Annotated[list[UUID], Field(max_length=24)]


class LinksBody(Body):
    """The whole list of each kind that is named; the others stay."""

    related: Ids | None = None
    upsell: Ids | None = None
    cross: Annotated[Ids | None, Field(description="what goes with it")] = None


class LinksReply(Reply):
    """Those that shoppers are shown: neither sold out nor off sale. `automatic` fills up what was picked."""

    related: list[ProductItem]
    upsell: list[ProductItem]
    cross: list[ProductItem]
    automatic: list[ProductItem]


@bp.get("/products/<uuid:product_id>/related", responses={200: LinksReply, **problems(400, 401, 404)})
@public
def list_related(path: ProductIdPath) -> Response:
    """What is shown beside a product: related ones, better ones (upsell) and what goes with it (cross)."""
    return reply(_shape(path.product_id))


@bp.put(
    "/products/<uuid:product_id>/related",
    responses={200: LinksReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_related(path: ProductIdPath, body: LinksBody) -> Response:
    """Pick what is shown beside a product, in this order."""
    link_products.save(path.product_id, body.model_dump(exclude_none=True))  # type: ignore[arg-type]  # the kinds
    return reply(_shape(path.product_id, drafts=True))


def _shape(product_id: UUID, *, drafts: bool = False) -> dict[str, Any]:
    product_page.product(str(product_id), drafts=drafts)
    found, currency = recommended.found([product_id], 8), current_market().currency
    return {
        name: [shelf_shape.item(each, currency) for each in found.get(kind, ())]
        for name, kind in (
            ("related", "related"), ("upsell", "upsell"), ("cross", "cross"), ("automatic", "shelf"),
        )
    }  # fmt: skip
