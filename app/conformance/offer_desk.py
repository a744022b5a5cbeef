"""The promotions of a case as marketing would write them: rules, codes, and how often they were used already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select

from app.conformance.amounts import minor, of_percent
from app.conformance.cart_words import (
    ActionGiven,
    CartGiven,
    ConditionGiven,
    Filter,
    PromotionGiven,
    amount_in,
    moment,
)
from app.core.db import db, unit_of_work
from app.core.ids import new_id
from app.domains.pricing import engine
from app.domains.pricing.engine.offers import Facts, Stage
from app.domains.pricing.engine.wire_offers import offer_to_json
from app.domains.promotions import service as promotions
from app.domains.promotions.models import Coupon
from app.domains.promotions.types import Code, Draft, Use

SALE = "on-sale"
"""The tag of what takes part in sales."""
LONGEST = 40
NOWHERE = "case:nowhere"
"""A fact that no line and no sale has."""


def gift_sku(key: str, name: str) -> str:
    """What a gift of a case is called in the shop."""
    return f"C{key}-gift-{quote(name, safe='')}"


@dataclass
class Names:
    """What the shop calls things of a case, as facts: SKUs and categories of lines, channels, deliveries."""

    skus: Mapping[str, frozenset[str]]
    categories: Mapping[str, str]
    channels: Mapping[str, str]
    delivery: Mapping[str, str]

    def sku(self, name: str) -> frozenset[str]:
        return frozenset(f"sku:{each}" for each in self.skus.get(name, ())) or frozenset({NOWHERE})

    def category(self, name: str) -> str:
        return f"category:{self.categories[name]}" if name in self.categories else NOWHERE


@dataclass
class OfferDesk:
    """The promotions of one case. `key` sets cases apart; `made` are rows by place in the case."""

    key: str
    given: CartGiven
    names: Names
    base: datetime
    customer_id: UUID | None = None
    made: dict[int, UUID] = field(default_factory=dict)

    def open(self) -> None:
        """Write them all and switch them on."""
        for place, each in enumerate(self.given.promotions):
            if each.type != "manual_order_fixed":
                self.made[place] = self._write(place, each)

    def close(self) -> None:
        """End them: other cases know nothing of them."""
        with unit_of_work():
            for each in self.made.values():
                promotions.switch(each, "ended")

    def typed(self, code: str) -> list[str]:
        """What the buyer types for a code of the case: one code a promotion, as those of the shop are unique."""
        of = [
            self._code(place, code)
            for place, each in enumerate(self.given.promotions)
            if each.coupon is not None and each.coupon.lower() == code.lower()
        ]
        return of or [self._code(len(self.given.promotions), code)]

    def _code(self, place: int, code: str) -> str:
        return f"{self.key}-{place}-{quote(code, safe='')}"[:LONGEST]

    def _write(self, place: int, given: PromotionGiven) -> UUID:
        starts = moment(given.starts_at, self.base)
        ends = moment(given.ends_at, self.base, ends=True)
        if starts and ends and ends <= starts:
            ends = starts + timedelta(microseconds=1)
        limit = (
            given.promotion_usage_limit
            if given.coupon
            else _least(given.promotion_usage_limit, given.usage_limit)
        )
        draft = Draft(
            given.name, _rule(self._offer(given)), given.priority, starts, ends, given.coupon is not None,
            uses_limit=limit, customer_limit=None if given.coupon else given.per_customer_limit,
            returns_uses=given.reusable_after_cancel,
        )  # fmt: skip
        with unit_of_work():
            made = promotions.write(draft).id
            if given.coupon is not None:
                code = Code(self._code(place, given.coupon), "", given.usage_limit, given.per_customer_limit)
                promotions.add_codes(made, [code])
            promotions.switch(made, "active")
            self._use(made, given)
        return made

    def _use(self, promotion_id: UUID, given: PromotionGiven) -> None:
        """Earlier orders with it, until the limit: other people's first, those cancelled since before those that stand."""
        coupon = db.session.scalar(select(Coupon.id).where(Coupon.promotion_id == promotion_id))
        mine = self.given.customer.coupon_uses.get(given.coupon or "", 0) if self.given.customer else 0
        mine = _least(mine, given.per_customer_limit) or 0
        limit, counted = _least(given.usage_limit, given.promotion_usage_limit), 0
        owners = [None] * max(0, given.used - mine) + [self.customer_id] * mine
        for place, owner in enumerate(owners):
            if limit is not None and counted >= limit:
                return
            order, cancelled = self._redeem(promotion_id, coupon, owner), place < given.used_by_cancelled
            if cancelled:
                promotions.give_back(order)
            counted += not (cancelled and given.reusable_after_cancel)
        for _ in range((_least(given.promotion_usage_limit, given.promotion_used) or 0) - counted):
            self._redeem(promotion_id, None, None)

    def _redeem(self, promotion_id: UUID, coupon: UUID | None, customer_id: UUID | None) -> UUID:
        order = new_id()
        uses = [Use(promotion_id, 0, coupon)]
        promotions.redeem(order, uses, customer_id=customer_id, currency=self.given.currency)
        return order

    def add(self, promotion: engine.Promotion) -> None:
        """Write an offer in the engine's words and switch it on."""
        with unit_of_work():
            made = promotions.write(Draft(promotion.name, _rule(promotion))).id
            promotions.switch(made, "active")
        self.made[len(self.made)] = made

    def _offer(self, given: PromotionGiven) -> engine.Promotion:
        return engine.Promotion(
            id="", name="", actions=tuple(self._action(each, given) for each in given.doings),
            when=self.when(given.condition or ConditionGiven(), self._within(given)), exclusive=given.exclusive,
            stage=Stage.CATALOG if given.stage else Stage.CART,
            cap=None if given.cap is None else self._minor(given.cap),
        )  # fmt: skip

    def _action(self, action: ActionGiven, given: PromotionGiven) -> engine.Action:
        percent = action.type.endswith("_percent")
        gift = action.gift
        return engine.Action(
            engine.Effect(action.type),
            of_percent(action.value) if percent else self._minor(action.value),
            self._trigger(given) if gift is not None else self.where(action.applies_to, full=_full(given)),
            by_channel=tuple(self._abroad(each, told) for each, told in given.amounts_by_channel.items()),
            max_units=given.max_affected_items, max_units_per_line=given.max_units_per_line,
            gross=given.basis == "gross",
            gift=gift_sku(self.key, gift.sku) if gift is not None else "", per=action.per or 1,
            times=1 if gift is not None and not action.per else None,
        )  # fmt: skip

    def _abroad(self, channel: str, told: str) -> tuple[str, int, str]:
        amount, currency = amount_in(told)
        return self.names.channels[channel], minor(amount, currency), currency

    def _trigger(self, given: PromotionGiven) -> engine.Where:
        """The lines that a gift is given for: those of the filter, else those that the condition asks for."""
        asked = self._contains(given.condition) if given.condition and given.applies_to is None else []
        return asked[0] if asked else self.where(given.applies_to, full=_full(given))

    def where(self, filters: Filter | None, *, full: bool = False) -> engine.Where:
        """Which lines a filter means; `full`: none that is on sale."""
        lacking = {f"tag:{SALE}"} if full else set[str]()
        if filters is None:
            return engine.Where(lacking=frozenset(lacking), full_priced=full)
        having = []
        if filters.sku is not None:
            having.append(self.names.sku(filters.sku))
        if filters.category is not None:
            having.append(frozenset({self.names.category(filters.category)}))
        if filters.tag is not None:
            having.append(frozenset({f"tag:{filters.tag}"}))
        if filters.category_any is not None:
            having.append(frozenset(self.names.category(each) for each in filters.category_any))
        if filters.on_sale:
            having.append(frozenset({f"tag:{SALE}"}))
        if filters.on_sale is False:
            lacking.add(f"tag:{SALE}")
        return engine.Where(
            tuple(having), frozenset(lacking), self._maybe(filters.price_min), self._maybe(filters.price_max), full,
            filters.cheapest,
        )  # fmt: skip

    def _contains(self, when: ConditionGiven) -> list[engine.Where]:
        groups = []
        if when.contains_sku is not None:
            groups.append(self.names.sku(when.contains_sku))
        if when.contains_category is not None:
            groups.append(frozenset({self.names.category(when.contains_category)}))
        if when.contains_category_any is not None:
            groups.append(frozenset(self.names.category(each) for each in when.contains_category_any))
        return [engine.Where(having=(group,)) for group in groups]

    def when(self, when: ConditionGiven, facts: Sequence[Facts] = ()) -> engine.When:
        """What must hold, and these facts of the sale."""
        asked = list(facts)
        if when.customer_group is not None:
            asked.append(frozenset({f"group:{when.customer_group}"}))
        if when.shipping_method is not None:
            asked.append(frozenset({f"delivery:{self.names.delivery.get(when.shipping_method, NOWHERE)}"}))
        totals = [
            each for each in (when.min_items_total, when.min_discounted_items_total) if each is not None
        ]
        return engine.When(
            facts=tuple(asked), contains=tuple(self._contains(when)), min_units=when.min_items,
            min_line_units=when.min_line_qty, min_total=self._minor(max(totals)) if totals else None,
            min_total_gross=self._maybe(when.min_items_total_gross), nth_order=when.nth_order,
        )  # fmt: skip

    def _within(self, given: PromotionGiven) -> list[Facts]:
        """The channels where it holds; a sale without a channel knows no such bounds."""
        if given.channels is None or self.given.channel is None:
            return []
        return [
            frozenset(f"channel:{self.names.channels[each]}" for each in given.channels)
            or frozenset({NOWHERE})
        ]

    def _minor(self, amount: Decimal) -> int:
        return minor(amount, self.given.currency)

    def _maybe(self, amount: Decimal | None) -> int | None:
        return None if amount is None else self._minor(amount)


def _rule(promotion: engine.Promotion) -> dict[str, object]:
    """An offer without what is a column of its row."""
    return {name: value for name, value in offer_to_json(promotion).items() if name not in ("id", "name")}


def _full(given: PromotionGiven) -> bool:
    return given.exclude_sale_items or given.only_full_priced


def _least(*limits: int | None) -> int | None:
    told = [limit for limit in limits if limit is not None]
    return min(told) if told else None
