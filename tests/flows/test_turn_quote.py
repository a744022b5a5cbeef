"""A quote read in the other tax mode: the same to pay, the same taxes, and parts that sum to it."""

from hypothesis import given, settings

from app.domains.pricing.engine import Context, price
from app.flows.turn_quote import turned
from tests.domains.pricing.test_engine import contexts


@settings(max_examples=60, deadline=None)
@given(contexts())
def test_parts_sum_to_what_is_paid_in_either_mode(context: Context) -> None:
    quote = price(context)
    for included in (True, False):
        told = turned(quote, included)
        sent = [told.shipping] if told.shipping else []
        on_top = [0 if included else line.tax for line in (*told.lines, *sent)]
        sums = [line.subtotal - line.discount for line in told.lines] + [
            each.price - each.discount for each in sent
        ]
        totals = [line.total for line in (*told.lines, *sent)]
        if told.prices_include_tax is quote.prices_include_tax:
            assert told == quote
            continue
        assert [amount + tax for amount, tax in zip(sums, on_top, strict=True)] == totals
        assert sum(totals) == told.totals.total == quote.totals.total
        assert told.taxes == quote.taxes
        assert told.totals.subtotal - told.totals.discount + told.totals.shipping == sum(sums)
        for line in told.lines:
            assert sum(share.amount for share in line.discounts) == line.discount
