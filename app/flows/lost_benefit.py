"""What a return loses of an offer: three for two of which one comes back were two at their full price.

A shop may keep what its promotions no longer give for what stays (PromotionRules.take_back). It is told from the state
after the return, so the order of returns does not matter, and when everything is back nothing is kept. Promotions count as
they stood when the order was placed (`promotion_terms`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from app.core.ids import parse_id
from app.core.money import allocate, milli, round_div, tax_of_net, times
from app.domains.channels import service as channels
from app.domains.channels.types import PromotionRules
from app.domains.orders.models import Order, OrderLine
from app.domains.pricing.engine import Context, Line, Promotion, Shipping, price, refund_share
from app.domains.pricing.engine.offers import Effect, Facts
from app.domains.promotions import service as promotions
from app.flows import promotion_terms
from app.flows.preview_promotion import engine_promotion
from app.flows.promotion_terms import Frozen
from app.queries import offers, past_baskets
from app.queries.offers import local_time


@dataclass(frozen=True, slots=True)
class Lost:
    """What is kept back by line, minor units; below 0 it goes back after all. `names` of the promotions."""

    by_line: Mapping[UUID, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @property
    def amount(self) -> int:
        """All of it."""
        return sum(self.by_line.values())


NOTHING = Lost()
CHOSEN = ("delivery:", "payment:")
"""Facts of a sale that its order has itself."""


def of_return(
    order: Order, lines: Sequence[OrderLine], quantities: Mapping[UUID, Decimal], *, more: bool = True
) -> Lost:
    """What a return of so many keeps back, where the shop says so. `lines` are all of the order's.

    Each line of it keeps at most its own share of what was paid, so nothing goes back below 0. Without `more` nothing
    is kept that was not yet: what the shop itself cancels only gives back what is no longer due.
    """
    held = sum(line.withheld for line in lines)
    if not held and not channels.setting(PromotionRules).take_back:
        return NOTHING
    shares = {
        line.id: refund_share(line, quantities[line.id], refunded=line.refunded).total
        for line in lines if quantities.get(line.id)
    }  # fmt: skip
    due, names = _due(order, lines, quantities) if channels.setting(PromotionRules).take_back else (0, ())
    change = min(due - held, sum(shares.values()))
    if change > 0 and more:
        parts = allocate(change, list(shares.values()))
        return Lost({line: part for line, part in zip(shares, parts, strict=True) if part}, names)
    return Lost(_released(lines, -change), names) if change < 0 else NOTHING


def _released(lines: Iterable[OrderLine], amount: int) -> dict[UUID, int]:
    """So much of what was kept back goes back, from the first line on."""
    found: dict[UUID, int] = {}
    for line in lines:
        part = min(amount, line.withheld)
        if part > 0:
            found[line.id] = -part
            amount -= part
    return found


def _due(
    order: Order, lines: Sequence[OrderLine], quantities: Mapping[UUID, Decimal]
) -> tuple[int, tuple[str, ...]]:
    """What promotions gave for that which stays, and would not have given for it alone; with tax where it came on top."""
    given = {share["id"] for line in lines for share in line.discounts if share.get("id")}
    kept = {key: terms for key, terms in promotions.terms_of(order.id).items() if key in given}
    stood, later = promotion_terms.frozen(kept.values()), _as_now(given - kept.keys())
    tried = _without_gifts((*stood.promotions, *later))
    left = {line.id: line.quantity - line.refunded - quantities.get(line.id, Decimal(0)) for line in lines}
    stays = [line for line in lines if left[line.id] > 0]
    if not tried or not stays:
        return 0, ()
    ids = {each.id for each in tried}
    now = _given_now(order, stays, left, replace(stood, promotions=tried), as_now=bool(later))
    lapsed = due = 0
    for line in stays:
        given_before = sum(
            _kept(each["amount"], line, left[line.id]) for each in line.discounts if each.get("id") in ids
        )
        other = _kept(line.discount, line, left[line.id]) - given_before
        lapsed += given_before - now.get(line.id, 0)
        worth = times(line.unit_price, left[line.id]) - now.get(line.id, 0) - other
        tax = 0 if order.prices_include_tax else tax_of_net(worth, line.tax_rate)
        due += worth + tax - _kept(line.total - line.duties, line, left[line.id])
    if lapsed <= len(stays) or due <= 0:  # cents that rounding moves are no benefit
        return 0, ()
    return due, tuple(sorted(each.name for each in tried))


def _kept(amount: int, line: OrderLine, left: Decimal) -> int:
    whole = milli(line.quantity)
    return amount - round_div(amount * (whole - milli(left)), whole)


def _as_now(ids: Iterable[str]) -> list[Promotion]:
    """Promotions of an order that kept nothing of them: as they stand now, without their times and limits."""
    keys = [key for each in sorted(ids) if (key := parse_id(each)) is not None]
    return [
        replace(
            engine_promotion(stored), needs_coupon=False, starts_at=None, ends_at=None, uses_left=None, budget_left=None
        )
        for stored in promotions.known(keys)
    ]  # fmt: skip


def _without_gifts(found: Iterable[Promotion]) -> tuple[Promotion, ...]:
    """Free gifts are goods of their own: left out."""
    return tuple(
        each for each in found if all(action.effect is not Effect.FREE_GIFT for action in each.actions)
    )


def _given_now(
    order: Order, stays: Sequence[OrderLine], left: Mapping[UUID, Decimal], stood: Frozen, *, as_now: bool
) -> dict[UUID, int]:
    """What these promotions give for what stays alone, by line; `as_now`: some are asked about goods as they are now."""
    basket = past_baskets.basket(order.id)
    facts: dict[UUID, Facts] = dict(stood.facts)
    if as_now:
        variants = sorted({line.variant_id for line in stays if line.variant_id})
        now = offers.read(variants, at=basket.placed_at).facts
        facts = {each: facts.get(each, frozenset()) | now.get(each, frozenset()) for each in variants}
    chosen = frozenset(fact for fact in basket.facts if as_now or fact.startswith(CHOSEN))
    context = Context(
        currency=basket.currency, prices_include_tax=basket.prices_include_tax,
        lines=tuple(
            Line(
                str(line.id), line.sku, left[line.id], line.unit_price,
                facts=facts.get(line.variant_id, frozenset()) if line.variant_id else frozenset(),
            )
            for line in stays
        ),
        shipping=Shipping("delivery", basket.shipping) if basket.shipping else None, promotions=stood.promotions,
        facts=stood.about | chosen, orders=basket.earlier if as_now else stood.orders, channel=basket.channel,
        at=local_time(basket.placed_at, basket.timezone),
    )  # fmt: skip
    return {UUID(line.key): sum(share.amount for share in line.discounts) for line in price(context).lines}
