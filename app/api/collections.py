"""Collections that the shop shows; their products by `GET /products?collection=`."""

from typing import Annotated, Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import StringConstraints

from app.api.schemas import Params, Reply, problems, reply
from app.queries import collections
from app.queries.collections import CollectionRow
from app.web.permissions import public

bp = APIBlueprint("api_collections", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Collections")])


class CollectionReply(Reply):
    """`kind`: hand or rule; `products`: how many are on sale in it."""

    id: str
    title: str
    slug: str
    description: str
    kind: str
    products: int


class CollectionList(Reply):
    items: list[CollectionReply]


class CollectionPath(Params):
    collection: Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00/]+$")]


@bp.get("/collections", responses={200: CollectionList, **problems(400, 401)})
@public
def list_collections() -> Response:
    """Every collection that has a page in the shop, by title."""
    return reply({"items": [_shape(row) for row in collections.collections(shown=True)]})


@bp.get("/collections/<collection>", responses={200: CollectionReply, **problems(400, 401, 404)})
@public
def read_collection(path: CollectionPath) -> Response:
    """One collection."""
    return reply(_shape(collections.collection(path.collection)))


def _shape(row: CollectionRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "title": row.title,
        "slug": row.slug,
        "description": row.description,
        "kind": row.kind,
        "products": row.products,
    }
