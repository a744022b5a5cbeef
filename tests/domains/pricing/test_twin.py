"""The till's JavaScript prices every basket as the server does."""

import json
from random import Random

from tests.domains.pricing.engines import Json, ask_javascript, ask_python, random_basket, with_duties
from tests.domains.pricing.offered import with_offers

BASKETS = 2000
EVERY_REASON = 24
BASKET: Json = {
    "currency": "EUR",
    "prices_include_tax": True,
    "lines": [{"key": "a", "sku": "A", "quantity": "1", "unit_price": 100}],
}
TAX: Json = {"id": "t", "name": "t", "rate_micro": 190_000}
MALFORMED: list[object] = [
    None,
    [],
    {},
    BASKET | {"currency": "eur"},
    BASKET | {"currency": None},
    BASKET | {"prices_include_tax": "yes"},
    BASKET | {"coupons": ["TEN"]},
    BASKET | {"lines": None},
    BASKET | {"lines": "abc"},
    BASKET | {"lines": [BASKET["lines"][0], BASKET["lines"][0]]},
    BASKET | {"shipping": {"name": "standard", "price": -1}},
    BASKET | {"shipping": {"name": "standard"}},
    BASKET | {"at": "yesterday"},
    BASKET | {"destination": {"region": "BY"}},
    BASKET | {"discounts": [{"kind": "gift", "value": 1, "reason": "x"}]},
    *(
        BASKET | {"lines": [BASKET["lines"][0] | change]}
        for change in (
            {"quantity": 0},
            {"quantity": "-1"},
            {"quantity": "1.2345"},
            {"quantity": "1e3"},
            {"quantity": ""},
            {"quantity": None},
            {"quantity": True},
            {"quantity": "100000000000000"},
            {"unit_price": 19.99},
            {"unit_price": "19.99"},
            {"unit_price": None},
            {"unit_price": True},
            {"unit_price": 2**53},
            {"taxes": [TAX | {"rate_micro": -1}]},
            {"taxes": [{"id": "t", "name": "t"}]},
            {"taxes": {}},
            {"discountable": 1},
            {"tax_included": "no"},
            {"sku": 7},
            {"colour": "red"},
            {"duty": {"duty_micro": -1}},
            {"duty": {}},
        )
    ),
]


def test_random_baskets_cost_the_same() -> None:
    random = Random(20250601)
    questions = [{"ask": "price", "context": random_basket(random)} for _ in range(BASKETS)]
    for question, ours, theirs in zip(
        questions, ask_python(questions), ask_javascript(questions), strict=True
    ):
        assert "answer" in ours, f"{ours} for {json.dumps(question)}"
        assert ours == theirs, f"the twins differ on {json.dumps(question)}"


def test_random_baskets_with_offers_cost_the_same_for_the_same_reasons() -> None:
    random = Random(20250603)
    contexts = [with_offers(random, random_basket(random)) for _ in range(BASKETS)]
    questions = [{"ask": "price", "context": context} for context in contexts]
    seen = set()
    for question, ours, theirs in zip(
        questions, ask_python(questions), ask_javascript(questions), strict=True
    ):
        assert "answer" in ours, f"{ours} for {json.dumps(question)}"
        assert ours == theirs, f"the twins differ on {json.dumps(question)}"
        seen |= {row["reason"] for row in ours["answer"]["trace"] if row["stage"] in ("promotion", "coupon")}
    assert len(seen) >= EVERY_REASON, sorted(seen)


def test_random_baskets_cost_the_same_at_a_border() -> None:
    random = Random(20251122)
    contexts = [with_duties(random, random_basket(random)) for _ in range(BASKETS // 2)]
    questions = [{"ask": "price", "context": context} for context in contexts]
    collected = 0
    for question, ours, theirs in zip(
        questions, ask_python(questions), ask_javascript(questions), strict=True
    ):
        assert "answer" in ours, f"{ours} for {json.dumps(question)}"
        assert ours == theirs, f"the twins differ on {json.dumps(question)}"
        totals = ours["answer"]["totals"]
        collected += int(totals["duties"]) > 0
    assert collected > BASKETS // 10


def test_random_refunds_pay_the_same() -> None:
    random = Random(20250602)
    questions = []
    for _ in range(2000):
        whole = random.randint(1, 5000)
        before, after = sorted((random.randint(0, whole), random.randint(0, whole)))
        total = random.randint(-1000, 100_000)
        line = {
            "quantity": f"{whole / 1000:.3f}",
            "discount": random.randint(0, 5000),
            "tax": total * random.choice((0, 7, 19, 27)) // 127,
            "total": total,
        }
        quantity, refunded = f"{(after - before) / 1000:.3f}", f"{before / 1000:.3f}"
        questions.append({"ask": "refund", "line": line, "quantity": quantity, "refunded": refunded})
    for question, ours, theirs in zip(
        questions, ask_python(questions), ask_javascript(questions), strict=True
    ):
        assert ours.get("answer") == theirs.get("answer"), f"the twins differ on {json.dumps(question)}"


def test_both_refuse_what_contradicts_itself() -> None:
    questions = [{"ask": "price", "context": context} for context in [BASKET, *MALFORMED]]
    for ask in (ask_python, ask_javascript):
        good, *bad = ask(questions)
        assert "answer" in good
        for context, answer in zip(MALFORMED, bad, strict=True):
            assert "refused" in answer, f"{ask.__name__} priced {context}"
