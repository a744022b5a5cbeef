"""Licence keys, for programs: filling a variant's pool, and what the buyer of an order got."""

from typing import Annotated, Any
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.orders import OrderPath
from app.api.product_bodies import VariantPath
from app.api.products import KEYED
from app.api.schemas import Body, Reply, problems, reply
from app.core.permissions import Scope
from app.domains.catalog import service as catalog
from app.domains.catalog.licences import Licence
from app.domains.catalog.types import LONGEST_KEY
from app.flows import hand_out_keys
from app.queries import order_facts
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint("api_licences", __name__, url_prefix="/api/v1")
MOST_AT_ONCE = 5000
POOL = "/products/<uuid:product_id>/variants/<uuid:variant_id>/licence-keys"
PRODUCTS, ORDERS = [Tag(name="Products")], [Tag(name="Orders")]
Key = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_KEY, pattern=r"^[^\x00]*$")
]


class KeysBody(Body):
    keys: list[Key] = Field(min_length=1, max_length=MOST_AT_ONCE)


class PoolReply(Reply):
    free: int
    handed: Annotated[int, Field(description="with buyers")]
    revoked: Annotated[int, Field(description="taken back with their money")]
    due: Annotated[int, Field(description="paid for, and handed out as soon as there are more")]


class AddedReply(PoolReply):
    added: Annotated[int, Field(description="those that were not there yet")]


class LicenceReply(Reply):
    line_id: UUID
    keys: list[str]
    due: int
    revoked: int


class LicencesReply(Reply):
    items: list[LicenceReply]


@bp.get(POOL, tags=PRODUCTS, responses={200: PoolReply, **problems(401, 403, 404)}, security=KEYED)
@requires(Scope.CATALOG_READ)
def read_pool(path: VariantPath) -> Response:
    """How many keys of a variant are free, with buyers, taken back and missing."""
    return reply(_pool(path))


@bp.post(POOL, tags=PRODUCTS, responses={200: AddedReply, **problems(400, 401, 403, 404)}, security=KEYED)
@requires(Scope.CATALOG_WRITE)
def add_keys(path: VariantPath, body: KeysBody) -> Response:
    """Put keys into a variant's pool; who waits for keys gets theirs at once. Keys that are there are left out."""
    _pool(path)
    added = hand_out_keys.add_keys(path.variant_id, body.keys)
    return reply(_pool(path) | {"added": added})


@bp.get(
    "/orders/<string:reference>/licence-keys", tags=ORDERS, responses={200: LicencesReply, **problems(401, 403, 404)},
    security=KEYED,
)  # fmt: skip
@requires(Scope.ORDERS_READ)
def read_keys(path: OrderPath) -> Response:
    """The licence keys of an order, by line. Who read them stands in the audit log."""
    found = catalog.licences.seen_of_order(order_facts.find(path.reference).id)
    return reply({"items": [_licence(each) for each in found]})


def _pool(path: VariantPath) -> dict[str, int]:
    """The state of the pool. Raises NotFound for a variant of another product."""
    pool = catalog.licences.pool_of(path.product_id, path.variant_id)
    return {"free": pool.free, "handed": pool.handed, "revoked": pool.revoked, "due": pool.due}


def _licence(found: Licence) -> dict[str, Any]:
    return {
        "line_id": str(found.line_id), "keys": list(found.keys), "due": found.due, "revoked": found.revoked,
    }  # fmt: skip
