"""What each kind of operation carries (docs/till.md). Unknown fields are ignored."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from app.core.i18n import gettext as _
from app.domains.pos.errors import BadOperation, WrongCurrency

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
SerialCode = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=1, max_length=80)
]
Quantity = Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=3)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Money(_Part):
    amount: Annotated[int, Field(strict=True, ge=-(2**53), le=2**53)]
    currency: str


class Payload(_Part):
    """Who did it, in which shift, in which currency; `offline` when the till had no network."""

    shift: UUID
    cashier: UUID
    currency: str
    offline: bool = False


class TaxShare(_Part):
    id: Words
    name: Words
    rate_micro: Annotated[int, Field(ge=0, le=1_000_000)]
    base: Money
    amount: Money


class DiscountShare(_Part):
    """What a promotion took off a line; `id` is the promotion's."""

    source: Annotated[str, StringConstraints(max_length=40)] = ""
    id: Annotated[str, StringConstraints(max_length=40)] = ""
    name: Words = ""
    amount: Money


class Override(_Part):
    """A price changed by hand, of a line (by its `id`) or of the whole basket: so many millionths or minor units off, or
    what one unit costs now. `approver` said yes; `approval` is what the shop gave the till for it.
    """

    id: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    line: Annotated[str, StringConstraints(max_length=40)] | None = None
    kind: Literal["percent", "amount", "price"]
    value: Annotated[int, Field(strict=True, gt=0, le=2**53)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    approver: UUID | None = None
    approval: Annotated[str, StringConstraints(max_length=2000)] = ""


class CardLoad(_Part):
    """What a gift card article does: it puts its price on the card with this `id`; without one a new card is made."""

    id: UUID | None = None


class SaleLine(_Part):
    id: Annotated[str, StringConstraints(max_length=300)] = ""
    sku: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    title: Words = ""
    quantity: Quantity
    unit_price: Money
    discount: Money
    tax: Money
    total: Money
    taxes: Annotated[list[TaxShare], Field(max_length=10)] = []
    discounts: Annotated[list[DiscountShare], Field(max_length=100)] = []
    inputs: Annotated[
        dict[str, Annotated[str, StringConstraints(max_length=1000)]], Field(max_length=20)
    ] = {}
    serials: Annotated[list[SerialCode], Field(max_length=1000)] = []
    gift: bool = False
    gift_card: CardLoad = CardLoad()


class Totals(_Part):
    subtotal: Money
    discount: Money
    tax: Money
    total: Money


class Tender(_Part):
    """`amount` counts towards the sale or goes back; `reference` is a slip's, never a card number.

    `hold`: under which the share of the gift card or the customer's credit was taken before the sale.
    """

    method: Literal["cash", "card_external", "gift_card", "store_credit"]
    amount: Money
    given: Money | None = None
    change: Money | None = None
    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)] = ""
    hold: UUID | None = None

    @field_validator("amount", "given", "change")
    @classmethod
    def _not_negative(cls, money: Money | None) -> Money | None:
        if money is not None and money.amount < 0:
            raise ValueError("amounts are 0 or more")
        return money


class RefundTender(Tender):
    """`original`: back through the gateway that was paid."""

    method: Literal["cash", "card_external", "original"]  # type: ignore[assignment]


class Captured(_Part):
    """Whose sale it is: `id` of one that was found, or what the customer said."""

    id: UUID | None = None
    name: Words = ""
    email: Words = ""
    phone: Words = ""


class Offered(_Part):
    """A promotion that lowered prices before the sale's discounts, and by how much in all."""

    id: UUID
    amount: Money


class Sale(Payload):
    receipt: Number
    prices_include_tax: bool
    lines: Annotated[list[SaleLine], Field(min_length=1, max_length=500)]
    totals: Totals
    rounding: Money | None = None
    tenders: Annotated[list[Tender], Field(min_length=1, max_length=20)]
    customer: Captured | None = None
    basket: Annotated[str, StringConstraints(max_length=40)] = ""
    overrides: Annotated[list[Override], Field(max_length=501)] = []
    coupons: Annotated[list[Annotated[str, StringConstraints(max_length=80)]], Field(max_length=10)] = []
    points: Annotated[int, Field(ge=0, le=2**31)] = 0
    offered: Annotated[list[Offered], Field(max_length=100)] = []


class SaleReference(_Part):
    """Any one of them names the sale."""

    operation: UUID | None = None
    order: Annotated[str, StringConstraints(max_length=60)] | None = None
    receipt: Annotated[str, StringConstraints(max_length=60)] | None = None


class RefundLine(_Part):
    line: Annotated[int, Field(ge=1)]
    quantity: Quantity
    amount: Money
    serials: Annotated[list[SerialCode], Field(max_length=1000)] = []


class Refund(Payload):
    receipt: Number
    sale: SaleReference
    lines: Annotated[list[RefundLine], Field(min_length=1, max_length=500)]
    total: Money
    withheld: Annotated[
        Money | None,
        Field(
            description="kept for a lost benefit, as the shop told; below 0: goes back after all. Null: shares are paid"
        ),
    ] = None
    rounding: Money | None = None
    tenders: Annotated[list[RefundTender], Field(max_length=20)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    restock: bool = True


class CashMove(Payload):
    amount: Money
    reason: Words = ""

    @field_validator("amount")
    @classmethod
    def _above_zero(cls, money: Money) -> Money:
        if money.amount <= 0:
            raise ValueError("an amount above 0 is needed")
        return money


class ShiftOpened(Payload):
    float_: Annotated[Money, Field(alias="float")]


class ShiftClosed(Payload):
    count: Money
    expected: Money | None = None
    last_seq: int | None = None


class Reprint(Payload):
    receipt: Number
    copy_: Annotated[int, Field(alias="copy", ge=1)] = 1


class OverrideDenied(Payload):
    """A price that stays as it was: the approver said no, or the PIN was not right."""

    approver: UUID
    outcome: Literal["refused", "wrong_pin"]
    title: Words = ""
    override: Override


KINDS: dict[str, type[Payload]] = {
    "sale": Sale,
    "refund": Refund,
    "void": Refund,
    "cash_in": CashMove,
    "cash_out": CashMove,
    "shift_opened": ShiftOpened,
    "shift_closed": ShiftClosed,
    "reprint": Reprint,
    "override_denied": OverrideDenied,
}


def read(kind: str, raw: dict[str, Any], *, currency: str) -> Payload:
    """A payload of a kind. Raises BadOperation, WrongCurrency."""
    if kind not in KINDS:
        raise BadOperation(_("This server does not know operations of kind %(kind)s", kind=kind))
    try:
        payload = KINDS[kind].model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise BadOperation(_("%(place)s: %(problem)s", place=place, problem=first["msg"])) from None
    if stranger := next((code for code in _currencies(payload) if code != currency), None):
        raise WrongCurrency(_("%(currency)s is not this shop's currency", currency=stranger))
    return payload


def _currencies(part: Any) -> set[str]:
    """Every currency that occurs in a payload."""
    own = {part.currency} if isinstance(part, Money | Payload) else set()
    if isinstance(part, BaseModel):
        return own.union(*(_currencies(getattr(part, name)) for name in type(part).model_fields))
    if isinstance(part, list):
        return own.union(*map(_currencies, part))
    return own
