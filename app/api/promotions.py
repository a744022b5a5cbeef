"""Promotions and their codes: written as the pricing engine reads them, switched, read back in words."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.schemas import Body, Code, Cursor, Loose, Params, Reply, problems, reply
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.promotions import service as promotions
from app.domains.promotions import types as kinds
from app.flows import promotion_words, write_promotion
from app.queries import coupon_board, promotion_board
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_promotions", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Promotions")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Times = Annotated[int, Field(ge=1, le=2_000_000_000)]
RULE = {
    "actions": [{"effect": "item_percent", "value": 100_000, "where": {"having": [["category:cups"]]}}],
    "when": {"facts": [["channel:web", "channel:pos"]]},
}


class PromotionBody(Body):
    """`rule` is what the pricing engine reads: docs/promotions.md. Amounts are minor units of `currency`."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$", examples=["Summer sale"])]
    rule: dict[str, Any] = Field(examples=[RULE])
    priority: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    needs_coupon: bool = False
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    uses_limit: Times | None = None
    customer_limit: Times | None = None
    budget: Annotated[int, Field(ge=1, le=10**15)] | None = None
    returns_uses: bool = True


class PromotionChangeBody(PromotionBody):
    """`version` is that which was read: of a promotion that somebody changed since, nothing is changed."""

    version: Annotated[int, Field(ge=1, le=2_000_000_000)]


class SwitchBody(Body):
    to: Literal["active", "paused", "ended"]


class CodesBody(Body):
    codes: list[Code] = Field(min_length=1, max_length=1000, examples=[["SUMMER", "SUMMER-2"]])
    uses_limit: Times | None = None
    customer_limit: Times | None = None


class MarketingReply(Reply):
    """`state` is by the clock: an active promotion is `scheduled`, `running` or `ended`. `words` reads the rule back."""

    id: UUID
    name: str
    status: Literal["draft", "active", "paused", "ended"]
    state: Literal["draft", "scheduled", "running", "paused", "ended"]
    words: str
    rule: dict[str, Any]
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    needs_coupon: bool
    currency: str
    uses_limit: int | None
    customer_limit: int | None
    budget: int | None
    uses: int
    given: int
    waiting: bool
    version: int


class PromotionsPage(Reply):
    items: list[MarketingReply]
    next: str | None


class CodeReply(Reply):
    code: str
    batch: str
    uses: int
    uses_limit: int | None
    customer_limit: int | None
    stopped: bool


class CodesPage(Reply):
    items: list[CodeReply]
    next: str | None


class PromotionsQuery(Params):
    q: Loose = ""
    state: Literal["", "draft", "scheduled", "running", "paused", "ended"] = ""
    channel: Loose = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class CodesQuery(Params):
    q: Loose = ""
    batch: Loose = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class PromotionPath(Params):
    promotion_id: UUID


@bp.get("/promotions", responses={200: PromotionsPage, **problems(400, 401, 403)})
@requires(Scope.PROMOTIONS_READ)
def list_promotions(query: PromotionsQuery) -> Response:
    """Promotions, newest first; `q` finds a part of the name or a whole code."""
    page = promotion_board.promotions(
        q=query.q, state=query.state, channel=query.channel, cursor=query.cursor, limit=query.limit
    )
    said = promotion_words.sentences(promotion_words.draft_of(row) for row in page.items)
    items = [_shape(row, words) for row, words in zip(page.items, said, strict=True)]
    return reply({"items": items, "next": page.next})


@bp.post("/promotions", responses={201: MarketingReply, **problems(400, 401, 403, 422)})
@requires(Scope.PROMOTIONS_WRITE)
def draft_promotion(body: PromotionBody) -> Response:
    """Write a draft. Nobody gets it before it is switched on."""
    return _told(write_promotion.write(_draft(body)).id, 201)


@bp.get("/promotions/<uuid:promotion_id>", responses={200: MarketingReply, **problems(401, 403, 404)})
@requires(Scope.PROMOTIONS_READ)
def show_promotion(path: PromotionPath) -> Response:
    """One promotion."""
    return _told(path.promotion_id)


@bp.put(
    "/promotions/<uuid:promotion_id>",
    responses={200: MarketingReply, **problems(400, 401, 403, 404, 409, 422)},
)
@requires(Scope.PROMOTIONS_WRITE)
def change_promotion(path: PromotionPath, body: PromotionChangeBody) -> Response:
    """Write it anew; 409 `promotions.changed` when `version` is not the last."""
    promotions.find(path.promotion_id)
    write_promotion.write(_draft(body), promotion_id=path.promotion_id, version=body.version)
    return _told(path.promotion_id)


@bp.post(
    "/promotions/<uuid:promotion_id>/switches",
    responses={200: MarketingReply, **problems(400, 401, 403, 404, 409, 422)},
)
@requires(Scope.PROMOTIONS_WRITE)
def switch_promotion(path: PromotionPath, body: SwitchBody) -> Response:
    """On, paused or ended; 422 `promotions.incomplete` names what is missing before it may be switched on.

    One that leaves less than the least margin over the cost is not switched on: `waiting` is true until somebody
    approves it.
    """
    write_promotion.switch(path.promotion_id, body.to)
    return _told(path.promotion_id)


@bp.delete("/promotions/<uuid:promotion_id>", responses={204: None, **problems(401, 403, 404, 409)})
@requires(Scope.PROMOTIONS_WRITE)
def delete_promotion(path: PromotionPath) -> Response:
    """Delete a draft that was never used."""
    promotions.drop(path.promotion_id)
    return Response(status=204)


@bp.get("/promotions/<uuid:promotion_id>/codes", responses={200: CodesPage, **problems(400, 401, 403, 404)})
@requires(Scope.PROMOTIONS_READ)
def list_codes(path: PromotionPath, query: CodesQuery) -> Response:
    """Its codes with their uses, newest first; `q` is how a code begins."""
    promotions.find(path.promotion_id)
    page = coupon_board.codes(
        path.promotion_id, q=query.q, batch=query.batch, cursor=query.cursor, limit=query.limit
    )
    return reply({"items": [_code(row) for row in page.items], "next": page.next})


@bp.post(
    "/promotions/<uuid:promotion_id>/codes", responses={201: CodesPage, **problems(400, 401, 403, 404, 422)}
)
@requires(Scope.PROMOTIONS_WRITE)
def make_codes(path: PromotionPath, body: CodesBody) -> Response:
    """Make codes that open it, all or none; 422 names one that exists already."""
    made = [
        kinds.Code(code, uses_limit=body.uses_limit, customer_limit=body.customer_limit)
        for code in body.codes
    ]
    promotions.add_codes(path.promotion_id, made)
    page = coupon_board.codes(path.promotion_id, limit=len(body.codes))
    return reply({"items": [_code(row) for row in page.items], "next": page.next}, 201)


def _draft(body: PromotionBody) -> kinds.Draft:
    if "\\u0000" in json.dumps(body.rule):  # PostgreSQL keeps no NUL
        words = _("This rule cannot be read: %(why)s", why="NUL")
        raise Invalid(words, fields={"rule": words})
    return kinds.Draft(
        body.name, body.rule, body.priority, _moment(body.starts_at), _moment(body.ends_at), body.needs_coupon,
        body.currency, body.uses_limit, body.customer_limit, body.budget, body.returns_uses,
    )  # fmt: skip


def _moment(told: datetime | None) -> datetime | None:
    """A time without a zone is UTC."""
    return told.replace(tzinfo=UTC) if told is not None and told.tzinfo is None else told


def _told(promotion_id: UUID, status: int = 200) -> Response:
    row = promotion_board.one(promotion_id)
    return reply(_shape(row, promotion_words.sentence(promotion_words.draft_of(row))), status)


def _shape(row: promotion_board.PromotionRow, words: str) -> dict[str, Any]:
    names = (
        "id", "name", "status", "state", "rule", "priority", "starts_at", "ends_at", "needs_coupon", "currency",
        "uses_limit", "customer_limit", "budget", "uses", "version", "waiting",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"words": words, "given": row.taken}


def _code(row: coupon_board.CodeRow) -> dict[str, Any]:
    names = ("code", "batch", "uses", "uses_limit", "customer_limit", "stopped")
    return {name: getattr(row, name) for name in names}
