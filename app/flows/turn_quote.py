"""A quote as somebody reads it who sees prices in the other tax mode. What is paid, and each tax, stay as they are."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.core.money import RATE_ONE, allocate, round_div
from app.domains.pricing.engine import DiscountShare, Quote
from app.domains.pricing.engine.quote import QuotedLine, QuotedShipping, TaxShare

Turn = Callable[[int], int]


def turned(quote: Quote, included: bool) -> Quote:
    """The quote with tax inside its prices, or on top of them; parts sum to the same total."""
    if quote.prices_include_tax is included:
        return quote
    turns = {line.key: _turn(line.subtotal - line.discount, line, included) for line in quote.lines}
    lines = tuple(_line(line, turns[line.key], included) for line in quote.lines)
    sent = _sent(quote.shipping, included) if quote.shipping else None
    totals = replace(
        quote.totals, subtotal=sum(line.subtotal for line in lines), discount=sum(line.discount for line in lines),
        shipping=sent.price - sent.discount if sent else 0,
    )  # fmt: skip
    trace = tuple(
        entry._replace(amount=turns[entry.line](entry.amount))
        if entry.stage == "price" and entry.line in turns
        else entry
        for entry in quote.trace
    )
    return replace(quote, prices_include_tax=included, lines=lines, shipping=sent, totals=totals, trace=trace)


def _turn(before: int, of: QuotedLine | QuotedShipping, included: bool) -> Turn:
    """How amounts of a line are turned: as its own sum is, or by its rates where nothing is left of it."""
    after = _after(of, included)
    if before > 0:
        return lambda amount: round_div(amount * after, before)
    rate = RATE_ONE + _rate(of.taxes)
    return lambda amount: round_div(amount * (rate if included else RATE_ONE), RATE_ONE if included else rate)


def _after(of: QuotedLine | QuotedShipping, included: bool) -> int:
    """What is left of it after discounts, without what is collected for the border."""
    paid = of.total - of.duties if isinstance(of, QuotedLine) else of.total
    return paid if included else paid - of.tax


def _rate(taxes: Sequence[TaxShare]) -> int:
    return sum(tax.rate_micro for tax in taxes)


def _line(line: QuotedLine, turn: Turn, included: bool) -> QuotedLine:
    discount = turn(line.discount)
    return replace(
        line, unit_price=turn(line.unit_price), discount=discount, discounts=_shares(line.discounts, discount),
        subtotal=_after(line, included) + discount,
    )  # fmt: skip


def _sent(sent: QuotedShipping, included: bool) -> QuotedShipping:
    discount = _turn(sent.price - sent.discount, sent, included)(sent.discount)
    return replace(
        sent, discount=discount, discounts=_shares(sent.discounts, discount),
        price=_after(sent, included) + discount,
    )  # fmt: skip


def _shares(shares: Sequence[DiscountShare], total: int) -> tuple[DiscountShare, ...]:
    parts = allocate(total, [share.amount for share in shares]) if shares else []
    return tuple(share._replace(amount=part) for share, part in zip(shares, parts, strict=True))
