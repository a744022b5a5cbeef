"""Other systems' facts on prices, and our readings of the format, replayed through the shop and through the till."""

from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal

import pytest

from app.config import REPOSITORY
from app.conformance import runner
from app.conformance.cases import Case, read
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.pricing import engine
from app.domains.pricing.engine.wire import quantity_to_json
from tests.domains.pricing.engines import ask_javascript, ask_python


@pytest.fixture
def scratch(tenant, sender):
    with tenant_scope(tenant), acting_as(system("conformance")):
        yield


@pytest.fixture
def told(monkeypatch):
    """What the engine was told in the test, as the till tells it."""
    contexts = []

    def price(context, *args):
        contexts.append({"ask": "price", "context": plain(context)})
        return reckon(context, *args)

    reckon = engine.price
    monkeypatch.setattr(engine, "price", price)
    return contexts


def plain(value):
    """Facts as JSON, defaults left out."""
    if is_dataclass(value):
        return {
            each.name: plain(getattr(value, each.name))
            for each in fields(value)
            if getattr(value, each.name) != each.default
        }
    if isinstance(value, Decimal):
        return quantity_to_json(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        return [plain(each) for each in (sorted(value) if isinstance(value, frozenset) else value)]
    return value


CASES = [
    case for name in ("cases", "own") for case in read(REPOSITORY / f"tests/vectors/pricing_{name}.json")
]


@pytest.mark.req("PRC-07", "PRC-08", "PRC-09")
@pytest.mark.parametrize("start", range(0, len(CASES), 36))
def test_every_case_holds_in_the_shop_and_at_the_till(scratch, told, start):
    lines = list(runner.run(CASES[start : start + 36]))

    assert [str(line) for line in lines if line.verdict != "PASS"] == []
    pairs = zip(told, ask_python(told), ask_javascript(told), strict=True)
    assert [(each["context"], server, till) for each, server, till in pairs if server != till] == []


ZEROES = {"minor_units": True, "amount": 7, "weights": [0, 0, 0]}
SMALL = [
    ("allocate", "zero_weights_split_equally", ZEROES, {"parts": [3, 2, 2], "must_sum_to": 7}),
    ("allocate", "largest_remainder", {"minor_units": True, "amount": 2, "weights": [5, 6, 5]}, {"parts": [1, 1, 0]}),
    ("allocate", "last_line_takes_rest", {"minor_units": True, "amount": -100, "weights": [1, 1, 1]},
     {"parts": [-33, -33, -34]}),
    ("allocate", "floor_then_leftover_cents_to_first_lines", {"minor_units": True, "amount": 101, "weights": [0, 9, 1]},
     {"parts": [0, 91, 10]}),
    ("allocate", None, {"amount": "1000", "weights": ["999.5", "0.5"], "currency": "JPY"}, {"parts": ["999", "1"]}),
    ("allocate", None, {"discount": {"type": "percent", "value": "10"}, "weights": ["1", "2"]}, {"parts": ["0.1", "0.2"]}),
    ("allocate", None, {"amount": "9", "weights": ["1", "2"], "cap": "each part at its weight"}, {"parts": ["1", "2"]}),
    ("calculator", None, {"calculator": "flexi_rate", "first": "2", "additional": "1", "max_items": 3, "qty": 9},
     {"amount": "4"}),
    ("calculator", None, {"calculator": "tiered_flat", "base": "10", "tiers": {"100": "15"}, "amount": "5"},
     {"discount": "10"}),
    ("calculator", None, {"calculator": "tiered_percent", "base_percent": "10", "tiers": {"500": "12.5"},
                          "order_total": "500", "line_amount": "101", "order_currency": "JPY"}, {"discount": "13"}),
    ("calculator", None, {"calculator": "tiered_percent", "base_percent": "10", "tiers": {}, "order_total": "9",
                          "line_amount": "9", "promotion_currency": "CAD", "order_currency": "EUR"}, {"discount": "0"}),
    ("calculator", None, {"calculator": "tiered_percent_by_qty", "base_percent": "10", "tiers": {"3": "20"},
                          "eligible_qty": 2, "line_amount": "0.95"}, {"discount": "0.1"}),
    ("tax_only", None, {"items": [{"price": "-1.19", "rate": "0.19"}, {"price": "5", "rate": "0"}],
                        "prices_include_tax": True}, {"included_tax": ["-0.19", "0"]}),
]  # fmt: skip
"""1000 JPY over 999.5 and 0.5: a yen is whole, so the weights are 1000 and 1. 13 = 12.5 % of 101 = 12.625."""


def case(kind, policy, given, expect):
    row = {
        "id": "X",
        "kind": kind,
        "portability": "policy" if policy else "universal",
        "given": given,
        "expect": expect,
    }
    return Case.of(row | ({"policy": policy.split()} if policy else {}))


def test_amounts_are_shared_and_chosen_as_the_conventions_say(scratch):
    lines = list(runner.run([case(*each) for each in SMALL]))

    assert [f"{line} {each}" for line, each in zip(lines, SMALL, strict=True) if line.verdict != "PASS"] == []
