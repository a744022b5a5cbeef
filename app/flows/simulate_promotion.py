"""A promotion held against the orders of the last 30 days: which it would have touched, what it would have cost, and
how much more must be sold for it to pay."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app.core import clock, jobs
from app.core.db import unit_of_work
from app.core.money import RATE_ONE, mul_rate, round_div, tax_in_gross
from app.core.tenancy import current_tenant
from app.domains.pricing.engine import Context, Line, Promotion, Quote, Result, Shipping, price
from app.domains.pricing.engine.offers import Effect, Facts
from app.domains.promotions import service as promotions
from app.domains.promotions import simulations
from app.flows.preview_promotion import engine_promotion
from app.queries import margins, offers, past_baskets, sellables
from app.queries.offers import local_time
from app.queries.past_baskets import Basket, Bought

JOB, DAYS = "promotions.simulate", 30
TAKEN_FOR_DEAD = timedelta(minutes=10)


@dataclass(slots=True)
class Outcome:
    """Of so many `orders` it would have `touched` some and taken off `cost`, in minor units of `currency`.

    Of what it touched, without tax: `worth` before it, `off` what it takes, `costed` the part of `worth` whose cost is
    known and `goods` that cost. A gift takes what it cost the shop, a delivery what is not paid for it.
    """

    at: str
    days: int
    currency: str
    orders: int = 0
    touched: int = 0
    cost: int = 0
    worth: int = 0
    off: int = 0
    costed: int = 0
    goods: int = 0

    @property
    def margin(self) -> int | None:
        """What was left over the cost without it, as far as costs are known; None where none is."""
        return round_div((self.costed - self.goods) * self.worth, self.costed) if self.costed else None

    @property
    def breaks_even(self) -> int | None:
        """How much more of what it touches must be sold for the same margin, in millionths; None: it never pays."""
        if self.margin is None or self.margin <= self.off:
            return None
        return round_div(self.off * RATE_ONE, self.margin - self.off)

    def revenue_with(self, uplift: int) -> int:
        """By how much revenue changes if `uplift` (millionths) more of what it touches is sold."""
        left = self.worth - self.off
        return left + mul_rate(left, uplift) - self.worth

    def margin_with(self, uplift: int) -> int | None:
        """By how much the margin changes then."""
        if self.margin is None:
            return None
        left = self.margin - self.off
        return left + mul_rate(left, uplift) - self.margin


@dataclass(frozen=True, slots=True)
class _Trial:
    """What is tried: the promotion, what it may give, and what that costs the shop, by SKU."""

    promotion: Promotion
    gifts: tuple[Line, ...]
    costs: Mapping[str, int]


def ask(promotion_id: UUID) -> None:
    """Have it reckoned by a worker. Raises UnknownPromotion."""
    promotions.find(promotion_id)
    simulations.begin(promotion_id, at=clock.now().isoformat())
    jobs.enqueue(JOB, promotion_id=str(promotion_id))


def outcome_of(promotion_id: UUID) -> Outcome | None:
    """What came out last; None where nothing did yet."""
    told = simulations.kept(promotion_id)
    known = {name: value for name, value in told.items() if name in Outcome.__dataclass_fields__}
    return Outcome(**known) if "orders" in told and not told.get("running") else None


def progress_of(promotion_id: UUID) -> tuple[int, int] | None:
    """How many orders of how many are done while it runs; None when it does not, or a worker was lost with it."""
    told = simulations.kept(promotion_id)
    if not told.get("running") or datetime.fromisoformat(told["at"]) < clock.now() - TAKEN_FOR_DEAD:
        return None
    return told.get("done", 0), told.get("of", 0)


def simulate(promotion_id: UUID) -> Outcome:
    """Price the last 30 days' baskets with it alone, as if each buyer had its code; each batch is a unit of its own."""
    now, currency = clock.now(), current_tenant().currency
    since, outcome = now - timedelta(days=DAYS), Outcome(now.isoformat(), DAYS, currency)
    with unit_of_work():
        stored = promotions.find(promotion_id)
        tried = replace(
            engine_promotion(stored), needs_coupon=False, starts_at=None, ends_at=None, uses_left=None, budget_left=None
        )  # fmt: skip
        trial, total = _trial(tried, currency), past_baskets.number(since, now, currency)
    batches = past_baskets.baskets(since, now, currency)
    while True:
        with unit_of_work():
            batch = next(batches, None)
            if batch is None:
                simulations.keep(promotion_id, asdict(outcome))
                return outcome
            _add(outcome, batch, trial, _facts(batch, now))
            at = clock.now().isoformat()
            simulations.begin(promotion_id, at=at, done=outcome.orders, of=total)


def _trial(tried: Promotion, currency: str) -> _Trial:
    skus = sorted({action.gift for action in tried.actions if action.effect is Effect.FREE_GIFT})
    found = sellables.by_skus(skus, currency, channel="web") if skus else {}
    lines = tuple(
        Line(sku, sku, Decimal(1), item.price) for sku, item in found.items() if item.price is not None
    )
    known = margins.costed(currency, variants=[item.variant_id for item in found.values()]) if found else []
    return _Trial(tried, lines, {good.sku: good.cost for good in known})


def _facts(batch: Sequence[Basket], now: datetime) -> Mapping[UUID, Facts]:
    variants = {line.variant_id for basket in batch for line in basket.lines if line.variant_id}
    return offers.read(sorted(variants), at=now).facts


def _add(outcome: Outcome, batch: Sequence[Basket], trial: _Trial, facts: Mapping[UUID, Facts]) -> None:
    for basket in batch:
        quote = price(_context(basket, trial, facts))
        taken = _taken(quote)
        outcome.orders += 1
        if taken:
            outcome.touched += 1
            outcome.cost += taken
            _weigh(outcome, basket, quote, trial.costs)


def _context(basket: Basket, trial: _Trial, facts: Mapping[UUID, Facts]) -> Context:
    lines = tuple(
        Line(
            str(place), line.sku, line.quantity, line.unit_price,
            facts=facts.get(line.variant_id, frozenset()) if line.variant_id else frozenset(),
        )
        for place, line in enumerate(basket.lines)
    )  # fmt: skip
    return Context(
        currency=basket.currency, prices_include_tax=basket.prices_include_tax, lines=lines,
        shipping=Shipping("delivery", basket.shipping) if basket.shipping else None, promotions=(trial.promotion,),
        facts=basket.facts, orders=basket.earlier, channel=basket.channel,
        at=local_time(basket.placed_at, basket.timezone),
        gifts=trial.gifts,
    )  # fmt: skip


def _taken(quote: Quote) -> int:
    return sum(
        entry.amount for entry in quote.trace if entry.stage == "promotion" and entry.result is Result.APPLIED
    )


def _weigh(outcome: Outcome, basket: Basket, quote: Quote, costs: Mapping[str, int]) -> None:
    """Add a basket that it touches, without tax."""
    for line, bought in zip(quote.lines, basket.lines, strict=False):
        worth = _net(line.subtotal, bought, basket)
        outcome.worth += worth
        outcome.off += worth - _net(line.subtotal - line.discount, bought, basket)
        if bought.cost is not None:
            outcome.costed += worth
            outcome.goods += int((bought.quantity * bought.cost).to_integral_value())
    for line in quote.lines:
        if line.gift:
            outcome.off += int(line.quantity * costs.get(line.sku, line.unit_price))
    outcome.off += quote.shipping.discount if quote.shipping else 0


def _net(amount: int, bought: Bought, basket: Basket) -> int:
    return amount - tax_in_gross(amount, bought.tax_rate) if basket.prices_include_tax else amount
