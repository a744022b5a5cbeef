"""What a border costs: on what, from which value on, and who bears odd cents."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domains.pricing.engine import (
    Collect,
    Context,
    Discount,
    DiscountKind,
    DutyRate,
    Line,
    Quote,
    Shipping,
    TaxRate,
    price,
    refund_share,
)

pytestmark = pytest.mark.req("WEB-18")
RATE = DutyRate(65_000, 81_000)
VAT = TaxRate("v", "VAT", 190_000)


def _quote(*lines: Line, duties: Collect = Collect.CHECKOUT, shipping: int = 0, **more: object) -> Quote:
    sent = Shipping("standard", shipping) if shipping else None
    return price(Context("EUR", True, lines, sent, duties=duties, **more))  # type: ignore[arg-type]


def _line(key: str, amount: int, rate: DutyRate | None = RATE, quantity: int = 1, **more: object) -> Line:
    return Line(key, key, Decimal(quantity), amount, duty=rate, **more)  # type: ignore[arg-type]


def test_duty_is_taken_of_the_value_and_import_tax_of_value_and_duty() -> None:
    quote = _quote(_line("a", 10_000))
    assert quote.imports == ("checkout", 650, 863)  # 6.5 % of 100.00, 8.1 % of 106.50
    assert (quote.totals.duties, quote.totals.total) == (1513, 11_513)


def test_due_on_delivery_it_stands_beside_the_total() -> None:
    quote = _quote(_line("a", 10_000), duties=Collect.DELIVERY)
    assert quote.imports == ("delivery", 650, 863)
    assert (quote.totals.duties, quote.totals.total, quote.lines[0].duties) == (0, 10_000, 0)


def test_parts_sum_to_the_total_and_come_back_to_the_cent() -> None:
    quote = _quote(_line("a", 333, quantity=3), _line("b", 777), _line("c", 1), shipping=490)
    assert sum(line.total for line in quote.lines) + 490 == quote.totals.total
    assert sum(line.duties for line in quote.lines) == quote.totals.duties == quote.imports.total  # type: ignore[union-attr]
    first = quote.lines[0]
    back = [refund_share(first, Decimal(1), refunded=Decimal(done)).total for done in range(3)]
    assert sum(back) == first.total


def test_a_low_value_is_free_and_the_discounted_value_counts() -> None:
    rate = replace(RATE, duty_free=10_000, tax_free=500)
    assert _quote(_line("a", 10_000, rate)).imports == ("checkout", 0, 810)
    assert _quote(_line("a", 10_001, rate)).imports == ("checkout", 650, 863)
    off = Discount(DiscountKind.AMOUNT, 1, "one cent")
    assert _quote(_line("a", 10_001, rate), discounts=(off,)).imports == ("checkout", 0, 810)


def test_what_is_free_is_judged_by_all_that_is_sent() -> None:
    rate = replace(RATE, duty_free=10_000, tax_micro=0)
    assert _quote(_line("a", 6_000, rate), _line("b", 6_000, None)).totals.duties == 0
    assert _quote(_line("a", 6_000, rate), _line("b", 6_000, DutyRate(0))).totals.duties == 390


def test_delivery_counts_where_the_destination_says_so() -> None:
    assert _quote(_line("a", 10_000, DutyRate(100_000)), shipping=1000).totals.duties == 1000
    assert (
        _quote(_line("a", 10_000, DutyRate(100_000, with_delivery=True)), shipping=1000).totals.duties == 1100
    )


def test_goods_taxed_at_the_sale_are_not_taxed_again_at_the_border() -> None:
    quote = _quote(_line("a", 11_900, taxes=(VAT,)))
    assert quote.imports == ("checkout", 650, 0)  # the duty of 100.00 without tax


def test_nothing_is_asked_where_no_border_is_crossed() -> None:
    quote = _quote(_line("a", 10_000), duties=Collect.NO)
    assert (quote.imports, quote.totals.duties, quote.totals.total) == (None, 0, 10_000)
