"""What the channel in use offers to who asks: exactly, for single products; and what lists leave out, known per epoch."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import text

from app.core.channel import current_channel
from app.core.db import run
from app.core.market import current_market
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.pricing.prior import ASKED_IN
from app.queries.remembered import Remembered

# Whether the channel :channel offers the product p to the customer :customer: true where there is no assortment. One
# look at the rows that could say no: those of the channel and the customer's company, and what is for members alone.
OFFERED = """(select coalesce(bool_and(a.only = (x.product_id is not null)) filter (where not a.reserved), true)
            and (not coalesce(bool_or(a.reserved), false)
                 or coalesce(bool_or(a.company_id = own.company) filter (where a.reserved), false))
        from (select (select m.id from customer c join company m on m.id = c.company_id and m.active
                      where c.id = cast(:customer as uuid)) as company) own
        cross join assortment a
        left join assortment_place x on x.assortment_id = a.id and x.product_id = p.id
        where a.channel_id = (select h.id from channel h where h.code = :channel)
            or a.company_id = own.company and not a.reserved
            or a.reserved and x.product_id is not null)"""
REACHES = text(
    """
    select h.code, a.id, a.only, o.has_offers, cast(null as uuid) as company, false as reserved
    from channel h left join assortment a on a.channel_id = h.id
    cross join lateral (
        select exists (select from product_listing_offer x where x.channel = h.code) as has_offers) o
    where a.id is not null or o.has_offers
    union all
    select '', a.id, a.only, false, a.company_id, a.reserved from assortment a where a.company_id is not null
    union all
    select '', null, null, s.value ->> 'lowest' = 'everywhere', null, false from setting s
    where s.key = 'price_lists' and s.value ->> 'lowest' in ('everywhere', 'nowhere')
    """
)


@dataclass(frozen=True, slots=True)
class Range:
    """A channel's assortment: offered are `only` its places, or all but them."""

    id: UUID
    only: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """What sets lists apart: the channel's assortment, and whether price lists make products cost something else.

    `own` is the assortment of the asker's company; `hidden` are assortments of what is for members of companies alone,
    `mine` the one of these that the asker sees.
    """

    range: Range | None
    has_offers: bool
    own: Range | None = None
    hidden: tuple[UUID, ...] = ()
    mine: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reaches:
    """Those of the shop: by channel, by company, and what is for a company's members alone."""

    channels: Mapping[str, Reach]
    companies: Mapping[UUID, Range]
    reserved: Mapping[UUID, UUID]


REACHES_KNOWN: Remembered[Reaches] = Remembered(1_000)
EVERYTHING = Reach(None, False)


def by_law() -> bool:
    """Whether the law of the market in use asks for the lowest price."""
    return (current_market().country or current_tenant().country) in ASKED_IN


def current_reach() -> Reach:
    """That of the channel in use, for who asks. Read once an epoch and process."""
    found = _known()
    reach, company = found.channels.get(current_channel(), EVERYTHING), current_principal().company_id
    if not found.companies and not found.reserved:
        return reach
    own = found.companies.get(company) if company else None
    mine = found.reserved.get(company) if company else None
    return replace(reach, own=own, hidden=tuple(sorted(found.reserved.values())), mine=mine)


def tells_lowest() -> bool:
    """Whether the site in use tells the lowest price of 30 days beside a reduced one: its law's word, or the shop's."""
    said = _known().channels.get("")
    return by_law() if said is None else said.has_offers


def _known() -> Reaches:
    """What sets lists apart; as the channel without a code, where the lowest price is told."""
    found = REACHES_KNOWN.known()
    if found is None:
        found = _reaches()
        REACHES_KNOWN.keep(found)
    return found


def _reaches() -> Reaches:
    rows = run(REACHES).all()
    return Reaches(
        {
            row.code: Reach(Range(row.id, row.only) if row.id else None, row.has_offers)
            for row in rows if row.company is None
        },
        {row.company: Range(row.id, row.only) for row in rows if row.company and not row.reserved},
        {row.company: row.id for row in rows if row.reserved},
    )  # fmt: skip


def current_range() -> Range | None:
    """The assortment of the channel in use; None where everything is offered."""
    return current_reach().range
