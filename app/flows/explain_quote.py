"""What of a quote people are told: each offer by name with its amount, each code with its answer, what was saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.core.ids import parse_id
from app.domains.pricing.engine import DiscountShare, Quote, Result, TraceEntry
from app.flows import free_gifts, offer_words


@dataclass(frozen=True, slots=True)
class Applied:
    """An offer and what it took off the lines and off the delivery; `code`: what opened it, empty: none."""

    id: str
    name: str
    amount: int
    delivery: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A code in use; `problem` says in words why it takes nothing off, empty: it does."""

    code: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The offers and codes of a quote. `former`: line key -> its subtotal before any offer; `saved` in minor units.

    `sold_out`: titles of free gifts that are not there any more.
    """

    offers: tuple[Applied, ...]
    codes: tuple[Entered, ...]
    former: dict[str, int]
    saved: int
    sold_out: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """The offers as a form carries them, so that it can be said later which of them went."""
        return ",".join(each.id for each in self.offers if each.id)


def told(quote: Quote) -> Told:
    """Read it off a quote."""
    codes = {entry.id: entry.name for entry in _of(quote, "coupon") if entry.result is Result.APPLIED}
    on_lines = _sums(share for line in quote.lines for share in line.discounts)
    on_delivery = _sums(quote.shipping.discounts if quote.shipping else ())
    offers = tuple(
        Applied(key[0], key[1], on_lines.get(key, 0), on_delivery.get(key, 0), codes.get(key[0], ""))
        for key in dict.fromkeys((*on_lines, *on_delivery))
    )
    former = {entry.line: entry.amount for entry in _of(quote, "price") if entry.line is not None}
    lowered = sum(former.get(line.key, line.subtotal) - line.subtotal for line in quote.lines)
    saved = lowered + quote.totals.discount + (quote.shipping.discount if quote.shipping else 0)
    out = tuple(entry.name for entry in _of(quote, free_gifts.STAGE))
    return Told(offers, tuple(_code(entry) for entry in _of(quote, "coupon")), former, saved, out)


def told_with(quote: Quote, hoped: Quote | None) -> Told:
    """The same of a basket whose delivery is not chosen: what `hoped`, with a delivery, says of it and of the codes."""
    known = told(quote)
    if hoped is None:
        return known
    more = told(hoped)
    free = tuple(replace(each, amount=0) for each in more.offers if each.delivery)
    return replace(
        known,
        offers=known.offers + free,
        codes=more.codes,
        saved=known.saved + sum(each.delivery for each in free),
    )


def lost(quote: Quote, seen: str) -> list[tuple[UUID, str]]:
    """Of the offers seen before those that apply no more: their id and why in words, empty where they are gone."""
    entries = {entry.id: entry for stage in ("promotion", "coupon") for entry in _of(quote, stage)}
    kept = {key for key, entry in entries.items() if entry.result is Result.APPLIED}
    before = [(each, parse_id(each)) for each in dict.fromkeys(seen.split(",")) if each not in kept]
    return [
        (known, offer_words.reason(entries[each].reason) if each in entries else "")
        for each, known in before
        if known is not None
    ]


def kept(quote: Quote) -> list[list[Any]]:
    """The trace as orders keep it: of promotions that took nothing off only those that a code stands for."""
    coded = {entry.id for entry in _of(quote, "coupon")}
    return [
        list(entry)
        for entry in quote.trace
        if entry.stage != "promotion" or entry.result is Result.APPLIED or entry.id in coded
    ]


def _of(quote: Quote, stage: str) -> Sequence[TraceEntry]:
    return [entry for entry in quote.trace if entry.stage == stage]


def _code(entry: TraceEntry) -> Entered:
    return Entered(entry.name, "" if entry.result is Result.APPLIED else offer_words.reason(entry.reason))


def _sums(shares: Iterable[DiscountShare]) -> dict[tuple[str, str], int]:
    """Amounts by promotion id and name, in the order in which they were taken."""
    sums: dict[tuple[str, str], int] = {}
    for share in shares:
        sums[share.id, share.name] = sums.get((share.id, share.name), 0) + share.amount
    return sums
