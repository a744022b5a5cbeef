"""What one piece of a variant cost anyone on a site at any time, and the lowest price told beside a reduced one.

Base prices come from the price log, what lists and promotions made of them from `shown_price`; neither is ever changed.
A statement carries them as one more column (`history`), so that a page that needs none of it asks for none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.domains.pricing.prior import Step, prior_price
from app.queries.sale_prices import Price, Tag

EVER = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 200  # as far back as it is looked: prices of one variant on one site
RULES = "(select s.value from setting s where s.key = 'price_lists')"
ASKED = f"""(case coalesce({RULES} ->> 'lowest', 'law') when 'law' then cast(:by_law as boolean)
            when 'everywhere' then true else false end)"""
FIRST = f"(coalesce(cast({RULES} -> 'progressive' as text), 'true') = 'true')"


def history(variant: str = "v.id", channel: str = ":channel") -> str:
    """The base prices and the plans of a variant as text: [[at, before, after, former], …] and [[at, plan], …]."""
    return f"""(select cast(jsonb_build_array(
            (select jsonb_agg(jsonb_build_array(h.at, h.before, h.after, h.compare_at) order by h.id) from (
                select * from price_change x where x.variant_id = {variant} and x.list_id is null
                    and x.currency = :currency order by x.id desc limit {LATEST}) h),
            (select jsonb_agg(jsonb_build_array(p.at, p.plan) order by p.id) from (
                select * from shown_price x where x.variant_id = {variant} and x.channel = {channel}
                    and x.currency = :currency order by x.id desc limit {LATEST}) p)) as text))"""  # noqa: S608 - constants


OF_VARIANTS = text(
    f"""
    select v.id, {history()} as history, {FIRST} as first from variant v where v.id = any(cast(:ids as uuid[]))
    """  # noqa: S608 - a constant piece
)


@dataclass(frozen=True, slots=True)
class History:
    """What was shown of one variant on one site: `base` prices, and the `plans` that stood over them."""

    base: tuple[Step, ...] = ()
    plans: tuple[tuple[datetime, tuple[Step, ...]], ...] = ()
    first: bool = True

    def steps(self, tag: Tag) -> list[Step]:
        """All prices of it in order of time, up to what `tag` says from now on."""
        now = clock.now()
        plans = [*((at, plan) for at, plan in self.plans if at < now), (now, planned(tag, now))]
        base = self._base_with(Step(now, tag.base.amount, tag.base.compare_at))
        times = {step.at for step in base} | {at for at, _ in plans}
        times |= {step.at for _, plan in plans for step in plan}
        found: list[Step] = []
        for at in sorted(times):
            price = _at(base, plans, at)
            if not found or (found[-1].amount, found[-1].former) != price:
                found.append(Step(at, *price))
        return found

    def _base_with(self, last: Step) -> tuple[Step, ...]:
        """The base prices with the one that holds; what was logged before former prices were is reduced since then.

        One that was never logged held for ever.
        """
        if not self.base:
            return (Step(EVER, last.amount, last.former),)
        if self.base[-1].amount != last.amount:
            return (*self.base, last)
        return (*self.base[:-1], Step(self.base[-1].at, last.amount, last.former))

    def lowest(self, tag: Tag, at: datetime | None = None, steps: Sequence[Step] | None = None) -> int | None:
        """The lowest price before the reduction that holds at a time; None where none is announced then."""
        return prior_price(steps or self.steps(tag), at or clock.now(), first=self.first)

    def is_told(self, plan: Sequence[Step]) -> bool:
        """Whether the last plan says this already, from now on."""
        if not self.plans:
            return all(step.amount is None for step in plan)
        now = clock.now()
        last = self.plans[-1][1]
        going = [step for step in last if step.at <= now][-1:]
        coming = [step for step in last if step.at > now]
        return [_price(step) for step in going] == [_price(plan[0])] and coming == list(plan[1:])


def _price(step: Step) -> tuple[int | None, int | None]:
    return step.amount, step.former


def _at(
    base: Sequence[Step], plans: Sequence[tuple[datetime, Sequence[Step]]], at: datetime
) -> tuple[int | None, int | None]:
    """The price at a time: what the plan of that time says, else the base price."""
    plan = next((plan for since, plan in reversed(plans) if since <= at), ())
    over = next((step for step in reversed(plan) if step.at <= at), None)
    if over is not None and over.amount is not None:
        return _price(over)
    below = next((step for step in reversed(base) if step.at <= at), None)
    return _price(below) if below is not None else (None, None)


def planned(tag: Tag, now: datetime) -> tuple[Step, ...]:
    """What a tag says from now on; no amount where the base price holds."""
    found: list[Step] = []
    for at in (now, *sorted(tag.changes(now))):
        price = tag.at(at)
        told = (None, None) if price.own else (price.amount, price.compare_at)
        if not found or _price(found[-1]) != told:
            found.append(Step(at, *told))
    return tuple(found)


def read(told: str | None, *, first: bool = True) -> History:
    """A `history` column."""
    base, plans = orjson.loads(told) if told else (None, None)
    return History(
        tuple(_base(base or ())),
        tuple((_time(at), tuple(Step(_time(each[0]), each[1], each[2]) for each in plan)) for at, plan in plans or ()),
        first,
    )  # fmt: skip


def _base(rows: Sequence[Sequence[Any]]) -> Iterable[Step]:
    """The base prices; what was before the first change that is known held for ever."""
    if rows and rows[0][1] is not None:
        yield Step(EVER, rows[0][1])
    for at, _before, after, former in rows:
        yield Step(_time(at), after, former)


def _time(told: str) -> datetime:
    return datetime.fromisoformat(told)


def of_variants(ids: Sequence[UUID], channel: str, currency: str) -> dict[UUID, History]:
    """The histories of variants on a site, in one statement; no channel: of their base prices."""
    asked = {"ids": list(ids), "channel": channel, "currency": currency}
    return {row.id: read(row.history, first=row.first) for row in run(OF_VARIANTS, asked, steady=False)}


def lowest_of_base(prices: Mapping[UUID, tuple[int, int]], currency: str) -> dict[UUID, int | None]:
    """The lowest prices beside base prices that are reduced: variant -> (amount, former); no statement without any."""
    if not prices:
        return {}
    known = of_variants(list(prices), "", currency)
    return {
        variant: known.get(variant, History()).lowest(Tag(variant, Price(*price), None, None))
        for variant, price in prices.items()
    }
