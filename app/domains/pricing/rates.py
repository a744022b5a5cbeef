"""The door of the exchange rates: kept, withdrawn, found, and money converted by them. Decimals only, never floats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text, update

from app.core import audit, clock, events
from app.core.db import add_all, db
from app.core.errors import Invalid, NotFound, Unavailable
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import minor_digits
from app.core.principal import current_principal
from app.domains.pricing.engine.lists import ended
from app.domains.pricing.events import RatesChanged
from app.domains.pricing.models import BasePrice, ExchangeRate, PriceList

FINEST: Final = Decimal(1).scaleb(-10)
LARGEST: Final = Decimal(10) ** 9
EARLIEST: Final = 1999
AHEAD: Final = timedelta(hours=24)
SOURCES: Final = ("hand", "file", "api", "ecb")
LATEST = text(
    """
    select distinct on (base, quote) id, base, quote, rate, as_of, source from exchange_rate
    where withdrawn_at is null order by base, quote, as_of desc, id desc
    """
)


class NoRate(Unavailable):
    """There is no exchange rate for a pair of currencies, or none that is fresh."""

    code = "pricing.no_exchange_rate"


@dataclass(frozen=True, slots=True)
class RateDraft:
    """One unit of `base` is worth `rate` of `quote`, as of a time."""

    base: str
    quote: str
    rate: Decimal
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate as it is kept; turned round where only the other direction is known."""

    id: UUID
    base: str
    quote: str
    rate: Decimal
    as_of: datetime
    source: str

    def convert(self, amount: int) -> int:
        """Minor units of the base in minor units of the quote, half up."""
        digits = minor_digits(self.quote) - minor_digits(self.base)
        with localcontext(prec=60):
            return int((amount * self.rate).scaleb(digits).to_integral_value(ROUND_HALF_UP))

    def price(self, amount: int, ending: int | None = None) -> int:
        """A price converted and brought to its ending; what costs something never becomes free."""
        plain = max(self.convert(amount), 1 if amount > 0 else 0)
        return ended(plain, ending) or plain

    @property
    def words(self) -> str:
        """As traces and orders name it."""
        told = f"{self.rate.normalize():f}"
        return f"1 {self.base} = {told} {self.quote}; {self.as_of.date().isoformat()} {self.source}"


@dataclass(frozen=True, slots=True)
class Rates:
    """The latest rate of each pair."""

    known: dict[tuple[str, str], Rate] = field(default_factory=dict)

    def find(self, base: str, quote: str) -> Rate | None:
        """The rate of a pair: the later of its own and of the other direction's, turned round."""
        straight, other = self.known.get((base, quote)), self.known.get((quote, base))
        if other is None or (straight is not None and straight.as_of >= other.as_of):
            return straight
        with localcontext(prec=60):
            turned = (1 / other.rate).quantize(FINEST, ROUND_HALF_UP)
        return Rate(other.id, base, quote, turned, other.as_of, other.source) if turned > 0 else None

    def fresh(self, base: str, quote: str, limit: timedelta) -> Rate:
        """That rate, not older than the limit. Raises NoRate saying what is wrong."""
        found = self.find(base, quote)
        facts = {"base": base, "quote": quote}
        if found is None:
            raise NoRate(_("There is no exchange rate from %(base)s to %(quote)s", **facts), **facts)
        if clock.now() > found.as_of + limit:
            words = _("The exchange rate from %(base)s to %(quote)s is too old", **facts)
            raise NoRate(words, code="pricing.rate_too_old", as_of=found.as_of.isoformat(), **facts)
        return found


def rates() -> Rates:
    """The latest of each pair, in one statement."""
    found = [Rate(*row) for row in db.session.execute(LATEST)]
    return Rates({(each.base, each.quote): each for each in found})


def add(drafts: Sequence[RateDraft], source: str) -> int:
    """Keep rates; those that are known already stay. Returns how many are new.

    Raises Invalid at `rates.<place>.<field>`.
    """
    _check(drafts)
    known = {
        (row.base, row.quote, row.as_of, row.rate)
        for row in db.session.execute(
            select(ExchangeRate.base, ExchangeRate.quote, ExchangeRate.as_of, ExchangeRate.rate).where(
                ExchangeRate.source == source, ExchangeRate.as_of.in_({each.as_of for each in drafts})
            )
        )
    }
    now, actor = clock.now(), current_principal().label
    fresh = {(each.base, each.quote, each.as_of, each.rate.quantize(FINEST)): each for each in drafts}
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(), "base": base, "quote": quote, "as_of": as_of, "rate": rate, "source": source, "actor": actor,
            "created_at": now,
        }
        for base, quote, as_of, rate in fresh if (base, quote, as_of, rate) not in known
    ]  # fmt: skip
    if rows:
        add_all(ExchangeRate, rows)
        told = [f"{row['base']}/{row['quote']} {row['rate']:f}" for row in rows]
        audit.record(
            "pricing.rates_added", object_type="exchange_rate", object_id=source, after={"rates": told[:50]}
        )
        _tell((row["base"], row["quote"]) for row in rows)
    return len(rows)


def withdraw(rate_id: UUID) -> None:
    """A rate was wrong: nothing is converted by it any more, and what was is not sold until it is converted anew.

    Raises NotFound.
    """
    wanted = select(ExchangeRate).where(ExchangeRate.id == rate_id, ExchangeRate.withdrawn_at.is_(None))
    row = db.session.scalar(wanted.with_for_update())
    if row is None:
        raise NotFound(_("There is no such exchange rate"), code="pricing.rate_not_found")
    row.withdrawn_at = now = clock.now()
    spent = {"good_until": now, "updated_at": now}
    db.session.execute(update(BasePrice).where(BasePrice.rate_id == rate_id).values(spent))
    db.session.execute(update(PriceList).where(PriceList.rate_id == rate_id).values(spent))
    audit.record(
        "pricing.rate_withdrawn", object_type="exchange_rate", object_id=rate_id,
        before={"pair": f"{row.base}/{row.quote}", "rate": f"{row.rate:f}", "as_of": row.as_of.isoformat()},
    )  # fmt: skip
    _tell([(row.base, row.quote)])


def _tell(pairs: Iterable[tuple[str, str]]) -> None:
    events.record(RatesChanged(currencies=sorted({code for pair in pairs for code in pair})))


def _check(drafts: Sequence[RateDraft]) -> None:
    problems: dict[str, str] = {}
    for place, each in enumerate(drafts):
        found = {
            "base": _currency(each.base),
            "quote": _("Choose another currency") if each.base == each.quote else _currency(each.quote),
            "rate": "" if _fits(each.rate) else _("Enter a rate above 0, such as 1.0805"),
            "as_of": _moment(each.as_of),
        }
        problems |= {f"rates.{place}.{name}": words for name, words in found.items() if words}
    if problems:
        raise Invalid(_("Some rates need another look"), fields=problems)


def _moment(at: datetime) -> str:
    if at.year < EARLIEST:
        return _("This is too long ago")
    return "" if at <= clock.now() + AHEAD else _("This is in the future")


def _fits(rate: Decimal) -> bool:
    return rate.is_finite() and FINEST <= rate < LARGEST


def _currency(code: str) -> str:
    try:
        minor_digits(code)
    except ValueError:
        return _("This is not a currency code")
    return ""
