"""Product types: which facts the products of a type have."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.products import KEYED
from app.api.schemas import Body, Language, Name, Params, Reply, problems, reply
from app.core.permissions import Scope
from app.domains.catalog import service as catalog
from app.domains.catalog.models import ProductType
from app.domains.catalog.types import FieldKind, FieldSpec
from app.flows import product_types
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint("api_product_types", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Products")])
Code = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9_]*$")]


class TypePath(Params):
    type_id: UUID


class FactWords(Body):
    label: Name = ""
    choices: list[Name] = Field(default=[], max_length=500, description="in the order of `choices`, or none")


class FactBody(Body):
    label: Name
    code: Annotated[Code, Field(description="made from the label when blank")] = ""
    kind: FieldKind = "text"
    unit: Name = ""
    choices: list[Name] = Field(default=[], max_length=500)
    required: bool = False
    localised: bool = False
    facet: bool = False
    translations: Annotated[
        dict[Language, FactWords],
        Field(max_length=20, description="names in other languages than the shop's own"),
    ] = {}


class TypeBody(Body):
    name: Name
    fields: list[FactBody] = Field(default=[], max_length=60)


class FactReply(Reply):
    code: str
    label: str
    kind: FieldKind
    unit: str
    choices: list[str]
    required: bool
    localised: bool
    facet: bool
    translations: dict[str, dict[str, Any]]


class TypeReply(Reply):
    id: str
    name: str
    fields: list[FactReply]


class TypesReply(Reply):
    items: list[TypeReply]


@bp.get("/product-types", responses={200: TypesReply, **problems(400, 401, 403)}, security=KEYED)
@requires(Scope.CATALOG_READ)
def list_types() -> Response:
    """All types with their facts."""
    return reply({"items": [_shape(row) for row in catalog.attributes.types()]})


@bp.post("/product-types", responses={201: TypeReply, **problems(400, 401, 403, 409)}, security=KEYED)
@requires(Scope.CATALOG_WRITE)
def create_type(body: TypeBody) -> Response:
    """Make a type."""
    return reply(_shape(product_types.save(None, body.name, _specs(body))), 201)


@bp.put(
    "/product-types/<uuid:type_id>",
    responses={200: TypeReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def change_type(path: TypePath, body: TypeBody) -> Response:
    """Say anew what a type is; facts that are not named go, their values in products stay unshown."""
    return reply(_shape(product_types.save(path.type_id, body.name, _specs(body))))


def _specs(body: TypeBody) -> list[FieldSpec]:
    return [FieldSpec(**each.model_dump()) for each in body.fields]


def _shape(row: ProductType) -> dict[str, Any]:
    fields = [asdict(spec) for spec in catalog.attributes.read(row.fields)]
    return {"id": str(row.id), "name": row.name, "fields": fields}
