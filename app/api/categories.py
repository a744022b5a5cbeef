"""Categories: read by anybody, changed with the scope catalog:write."""

from typing import Annotated, Any
from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field, StringConstraints

from app.api.schemas import Body, Params, Reply, problems, reply
from app.core.permissions import Scope
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Category
from app.flows import edit_product
from app.queries import category_tree
from app.web.permissions import public, requires

bp = APIBlueprint("api_categories", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Categories")])
KEYED: list[dict[str, list[str]]] = [{"key": []}, {"oauth": []}]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00]*$")]
Text = Annotated[str, StringConstraints(max_length=50_000, pattern=r"^[^\x00]*$")]


class CategoryReply(Reply):
    id: str
    name: str
    slug: str
    parent_id: str | None
    description: str
    position: int


class CategoryNode(CategoryReply):
    """`products`: how many are on sale in it and below it."""

    products: int


class CategoryList(Reply):
    items: list[CategoryNode]


class CategoryPath(Params):
    category_id: UUID


class CategoryBody(Body):
    name: Name
    slug: Name = ""
    parent_id: UUID | None = None
    description: Text = ""


class CategoryPatch(Body):
    name: Name | None = None
    slug: Name | None = None
    description: Text | None = None
    parent_id: Annotated[UUID | None, Field(description="null: the top")] = None
    position: Annotated[int, Field(ge=0, le=10_000, description="place among its siblings")] | None = None


@bp.get("/categories", responses={200: CategoryList, **problems(400, 401)})
@public
def list_categories() -> Response:
    """The whole tree, parents before what is below them."""
    return reply(
        {"items": [_shape(node.row) | {"products": node.products} for node in category_tree.nodes()]}
    )


@bp.post("/categories", responses={201: CategoryReply, **problems(400, 401, 403, 404, 409)}, security=KEYED)
@requires(Scope.CATALOG_WRITE)
def create_category(body: CategoryBody) -> Response:
    """Add a category at the end of its parent."""
    return reply(_shape(catalog.create_category(**body.model_dump())), 201)


@bp.patch(
    "/categories/<uuid:category_id>",
    responses={200: CategoryReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def change_category(path: CategoryPath, body: CategoryPatch) -> Response:
    """Rename or move a category; below itself is refused."""
    row = edit_product.change_category(
        path.category_id, name=body.name, slug=body.slug, description=body.description
    )
    if body.model_fields_set & {"parent_id", "position"}:
        parent = body.parent_id if "parent_id" in body.model_fields_set else row.parent_id
        row = edit_product.move_category(path.category_id, parent_id=parent, index=body.position)
    return reply(_shape(row))


@bp.delete(
    "/categories/<uuid:category_id>", responses={204: None, **problems(400, 401, 403, 404)}, security=KEYED
)
@requires(Scope.CATALOG_WRITE)
def delete_category(path: CategoryPath) -> Response:
    """Remove a category. Products stay; categories below it move up."""
    edit_product.delete_category(path.category_id)
    return Response(status=204)


def _shape(row: Category) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "slug": row.slug,
        "parent_id": str(row.parent_id) if row.parent_id else None,
        "description": row.description,
        "position": row.position,
    }
