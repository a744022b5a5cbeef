"""Known facts, each asked of both engines."""

import json
from typing import Any

import pytest

from tests.domains.pricing.engines import ROOT, Engine, Json, ask_javascript, ask_python

VECTORS: dict[str, list[Json]] = json.loads((ROOT / "tests/vectors/pricing_basic.json").read_text())


@pytest.fixture(params=[ask_python, ask_javascript], ids=["python", "javascript"])
def engine(request: pytest.FixtureRequest) -> Engine:
    ask: Engine = request.param
    return ask


def test_splitting_an_amount(engine: Engine) -> None:
    rows = VECTORS["allocate"]
    asked = [{"ask": "allocate", "total": row["total"], "weights": row["weights"]} for row in rows]
    for row, answer in zip(rows, engine(asked), strict=True):
        parts = answer["answer"]
        if "parts" in row:
            assert parts == row["parts"], row["source"]
        else:
            assert sorted(parts) == row["parts_any_order"], row["source"]


def test_the_tax_inside_an_amount(engine: Engine) -> None:
    rows = VECTORS["tax_in_gross"]
    asked = [{"ask": "tax_in_gross", "gross": row["gross"], "rate_micro": row["rate_micro"]} for row in rows]
    assert [answer["answer"] for answer in engine(asked)] == [row["tax"] for row in rows]


def test_refunding_a_line_part_by_part(engine: Engine) -> None:
    for row in VECTORS["refunds"]:
        given_back, asked = 0, []
        for part in row["parts"]:
            refunded = f"{given_back / 1000:.3f}"
            asked.append({"ask": "refund", "line": row["line"], "quantity": part, "refunded": refunded})
            given_back += round(float(part) * 1000)
        answers = [answer["answer"] for answer in engine(asked)]
        assert [share["total"] for share in answers] == row["totals"], row["source"]
        assert [share["tax"] for share in answers] == row["taxes"], row["source"]
        assert sum(share["discount"] for share in answers) == row["line"]["discount"], row["source"]


def test_pricing_a_cart(engine: Engine) -> None:
    rows = VECTORS["carts"]
    answers = engine([{"ask": "price", "context": row["context"]} for row in rows])
    for row, answer in zip(rows, answers, strict=True):
        found = figures(row["context"], answer["answer"])
        for name, expected in row["expect"].items():
            assert compare(found[name], expected), f"{row['source']}: {name} is {found[name]}, not {expected}"


def compare(found: Any, expected: Any) -> bool:
    """Equal in every entry that the expectation names."""
    if isinstance(expected, dict):
        return all(key in found and compare(found[key], value) for key, value in expected.items())
    return bool((found["tax"] if isinstance(found, dict) else int(found)) == int(expected))


def figures(context: Json, quote: Json) -> Json:
    """The names that facts use, read off a quote."""
    lines, delivery = quote["lines"], quote["shipping"] or {"price": 0, "discount": 0, "tax": 0, "total": 0}
    asked = {line["key"]: line for line in context["lines"]}
    basis = context["prices_include_tax"]
    shares = [(asked[line["key"]].get("tax_included", basis), int(line["tax"])) for line in lines]
    shares.append(((context.get("shipping") or {}).get("tax_included", basis), int(delivery["tax"])))
    totals = {name: int(amount) for name, amount in quote["totals"].items()}
    return totals | {
        "net": totals["total"] - totals["tax"],
        "included_tax": sum(tax for included, tax in shares if included),
        "tax_added": sum(tax for included, tax in shares if not included),
        "item_tax": sum(int(line["tax"]) for line in lines),
        "items_total": sum(int(line["subtotal"]) - int(line["discount"]) for line in lines),
        "items_net": sum(int(line["total"]) - int(line["tax"]) for line in lines),
        "items_with_tax": sum(int(line["total"]) for line in lines),
        "shipping_tax": delivery["tax"],
        "shipping_net": delivery["total"] - delivery["tax"],
        "shipping_with_tax": delivery["total"],
        "line_tax": {line["key"]: line["tax"] for line in lines},
        "line_discounts": {line["key"]: line["discount"] for line in lines},
        "line_totals": {line["key"]: int(line["subtotal"]) - int(line["discount"]) for line in lines},
        "tax_summary": {
            str(row["rate_micro"]): {"base": row["base"], "tax": row["amount"]} for row in quote["taxes"]
        },
    }
