"""Collections: those shown are read by anybody, all by keys; made, filled and removed with the scope catalog:write.

Their products on sale by `GET /products?collection=`.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.product_bodies import Word
from app.api.products import KEYED
from app.api.schemas import Body, Cursor, Params, Reply, problems, reply
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.catalog import collections as verbs
from app.domains.catalog.models import Collection
from app.domains.catalog.types import CollectionDraft
from app.flows import arrange_collections
from app.queries import collections
from app.queries.collections import CollectionRow
from app.web.nouns import APIBlueprint
from app.web.permissions import public, requires

bp = APIBlueprint("api_collections", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Collections")])
Sort = Literal["newest", "price", "-price", "title"]
Text = Annotated[str, StringConstraints(max_length=50_000, pattern=r"^[^\x00]*$")]
Version = Annotated[
    str, Field(max_length=60, description="as read; refused when somebody saved it meanwhile")
]
Slug = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00]*$")]


class CollectionReply(Reply):
    """`kind`: hand or rule; `products`: how many are on sale in it; `shown`: whether it has a page in the shop."""

    id: str
    title: str
    slug: str
    description: str
    kind: str
    products: int
    shown: bool
    version: str


class CollectionList(Reply):
    items: list[CollectionReply]


class CollectionPage(CollectionList):
    next: str | None


class CollectionsQuery(Params):
    q: Annotated[Word, Field(description="in title or address")] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class CollectionPath(Params):
    collection: Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00/]+$")]


class CollectionIdPath(Params):
    collection_id: UUID


class ConditionBody(Body):
    field: Annotated[
        Word, Field(description="brand, tag, category, type, price, stock, created, attribute:CODE")
    ]
    op: Annotated[
        Word,
        Field(description="is, is_not, at_least, at_most, within_days, before, after: what the field takes"),
    ]
    value: Annotated[
        Annotated[list[Word], Field(max_length=100)] | Word | int,
        Field(description="words for is and is_not; minor units, a number or a date else"),
    ]


class RuleBody(Body):
    match: Literal["all", "any"] = "all"
    conditions: list[ConditionBody] = Field(max_length=20)


class CollectionBody(Body):
    title: Word
    slug: Slug = ""
    description: Text = ""
    kind: Literal["hand", "rule"] = "hand"
    rule: Annotated[RuleBody | None, Field(description="what must hold of its products, for kind rule")] = (
        None
    )
    sort: Sort = "newest"
    shown: bool = True


class CollectionPatch(Body):
    title: Word | None = None
    slug: Slug | None = None
    description: Text | None = None
    rule: RuleBody | None = None
    sort: Sort | None = None
    shown: bool | None = None
    version: Version | None = None


class MembersBody(Body):
    products: Annotated[list[UUID], Field(max_length=verbs.MOST_ITEMS, description="all of them, in order")]
    version: Version | None = None


class ConditionReply(Reply):
    field: str
    op: str
    value: list[str] | str | int


class RuleReply(Reply):
    match: str
    conditions: list[ConditionReply]


class CollectionDetail(CollectionReply):
    """What it is made of: `rule`, or the `members` put in by hand, also those that are not on sale."""

    sort: str
    rule: RuleReply | None
    members: list[str]


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


@bp.get("/collection-definitions", responses={200: CollectionPage, **problems(400, 401, 403)}, security=KEYED)
@requires(Scope.CATALOG_READ)
def list_definitions(query: CollectionsQuery) -> Response:
    """Every collection, those without a page in the shop too, by title."""
    found = collections.page(q=query.q or "", cursor=query.cursor, limit=query.limit)
    return reply({"items": [_shape(row) for row in found.items], "next": found.next})


@bp.get(
    "/collections/<uuid:collection_id>/definition",
    responses={200: CollectionDetail, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_READ)
def read_definition(path: CollectionIdPath) -> Response:
    """What a collection is made of."""
    return reply(_detail(verbs.collection(path.collection_id)))


@bp.post("/collections", responses={201: CollectionDetail, **problems(400, 401, 403, 409)}, security=KEYED)
@requires(Scope.CATALOG_WRITE)
def create_collection(body: CollectionBody) -> Response:
    """Make a collection: by hand, to be filled, or by a rule that its products fit at any time."""
    rule = _rule(body.rule) if body.rule else {}
    draft = CollectionDraft(**{**body.model_dump(exclude={"rule"}), "rule": rule})
    return reply(_detail(arrange_collections.save(None, draft)), 201)


@bp.patch(
    "/collections/<uuid:collection_id>",
    responses={200: CollectionDetail, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def change_collection(path: CollectionIdPath, body: CollectionPatch) -> Response:
    """Change what is named, leave the rest; a former address leads to the new one."""
    verbs.refuse_stale(path.collection_id, body.version)
    now = verbs.collection(path.collection_id)
    given = body.model_dump(exclude_none=True, exclude={"rule", "version"})
    if body.rule:
        given["rule"] = _rule(body.rule)
    draft = CollectionDraft(
        **{name: given.get(name, getattr(now, name)) for name in CollectionDraft.__slots__}
    )
    return reply(_detail(arrange_collections.save(now.id, draft)))


@bp.put(
    "/collections/<uuid:collection_id>/products",
    responses={200: CollectionDetail, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def fill_collection(path: CollectionIdPath, body: MembersBody) -> Response:
    """Put just these products into a collection by hand, in this order."""
    arrange_collections.fill(path.collection_id, body.products, version=body.version)
    return reply(_detail(verbs.collection(path.collection_id)))


@bp.delete(
    "/collections/<uuid:collection_id>",
    responses={204: None, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def delete_collection(path: CollectionIdPath) -> Response:
    """Remove a collection. Products stay; one that an assortment names is refused."""
    arrange_collections.remove(path.collection_id)
    return Response(status=204)


def _rule(body: RuleBody) -> dict[str, Any]:
    conditions = [
        {**each.model_dump(), "value": each.value if isinstance(each.value, list) else str(each.value)}
        for each in body.conditions
    ]
    return {"match": body.match, "conditions": conditions}


def _shape(row: CollectionRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "title": row.title,
        "slug": row.slug,
        "description": row.description,
        "kind": row.kind,
        "products": row.products,
        "shown": row.shown,
        "version": verbs.version_of(row),
    }


def _detail(row: Collection) -> dict[str, Any]:
    rule = None
    if row.kind == "rule":
        kept = [{name: each[name] for name in ("field", "op", "value")} for each in row.rule["conditions"]]
        rule = {"match": row.rule["match"], "conditions": kept}
    members = [str(each) for each in verbs.items(row.id)]
    shown = _shape(collections.collection(row.slug, shown=False))
    return {**shown, "sort": row.sort, "rule": rule, "members": members}
