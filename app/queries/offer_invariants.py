"""What must hold between promotions, their codes, and what they took off orders."""

from app.queries.invariants import Rule

COUNTERS = Rule(
    "uses of promotions",
    "select (select count(*) from promotion) + (select count(*) from coupon)",
    """
    select 'promotion ' || p.name, c.label || ' is ' || c.says || ', its orders sum to ' || c.sums
    from promotion p left join (
        select promotion_id, count(*) as uses, sum(amount) as spent from promotion_use where returned_at is null
        group by 1
    ) u on u.promotion_id = p.id
    cross join lateral (values
        ('uses', p.uses, coalesce(u.uses, 0)), ('budget spent', p.spent, coalesce(u.spent, 0))
    ) as c (label, says, sums)
    where (p.uses_limit is not null or p.customer_limit is not null or p.budget is not null)
        and c.says <> c.sums
    union all
    select 'code ' || c.code, 'was used ' || c.uses || ' times, its orders are ' || coalesce(u.uses, 0)
    from coupon c left join (
        select coupon_id, count(*) as uses from promotion_use where returned_at is null group by 1
    ) u on u.coupon_id = c.id
    where (c.uses_limit is not null or c.customer_limit is not null) and c.uses <> coalesce(u.uses, 0)
    order by 1, 2
    """,
)
DISCOUNTS = Rule(
    "discounts of orders",
    "select (select count(*) from promotion_use) + (select count(*) from order_line where discounts <> '[]')",
    """
    select 'order ' || o.number || ' line ' || l.position,
           'its discount is ' || l.discount || ', its parts sum to ' || d.sum
    from order_line l join "order" o on o.id = l.order_id
    cross join lateral (select coalesce(sum((e ->> 'amount')::bigint), 0) as sum
                        from jsonb_array_elements(l.discounts) e) d
    where l.discounts <> '[]' and d.sum <> l.discount
    union all
    select 'order ' || o.number, 'promotion ' || p.name || ' is noted with ' || u.amount || ', the order tells of '
                                 || coalesce(t.amount, 0)
    from promotion_use u join "order" o on o.id = u.order_id join promotion p on p.id = u.promotion_id
    left join lateral (
        select sum((e ->> 4)::bigint) as amount from jsonb_array_elements(o.trace) e
        where e ->> 0 = 'promotion' and e ->> 2 = 'applied' and e ->> 6 = u.promotion_id::text
    ) t on true
    where o.trace <> '[]' and u.amount <> coalesce(t.amount, 0)
    order by 1, 2
    """,
)
RULES = (COUNTERS, DISCOUNTS)
