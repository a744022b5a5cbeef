"""The statement that finds sellables, whole or without what a shop does not use."""

from functools import cache
from typing import NamedTuple

from app.queries.offered import OFFERED
from app.queries.price_lists import BASE_RATE, LISTS, entries


class Used(NamedTuple):
    """What of the rarer things a shop has any of; a statement that leaves the others out costs half."""

    lists: bool = True
    assortments: bool = True
    rates: bool = True
    bundles: bool = True
    safety: bool = True
    duties: bool = True

    def covers(self, other: "Used") -> bool:
        """Whether a statement made for this also finds all that the other asks for."""
        return all(mine or not theirs for mine, theirs in zip(self, other, strict=True))


EVERYTHING = Used()
USED_SQL = """array[
            exists (select from price_list where status = 'active'), exists (select from assortment),
            exists (select from exchange_rate), exists (select from bundle_component),
            exists (select from channel_safety), exists (select from duty_rate)]"""
"""What the shop has, in the order of `Used`."""

_IMAGE = """left join lateral (
        select file_key from media where product_id = p.id and file_key is not null
        order by (id = v.media_id) desc nulls last, position limit 1
    ) m on :pictures"""
_COMPONENTS = """left join lateral (
        select jsonb_agg(jsonb_build_array(c.sku, coalesce(q.translations -> :locale ->> 'title', q.title),
                                           c.option_values, k.quantity)
                         order by k.position, c.sku) as components
        from bundle_component k join variant c on c.id = k.component_id join product q on q.id = c.product_id
        where k.bundle_id = v.id
    ) parts on true"""
_KEEP = """coalesce((select greatest(0, x.quantity - l.kept) from channel_safety x
                           where x.stock_item_id = l.stock_item_id
                             and x.channel_id = (select id from channel where code = :channel)
                             and (x.location_id is null or x.location_id = l.location_id)
                           order by x.location_id nulls last limit 1), 0)"""


@cache
def facts_sql(used: Used = EVERYTHING, *, pictures: bool = False) -> str:
    """Facts, price and stock of variants, to be followed by a condition on the variant `v`."""
    return f"""
    select v.id, v.sku,
           case when p.translations -> :locale ? 'labels' then array(
               select coalesce(p.translations -> :locale -> 'labels' ->> concat(u.name, '=', u.value), u.value)
               from unnest(p.option_names, v.option_values) with ordinality as u (name, value, place) order by place)
               else v.option_values end as option_values,
           p.id as product_id, coalesce(p.translations -> :locale ->> 'title', p.title) as title, p.slug, p.tax_class,
           v.active and p.status = 'active' and here.offered as sold, here.offered, b.amount, b.compare_at,
           b.good_until, {BASE_RATE if used.rates else "cast(null as text)"} as rate,
           {"m.file_key" if pictures else "cast(null as text)"} as image, stock.draws,
           v.content, v.content_unit, p.inputs, p.digital, p.gift_card, p.gift_card_vat, p.hs_code, p.origin_country,
           {"parts.components" if used.bundles else "cast(null as jsonb) as components"},
           {LISTS if used.lists else "cast(null as text)"} as lists,
           {entries() if used.lists else "cast(null as text)"} as entries
    from variant v
    join product p on p.id = v.product_id
    cross join lateral (select {OFFERED if used.assortments else "true"} as offered) here
    left join base_price b on b.variant_id = v.id and b.currency = :currency
    {_IMAGE if pictures else ""}
    left join lateral (
        select json_agg(json_build_array(
            i.id, s.quantity, i.tracked, i.backorder, i.preorder, i.expected_on,
            (select coalesce(json_agg(json_build_array(
                 l.location_id, o.ships, o.offers_pickup, o.priority, greatest(0, l.free - k.keep + k.own), k.keep,
                 greatest(0, -l.kept))), '[]')
             from stock_level l join location o on o.id = l.location_id and o.active
             cross join lateral (select
                 {_KEEP if used.safety else "0"} as keep,
                 case when l.reserved = 0 then 0
                      else coalesce((select sum(r.quantity) from reservation r
                                     where r.stock_item_id = l.stock_item_id and r.location_id = l.location_id
                                       and r.released_at is null and (r.expires_at < :now or r.cart_id = :held)), 0)
                 end as own) k
             where l.stock_item_id = i.id))) as draws
        from variant_stock s join stock_item i on i.id = s.stock_item_id
        where s.variant_id = v.id
    ) stock on true
    {_COMPONENTS if used.bundles else ""}
"""  # noqa: S608 - constant pieces
