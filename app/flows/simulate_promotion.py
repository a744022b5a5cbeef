"""A promotion held against the orders of the last 30 days: which it would have touched, and what it would have cost."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app.core import clock, jobs
from app.core.db import unit_of_work
from app.core.tenancy import current_tenant
from app.domains.pricing.engine import Context, Line, Promotion, Result, Shipping, price
from app.domains.pricing.engine.offers import Facts
from app.domains.promotions import service as promotions
from app.domains.promotions import simulations
from app.flows.find_offers import local_time
from app.flows.preview_promotion import engine_promotion
from app.queries import offers, past_baskets
from app.queries.past_baskets import Basket

JOB, DAYS = "promotions.simulate", 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of so many `orders` it would have `touched` some and taken off `cost`, in minor units of `currency`."""

    at: str
    days: int
    orders: int
    touched: int
    cost: int
    currency: str


def ask(promotion_id: UUID) -> None:
    """Have it reckoned by a worker. Raises UnknownPromotion."""
    promotions.find(promotion_id)
    simulations.begin(promotion_id)
    jobs.enqueue(JOB, promotion_id=str(promotion_id))


def simulate(promotion_id: UUID) -> Outcome:
    """Price the last 30 days' baskets with it alone, as if each buyer had its code, and keep what came out."""
    with unit_of_work():
        now, currency = clock.now(), current_tenant().currency
        stored = promotions.find(promotion_id)
        tried = replace(
            engine_promotion(stored), needs_coupon=False, starts_at=None, ends_at=None, uses_left=None, budget_left=None
        )  # fmt: skip
        orders = touched = cost = 0
        for batch in past_baskets.baskets(now - timedelta(days=DAYS), now, currency):
            facts = _facts(batch, now)
            taken = [_taken(basket, tried, facts) for basket in batch]
            orders, cost = orders + len(batch), cost + sum(taken)
            touched += sum(1 for amount in taken if amount)
        outcome = Outcome(now.isoformat(), DAYS, orders, touched, cost, currency)
        simulations.keep(promotion_id, asdict(outcome))
    return outcome


def _facts(batch: Sequence[Basket], now: datetime) -> Mapping[UUID, Facts]:
    variants = {line[0] for basket in batch for line in basket.lines if line[0]}
    return offers.read(sorted(variants), at=now).facts


def _taken(basket: Basket, tried: Promotion, facts: Mapping[UUID, Facts]) -> int:
    lines = tuple(
        Line(
            str(place),
            sku,
            Decimal(number),
            unit,
            facts=facts.get(variant, frozenset()) if variant else frozenset(),
        )
        for place, (variant, sku, number, unit) in enumerate(basket.lines)
    )
    context = Context(
        currency=basket.currency, prices_include_tax=basket.prices_include_tax, lines=lines,
        shipping=Shipping("delivery", basket.shipping) if basket.shipping else None, promotions=(tried,),
        facts=basket.facts, orders=basket.earlier, channel=basket.channel, at=local_time(basket.placed_at),
    )  # fmt: skip
    return sum(
        entry.amount
        for entry in price(context).trace
        if entry.stage == "promotion" and entry.result is Result.APPLIED
    )
