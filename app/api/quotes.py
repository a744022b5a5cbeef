"""Quotes: what a basket would cost, and why. Nothing is kept."""

from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api import cart_shape
from app.api.cart_shape import ImportCostsReply, Totals
from app.api.carts import AddressBody, DeliveryBody, LineBody
from app.api.order_shape import LINE_SUMS
from app.api.schemas import Body, Money, Quantity, Reply, money, number, problems, reply
from app.core.market import current_market
from app.core.permissions import Scope
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.customers import service as customers
from app.domains.pricing.engine import Quote
from app.flows import import_words
from app.flows.find_offers import Buyer, offers_for
from app.flows.quote_cart import BasketLine, delivery_for, goods_of, quote_cart, sold
from app.queries import sellables, selling_terms, sites
from app.queries.price_lists import asker
from app.queries.sellables import Sellable
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_quotes",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="Quotes")],
    abp_security=[{"key": []}, {"oauth": []}],
)


class QuoteBody(Body):
    channel: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] | None = None
    customer: Annotated[str, StringConstraints(max_length=60)] | None = None
    at: datetime | None = None
    campaign: Annotated[str, StringConstraints(max_length=60)] | None = None
    coupons: list[Annotated[str, StringConstraints(max_length=60)]] = Field(default=[], max_length=20)
    lines: list[LineBody] = Field(min_length=1, max_length=500)
    shipping_address: AddressBody | None = None
    delivery: DeliveryBody | None = None


class QuoteLine(Reply):
    sku: str
    quantity: Quantity
    unit_price: Money
    discount: Money
    tax: Money
    duties: Money
    total: Money


class TraceLine(Reply):
    stage: str
    name: str
    result: Literal["applied", "rejected", "considered"]
    reason: str
    amount: Money
    line: int | None = None


class QuoteReply(Reply):
    currency: str
    lines: list[QuoteLine]
    totals: Totals
    import_costs: ImportCostsReply | None = None
    trace: list[TraceLine]


@bp.post("/quotes", responses={200: QuoteReply, **problems(400, 401, 403)})
@requires(Scope.QUOTES_WRITE, Scope.QUOTES_READ)
def quote(body: QuoteBody) -> Response:
    """Price a basket with the same engine as every channel; `trace` says what was considered and why."""
    site = sites.selling(body.channel or current_market().channel)
    currency = body.currency or site.currency
    customer = None if body.customer is None else customers.meant_by(body.customer)
    at = _moment(body.at)
    asks = asker(site.channel, customer=customer, at=at, campaign=body.campaign or "")
    found = sellables.by_skus([line.sku for line in body.lines], currency, asks=asks)
    basket = [
        _line(place, line, sold(found.get(line.sku), line.sku)) for place, line in enumerate(body.lines)
    ]
    to = body.shipping_address
    terms = selling_terms.terms(
        channel=site.channel, currency=currency, country=to.country if to else site.country,
        region=to.region if to else "", pickup=body.delivery.location if body.delivery else None,
        today=at.date() if at else None,
    )  # fmt: skip
    buyer = Buyer(customer, tuple(body.coupons))
    offers = offers_for([line.item.variant_id for line in basket], terms, buyer, at=at)
    delivery = None
    if body.delivery is not None:
        delivery = delivery_for(
            body.delivery.method, terms, goods_of(quote_cart(basket, terms, offers=offers, at=at))
        )
    return reply(_shape(quote_cart(basket, terms, delivery=delivery, offers=offers, at=at)))


def _moment(told: datetime | None) -> datetime | None:
    """A time without a zone is the shop's own."""
    if told is None or told.tzinfo is not None:
        return told
    return told.replace(tzinfo=ZoneInfo(current_tenant().timezone))


def _line(place: int, line: LineBody, item: Sellable) -> BasketLine:
    """A line with what was said so far; what must be said is asked for when it goes into a cart."""
    return BasketLine(str(place), item, line.quantity, catalog.personal.known(item.inputs, line.inputs))


def _shape(quoted: Quote) -> dict[str, Any]:
    currency = quoted.currency
    return {
        "currency": currency,
        "lines": [
            {
                "sku": line.sku, "quantity": number(line.quantity),
                **{name: money(getattr(line, name), currency) for name in LINE_SUMS},
            }
            for line in quoted.lines
        ],
        "totals": cart_shape.totals(quoted),
        "import_costs": cart_shape.import_costs(import_words.owed(quoted), currency),
        "trace": [
            {
                "stage": entry.stage, "name": entry.name, "result": entry.result, "reason": entry.reason,
                "amount": money(entry.amount, currency),
                "line": int(entry.line) if entry.line and entry.line.isdecimal() else None,
            }
            for entry in quoted.trace
        ],
    }  # fmt: skip
