"""The groups a customer is in: whom prices and promotions are for."""

from typing import Annotated
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.schemas import Body, Params, Reply, problems, reply
from app.core.permissions import Scope
from app.domains.customers import service as customers
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_customer_groups", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Customer groups")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip


class GroupedPath(Params):
    customer_id: UUID


class GroupsBody(Body):
    groups: list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]] = (
        Field(max_length=20, examples=[["Gold"]])
    )


class GroupsReply(Reply):
    groups: list[str]


@bp.get("/customers/<uuid:customer_id>/groups", responses={200: GroupsReply, **problems(401, 403, 404)})
@requires(Scope.CUSTOMERS_READ)
def get_groups(path: GroupedPath) -> Response:
    """The groups of a customer, by name."""
    return reply({"groups": list(customers.customer(path.customer_id).groups)})


@bp.put(
    "/customers/<uuid:customer_id>/groups", responses={200: GroupsReply, **problems(401, 403, 404, 409, 422)}
)
@requires(Scope.CUSTOMERS_WRITE)
def set_groups(path: GroupedPath, body: GroupsBody) -> Response:
    """Put a customer into exactly these groups."""
    return reply({"groups": customers.set_groups(path.customer_id, body.groups)})
