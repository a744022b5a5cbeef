"""The promotions that may count for a basket, with what they ask about: one statement, and only where there are any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.tenancy import current_tenant
from app.domains.pricing.engine import Coupon, Promotion
from app.domains.pricing.engine.offers import Facts
from app.domains.pricing.engine.wire_offers import promotion_from_json
from app.queries.sellables import Sellable


def own_facts(listing: str) -> str:
    """SQL of what a variant `v` of a product `p` is to promotions, but for collections; `listing`: its product_listing."""
    return f"""select 'sku:' || v.sku union all select 'product:' || p.slug
             union all select 'brand:' || p.brand where p.brand <> ''
             union all select 'kind:' || p.kind where p.kind <> ''
             union all select 'tag:' || t from unnest(p.tags) t
             union all select 'category:' || c.slug from category c where c.id = any({listing}.categories)
             union all select 'attribute:' || a from unnest({listing}.attributes) a
             union all select 'option:' || a from unnest({listing}.options) a"""  # noqa: S608 - an alias of ours


FACTS = f"""array(
             {own_facts("l")}
             union all select 'collection:' || k.slug from collection k
                 join collection_place cp on cp.collection_id = k.id where cp.product_id = p.id)"""  # noqa: S608 - ours
PROMOTIONS = """coalesce(jsonb_agg(jsonb_build_object(
             'id', p.id, 'name', p.name, 'priority', p.priority, 'needs_coupon', p.needs_coupon, 'currency', p.currency,
             'starts_at', p.starts_at, 'ends_at', p.ends_at, 'uses_left', p.uses_limit - p.uses,
             'budget_left', p.budget - p.spent, 'rule', p.rule,
             'mine_left', p.customer_limit - (
                 select count(*) from promotion_use u
                 where u.promotion_id = p.id and u.customer_id = :person and u.returned_at is null))
             order by p.priority desc, p.created_at, p.id), '[]')"""
READ = text(
    f"""
    with codes as (
        select c.id, c.code, c.promotion_id, c.stopped, c.uses_limit, c.uses, c.customer_limit, p.status, p.starts_at,
            p.ends_at,
            (select count(*) from promotion_use u
             where u.coupon_id = c.id and u.customer_id = :person and u.returned_at is null) as mine
        from coupon c join promotion p on p.id = c.promotion_id
        where lower(c.code) = any(cast(:codes as text[]))
    )
    select
        (select {PROMOTIONS}
         from promotion p
         where p.status = 'active' and (p.starts_at is null or p.starts_at <= :at)
             and (p.ends_at is null or p.ends_at >= :at)
             and (not p.needs_coupon or p.id in (select promotion_id from codes))) as promotions,
        (select coalesce(jsonb_agg(to_jsonb(codes)), '[]') from codes) as codes,
        (select coalesce(jsonb_object_agg(v.id, {FACTS}), '{{}}')
         from variant v join product p on p.id = v.product_id left join product_listing l on l.product_id = p.id
         where v.id = any(cast(:variants as uuid[]))) as facts,
        (select array(select 'group:' || g from unnest(c.groups) g
                      union all select 'company:' || m.code from company m where m.id = c.company_id and m.active)
         from customer c where c.id = :customer) as whose,
        (select count(*) from "order" o where o.customer_id = :person and o.listed and o.status <> 'cancelled') as orders
    """  # noqa: S608 - fragments of ours
)


@dataclass(frozen=True, slots=True)
class Offers:
    """What promotions need to know of one basket: `facts` of its lines by variant, `about` the sale and its buyer.

    `gifts`: what may be given, by SKU."""

    promotions: tuple[Promotion, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    facts: Mapping[UUID, Facts] = field(default_factory=dict)
    about: Facts = frozenset()
    orders: int = 0
    coupon_ids: Mapping[str, UUID] = field(default_factory=dict)
    gifts: Mapping[str, Sellable] = field(default_factory=dict)

    def unpaid(self) -> "Offers":
        """The same where nothing is paid by a method that promotions may ask for."""
        return replace(self, about=frozenset(fact for fact in self.about if not fact.startswith("payment:")))


NO_OFFERS = Offers()


def local_time(at: datetime | None = None, timezone: str = "") -> datetime:
    """A time as a channel's clocks show it, or the shop's: weekdays and hours of promotions are read off it."""
    return (at or clock.now()).astimezone(zone_of(timezone))


def zone_of(timezone: str) -> ZoneInfo:
    """A channel's zone, the shop's where it has none of its own."""
    return ZoneInfo(timezone or current_tenant().timezone)


def names(ids: Sequence[UUID]) -> dict[UUID, str]:
    """What promotions are called, by id."""
    asked = text("select id, name from promotion where id = any(cast(:ids as uuid[]))")
    return {row.id: row.name for row in run(asked, {"ids": list(ids)})}


def read(
    variants: Sequence[UUID],
    *,
    at: datetime,
    customer_id: UUID | None = None,
    codes: Sequence[str] = (),
    person_id: UUID | None = None,
    exact: bool = False,
) -> Offers:
    """The promotions active at a time, those that need a code only with it, and what became of each code.

    `person_id` is whose uses and orders count; the customer, unless somebody buys without signing in. `exact`: a code
    counts only as it is written.
    """
    wanted = {_known_by(code.strip(), exact): code.strip() for code in codes if code.strip()}
    asked = {
        "codes": [code.lower() for code in wanted],
        "variants": list(variants),
        "customer": customer_id,
        "person": person_id or customer_id,
        "at": at,
    }
    row = run(READ, asked).one()
    known = {_known_by(found["code"], exact): found for found in row.codes}
    coupons = tuple(_coupon(typed, known.get(code), at) for code, typed in wanted.items())
    signed_in = {"signed-in"} if customer_id is not None else set()
    return Offers(
        tuple(promotion_of(found) for found in row.promotions),
        coupons,
        {UUID(variant): frozenset(facts) for variant, facts in row.facts.items()},
        frozenset({*(row.whose or ()), *signed_in}),
        row.orders,
        _ids(coupons, row.codes),
    )


def _known_by(code: str, exact: bool) -> str:
    return code if exact else code.lower()


def _ids(coupons: Sequence[Coupon], known: Sequence[Mapping[str, Any]]) -> dict[str, UUID]:
    """Promotion id -> the code that opens it: the first that counts."""
    by_code = {found["code"]: UUID(found["id"]) for found in known}
    ids: dict[str, UUID] = {}
    for coupon in coupons:
        if not coupon.problem:
            ids.setdefault(coupon.promotion, by_code[coupon.code])
    return ids


def promotion_of(found: Mapping[str, Any]) -> Promotion:
    """A promotion's row as the engine reads it; what is left of its limits where the row says so."""
    lefts = [left for left in (found.get("uses_left"), found.get("mine_left")) if left is not None]
    columns = {
        name: found.get(name)
        for name in (
            "id",
            "name",
            "priority",
            "needs_coupon",
            "currency",
            "starts_at",
            "ends_at",
            "budget_left",
        )
    }
    return promotion_from_json(
        {**found["rule"], **columns, "uses_left": max(0, min(lefts)) if lefts else None}
    )


def _coupon(typed: str, found: Mapping[str, Any] | None, at: datetime) -> Coupon:
    if found is None:
        return Coupon(typed, problem="unknown code")
    return Coupon(found["code"], found["promotion_id"], _problem(found, at))


def _problem(found: Mapping[str, Any], at: datetime) -> str:
    """Why a code does not count, in one of the trace's sentences."""
    starts, ends = (
        datetime.fromisoformat(found[name]) if found[name] else None for name in ("starts_at", "ends_at")
    )
    if found["stopped"] or found["status"] in {"draft", "paused"}:
        return "not valid now"
    if starts is not None and at < starts:
        return "not started"
    if found["status"] == "ended" or (ends is not None and at > ends):
        return "ended"
    if found["uses_limit"] is not None and found["uses"] >= found["uses_limit"]:
        return "used up"
    if found["customer_limit"] is not None and found["mine"] >= found["customer_limit"]:
        return "used before"
    return ""
