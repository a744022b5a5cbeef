"""Exchange rates as staff and programs read them: what holds for each currency now, and the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.paging import Page, clamp, decode_cursor, encode_cursor
from app.core.tenancy import current_tenant
from app.domains.channels.types import RateRules
from app.domains.pricing import rates
from app.domains.pricing.rates import Rate

HISTORY = text(
    """
    select x.id, x.base, x.quote, x.rate, x.as_of, x.source, x.actor, x.created_at, x.withdrawn_at, s.name as actor_name
    from exchange_rate x left join staff s on x.actor = 'staff:' || s.id
    where (:currency = '' or x.base = :currency or x.quote = :currency)
      and (x.as_of, x.id) < (cast(:at as timestamptz), cast(:before as uuid))
    order by x.as_of desc, x.id desc limit :limit
    """
)
USED = text(
    """
    select c.currency, coalesce(p.prices, 0) as prices, coalesce(p.blocked, 0) as blocked
    from (select currency from channel union select currency from price_list where converted_from is not null
          union select unnest(cast(:converted as text[]))) c
    left join lateral (
        select count(*) as prices, count(*) filter (where b.good_until <= :now) as blocked from base_price b
        where b.currency = c.currency and b.rate_id is not null) p on true
    where c.currency <> :home order by c.currency
    """
)


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate that was kept, with who kept it."""

    id: UUID
    base: str
    quote: str
    rate: Decimal
    as_of: datetime
    source: str
    actor: str
    created_at: datetime
    withdrawn_at: datetime | None
    actor_name: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a currency stands: `state` is fresh, old or missing; so many `prices` are converted, `blocked` not sold."""

    currency: str
    rate: Rate | None
    state: str
    converted: bool
    prices: int
    blocked: int

    @property
    def stops(self) -> bool:
        """Whether prices that should follow the rates cannot."""
        return self.state != "fresh" and (self.converted or self.prices > 0)


def history(*, currency: str = "", cursor: str | None = None, limit: int | None = None) -> Page[RateRow]:
    """Rates, the latest first. Raises BadRequest for a cursor that is not one of ours."""
    most = clamp(limit, 50)
    at, before = decode_cursor(cursor, str, UUID) or ("infinity", UUID(int=2**128 - 1))
    asked = {"currency": currency, "at": at, "before": before, "limit": most + 1}
    rows = [RateRow(*row) for row in run(HISTORY, asked, steady=False)]
    more = len(rows) > most
    further = encode_cursor(rows[most - 1].as_of.isoformat(), str(rows[most - 1].id)) if more else None
    return Page(rows[:most], further, None)


def standings(rules: RateRules) -> Sequence[Standing]:
    """Every other currency that the shop sells in, or converts into."""
    home, known, now = current_tenant().currency, rates.rates(), clock.now()
    found = []
    for row in run(USED, {"home": home, "converted": list(rules.converted), "now": now}, steady=False):
        rate = known.find(home, row.currency)
        fresh = rate is not None and now <= rate.as_of + timedelta(hours=rules.hours)
        state = "missing" if rate is None else "fresh" if fresh else "old"
        converted = row.currency in rules.converted
        found.append(Standing(row.currency, rate, state, converted, row.prices, row.blocked))
    return found
