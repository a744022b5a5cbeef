"""The terms of a sale in one statement: channel, tax rates of the destination, delivery methods, pickup store."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _

TERMS = text(
    """
    select c.id, c.code, c.kind, c.currency,
        (select coalesce(jsonb_agg(jsonb_build_array(t.id, t.name, t.rate, t.tax_class, t.region) order by t.name), '[]')
         from tax_rate t
         where t.country = :country and t.region in ('', :region)
           and (t.valid_from is null or t.valid_from <= :today) and (t.valid_to is null or t.valid_to >= :today)
        ) as rates,
        (select coalesce(jsonb_agg(jsonb_build_array(s.code, s.name, s.price, s.free_from, s.tax_class, s.countries,
                                                     s.days_min, s.days_max)
                                   order by s.position, s.price, s.code), '[]')
         from shipping_method s where s.active and s.currency = :currency
        ) as methods,
        (select jsonb_build_array(l.id, l.name, l.address) from location l
         where l.code = :pickup and l.active and l.offers_pickup) as store,
        (select l.id from location l where l.active and l.ships order by l.priority, l.code limit 1) as ships_from
    from channel c where c.code = :channel and c.active
    """
)


@dataclass(frozen=True, slots=True)
class Rate:
    id: str
    name: str
    rate: int
    tax_class: str
    region: str


@dataclass(frozen=True, slots=True)
class Method:
    """A delivery method; price and threshold in minor units."""

    code: str
    name: str
    price: int
    free_from: int | None
    tax_class: str
    countries: tuple[str, ...]
    days: tuple[int, int]

    def serves(self, country: str) -> bool:
        return not self.countries or country in self.countries


@dataclass(frozen=True, slots=True)
class Store:
    id: UUID
    name: str
    address: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one basket; `rates` are those of its destination today."""

    channel_id: UUID
    channel: str
    channel_kind: str
    currency: str
    country: str
    rates: tuple[Rate, ...]
    methods: tuple[Method, ...]
    store: Store | None
    ships_from: UUID | None

    def taxes_of(self, tax_class: str) -> tuple[Rate, ...]:
        return tuple(rate for rate in self.rates if rate.tax_class == tax_class)

    def method(self, code: str) -> Method | None:
        return next((method for method in self.methods if method.code == code), None)


def terms(
    *, channel: str, currency: str, country: str, region: str = "", pickup: str | None = None, today: date | None = None
) -> Terms:
    """The terms for a destination. Raises Invalid at `channel` when there is no such active channel."""
    row = db.session.execute(
        TERMS,
        {
            "channel": channel,
            "currency": currency,
            "country": country,
            "region": region,
            "pickup": pickup,
            "today": today or clock.now().date(),
        },
    ).first()
    if row is None:
        raise Invalid(_("There is no such channel"), fields={"channel": _("Choose one of the channels")})
    return Terms(
        row.id, row.code, row.kind, currency, country,
        tuple(Rate(*rate) for rate in row.rates),
        tuple(Method(m[0], m[1], m[2], m[3], m[4], tuple(m[5]), (m[6], m[7])) for m in row.methods),
        Store(UUID(row.store[0]), row.store[1], row.store[2]) if row.store else None,
        row.ships_from,
    )  # fmt: skip
