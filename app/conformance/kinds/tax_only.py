"""`tax_only`: the tax inside single amounts."""

from decimal import Decimal
from typing import Any, Literal

from app.conformance.amounts import Number, major, minor, of_rate
from app.conformance.cases import Case, Words
from app.conformance.checkout import rules_now
from app.domains.pricing.engine import Context, Line, TaxRate, price


class Amount(Words):
    price: Number
    rate: Number


class Given(Words):
    items: list[Amount]
    prices_include_tax: Literal[True] = True
    currency: str = "USD"


def run(case: Case, number: int) -> dict[str, Any]:
    """Sell each at its price with tax inside."""
    del number
    given = Given.read(case.given)
    lines = [
        Line(
            str(place), "CASE", Decimal(1), minor(each.price, given.currency),
            (TaxRate("case", "case", of_rate(each.rate)),),
        )
        for place, each in enumerate(given.items)
    ]  # fmt: skip
    quote = price(Context(given.currency, True, tuple(lines), rules=rules_now()))
    return {"included_tax": [major(line.tax, given.currency) for line in quote.lines]}
