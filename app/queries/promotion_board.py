"""Promotions as staff see them: the list, and what their conditions are chosen from and named by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.like import contains
from app.core.money import round_div
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.tenancy import current_tenant

GIFT = "gift:"
"""Before the SKU of a gift, which is called by its name."""
VIEWS = ("running", "scheduled", "draft", "paused", "ended")
_ROWS = """
    select p.id, p.name, p.status, p.priority, p.starts_at, p.ends_at, p.needs_coupon, p.currency, p.rule, p.uses_limit,
        p.customer_limit, p.budget, p.version, p.created_at, coalesce(u.uses, 0) as uses, coalesce(u.taken, 0) as taken,
        case when p.status = 'active' and p.ends_at < :now then 'ended'
             when p.status = 'active' and p.starts_at > :now then 'scheduled'
             when p.status = 'active' then 'running' else p.status end as state,
        exists (select from price_request r
                where r.status = 'open' and r.kind = 'promotion' and r.subject_id = p.id) as waiting
    from promotion p left join lateral (
        select count(*) as uses, sum(amount) as taken from promotion_use
        where promotion_id = p.id and returned_at is null
    ) u on true
"""
LIST = text(
    f"""
    select * from ({_ROWS}) p
    where (cast(:state as text) is null or p.state = :state)
      and (cast(:like as text) is null or p.name ilike :like or exists (
            select from coupon c where c.promotion_id = p.id and lower(c.code) = lower(:exact)))
      and (cast(:channel as text) is null or not exists (
            select from jsonb_array_elements(coalesce(p.rule -> 'when' -> 'facts', '[]')) g
            where g::text like '%"channel:%' and not g @> to_jsonb(cast(:channel as text))))
      and (cast(:before as timestamptz) is null or (p.created_at, p.id) < (:before, cast(:before_id as uuid)))
    order by p.created_at desc, p.id desc limit :limit
    """  # noqa: S608 - our own words
)
ONE = text(f"select * from ({_ROWS}) p where p.id = :id")  # noqa: S608 - our own words
ACTIVE = text(
    f"select * from ({_ROWS}) p where p.state in ('running', 'scheduled') order by p.priority desc, p.id limit 200"  # noqa: S608 - our own words
)
SOLD_WITH = text(
    """
    select count(*) as orders, coalesce(sum(o.total), 0) as total
    from promotion_use u join "order" o on o.id = u.order_id
    where u.promotion_id = :id and u.returned_at is null and o.listed and o.status <> 'cancelled'
      and o.currency = :currency
    """
)
BETWEEN = text(
    f"""
    select * from ({_ROWS}) p
    where p.status in ('active', 'paused', 'draft') and (p.starts_at is null or p.starts_at < :upto)
      and (p.ends_at is null or p.ends_at >= :since)
    order by p.starts_at nulls first, p.ends_at nulls last, p.name limit 200
    """  # noqa: S608 - our own words
)
NAMES = text(
    """
    select 'category:' || slug, name from category where 'category:' || slug = any(cast(:facts as text[]))
    union all select 'collection:' || slug, title from collection
        where 'collection:' || slug = any(cast(:facts as text[]))
    union all select 'product:' || slug, title from product where 'product:' || slug = any(cast(:facts as text[]))
    union all select 'sku:' || v.sku, p.title || ' (' || v.sku || ')' from variant v join product p on p.id = v.product_id
        where v.sku = any(cast(:gifts as text[]))
    union all select 'channel:' || code, name from channel where 'channel:' || code = any(cast(:facts as text[]))
    union all select 'delivery:' || code, name from shipping_method
        where 'delivery:' || code = any(cast(:facts as text[]))
    union all select 'company:' || code, name from company where 'company:' || code = any(cast(:facts as text[]))
    union all select 'test:' || code || '=b', name || ' (B)' from experiment
        where 'test:' || code || '=b' = any(cast(:facts as text[]))
    """
)
CHOICES = text(
    """
    select
        (select coalesce(jsonb_agg(jsonb_build_array('category:' || slug, name) order by lower(name), slug), '[]')
         from category) as categories,
        (select coalesce(jsonb_agg(jsonb_build_array('collection:' || slug, title) order by lower(title), slug), '[]')
         from collection) as collections,
        (select coalesce(jsonb_agg(jsonb_build_array('channel:' || code, name) order by name), '[]')
         from channel where active) as channels,
        (select coalesce(jsonb_agg(jsonb_build_array('store:' || name, name) order by name), '[]')
         from location where active and kind = 'store') as stores,
        (select coalesce(jsonb_agg(jsonb_build_array('group:' || g, g) order by g), '[]')
         from (select distinct unnest(groups) as g from customer) x) as groups,
        (select coalesce(jsonb_agg(distinct jsonb_build_array('delivery:' || code, name)), '[]')
         from shipping_method) as deliveries,
        (select coalesce(jsonb_agg(jsonb_build_array('tier:' || t, t)), '[]')
         from setting s, jsonb_array_elements_text(s.value -> 'tiers') with ordinality as x (line, place),
              trim(regexp_replace(x.line, ':[^:]*$', '')) as t where s.key = 'loyalty') as tiers,
        (select coalesce(jsonb_agg(jsonb_build_array('test:' || code || '=b', name || ' (B)') order by name), '[]')
         from experiment where status <> 'stopped') as tests,
        (select coalesce(jsonb_agg(jsonb_build_array(id, name) order by lower(name)), '[]')
         from (select id, name from promotion where status <> 'ended' order by created_at desc limit 100) p) as promotions
    """
)
KNOWN = text(
    """
    select w.word, w.kind, coalesce(
        case w.kind
        when 'product' then coalesce(
            (select 'sku:' || sku from variant where lower(sku) = lower(w.word) limit 1),
            (select 'product:' || slug from product where slug = lower(w.word)))
        when 'brand' then (select 'brand:' || brand from product where lower(brand) = lower(w.word) limit 1)
        when 'company' then (select 'company:' || code from company where code = lower(w.word))
        when 'tag' then (select 'tag:' || t from product, unnest(tags) t where lower(t) = lower(w.word) limit 1)
        when 'attribute' then (select 'attribute:' || a from product_listing, unnest(attributes) a
                               where lower(a) = lower(w.word) limit 1)
        end, '') as fact
    from unnest(cast(:words as text[]), cast(:kinds as text[])) as w (word, kind)
    """
)


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """A promotion in a list. `state`: draft, scheduled, running, paused or ended; `taken` in minor units.

    `waiting`: somebody must approve what it leaves.
    """

    id: UUID
    name: str
    status: str
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    needs_coupon: bool
    currency: str
    rule: Mapping[str, Any]
    uses_limit: int | None
    customer_limit: int | None
    budget: int | None
    version: int
    created_at: datetime
    uses: int
    taken: int
    state: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What conditions are chosen from: (fact, name) each; promotions by id."""

    categories: Sequence[tuple[str, str]]
    collections: Sequence[tuple[str, str]]
    channels: Sequence[tuple[str, str]]
    stores: Sequence[tuple[str, str]]
    groups: Sequence[tuple[str, str]]
    deliveries: Sequence[tuple[str, str]]
    tiers: Sequence[tuple[str, str]] = ()
    tests: Sequence[tuple[str, str]] = ()
    promotions: Sequence[tuple[str, str]] = field(default_factory=tuple)


def promotions(
    *,
    q: str = "",
    state: str = "",
    channel: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[PromotionRow]:
    """Newest first. `q` is a part of the name or a whole code; `channel` those that hold there."""
    size, (before, before_id) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    asked = {
        "now": clock.now(), "state": state if state in VIEWS else None, "like": contains(q), "exact": q.strip(),
        "channel": f"channel:{channel}" if channel else None, "before": before, "before_id": before_id,
        "limit": size + 1,
    }  # fmt: skip
    rows = [PromotionRow(*row) for row in run(LIST, asked)]
    return cut(rows, size, lambda row: (row.created_at.isoformat(), str(row.id)))


def one(promotion_id: UUID) -> PromotionRow:
    """Raises NotFound."""
    row = run(ONE, {"now": clock.now(), "id": promotion_id}).first()
    if row is None:
        raise NotFound(_("There is no such promotion"), code="promotions.unknown")
    return PromotionRow(*row)


def sold_with(promotion_id: UUID) -> tuple[int, int]:
    """What the orders that used it came to, in minor units of the shop's currency, and what one did on average."""
    row = run(SOLD_WITH, {"id": promotion_id, "currency": current_tenant().currency}).one()
    return int(row.total), round_div(int(row.total), row.orders) if row.orders else 0


def active() -> list[PromotionRow]:
    """Those that run or will, at most 200, by priority."""
    return [PromotionRow(*row) for row in run(ACTIVE, {"now": clock.now()})]


def between(since: datetime, upto: datetime) -> list[PromotionRow]:
    """Those that run, or would, at some time between the two, at most 200: by their beginning."""
    return [PromotionRow(*row) for row in run(BETWEEN, {"now": clock.now(), "since": since, "upto": upto})]


def names_of(facts: Collection[str]) -> dict[str, str]:
    """Fact -> what people call it; those that nobody named are not among them."""
    if not facts:
        return {}
    gifts = [fact.removeprefix(GIFT) for fact in facts if fact.startswith(GIFT)]
    found = {row[0]: row[1] for row in run(NAMES, {"facts": sorted(facts), "gifts": gifts})}
    return found | {f"gift:{sku}": found[f"sku:{sku}"] for sku in gifts if f"sku:{sku}" in found}


def choices() -> Choices:
    """What a rule is built from, in one statement."""
    row = run(CHOICES).one()
    return Choices(*([(str(pair[0]), str(pair[1])) for pair in column] for column in row))


def known(words: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(kind, word) -> the fact it stands for, empty for none. Kinds: product, brand, tag, attribute."""
    if not words:
        return {}
    asked = {"words": [word for _kind, word in words], "kinds": [kind for kind, _word in words]}
    return {(row.kind, row.word): row.fact for row in run(KNOWN, asked)}
