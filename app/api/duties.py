"""Duties and import tax by destination, goods and origin, for programs."""

from typing import Annotated
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.schemas import Body, Cursor, Loose, Params, Reply, problems, reply
from app.core.ids import new_id
from app.core.money import LARGEST_AMOUNT, RATE_ONE
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.core.tenancy import current_tenant
from app.domains.taxes import duties
from app.domains.taxes.types import Duty
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_duties", __name__, url_prefix="/api/v1/duties", abp_tags=[Tag(name="Taxes")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
MOST_AT_ONCE = 1000
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Amount = Annotated[int, Field(ge=0, le=LARGEST_AMOUNT)]


class DutiesQuery(Params):
    q: Annotated[Loose, Field(description="the beginning of a country's code or of an HS code")] = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class DutyPath(Params):
    duty_id: UUID


class DutyBody(Body):
    """Rates are millionths (65000 is 6.5 %), values minor units of the shop's currency."""

    country: Annotated[Country, Field(description="where goods are sent")]
    hs_prefix: Annotated[str, StringConstraints(pattern="^[0-9]{0,10}$")] = ""
    origin: Annotated[
        str, StringConstraints(pattern="^([A-Z]{2})?$"), Field(description="made in; empty: anywhere")
    ] = ""
    duty: Annotated[int, Field(ge=0, le=duties.MOST_DUTY)]
    import_tax: Annotated[int, Field(ge=0, le=RATE_ONE)] = 0
    duty_free: Annotated[Amount, Field(description="consignments worth up to this are free of duty")] = 0
    tax_free: Annotated[Amount, Field(description="and up to this free of import tax")] = 0
    with_delivery: Annotated[bool, Field(description="the costs of delivery count to the value")] = True


class DutiesBody(Body):
    items: list[DutyBody] = Field(min_length=1, max_length=MOST_AT_ONCE)


class DutyReply(Reply):
    id: UUID
    country: str
    hs_prefix: str
    origin: str
    duty: int
    import_tax: int
    duty_free: int
    tax_free: int
    with_delivery: bool
    currency: str


class DutyPage(Reply):
    items: list[DutyReply]
    next: str | None


class DutiesKept(Reply):
    kept: int


@bp.get("", responses={200: DutyPage, **problems(400, 401, 403)})
@requires(Scope.CATALOG_READ)
def list_duties(query: DutiesQuery) -> Response:
    """Rates by destination, HS prefix and origin."""
    page = duties.listed(q=query.q, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_duty(each) for each in page.items], "next": page.next})


@bp.post("", responses={200: DutiesKept, **problems(400, 401, 403)})
@requires(Scope.CATALOG_WRITE)
def save_duties(body: DutiesBody) -> Response:
    """Keep rates, each in place of the one for the same destination, goods and origin."""
    kept = duties.save_all([
        Duty(
            new_id(), each.country, each.hs_prefix, each.origin, each.duty, each.import_tax, each.duty_free,
            each.tax_free, each.with_delivery,
        )
        for each in body.items
    ])  # fmt: skip
    return reply({"kept": kept})


@bp.delete("/<uuid:duty_id>", responses={204: None, **problems(401, 403, 404)})
@requires(Scope.CATALOG_WRITE)
def remove_duty(path: DutyPath) -> Response:
    """Forget a rate."""
    duties.remove(path.duty_id)
    return Response(status=204)


def _duty(each: Duty) -> dict[str, object]:
    return {
        "id": each.id, "country": each.country, "hs_prefix": each.hs_prefix, "origin": each.origin,
        "duty": each.duty_micro, "import_tax": each.tax_micro, "duty_free": each.duty_free, "tax_free": each.tax_free,
        "with_delivery": each.with_delivery, "currency": current_tenant().currency,
    }  # fmt: skip
