"""Tills and networks repeat themselves: many sends at once are still one sale."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from app.domains.orders.models import Order
from app.domains.pos.types import Verdict
from tests.factories import Make
from tests.support.till import TestTill, make_till

AT_ONCE = 5


def send_together(till: TestTill, sends: list[Any]) -> list[Verdict]:
    """Each send in a thread of its own, all starting at the same moment."""
    start = Barrier(len(sends))

    def go(operation: Any) -> Verdict:
        start.wait()
        return till.send(operation)[0]

    with ThreadPoolExecutor(len(sends)) as pool:
        return list(pool.map(go, sends))


@pytest.mark.req("POS-02", "POS-11")
def test_five_parallel_sends_of_one_sale_are_one_sale_and_five_equal_answers(make: Make, count: Any) -> None:
    till = make_till(make)
    till.open()
    make.product(sku="MUG", price=1190, stock=10, location=till.store)
    verdicts = send_together(till, [till.sale(("MUG", 1, 1190))] * AT_ONCE)
    assert len(set(verdicts)) == 1
    assert (verdicts[0].status, count(Order)) == ("accepted", 1)


def test_five_parallel_sends_of_one_refused_sale_get_five_equal_refusals(make: Make, count: Any) -> None:
    till = make_till(make)
    till.open()
    make.product(sku="MUG", price=1190, stock=0, location=till.store)
    verdicts = send_together(till, [till.sale(("MUG", 1, 1190))] * AT_ONCE)
    assert {(verdict.status, verdict.code) for verdict in verdicts} == {("refused", "inventory.out_of_stock")}
    assert count(Order) == 0


def test_the_last_one_is_sold_once_by_five_tills_at_once(make: Make, count: Any) -> None:
    till = make_till(make)
    till.open()
    make.product(sku="MUG", price=1190, stock=1, location=till.store)
    verdicts = send_together(till, [till.sale(("MUG", 1, 1190)) for _ in range(AT_ONCE)])
    assert sorted(verdict.status for verdict in verdicts) == ["accepted", *["refused"] * 4]
    assert count(Order) == 1
