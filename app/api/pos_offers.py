"""What holds for one basket at a till beyond what the till knows by itself: codes, the customer's offers, points."""

from typing import Annotated, Any
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api import pos_device
from app.api.schemas import Body, Reply, problems, reply
from app.flows import offer_at_till
from app.web.nouns import APIBlueprint
from app.web.permissions import device_only

bp = APIBlueprint(
    "api_pos_offers",
    __name__,
    url_prefix="/api/v1/pos",
    abp_tags=[Tag(name="Tills")],
    abp_security=[{"key": []}],
)
TillCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class TillOffersBody(Body):
    """`goods`: what they cost now, minor units; so much points may take off at most."""

    coupons: Annotated[list[TillCode], Field(max_length=10)] = []
    customer: UUID | None = None
    points: Annotated[int, Field(ge=0, le=2**31)] = 0
    goods: Annotated[int, Field(ge=0, le=2**53)] = 0


class TillCoupon(Reply):
    """`problem`: why it does not count, as the engine says it, and in words; empty where it does."""

    code: str
    promotion: str
    problem: str
    words: str


class TillPoints(Reply):
    """`most` of what is `available` can be spent on these goods, and takes `worth` off; they earn `earns`."""

    available: int
    most: int
    worth: int
    earns: int


class TillOffersReply(Reply):
    """`promotions` in the engine's shape, in place of the set-up's; `facts` are those of the customer."""

    promotions: list[dict[str, Any]]
    coupons: list[TillCoupon]
    facts: list[str]
    orders: int
    points: TillPoints | None


@bp.post("/offers", responses={200: TillOffersReply, **problems(400, 401, 403)})
@device_only
def find_offers(body: TillOffersBody) -> Response:
    """Look up codes, and the offers and points of a customer. Nothing is spent: the sale does that, once."""
    found = offer_at_till.look_up(
        pos_device.here(), body.coupons, body.customer, points=body.points, goods=body.goods
    )
    return reply(found)
