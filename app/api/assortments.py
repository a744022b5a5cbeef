"""What channels, locations and companies are offered: read and said anew by programs that may write the catalogue."""

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
from app.queries.assortment_desk import Scope as Owned
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint("api_assortments", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Assortments")])
Effect = Literal["include", "exclude"]
Kind = Literal["product", "category", "collection"]


class ChannelPath(Params):
    channel: Code


class PlacePath(Params):
    location: Code


class FirmPath(Params):
    company: Code


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
    return reply(_shape(assortment_desk.scope("channel", path.channel)))


@bp.put(
    "/channels/<channel>/assortment",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_channel_assortment(path: ChannelPath, body: AssortmentBody) -> Response:
    """Let a sales channel offer what these lines say."""
    return _kept(assortment_desk.scope("channel", path.channel), body)


@bp.get(
    "/locations/<location>/assortment",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_READ)
def read_location_assortment(path: PlacePath) -> Response:
    """What a location offers."""
    return reply(_shape(assortment_desk.scope("location", path.location)))


@bp.put(
    "/locations/<location>/assortment",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_location_assortment(path: PlacePath, body: AssortmentBody) -> Response:
    """Let a location offer what these lines say."""
    return _kept(assortment_desk.scope("location", path.location), body)


@bp.get(
    "/companies/<company>/assortment",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_READ)
def read_company_assortment(path: FirmPath) -> Response:
    """What the members of a company are offered. The company is named by its code."""
    return reply(_shape(assortment_desk.scope("company", path.company)))


@bp.put(
    "/companies/<company>/assortment",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_company_assortment(path: FirmPath, body: AssortmentBody) -> Response:
    """Let the members of a company be offered what these lines say."""
    return _kept(assortment_desk.scope("company", path.company), body)


@bp.get(
    "/companies/<company>/exclusives",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_READ)
def read_exclusives(path: FirmPath) -> Response:
    """What is for the members of a company and nobody else."""
    return reply(_shape(assortment_desk.scope("members", path.company)))


@bp.put(
    "/companies/<company>/exclusives",
    responses={200: AssortmentReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def set_exclusives(path: FirmPath, body: AssortmentBody) -> Response:
    """Keep what these lines include for the members of a company; nobody else sees or buys it."""
    return _kept(assortment_desk.scope("members", path.company), body)


def _kept(of: Owned, body: AssortmentBody) -> Response:
    arrange_assortments.keep(_lines(body), version=body.version, **of.owner)
    return reply(_shape(of))


def _lines(body: AssortmentBody) -> list[Line]:
    return [Line(each.effect, each.kind, each.id) for each in body.lines]


def _shape(of: Owned) -> dict[str, Any]:
    lines = assortment_desk.lines(of)
    offered, total = assortment_desk.offers(of)
    return {
        "lines": [
            {"effect": each.effect, "kind": each.kind, "id": str(each.target), "name": each.name}
            for each in lines
        ],
        "offered": offered,
        "total": total,
        "version": assortments.version_of(Line(each.effect, each.kind, each.target) for each in lines),
    }
