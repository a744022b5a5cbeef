"""Exchange rates: kept by programs, read with their history, withdrawn."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import AwareDatetime, Field, StringConstraints

from app.api.schemas import Body, Cursor, Params, Reply, problems, reply
from app.core import clock
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.core.tenancy import current_tenant
from app.domains.pricing import rates
from app.domains.pricing.rates import RateDraft
from app.queries import rate_board
from app.queries.rate_board import RateRow
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_exchange_rates", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Prices")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Figure = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,10})?$")]


class RateBody(Body):
    """One unit of `base` (the shop's currency where it is not said) is worth `rate` of `quote`."""

    base: Currency | None = None
    quote: Currency
    rate: Annotated[Figure, Field(description="a decimal number, such as 1.0805")]
    as_of: Annotated[AwareDatetime | None, Field(description="now where it is not said")] = None


class RatesBody(Body):
    rates: Annotated[list[RateBody], Field(min_length=1, max_length=500)]


class RatesAdded(Reply):
    added: int


class RateReply(Reply):
    id: UUID
    base: str
    quote: str
    rate: str
    as_of: datetime
    source: str
    created_at: datetime
    withdrawn_at: datetime | None


class RatesReply(Reply):
    items: list[RateReply]
    next: str | None


class RatesQuery(Params):
    currency: Annotated[str, StringConstraints(pattern="^([A-Z]{3})?$")] = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class RatePath(Params):
    exchange_rate_id: UUID


@bp.get("/exchange-rates", responses={200: RatesReply, **problems(400, 401, 403)})
@requires(Scope.CATALOG_READ)
def list_exchange_rates(query: RatesQuery) -> Response:
    """Every rate that was kept, the latest first."""
    page = rate_board.history(currency=query.currency, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_rate(row) for row in page.items], "next": page.next})


@bp.post("/exchange-rates", responses={200: RatesAdded, **problems(400, 401, 403)})
@requires(Scope.CATALOG_WRITE)
def add_exchange_rates(body: RatesBody) -> Response:
    """Keep rates; prices that follow them change right after. Those that are known already count once."""
    home, now = current_tenant().currency, clock.now()
    drafts = [
        RateDraft(each.base or home, each.quote, Decimal(each.rate), each.as_of or now) for each in body.rates
    ]
    return reply({"added": rates.add(drafts, "api")})


@bp.delete("/exchange-rates/<uuid:exchange_rate_id>", responses={204: None, **problems(401, 403, 404)})
@requires(Scope.CATALOG_WRITE)
def withdraw_exchange_rate(path: RatePath) -> Response:
    """A rate was wrong: what it converted is not sold until another rate converts it. Orders keep it."""
    rates.withdraw(path.exchange_rate_id)
    return Response(status=204)


def _rate(row: RateRow) -> dict[str, object]:
    return {
        "id": row.id, "base": row.base, "quote": row.quote, "rate": f"{row.rate.normalize():f}", "as_of": row.as_of,
        "source": row.source, "created_at": row.created_at, "withdrawn_at": row.withdrawn_at,
    }  # fmt: skip
