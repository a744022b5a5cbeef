"""What a `cart` case gives, with every key that the format knows."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from app.conformance.amounts import Number
from app.conformance.cases import Unfit, Words

Money = Number
_STEPS = {"d": "days", "min": "minutes"}


class Dated(Words):
    """A rate for some days, both ends included."""

    rate: Number
    valid_from: date | None = None
    valid_to: date | None = None


class Taxed(Words):
    """How something is taxed; all absent: not at all."""

    tax_rate: Number | None = None
    tax_included: bool | None = None
    tax_rates_stacked: list[Number] = []
    tax_rates_compound: list[Number] = []
    tax_rates: list[Dated] = []
    tax_by_zone: dict[str, Number] = {}

    @property
    def several(self) -> list[Decimal]:
        """The rates that hold side by side, in their order."""
        return self.tax_rates_stacked or self.tax_rates_compound

    def rates(self, zone: str) -> list[Dated]:
        """What a shop writes down for this country; several of one day are several taxes."""
        if self.tax_by_zone:
            found = self.tax_by_zone.get(zone, self.tax_by_zone.get("ROW"))
            return [] if found is None else [Dated(rate=found)]
        if self.several:
            return [Dated(rate=each) for each in self.several]
        return self.tax_rates or ([] if self.tax_rate is None else [Dated(rate=self.tax_rate)])


class LineGiven(Taxed):
    sku: str
    qty: int
    unit_price: Money
    catalog_price: Money | None = None
    compare_at_price: Money | None = None
    minimum_price: Money | None = None
    category: str | None = None
    tag: str | None = None
    on_sale: bool = False
    discountable: bool = True

    @property
    def price(self) -> Decimal:
        """What it costs now."""
        return self.unit_price if self.catalog_price is None else self.catalog_price

    @property
    def former(self) -> Decimal | None:
        """What it cost before, where that was more."""
        told = self.unit_price if self.compare_at_price is None else self.compare_at_price
        return told if told > self.price else None

    @property
    def on_offer(self) -> bool:
        """Whether it is a sale item already."""
        return self.on_sale or self.catalog_price is not None or self.compare_at_price is not None


class ShippingGiven(Taxed):
    price: Money
    method: str | None = None
    gross: bool = False


class SurchargeGiven(Words):
    price: Money
    tax_rate: Number | None = None
    tax_included: bool | None = None


class CustomerGiven(Words):
    group: str | None = None
    placed_orders: int = 0
    cancelled_orders: int = 0
    coupon_uses: dict[str, int] = {}


class Filter(Words):
    sku: str | None = None
    category: str | None = None
    tag: str | None = None
    category_any: list[str] | None = None
    on_sale: bool | None = None
    price_min: Money | None = None
    price_max: Money | None = None
    cheapest: bool = False

    @property
    def asks_price(self) -> bool:
        return self.cheapest or (self.price_min, self.price_max) != (None, None)


class ConditionGiven(Words):
    min_items: int | None = None
    min_line_qty: int | None = None
    min_items_total: Money | None = None
    min_items_total_gross: Money | None = None
    min_discounted_items_total: Money | None = None
    contains_sku: str | None = None
    contains_category: str | None = None
    contains_category_any: list[str] | None = None
    customer_group: str | None = None
    nth_order: int | None = None
    shipping_method: str | None = None


class GiftGiven(Words):
    sku: str
    unit_price: Money


Effect = Literal[
    "item_percent", "item_fixed", "line_fixed", "order_percent", "order_fixed", "order_set_total", "shipping_percent",
    "shipping_fixed", "free_gift", "manual_order_fixed",
]  # fmt: skip


class ActionGiven(Words):
    type: Effect
    value: Number = Decimal(0)
    applies_to: Filter | None = None
    gift: GiftGiven | None = None
    per: int | None = None


class PromotionGiven(Words):
    type: Effect | Literal["multi"]
    value: Number = Decimal(0)
    code: str | None = None
    stage: Literal["catalog"] | None = None
    applies_to: Filter | None = None
    condition: ConditionGiven | None = None
    priority: int = 0
    exclusive: bool = False
    coupon: str | None = None
    usage_limit: int | None = None
    used: int = 0
    used_by_cancelled: int = 0
    reusable_after_cancel: bool = True
    promotion_usage_limit: int | None = None
    promotion_used: int = 0
    per_customer_limit: int | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    channels: list[str] | None = None
    amounts_by_channel: dict[str, str] = {}
    cap: Money | None = None
    max_units_per_line: int | None = None
    max_affected_items: int | None = None
    exclude_sale_items: bool = False
    only_full_priced: bool = False
    basis: Literal["gross"] | None = None
    gift: GiftGiven | None = None
    per: int | None = None
    actions: list[ActionGiven] = []

    @property
    def name(self) -> str:
        return self.code or self.coupon or self.type

    @property
    def doings(self) -> list[ActionGiven]:
        """What it does, one after the other."""
        if self.type == "multi":
            return self.actions
        facts = {"value": self.value, "applies_to": self.applies_to, "gift": self.gift, "per": self.per}
        return [ActionGiven(type=self.type, **facts)]


class CartGiven(Words):
    currency: str
    prices_include_tax: bool = False
    lines: list[LineGiven]
    ship_country: str | None = None
    default_zone: str | None = None
    shipping: ShippingGiven | None = None
    surcharges: list[SurchargeGiven] = []
    coupons: list[str] | None = None
    removed_coupons: list[str] = []
    customer: CustomerGiven | None = None
    channel: str | None = None
    now: str | None = None
    promotions: list[PromotionGiven] = []

    @property
    def zone(self) -> str:
        """Where it goes, as far as is known."""
        return self.ship_country or self.default_zone or "US"

    @property
    def country(self) -> str:
        """A country of the zone; the rest of the world is one that no case names a rate for."""
        return self.zone if len(self.zone) == 2 else "ZA"

    @property
    def counts_pieces(self) -> bool:
        """Whether an offer asks how many pieces there are, or what one costs."""
        return any(
            each.stage or each.max_units_per_line is not None or each.max_affected_items is not None
            or {"item_fixed", "free_gift"} & {doing.type for doing in each.doings}
            or any(doing.applies_to and doing.applies_to.asks_price for doing in each.doings)
            or (each.condition and (each.condition.min_items, each.condition.min_line_qty) != (None, None))
            for each in self.promotions
        )  # fmt: skip

    @property
    def entered(self) -> list[str]:
        """The codes that the buyer entered and left there."""
        told = self.coupons
        if told is None:
            told = [each.coupon for each in self.promotions if each.coupon]
        return [code for code in told if code not in self.removed_coupons]


def moment(told: str | None, base: datetime, *, ends: bool = False) -> datetime | None:
    """ "+1d" and "-5min" from a time, or an ISO date; a date that ends something lasts all day. Raises Unfit."""
    if told is None:
        return None
    for unit, name in _STEPS.items():
        if told[:1] in "+-" and told.endswith(unit) and told[1 : -len(unit)].isdigit():
            return base + timedelta(**{name: int(told.removesuffix(unit))})
    try:
        if len(told) == len("2023-02-02"):
            return datetime.combine(date.fromisoformat(told), time.max if ends else time.min, UTC)
        found = datetime.fromisoformat(told)
    except ValueError as error:
        raise Unfit(f"time {told}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def amount_in(told: Any) -> tuple[Decimal, str]:
    """ "10.00 USD" as an amount and its currency. Raises Unfit."""
    amount, blank, currency = str(told).partition(" ")
    if not blank:
        raise Unfit(f"amounts_by_channel {told}")
    return Decimal(amount), currency
