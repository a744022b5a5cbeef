"""The merchant's settings in groups: each is one row, read and kept whole; absent fields have defaults."""

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Group:
    """Base of all groups; KEY is the row's."""

    KEY: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Merchant(Group):
    """Who sells: as invoices, mails and the imprint name it."""

    KEY: ClassVar[str] = "merchant"
    name: str = ""
    legal_name: str = ""
    line1: str = ""
    line2: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    vat_number: str = ""
    register: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class MailSender(Group):
    """How mails to customers are signed."""

    KEY: ClassVar[str] = "mail"
    sender_name: str = ""
    sender: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Languages(Group):
    """Languages of the shop; the default is always among those offered."""

    KEY: ClassVar[str] = "languages"
    default: str = "en"
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brand(Group):
    """How the shop looks: `color` is #rrggbb or empty for the theme's own, `logo` a file key."""

    KEY: ClassVar[str] = "brand"
    name: str = ""
    color: str = ""
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class Tags(Group):
    """Code of others that the shop may load, once a visitor agreed: measurement ids, and one script of any maker.

    `custom` is the address of a script; `custom_for` what it is for: statistics or marketing.
    """

    KEY: ClassVar[str] = "tags"
    google_analytics: str = ""
    google_ads: str = ""
    meta_pixel: str = ""
    custom: str = ""
    custom_for: str = "statistics"


@dataclass(frozen=True, slots=True)
class Checkout(Group):
    """What the checkout asks: `phone` is off, optional or required.

    For so many minutes it holds the goods of guests and of buyers with an account; 0: only once they order.
    """

    KEY: ClassVar[str] = "checkout"
    guest: bool = True
    phone: str = "optional"
    hold_guest: int = 10
    hold_account: int = 15


@dataclass(frozen=True, slots=True)
class StockRules(Group):
    """What happens where stock is short, and from where a line is taken.

    `short`: a cart refuses more than there is, or takes what there is and says so. `take_from`: one_place, or
    several places, each used up before the next: in_order (of the locations' priority) or most_stock first.
    `hold_past_zero`: whether the checkout holds what is sold past zero without limit. `count_below_zero`: stock may be
    said to be below zero, as far as an item is sold past zero. `send_for_others`: a location may send what was promised
    from another. `missing`, a pickup's goods that the store does not find: ask the buyer, or fetch them from another place
    and ask only where none has them.
    """

    KEY: ClassVar[str] = "stock"
    short: str = "refuse"
    take_from: str = "one_place"
    hold_past_zero: bool = True
    count_below_zero: bool = False
    send_for_others: bool = False
    missing: str = "ask"


@dataclass(frozen=True, slots=True)
class PriceListRules(Group):
    """How price lists compete, and what a price does at a border.

    `choice`: the stronger kind, the more specific, the position or the lowest price wins; `ties`: two equal lists go
    by the lower price ("first") or sell nothing ("refuse"); `breaks`: quantities of tiers are units as sold, or the
    units of stock that they draw; `abroad`: prices with tax stay the same ("gross") where another rate holds, or what
    is left without it does ("net"). `least_margin`: what must be left of a price over its cost, in millionths of it; less
    waits for somebody who may approve it, who may be the one who asked only with `own_approval`.
    `net_groups` and `gross_groups`: customer groups, with commas between, that are shown prices without tax, or with it;
    `companies`: how members of companies are shown them ("shop": as everybody).
    `lowest`: where the lowest price of 30 days stands beside a reduced one: where the law asks, everywhere or nowhere;
    `progressive`: a reduction that grows without a break counts from its first step.
    """

    KEY: ClassVar[str] = "price_lists"
    choice: str = "kind"
    ties: str = "first"
    breaks: str = "sold"
    abroad: str = "gross"
    least_margin: int = 0
    own_approval: bool = False
    net_groups: str = ""
    gross_groups: str = ""
    companies: str = "shop"
    lowest: str = "law"
    progressive: bool = True


@dataclass(frozen=True, slots=True)
class RateRules(Group):
    """How prices are converted. `converted`: currencies whose prices follow the rates, each with its ending (or None).

    A rate older than `hours` converts nothing; what it converted is then not sold (`refuse`), or keeps its price until
    there is a fresh one (`keep`). `feed`: rates come from the central bank's daily file.
    """

    KEY: ClassVar[str] = "exchange_rates"
    hours: int = 96
    when_old: str = "refuse"
    feed: bool = False
    converted: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PricingRules(Group):
    """How the shop reckons: what is rounded and where, who bears odd cents, how discounts meet. As the engine's `Rules`.

    `exact_codes`: a code counts only as it is written, capital letters too.
    """

    KEY: ClassVar[str] = "pricing"
    tax_rounding: str = "line"
    tax_before_discount: bool = False
    stacked_rates_as_one: bool = False
    percent_rounding: str = "discount"
    sharing: str = "largest_remainder"
    weigh_gross: bool = False
    pass_on: bool = False
    items_first: bool = False
    add_percents: bool = False
    from_compare_at: bool = False
    fill_in_cart_order: bool = False
    manual_covers_shipping: bool = False
    manual_suspends_coupons: bool = False
    exact_codes: bool = False


@dataclass(frozen=True, slots=True)
class DutyRules(Group):
    """When duties and import tax are paid: with the order (`checkout`, DDP), or to the carrier on `delivery` (DAP)."""

    KEY: ClassVar[str] = "duties"
    collect: str = "delivery"


@dataclass(frozen=True, slots=True)
class ReviewMails(Group):
    """Whether buyers are asked for a review, so many days after their order was sent or collected."""

    KEY: ClassVar[str] = "review_mails"
    ask: bool = False
    days: int = 14


@dataclass(frozen=True, slots=True)
class Publishing(Group):
    """What publishing a product asks: `alt`, for pictures without words, is off, warn or refuse."""

    KEY: ClassVar[str] = "publishing"
    alt: str = "warn"


@dataclass(frozen=True, slots=True)
class LoyaltyRules(Group):
    """How purchases are rewarded with points; `worth` in minor units of the tenant's currency.

    Points count so many days after the purchase and end so many months later, 0: never. `tiers` are written
    "Gold: 1000 + 10": reached with 1000 points in a year, 10 percent more points.
    """

    KEY: ClassVar[str] = "loyalty"
    on: bool = False
    points_per_unit: int = 1
    worth: int = 1
    pending_days: int = 14
    months: int = 24
    tiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TillRules(Group):
    """What holds at every till. Amounts in minor units of the tenant's currency.

    `rounding`: the smallest step that cash is paid in, 0 for exact; `opening`: suggested float, 0 for the last count;
    `cash_for_web`: whether what was paid online may go back in cash. `reasons`: why a price may be changed; `limit`: by how
    many percent at most without a manager's approval, `limits`: the same for single roles, by their code.
    """

    KEY: ClassVar[str] = "till"
    rounding: int = 0
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    opening: int = 0
    cash_for_web: bool = False
    reasons: tuple[str, ...] = ()
    limit: int = 10
    limits: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setup(Group):
    """Where the merchant stands with setting up; `done` are steps ticked by hand."""

    KEY: ClassVar[str] = "setup"
    done: tuple[str, ...] = ()
    tax_notice: bool = False


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A place where the tenant sells. `tree_id`: the categories it shows, None for the main menu."""

    code: str
    name: str
    kind: str
    currency: str
    active: bool
    id: UUID
    tree_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A channel with rules of its own, a site where `kind` is web; None and empty mean: as the settings say.

    `delivery` are codes of methods, `pickup` among them, None for all of its currency; `payments` likewise. In
    `timezone` weekdays and hours of promotions are read.
    """

    code: str
    name: str
    currency: str
    country: str | None = None
    tax_included: bool | None = None
    locale: str | None = None
    locales: tuple[str, ...] = ()
    theme: str | None = None
    delivery: tuple[str, ...] | None = None
    payments: tuple[str, ...] | None = None
    active: bool = False
    kind: str = "web"
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class PromotionRules(Group):
    """`need_end`: a promotion is switched on only with an end, a limit of its uses or a budget.

    `take_back`: a return keeps back what promotions would not have given for that which stays.
    """

    KEY: ClassVar[str] = "promotions"
    need_end: bool = True
    take_back: bool = False
