"""Prices by SKU and currency: many at once, for the shop and its sites."""

from typing import Annotated
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.product_bodies import Code
from app.api.schemas import Body, Money, Reply, problems, reply
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.permissions import Scope
from app.core.tenancy import current_tenant
from app.domains.channels import sites
from app.flows import price_site
from app.flows.guard_margin import Kept
from app.flows.price_site import Said
from app.queries import site_prices
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_prices",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="Prices")],
    abp_security=[{"key": []}, {"oauth": []}],
)


class PriceBody(Body):
    sku: Code
    price: Money
    compare_at: Money | None = None


class GoneBody(Body):
    sku: Code
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class PricesBody(Body):
    prices: Annotated[list[PriceBody], Field(max_length=1000)] = []
    gone: Annotated[list[GoneBody], Field(max_length=1000, description="not sold in this currency")] = []


class PricesReply(Reply):
    """`waiting`: prices that leave less than the shop's least margin; they change once somebody approves them."""

    changed: int
    waiting: int


@bp.put("/prices", responses={200: PricesReply, **problems(400, 401, 403)})
@requires(Scope.CATALOG_WRITE)
def put_prices(body: PricesBody) -> Response:
    """Set prices in the currencies in which the shop and its sites sell; each is said, none is converted."""
    variants = site_prices.variants_of(
        [*(each.sku for each in body.prices), *(each.sku for each in body.gone)]
    )
    said: dict[str, dict[UUID, Said]] = {}
    for place, each in enumerate(body.prices):
        field = f"prices.{place}"
        former = each.compare_at.amount if each.compare_at else None
        if each.compare_at and each.compare_at.currency != each.price.currency:
            raise _refusal(f"{field}.compare_at", _("Use one currency"))
        said.setdefault(each.price.currency, {})[_variant(variants, each.sku, field)] = Said(
            each.price.amount, former
        )
    for place, gone in enumerate(body.gone):
        said.setdefault(gone.currency, {})[_variant(variants, gone.sku, f"gone.{place}")] = Said(None)
    _check_currencies(set(said))
    kept = sum((price_site.say_prices(currency, each) for currency, each in said.items()), Kept(0))
    return reply({"changed": kept.changed, "waiting": kept.waiting})


def _variant(variants: dict[str, UUID], sku: str, field: str) -> UUID:
    if sku not in variants:
        raise _refusal(f"{field}.sku", _("There is no such SKU"))
    return variants[sku]


def _check_currencies(wanted: set[str]) -> None:
    sold = {current_tenant().currency, *(site.currency for site in sites.sites())}
    if strange := sorted(wanted - sold):
        raise _refusal("prices", _("No site sells in %(currency)s", currency=", ".join(strange)))


def _refusal(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: words})
