"""The conventions that shops differ in: where is rounded, and how a discount is shared. One setting each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.money import RATE_ONE, mul_rate


class TaxRounding(StrEnum):
    """What a tax is rounded on, half up: each line, each unit, or the sum of a rate over the whole order."""

    LINE = "line"
    UNIT = "unit"
    ORDER = "order"


class PercentRounding(StrEnum):
    """What of a percentage is rounded half up: the discount, or the price that is left; or the discount is cut.

    With DOWN the percentage is taken of all lines together that it means, then shared.
    """

    DISCOUNT = "discount"
    PRICE = "price"
    DOWN = "down"


def percent_of(amount: int, micro: int, rounding: PercentRounding) -> int:
    """A percentage (millionths, at most all) of an amount."""
    micro = min(micro, RATE_ONE)
    if rounding is PercentRounding.DOWN:
        return amount * micro // RATE_ONE
    if rounding is PercentRounding.PRICE:
        return amount - mul_rate(amount, RATE_ONE - micro)
    return mul_rate(amount, micro)


class Sharing(StrEnum):
    """Who gets the odd units of a shared discount.

    The largest remainders, of equal ones the dearer line or the first as they stand; the last line takes what is left
    of half up shares; or the first lines, one each.
    """

    LARGEST_REMAINDER = "largest_remainder"
    LARGEST_FIRST = "largest_first"
    LAST = "last"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a shop reckons. The defaults are what most engines do.

    - `tax_before_discount`: tax is owed on the price before discounts.
    - `stacked_rates_as_one`: several rates of a line are added, rounded once and split.
    - `weigh_gross`: an order discount is shared by amounts with tax, also where prices exclude it.
    - `pass_on`: what a line cannot take because of its lowest price goes to the others.
    - `items_first`: promotions of single lines come before those of the order, whatever their place in the list.
    - `add_percents`: the percentages of one promotion's actions are each of the list price.
    - `from_compare_at`: catalogue promotions start from the former, higher price.
    - `fill_in_cart_order`: groups are filled as the lines stand, not with the dearest units first.
    - `manual_covers_shipping`, `manual_suspends_coupons`: what a discount typed by staff for the order does.
    """

    tax_rounding: TaxRounding = TaxRounding.LINE
    tax_before_discount: bool = False
    stacked_rates_as_one: bool = False
    percent_rounding: PercentRounding = PercentRounding.DISCOUNT
    sharing: Sharing = Sharing.LARGEST_REMAINDER
    weigh_gross: bool = False
    pass_on: bool = False
    items_first: bool = False
    add_percents: bool = False
    from_compare_at: bool = False
    fill_in_cart_order: bool = False
    manual_covers_shipping: bool = False
    manual_suspends_coupons: bool = False


DEFAULT: Final = Rules()
