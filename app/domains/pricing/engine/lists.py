"""Which price list gives one thing its price, and why: pure, integers only.

`resolve(base, lists, entries, wish, rules)` looks at every list, drops those that do not hold for the wish, takes of
each the entry that fits best, and lets them compete. README.md beside this file tells the order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from app.core.money import mul_rate
from app.domains.pricing.engine.price_lists import (
    STRENGTH,
    UNRANKED,
    Base,
    Choice,
    Considered,
    Depth,
    Entry,
    Kind,
    PriceList,
    Resolution,
    Rules,
    Wish,
)
from app.domains.pricing.engine.quote import Result

OWN_RULES = Rules()


@dataclass(frozen=True, slots=True)
class _Bid:
    list: PriceList
    entry: Entry | None
    amount: int

    def rank(self, wish: Wish, choice: Choice) -> tuple[object, ...]:
        """Lower is better; two equal ranks are a tie."""
        kind = self.list.kind
        last, priority = (
            kind is Kind.BASE,
            -(self.list.priority if self.list.priority is not None else -(10**9)),
        )
        met, depth = -_specific(self, wish), -(self.entry.depth if self.entry else Depth.ALL)
        position = self.list.position
        if choice is Choice.POSITION:
            return last, position, depth, met
        if choice is Choice.SPECIFIC:
            return last, priority, depth, met, position
        if choice is Choice.LOWEST:
            return last, self.amount
        return -STRENGTH[kind], priority, position, depth, met

    def finer(self) -> tuple[object, ...]:
        """What decides a tie: the higher tier, the lower price, the list's name and id."""
        tier = self.entry.min_quantity if self.entry else Decimal(0)
        return -tier, self.amount, self.list.name, str(self.list.id)


def resolve(
    base: Base | None,
    lists: Sequence[PriceList],
    entries: Mapping[UUID, Sequence[Entry]],
    wish: Wish,
    rules: Rules = OWN_RULES,
) -> Resolution:
    """The unit price of one thing for a wish. `entries` by list; deterministic whatever the order of the lists."""
    board = _Board(base, {each.id: each for each in lists}, entries, wish)
    bids, dropped = board.look(lists)
    return board.decide(bids, dropped, rules)


@dataclass(slots=True)
class _Board:
    base: Base | None
    lists: Mapping[UUID, PriceList]
    entries: Mapping[UUID, Sequence[Entry]]
    wish: Wish
    plain: int | None = None

    def look(self, lists: Iterable[PriceList]) -> tuple[list[_Bid], list[Considered]]:
        """What each list bids: base lists first, since the others may build on them, and sales last."""
        bids: list[_Bid] = []
        dropped: list[Considered] = []
        for each in sorted(lists, key=lambda one: (one.kind is not Kind.BASE, one.kind is Kind.SALE)):
            reason = _refusal(each, self.wish)
            bid = None if reason else self.bid(each, bids)
            if bid is not None:
                bids.append(bid)
            else:
                dropped.append(Considered(each, Result.REJECTED, reason or "no price for it"))
        return bids, dropped

    def bid(
        self, each: PriceList, earlier: Sequence[_Bid] = (), seen: frozenset[UUID] = frozenset()
    ) -> _Bid | None:
        """The price a list has, whoever may use it; None where it has none."""
        entry = _best(self.entries.get(each.id, ()), self.wish)
        if entry is not None and entry.amount is not None:
            return _Bid(each, entry, entry.amount)
        percent = entry.percent if entry is not None else each.percent
        if percent is None:
            return None
        ground = self._ground(each, earlier, seen | {each.id})
        if ground is None:
            return None
        return _Bid(each, entry, ended(max(0, ground - mul_rate(ground, percent)), each.ending))

    def _ground(self, each: PriceList, earlier: Sequence[_Bid], seen: frozenset[UUID]) -> int | None:
        """What a percentage is taken of: another list, what a sale replaces, or the base price."""
        if each.based_on is not None:
            other = self.lists.get(each.based_on)
            found = self.bid(other, earlier, seen) if other is not None and other.id not in seen else None
            return found.amount if found is not None else None
        usable = [bid for bid in earlier if bid.list.kind is Kind.BASE or each.kind is Kind.SALE]
        winner = _first([bid for bid in usable if bid.list.kind is not Kind.SALE], self.wish, Choice.KIND)
        return winner.amount if winner is not None else self.base.amount if self.base else None

    def decide(self, bids: list[_Bid], dropped: list[Considered], rules: Rules) -> Resolution:
        """The best bid, or the base price where there is none."""
        winner = _first(bids, self.wish, rules.choice)
        if winner is None:
            amount, former = (self.base.amount, self.base.compare_at) if self.base else (None, None)
            return Resolution(
                amount, former, amount, trace=tuple(dropped), rate=self.base.rate if self.base else ""
            )
        others = [bid for bid in bids if bid is not winner]
        rank = winner.rank(self.wish, rules.choice)
        tied = [bid for bid in others if bid.rank(self.wish, rules.choice) == rank]
        if tied and rules.refuse_ties:
            return Resolution(None, trace=(*_refused(winner, tied), *dropped), conflict=True)
        until = winner.list.good_until
        if until is not None and self.wish.at > until:
            stale = Considered(winner.list, Result.REJECTED, "its exchange rate is too old", winner.amount)
            return Resolution(None, trace=(stale, *dropped), too_old=True)
        trace = [Considered(winner.list, Result.APPLIED, _won(bids, tied), winner.amount)]
        trace += [
            Considered(bid.list, Result.REJECTED, _lost(bid, winner, tied, rules), bid.amount)
            for bid in others
        ]
        original = self._original(winner, bids, rules)
        own = winner.entry.compare_at if winner.entry else None
        former = original if winner.list.kind is Kind.SALE else own
        former = former if former is not None and former > winner.amount else None
        return Resolution(
            winner.amount, former, original, winner.list, winner.entry, (*trace, *dropped), rate=self._rate(winner)
        )  # fmt: skip

    def _rate(self, winner: _Bid) -> str:
        """By which exchange rate the price came: the list's, or that of the base price it is a percentage of."""
        fixed = winner.entry is not None and winner.entry.amount is not None
        return winner.list.rate or ("" if fixed or self.base is None else self.base.rate)

    def _original(self, winner: _Bid, bids: Sequence[_Bid], rules: Rules) -> int | None:
        """The price without the sale."""
        if winner.list.kind is not Kind.SALE:
            return winner.amount
        other = _first([bid for bid in bids if bid.list.kind is not Kind.SALE], self.wish, rules.choice)
        return other.amount if other is not None else self.base.amount if self.base else None


def ended(amount: int, ending: int | None) -> int:
    """The nearest amount with an ending, such as 99 of each 100 or 999 of each 1000; halfway goes up."""
    if ending is None or amount == 0:
        return amount
    step = 100 if ending < 100 else 10 ** len(str(ending))
    below = (amount - ending) // step * step + ending
    found = below if below >= 0 and amount - below < below + step - amount else below + step
    return max(0, found)


def _first(bids: Sequence[_Bid], wish: Wish, choice: Choice) -> _Bid | None:
    return min(bids, key=lambda bid: (bid.rank(wish, choice), bid.finer()), default=None)


def _specific(bid: _Bid, wish: Wish) -> int:
    entry = bid.entry.conditions if bid.entry else ()
    return sum(each.on not in UNRANKED and each.holds(wish) for each in (*bid.list.conditions, *entry))


def _best(entries: Iterable[Entry], wish: Wish) -> Entry | None:
    """The entry of a list that fits best: the narrowest target, most conditions, the latest start, the highest tier."""
    fitting = [
        entry for entry in entries
        if entry.fits(wish.quantity) and _within(entry.starts_at, entry.ends_at, wish.at) == ""
        and all(each.holds(wish) for each in entry.conditions)
    ]  # fmt: skip
    return max(fitting, key=_narrow, default=None)


def _narrow(entry: Entry) -> tuple[object, ...]:
    begins = entry.starts_at.timestamp() if entry.starts_at else float("-inf")
    price = -entry.amount if entry.amount is not None else entry.percent or 0
    return entry.depth, len(entry.conditions), begins, entry.min_quantity, price


def _refusal(each: PriceList, wish: Wish) -> str:
    """Why a list does not hold; empty where it does."""
    if not each.active:
        return "not active"
    if words := _within(each.starts_at, each.ends_at, wish.at):
        return words
    if each.holds(wish):
        return ""
    missed = next((one.on for one in each.conditions if not one.holds(wish)), "")
    return MISSED.get(missed, "its conditions do not hold")


MISSED = {
    "channel": "not for this channel",
    "country": "not for this market",
    "group": "not for this customer group",
    "customer": "not for this customer",
    "company": "not for this company",
    "location": "not for this store",
    "campaign": "not for this campaign",
}


def _within(starts_at: datetime | None, ends_at: datetime | None, at: datetime) -> str:
    if starts_at is not None and at < starts_at:
        return "not begun"
    return "ended" if ends_at is not None and at > ends_at else ""


def _refused(winner: _Bid, tied: Sequence[_Bid]) -> list[Considered]:
    words = "as strong as another list: refused"
    return [Considered(bid.list, Result.REJECTED, words, bid.amount) for bid in (winner, *tied)]


def _won(bids: Sequence[_Bid], tied: Sequence[_Bid]) -> str:
    if tied:
        return "as strong as another list, the lower price first"
    return "the strongest list" if len(bids) > 1 else "the only list that holds"


def _lost(bid: _Bid, winner: _Bid, tied: Sequence[_Bid], rules: Rules) -> str:
    if bid in tied:
        return "as strong as the list that won, which comes first"
    if rules.choice is Choice.LOWEST:
        return "another list is cheaper"
    if rules.choice is Choice.KIND and bid.list.kind is not winner.list.kind:
        return "a stronger kind of list won"
    if bid.list.priority != winner.list.priority and rules.choice is not Choice.POSITION:
        return "another list has a higher priority"
    if bid.list.position != winner.list.position and rules.choice is not Choice.SPECIFIC:
        return "another list stands before it"
    return "another list is more specific"
