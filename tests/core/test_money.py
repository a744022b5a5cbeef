"""Money: what rounds, splits, reads and prints amounts."""

import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import (
    LARGEST_AMOUNT,
    BadAmount,
    Money,
    allocate,
    format_money,
    milli,
    minor_digits,
    mul_rate,
    parse_money,
    round_div,
    tax_in_gross,
    tax_of_net,
    times,
)

SHARED = Path(os.environ.get("GALLERIA_SHARED", Path(__file__).parents[2] / ".." / "shared"))
amounts = st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT)
weights = st.lists(st.integers(0, 10**12), min_size=1, max_size=30)


def test_money_is_an_amount_and_a_known_kind_of_currency() -> None:
    assert Money(1250, "EUR") == Money(1250, "EUR")
    with pytest.raises(ValueError, match="not a currency code"):
        Money(1250, "eur")


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XYZ", 2)])
def test_minor_digits(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize("code", ["", "EU", "EURO", "eur", "E1R", "ÄÖÜ"])
def test_what_is_no_currency_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="not a currency code"):
        minor_digits(code)


def test_minor_digits_are_those_of_iso_4217() -> None:
    table = SHARED / "data/tax-address-currency/currency/iso4217_table_a1.xml"
    if not table.exists():
        pytest.skip(f"no ISO 4217 table at {table}")
    rows = re.findall(r"<Ccy>(\w+)</Ccy>\s*<CcyNbr>\d+</CcyNbr>\s*<CcyMnrUnts>(\d)<", table.read_text())
    assert len(rows) > 200
    assert {code: minor_digits(code) for code, _ in rows} == {code: int(digits) for code, digits in rows}


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12.50", "EUR", 1250),
        ("12,50", "EUR", 1250),
        (" 12.5 ", "EUR", 1250),
        ("12", "EUR", 1200),
        (".5", "EUR", 50),
        ("-3", "EUR", -300),
        ("−3,20", "EUR", -320),  # noqa: RUF001 a typographic minus, as spreadsheets write it
        ("+3", "EUR", 300),
        ("1,234.50", "EUR", 123450),
        ("1.234,50", "EUR", 123450),
        ("1 234,50", "EUR", 123450),
        ("1\u00a0234,50", "EUR", 123450),
        ("1\u202f234,50", "EUR", 123450),
        ("1'234.50", "CHF", 123450),
        ("1’234.50", "CHF", 123450),  # noqa: RUF001 the Swiss separator
        ("1.234.567", "EUR", 123456700),
        ("1,234,567.89", "EUR", 123456789),
        ("45.0000", "USD", 4500),
        ("1234", "JPY", 1234),
        ("12.00", "JPY", 12),
        ("1.234", "KWD", 1234),
        ("0.125", "KWD", 125),
        ("92233720368547758.07", "EUR", LARGEST_AMOUNT),
    ],
)
def test_reading_an_amount(text: str, currency: str, amount: int) -> None:
    assert parse_money(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "why"),
    [
        ("1,234", "EUR", "thousands or decimals"),
        ("1.234", "EUR", "thousands or decimals"),
        ("12.000", "EUR", "thousands or decimals"),
        ("1,234", "JPY", "thousands or decimals"),
        ("1,234", "KWD", "thousands or decimals"),
        ("0.125", "EUR", "more decimals"),
        ("12.50", "JPY", "more decimals"),
        ("12345.678", "EUR", "more decimals"),
        ("92233720368547758.08", "EUR", "too large"),
        ("9" * 39, "EUR", "too large"),
        ("9" * 5000, "EUR", "not an amount"),
        ("", "EUR", "not an amount"),
        ("-", "EUR", "not an amount"),
        ("5.", "EUR", "not an amount"),
        ("1..2", "EUR", "not an amount"),
        ("1.2.3", "EUR", "not an amount"),
        ("1,23,4.00", "EUR", "not an amount"),
        ("1.234,567.89", "EUR", "not an amount"),
        ("1 2", "EUR", "not an amount"),
        ("12 EUR", "EUR", "not an amount"),
        ("€12", "EUR", "not an amount"),
        ("1e3", "EUR", "not an amount"),
        ("NaN", "EUR", "not an amount"),
        ("٣", "EUR", "not an amount"),
        ("--3", "EUR", "not an amount"),
    ],
)
def test_what_is_no_amount_or_could_be_two_is_refused(text: str, currency: str, why: str) -> None:
    with pytest.raises(BadAmount, match=why):
        parse_money(text, currency)


@given(st.text(alphabet="0123456789.,' +-€", max_size=12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_reading_any_text_answers_an_amount_or_refuses(text: str, currency: str) -> None:
    try:
        amount = parse_money(text, currency)
    except BadAmount:
        return
    assert abs(amount) <= LARGEST_AMOUNT


@given(amounts, st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_a_plain_decimal_is_read_back_as_written(amount: int, currency: str) -> None:
    digits = minor_digits(currency)
    if digits == 3 and abs(amount) < 10**6:
        amount *= 10**6  # "1.234" dinar with a comma is refused on purpose
    text = f"{Decimal(amount).scaleb(-digits):f}"
    assert parse_money(text, currency) == amount
    assert parse_money(text.replace(".", ","), currency) == amount


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [
        (123456, "EUR", "de", "1.234,56 €"),
        (123456, "EUR", "en", "€1,234.56"),
        (-123456, "USD", "en-US", "-$1,234.56"),
        (123456, "CHF", "de_CH", "CHF 1’234.56"),  # noqa: RUF001 the Swiss separator
        (500, "JPY", "en", "¥500"),
        (1234, "KWD", "en", "KWD 1.234"),
        (5, "HUF", "en", "HUF 0.05"),
        (LARGEST_AMOUNT, "EUR", "en", "€92,233,720,368,547,758.07"),
    ],
)
def test_amounts_as_people_write_them(amount: int, currency: str, locale: str, text: str) -> None:
    assert format_money(amount, currency, locale).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "result"),
    [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (-4, 10, 0), (15, 10, 2), (25, 10, 3), (-25, 10, -3), (0, 7, 0)],
)
def test_rounding_is_half_up_away_from_zero(numerator: int, denominator: int, result: int) -> None:
    assert round_div(numerator, denominator) == result


@given(amounts, st.integers(1, 10**12))
def test_rounding_is_never_off_by_more_than_a_half(numerator: int, denominator: int) -> None:
    assert 2 * abs(round_div(numerator, denominator) * denominator - numerator) <= denominator


def test_rates_are_millionths() -> None:
    assert mul_rate(1999, 190_000) == 380
    assert mul_rate(-1999, 190_000) == -380
    assert tax_of_net(1000, 82_500) == 83
    assert tax_in_gross(11900, 190_000) == 1900
    assert tax_in_gross(104_00, 210_000) == 1805


@given(amounts, st.integers(0, 1_000_000))
def test_the_tax_in_a_gross_amount_is_the_tax_on_its_net(gross: int, rate: int) -> None:
    tax = tax_in_gross(gross, rate)
    assert abs(tax_of_net(gross - tax, rate) - tax) <= 1


def test_a_quantity_has_up_to_three_decimals() -> None:
    assert times(999, Decimal("0.375")) == 375
    assert times(-999, Decimal("0.375")) == -375
    assert milli(Decimal("2.5000")) == 2500
    for text in ("0.3751", "NaN", "Infinity", "1E+30", "100000000000"):
        with pytest.raises(ValueError, match="quantity"):
            times(999, Decimal(text))


@given(st.integers(-(10**15), 10**15), weights)
def test_parts_sum_to_the_whole_and_are_each_within_one_of_their_share(total: int, given: list[int]) -> None:
    if not sum(given):
        given = [*given, 1]
    parts = allocate(total, given)
    assert sum(parts) == total
    assert all(
        abs(part * sum(given) - total * weight) < sum(given)
        for part, weight in zip(parts, given, strict=True)
    )
    assert all(part == 0 for part, weight in zip(parts, given, strict=True) if weight == 0)
    assert allocate(-total, given) == [-part for part in parts]


@given(weights)
def test_no_part_exceeds_its_weight_when_the_whole_does_not(given: list[int]) -> None:
    for total in (0, sum(given) // 3, sum(given)):
        assert all(part <= weight for part, weight in zip(allocate(total, given), given, strict=True))


def test_equal_remainders_go_to_the_earlier_part() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]
    assert allocate(1, [0, 5, 5]) == [0, 1, 0]


def test_nothing_is_spread_over_nothing() -> None:
    assert allocate(0, [0, 0]) == [0, 0]
    assert allocate(0, []) == []
    with pytest.raises(ValueError, match="nothing to spread"):
        allocate(5, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        allocate(5, [2, -1])
