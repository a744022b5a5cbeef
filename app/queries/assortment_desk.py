"""Assortments as the office sees them: their lines by name, and how much of the shop they offer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.catalog.assortments import Owner

SCOPE = text(
    """
    select id, name, 'channel' as kind from channel where code = :code and :kind = 'channel'
    union all
    select id, name, 'location' from location where code = :code and :kind = 'location'
    union all select id, name, cast(:kind as text) from company where code = :code and :kind in ('company', 'members')
    """
)
LINES = text(
    """
    select n.effect, case when n.product_id is not null then 'product'
            when n.category_id is not null then 'category' else 'collection' end as kind,
        coalesce(n.product_id, n.category_id, n.collection_id) as target,
        coalesce(p.title, c.name, k.title) as name
    from assortment_line n join assortment a on a.id = n.assortment_id
    left join product p on p.id = n.product_id left join category c on c.id = n.category_id
    left join collection k on k.id = n.collection_id
    where :scope in (a.channel_id, a.location_id, a.company_id) and a.reserved = :reserved
    order by n.effect desc, kind, lower(coalesce(p.title, c.name, k.title))
    """
)
OFFERS = text(
    """
    select (select count(*) from product_listing where listed) as total,
        (select count(*) from product_listing l where l.listed and not exists (
            select from assortment a where :scope in (a.channel_id, a.location_id, a.company_id)
            and a.reserved = :reserved and a.only <> exists (
                select from assortment_place x where x.assortment_id = a.id and x.product_id = l.product_id))) as offered
    """
)
LIMITED = text(
    """
    select l.code, l.name, a.id is not null as limited from location l left join assortment a on a.location_id = l.id
    where l.active and l.kind = 'store' order by l.name
    """
)
LIMITED_CHANNELS = text("select h.code from assortment a join channel h on h.id = a.channel_id")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose assortment: a channel's, a location's or a company's; `members`: what is for a company's members alone."""

    id: UUID
    name: str
    kind: str

    @property
    def owner(self) -> Owner:
        """As the domain takes it."""
        if self.kind == "members":
            return Owner(members_of=self.id)
        if self.kind == "company":
            return Owner(company_id=self.id)
        return Owner(channel_id=self.id) if self.kind == "channel" else Owner(location_id=self.id)

    @property
    def params(self) -> dict[str, Any]:
        """As statements ask for it."""
        return {"scope": self.id, "reserved": self.kind == "members"}


@dataclass(frozen=True, slots=True)
class NamedLine:
    """`kind` is product, category or collection."""

    effect: str
    kind: str
    target: UUID
    name: str


def scope(kind: str, code: str) -> Scope:
    """A channel, location or company by its code. Raises NotFound."""
    row = run(SCOPE, {"code": code, "kind": kind}).first()
    if row is None:
        raise NotFound(_("There is no such channel"))
    return Scope(*row)


def lines(of: Scope) -> list[NamedLine]:
    """What is included, then what is excluded, by name."""
    return [NamedLine(*row) for row in run(LINES, of.params)]


def offers(of: Scope) -> tuple[int, int]:
    """(products offered, products on sale in all); nothing is for members alone until something says so."""
    row = run(OFFERS, of.params).one()
    return 0 if of.kind == "members" and not lines(of) else row.offered, row.total


def stores() -> list[Any]:
    """Stores as (code, name, whether they offer a part only)."""
    return list(run(LIMITED))


def limited_channels() -> set[str]:
    """Codes of the channels that offer a part only."""
    return {row.code for row in run(LIMITED_CHANNELS)}
