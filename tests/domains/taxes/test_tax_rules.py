"""Which taxes apply where and when."""

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.ids import new_id
from app.domains.taxes.rules import overlap, table, to_close
from app.domains.taxes.standard_rates import EU, standard_rates
from app.domains.taxes.types import Rate

SHARED = Path(os.environ.get("GALLERIA_SHARED", Path(__file__).parents[3] / ".." / "shared"))
TODAY = date(2025, 6, 1)


def rate(country: str, rate_micro: int, tax_class: str = "standard", region: str = "", **facts: Any) -> Rate:
    return Rate(new_id(), country, region, tax_class, facts.pop("name", "VAT"), rate_micro, **facts)


def found(
    rates: list[Rate], country: str, *, region: str = "", home: str = "DE", tax_class: str = "standard"
) -> list[int]:
    taxes = table(rates, country=country, region=region, home=home, day=TODAY).of(tax_class)
    return [tax.rate_micro for tax in taxes]


DE, DE_REDUCED = rate("DE", 190_000), rate("DE", 70_000, "reduced")


def test_each_class_has_its_rate_and_others_are_standard() -> None:
    assert found([DE, DE_REDUCED], "DE") == [190_000]
    assert found([DE, DE_REDUCED], "DE", tax_class="reduced") == [70_000]
    assert found([DE, DE_REDUCED], "DE", tax_class="books") == [190_000]


def test_what_is_never_taxed_is_not() -> None:
    assert found([DE], "DE", tax_class="none") == []


def test_a_destination_with_rates_of_its_own_uses_them() -> None:
    assert found([DE, rate("AT", 200_000)], "AT") == [200_000]


def test_inside_the_union_a_destination_without_rates_is_taxed_as_at_home() -> None:
    assert found([DE], "AT") == [190_000]


@pytest.mark.parametrize(("country", "home"), [("CH", "DE"), ("US", "DE"), ("DE", "CH"), ("CA", "US")])
def test_any_other_destination_without_rates_is_an_export(country: str, home: str) -> None:
    assert found([rate(home, 190_000)], country, home=home) == []


def test_a_region_replaces_its_country_class_by_class() -> None:
    spain = [rate("ES", 210_000), rate("ES", 100_000, "reduced"), rate("ES", 0, region="CN")]
    assert found(spain, "ES") == [210_000]
    assert found(spain, "ES", region="CN") == [0]
    assert found(spain, "ES", region="CN", tax_class="reduced") == [100_000]
    assert found(spain, "ES", region="MD") == [210_000]


def test_taxes_of_different_names_add_up() -> None:
    quebec = [rate("CA", 50_000, region="QC", name="GST"), rate("CA", 99_750, region="QC", name="QST")]
    assert found([rate("CA", 50_000, name="GST"), *quebec], "CA", region="QC", home="CA") == [99_750, 50_000]


def test_a_rate_counts_from_its_first_to_its_last_day() -> None:
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    assert found([rate("DE", 190_000, valid_from=TODAY, valid_to=TODAY)], "DE") == [190_000]
    assert found([rate("DE", 190_000, valid_to=yesterday)], "DE") == []
    assert found([rate("DE", 190_000, valid_from=tomorrow)], "DE") == []
    assert found([rate("DE", 160_000, valid_to=yesterday), rate("DE", 190_000, valid_from=TODAY)], "DE") == [
        190_000
    ]


def test_one_tax_never_counts_twice() -> None:
    assert found([rate("DE", 160_000), rate("DE", 190_000, valid_from=TODAY)], "DE") == [190_000]


def test_a_new_period_closes_the_open_one_before_it() -> None:
    old = rate("DE", 160_000)
    new = rate("DE", 190_000, valid_from=TODAY)
    assert to_close([old], new) == old
    assert to_close([old], rate("DE", 190_000)) is None
    assert to_close([rate("DE", 1, valid_to=TODAY)], new) is None
    assert overlap(old, new)
    assert not overlap(rate("DE", 1, valid_to=TODAY - timedelta(days=1)), new)


def test_standard_rates_of_a_country_follow_one_another() -> None:
    assert [period.rate_micro for period in standard_rates("DE")] == [190_000]
    former, current = standard_rates("FI")
    assert (former.rate_micro, current.rate_micro) == (240_000, 255_000)
    assert current.valid_from is not None
    assert former.valid_to == current.valid_from - timedelta(days=1)
    assert standard_rates("US") == ()
    assert all(standard_rates(country) for country in EU)


def test_standard_rates_are_those_of_the_public_table() -> None:
    path = SHARED / "data/tax-address-currency/vat/eu_vat_rates_ibericode.json"
    if not path.exists():
        pytest.skip(f"no table of European rates at {path}")
    for country, periods in json.loads(path.read_text())["items"].items():
        newest = max(periods, key=lambda period: period["effective_from"])
        assert standard_rates(country)[-1].rate_micro == round(newest["rates"]["standard"] * 10_000), country
