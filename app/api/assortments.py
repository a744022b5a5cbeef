"""What channels and locations offer: read and said anew by programs that may write the catalogue."""

from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.product_bodies import Code
from app.api.products import KEYED
from app.api.schemas import Body, Params, Reply, problems, reply
from app.core.permissions import Scope
from app.domains.catalog import assortments
from app.domains.catalog.assortments import MOST_LINES, Line
from app.flows import arrange_assortments
from app.queries import assortment_desk
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint("api_assortments", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Assortments")])
Effect = Literal["include", "exclude"]
Kind = Literal["product", "category", "collection"]


class ChannelPath(Params):
    channel: Code


class PlacePath(Params):
    location: Code


class OfferLine(Body):
    effect: Effect
    kind: Kind
    id: UUID


class AssortmentBody(Body):
    lines: Annotated[
        list[OfferLine],
        Field(max_length=MOST_LINES, description="all of them; without any, everything is offered"),
    ]
    version: (
        Annotated[str, Field(max_length=60, description="as read; refused when it is another meanwhile")]
        | None
    ) = None


class OfferLineReply(Reply):
    effect: Effect
    kind: Kind
    id: str
    name: str


class AssortmentReply(Reply):
    """`offered`: how many of the `total` products on sale; `version` is another when the lines are."""

    lines: list[OfferLineReply]
    offered: int
    total: int
    version: str


@bp.get(
    "/channels/<channel>/assortment",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_READ)
def read_channel_assortment(path: ChannelPath) -> Response:
    """What a sales channel offers."""
    return reply(_shape(assortment_desk.scope("channel", path.channel).id))


@bp.put(
    "/channels/<channel>/assortment",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_channel_assortment(path: ChannelPath, body: AssortmentBody) -> Response:
    """Let a sales channel offer what these lines say."""
    owner = assortment_desk.scope("channel", path.channel).id
    arrange_assortments.keep(_lines(body), channel_id=owner, version=body.version)
    return reply(_shape(owner))


@bp.get(
    "/locations/<location>/assortment",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_READ)
def read_location_assortment(path: PlacePath) -> Response:
    """What a location offers."""
    return reply(_shape(assortment_desk.scope("location", path.location).id))


@bp.put(
    "/locations/<location>/assortment",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_location_assortment(path: PlacePath, body: AssortmentBody) -> Response:
    """Let a location offer what these lines say."""
    owner = assortment_desk.scope("location", path.location).id
    arrange_assortments.keep(_lines(body), location_id=owner, version=body.version)
    return reply(_shape(owner))


def _lines(body: AssortmentBody) -> list[Line]:
    return [Line(each.effect, each.kind, each.id) for each in body.lines]


def _shape(owner: UUID) -> dict[str, Any]:
    lines = assortment_desk.lines(owner)
    offered, total = assortment_desk.offers(owner)
    return {
        "lines": [
            {"effect": each.effect, "kind": each.kind, "id": str(each.target), "name": each.name}
            for each in lines
        ],
        "offered": offered,
        "total": total,
        "version": assortments.version_of(Line(each.effect, each.kind, each.target) for each in lines),
    }
