"""What a promotion is to the engine: when it holds, which lines it means, what it does. Plain frozen facts.

Facts are short texts such as `category:shirts`, `sku:SHIRT-M`, `channel:web`, `group:gold`: lines carry theirs, the
sale carries its own, and one way of matching serves every condition and filter.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.domains.pricing.engine.errors import BadContext

Facts = frozenset[str]
NONE: Final[Facts] = frozenset()

PROMOTION = "promotion"
"""The stage that speaks of promotions, and the source of what they take off."""


class Effect(StrEnum):
    """What an action does; the value is in millionths where it is a percentage, else in minor units."""

    ITEM_PERCENT = "item_percent"
    ITEM_FIXED = "item_fixed"
    ITEM_PRICE = "item_price"
    LINE_FIXED = "line_fixed"
    UNIT_STEPS = "unit_steps"
    ORDER_PERCENT = "order_percent"
    ORDER_FIXED = "order_fixed"
    ORDER_SET_TOTAL = "order_set_total"
    SHIPPING_PERCENT = "shipping_percent"
    SHIPPING_FIXED = "shipping_fixed"
    FREE_GIFT = "free_gift"
    BUY_GET_FIXED = "buy_get_fixed"
    BUY_GET_PERCENT = "buy_get_percent"
    CHEAPEST_FREE = "cheapest_free"
    GROUP_PRICE = "group_price"
    GROUP_FIXED = "group_fixed"
    GROUP_PERCENT = "group_percent"


OF_UNITS: Final = {Effect.ITEM_PERCENT, Effect.ITEM_FIXED, Effect.ITEM_PRICE}
"""What a promotion of the stage `catalog` may do."""


class Measure(StrEnum):
    """What the thresholds of an action's tiers are held against."""

    TOTAL = "total"
    QUANTITY = "quantity"


class Stage(StrEnum):
    """Whether a promotion changes unit prices, before any other, or the cart."""

    CATALOG = "catalog"
    CART = "cart"


@dataclass(frozen=True, slots=True)
class Where:
    """Which lines. Of every group in `having` a line has at least one fact, of `lacking` none.

    Prices are those of one unit before cart promotions, both ends included. `full_priced` leaves out what is on
    sale; `cheapest` keeps the one line with the lowest unit price, the first of equals.
    """

    having: tuple[Facts, ...] = ()
    lacking: Facts = NONE
    price_min: int | None = None
    price_max: int | None = None
    full_priced: bool = False
    cheapest: bool = False


ANYWHERE: Final = Where()


@dataclass(frozen=True, slots=True)
class When:
    """What must hold, all of it, judged when the promotion's turn comes.

    `facts` and `lacking` are about the sale as in `Where` about a line; of each of `contains` there is a line. The
    minimums look at the lines that `among` means: whole units, and amounts after the discounts so far. `weekdays`
    count from Monday = 1, `opens` and `closes` are "HH:MM", all in the zone in which the context's time is written.
    """

    facts: tuple[Facts, ...] = ()
    lacking: Facts = NONE
    contains: tuple[Where, ...] = ()
    among: Where = ANYWHERE
    min_units: int | None = None
    min_line_units: int | None = None
    min_total: int | None = None
    min_total_gross: int | None = None
    nth_order: int | None = None
    weekdays: frozenset[int] = frozenset()
    opens: str = ""
    closes: str = ""


ALWAYS: Final = When()


@dataclass(frozen=True, slots=True)
class Action:
    """One effect on the lines that `where` means.

    `tiers` are (threshold, value) that replace `value` from the highest threshold that is reached; `by_channel` are
    (channel, amount, currency) that replace it there. `max_units` and `max_units_per_line` limit the units that get
    it, the cheapest first, or the `dearest`; `more` is what each further unit gets (unit_steps). `times` limits the
    applications of groups and of buy-and-get and the units of a gift, None: as often as it goes. `per_group`: one unit
    of each group is free, not the cheapest of all. A `gift` is the SKU that is given for each `per` units. `gross`:
    the percentage is taken of amounts with tax.
    """

    effect: Effect
    value: int = 0
    where: Where = ANYWHERE
    tiers: tuple[tuple[int, int], ...] = ()
    tier_by: Measure = Measure.TOTAL
    by_channel: tuple[tuple[str, int, str], ...] = ()
    max_units: int | None = None
    max_units_per_line: int | None = None
    dearest: bool = False
    more: int = 0
    buy: Where = ANYWHERE
    buy_units: int = 0
    get_units: int = 1
    group_size: int = 1
    per_group: bool = False
    times: int | None = None
    gift: str = ""
    per: int = 1
    gross: bool = False

    def __post_init__(self) -> None:
        amounts = [
            self.value,
            self.more,
            *(of for _, of in self.tiers),
            *(of for _, of, _ in self.by_channel),
        ]
        if min(amounts) < 0:
            raise BadContext("a promotion's value is below 0")
        if min(self.max_units or 0, self.max_units_per_line or 0, self.times or 0, self.buy_units) < 0:
            raise BadContext("a promotion's limit is below 0")
        if self.group_size < 1 or self.get_units < 1 or self.per < 1:
            raise BadContext("a group of a promotion is smaller than 1")


@dataclass(frozen=True, slots=True)
class Promotion:
    """An offer. Higher `priority` comes first, equal ones as they are listed.

    Where an `exclusive` one holds, only the first such applies. Of those in one `lane`, each line keeps the largest.
    Once applied it shuts out those in `excludes` and, with `stops`, all after it. `cap` and `budget_left` limit what
    it takes off in all, in minor units of `currency` (empty: any); `uses_left` 0: it is used up.
    """

    id: str
    name: str
    actions: tuple[Action, ...]
    when: When = ALWAYS
    stage: Stage = Stage.CART
    priority: int = 0
    exclusive: bool = False
    needs_coupon: bool = False
    lane: str = ""
    excludes: Facts = NONE
    stops: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    currency: str = ""
    cap: int | None = None
    budget_left: int | None = None
    uses_left: int | None = None

    def __post_init__(self) -> None:
        if self.cap is not None and self.cap < 0:
            raise BadContext("a promotion's limit is below 0")
        if self.stage is Stage.CATALOG and any(action.effect not in OF_UNITS for action in self.actions):
            raise BadContext("a promotion of unit prices does something else")
        if any(moment is not None and moment.tzinfo is None for moment in (self.starts_at, self.ends_at)):
            raise BadContext("a promotion's time has no zone")

    @property
    def most(self) -> int | None:
        """The largest amount it may take off now; None: no limit."""
        limits = [limit for limit in (self.cap, self.budget_left) if limit is not None]
        return min(limits) if limits else None


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code the buyer entered, and the promotion it stands for; `problem` says why it is refused."""

    code: str
    promotion: str = ""
    problem: str = ""
