"""The two pricing engines behind one question-and-answer form, and random baskets to ask them about."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.core.money import allocate, tax_in_gross
from app.domains.pricing.engine import price, refund_share
from app.domains.pricing.engine.wire import context_from_json, quantity_to_json, quote_to_json

Json = dict[str, Any]
Engine = Callable[[Sequence[Json]], list[Json]]
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class SoldLine:
    """A line as an order stores it."""

    quantity: Decimal
    discount: int
    tax: int
    total: int


def _refund(line: Json, quantity: str, refunded: str) -> Json:
    sold = SoldLine(Decimal(line["quantity"]), line["discount"], line["tax"], line["total"])
    share = refund_share(sold, Decimal(quantity), refunded=Decimal(refunded))
    figures = {"discount": share.discount, "tax": share.tax, "total": share.total}
    return {"quantity": quantity_to_json(share.quantity), **figures}


ANSWERS: dict[str, Callable[..., Any]] = {
    "price": lambda context: quote_to_json(price(context_from_json(context))),
    "refund": _refund,
    "allocate": allocate,
    "tax_in_gross": tax_in_gross,
}


def ask_python(questions: Sequence[Json]) -> list[Json]:
    """Ask the server's engine."""
    answers: list[Json] = []
    for question in questions:
        facts = dict(question)
        try:
            answers.append({"answer": ANSWERS[facts.pop("ask")](**facts)})
        except ValueError as error:
            answers.append({"refused": str(error)})
    return answers


def ask_javascript(questions: Sequence[Json]) -> list[Json]:
    """Ask the till's engine, all questions in one run of Node; skips where there is none."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so the till's pricing was not compared with the server's")
    asked = "".join(json.dumps(question) + "\n" for question in questions)
    command = [node, str(ROOT / "tests/js/pricing_runner.mjs")]
    run = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


RATES = (0, 19_000, 40_000, 48_750, 50_000, 70_000, 82_500, 190_000, 210_000, 255_000, 270_000)


def random_basket(random: Random) -> Json:
    """A context as JSON: mostly ordinary, now and then with everything odd that is allowed."""
    if random.random() < 0.2:
        return _basket_of_equals(random)
    lines = [_line(random, f"l{index}") for index in range(random.choice((0, 1, 1, 2, 3, 5, 8, 13)))]
    context: Json = {
        "currency": random.choice(("EUR", "EUR", "USD", "JPY", "KWD")),
        "prices_include_tax": random.random() < 0.5,
        "lines": lines,
        "discounts": [_discount(random, lines) for _ in range(random.choice((0, 0, 1, 1, 2, 4)))],
    }
    if random.random() < 0.6:
        context["shipping"] = {"name": "standard", "price": random.randint(0, 5000), "taxes": _taxes(random)}
    if random.random() < 0.1:
        context["exempt"] = "reverse charge"
    return context


def _basket_of_equals(random: Random) -> Json:
    """Round prices and a few cents off: shares whose remainders are equal, so that the ranking decides."""
    lines = [_line(random, f"l{index}") for index in range(random.randint(2, 6))]
    taxes = (_taxes(random), _taxes(random))
    for line in lines:
        line |= {"quantity": 1, "unit_price": random.choice((1, 3, 100, 300)), "taxes": random.choice(taxes)}
        line |= {"tax_included": random.choice((None, None, True, False)), "discountable": True}
    cents = {"kind": "amount", "value": random.randint(1, 5), "reason": "cents", "line": None}
    included = random.random() < 0.5
    return {"currency": "EUR", "prices_include_tax": included, "lines": lines, "discounts": [cents]}


def _line(random: Random, key: str) -> Json:
    weight = f"{random.randint(1, 9999) / 1000:.3f}"
    line: Json = {
        "key": key,
        "sku": f"SKU-{random.randint(1, 20)}",
        "quantity": random.choice((1, 1, "2", str(random.randint(1, 500)), weight)),
        "unit_price": random.choice((random.randint(0, 99), random.randint(100, 99_999), 999, 1999)),
        "taxes": _taxes(random),
    }
    if random.random() < 0.1:
        line["tax_included"] = random.choice((True, False, None))
    if random.random() < 0.1:
        line["discountable"] = False
    if random.random() < 0.05:
        line["unit_price"] = random.choice((-random.randint(1, 5000), str(random.randint(2**53, 2**62))))
    return line


def _taxes(random: Random) -> list[Json]:
    rates = random.sample(RATES, random.choice((0, 1, 1, 1, 1, 1, 2, 3)))
    return [{"id": f"r{rate}", "name": f"{rate / 10_000} %", "rate_micro": rate} for rate in rates]


def _discount(random: Random, lines: Sequence[Json]) -> Json:
    keys = [None, None, *(line["key"] for line in lines), "gone"]
    kind = random.choice(("percent", "percent", "amount", "price"))
    value = random.randint(-10_000, 1_100_000) if kind == "percent" else random.randint(-10, 20_000)
    name = {"id": f"o{random.randint(1, 9)}"} if random.random() < 0.5 else {}
    return {
        "kind": kind,
        "value": value,
        "reason": f"d{random.randint(1, 9)}",
        "line": random.choice(keys),
        **name,
    }


def with_duties(random: Random, context: Json) -> Json:
    """The same on its way over a border, with a few rates among its lines."""
    rates = [
        {
            "duty_micro": random.choice((0, 25_000, 65_000, 120_000)), "tax_micro": random.choice((0, 81_000, 200_000)),
            "duty_free": random.choice((0, 15_000, 100_000)), "tax_free": random.choice((0, 500, 100_000)),
            "with_delivery": random.random() < 0.5,
        }
        for _ in range(2)
    ]  # fmt: skip
    lines = [line | {"duty": random.choice((*rates, None))} for line in context["lines"]]
    return context | {"lines": lines, "duties": random.choice(("checkout", "checkout", "delivery"))}
