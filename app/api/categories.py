"""Categories: read by anybody, changed with the scope catalog:write."""

from typing import Annotated, Any
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.schemas import Body, Language, Name, Params, Reply, problems, reply
from app.core.permissions import Scope
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Category
from app.flows import arrange_categories
from app.queries import category_tree
from app.web.nouns import APIBlueprint
from app.web.permissions import public, requires

bp = APIBlueprint("api_categories", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Categories")])
KEYED: list[dict[str, list[str]]] = [{"key": []}, {"oauth": []}]
Text = Annotated[str, StringConstraints(max_length=50_000, pattern=r"^[^\x00]*$")]


class CategoryTexts(Body):
    name: Name = ""
    description: Text = ""


class CategoryReply(Reply):
    id: str
    name: str
    slug: str
    parent_id: str | None
    tree_id: Annotated[str | None, Field(description="null: the main menu")]
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
    tree_id: Annotated[
        UUID | None, Field(description="for the top of another tree; a parent says it itself")
    ] = None
    description: Text = ""


class CategoryPatch(Body):
    name: Name | None = None
    slug: Name | None = None
    description: Text | None = None
    parent_id: Annotated[UUID | None, Field(description="null: the top")] = None
    position: Annotated[int, Field(ge=0, le=10_000, description="place among its siblings")] | None = None
    translations: (
        Annotated[dict[Language, CategoryTexts], Field(max_length=20, description="all of them, by language")]
        | None
    ) = None


class TreeReply(Reply):
    """A tree of categories; `id` null is the main menu. `channels`: names of those that show it."""

    id: str | None
    name: str
    categories: int
    channels: list[str]


class TreeList(Reply):
    items: list[TreeReply]


class TreeBody(Body):
    name: Name


class TreePath(Params):
    tree_id: UUID


class WhichTree(Params):
    tree: Annotated[UUID | None, Field(description="another tree than the channel's")] = None


@bp.get("/categories", responses={200: CategoryList, **problems(400, 401, 404)})
@public
def list_categories(query: WhichTree) -> Response:
    """The tree that the web shop shows, or another; parents before what is below them."""
    nodes = category_tree.shown_nodes()
    if query.tree is not None:
        nodes = category_tree.nodes_of(category_tree.tree(query.tree).id)
    return reply({"items": [_shape(node.row) | {"products": node.products} for node in nodes]})


@bp.get("/category-trees", responses={200: TreeList, **problems(400, 401, 403)}, security=KEYED)
@requires(Scope.CATALOG_READ)
def list_trees() -> Response:
    """The main menu and every other tree."""
    return reply({"items": [_tree(each) for each in category_tree.trees()]})


@bp.post("/category-trees", responses={201: TreeReply, **problems(400, 401, 403)}, security=KEYED)
@requires(Scope.CATALOG_WRITE)
def create_tree(body: TreeBody) -> Response:
    """Begin another tree over the same products."""
    return reply(_tree(category_tree.tree(catalog.create_tree(body.name).id)), 201)


@bp.patch(
    "/category-trees/<uuid:tree_id>",
    responses={200: TreeReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def rename_tree(path: TreePath, body: TreeBody) -> Response:
    """Call a tree otherwise."""
    return reply(_tree(category_tree.tree(catalog.rename_tree(path.tree_id, body.name).id)))


@bp.delete(
    "/category-trees/<uuid:tree_id>",
    responses={204: None, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def delete_tree(path: TreePath) -> Response:
    """Remove a tree with its categories. Products stay; a tree that a channel shows is refused."""
    arrange_categories.delete_tree(path.tree_id)
    return Response(status=204)


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
    row = arrange_categories.change_category(
        path.category_id,
        name=body.name,
        slug=body.slug,
        description=body.description,
        translations=None if body.translations is None else body.model_dump()["translations"],
    )
    if body.model_fields_set & {"parent_id", "position"}:
        parent = body.parent_id if "parent_id" in body.model_fields_set else row.parent_id
        row = arrange_categories.move_category(path.category_id, parent_id=parent, index=body.position)
    return reply(_shape(row))


@bp.delete(
    "/categories/<uuid:category_id>", responses={204: None, **problems(400, 401, 403, 404)}, security=KEYED
)
@requires(Scope.CATALOG_WRITE)
def delete_category(path: CategoryPath) -> Response:
    """Remove a category. Products stay; categories below it move up."""
    arrange_categories.delete_category(path.category_id)
    return Response(status=204)


def _tree(tree: category_tree.Tree) -> dict[str, Any]:
    return {
        "id": str(tree.id) if tree.id else None,
        "name": tree.name,
        "categories": tree.categories,
        "channels": list(tree.channels),
    }


def _shape(row: Category) -> dict[str, Any]:
    name, description = catalog.translations.category_texts(row)
    return {
        "id": str(row.id),
        "name": name,
        "slug": row.slug,
        "parent_id": str(row.parent_id) if row.parent_id else None,
        "tree_id": str(row.tree_id) if row.tree_id else None,
        "description": description,
        "position": row.position,
    }
