"""What must hold between gift cards, their ledger, and the payments and refunds of orders."""

from app.queries.invariants import Rule

BALANCES = "('gift_card', 'store_credit')"

LEDGER = Rule(
    "gift cards",
    "select count(*) from gift_card",
    """
    select 'card ' || c.id, 'its balance is ' || c.balance || ', its ledger sums to ' || coalesce(e.amount, 0)
    from gift_card c left join (select card_id, sum(amount) as amount from gift_card_entry group by 1) e
      on e.card_id = c.id
    where c.balance <> coalesce(e.amount, 0)
    union all
    select 'card ' || c.id, 'has ended and still holds ' || c.balance
    from gift_card c where c.status = 'expired' and c.balance > 0
    order by 1, 2
    """,
)
TENDERS = Rule(
    "card payments",
    f"select count(*) from payment where method in {BALANCES}",  # noqa: S608 - our own names
    f"""
    select 'payment ' || p.gateway_key, 'is ' || p.status || ' over ' || p.amount || ', its card gave '
                                        || coalesce(e.amount, 0)
    from payment p left join (
        select payment_id, -sum(amount) as amount from gift_card_entry where refund_id is null group by 1
    ) e on e.payment_id = p.id
    where p.method in {BALANCES}
      and coalesce(e.amount, 0) <> case when p.status in ('paid', 'intent') then p.amount else 0 end
    union all
    select 'payment ' || p.gateway_key, 'is of a ' || c.vat || '-purpose card and taxed with '
                                        || coalesce(p.details ->> 'taxed', 'nothing')
    from payment p join gift_card c on cast(c.id as text) = p.details ->> 'card'
    where p.method in {BALANCES} and coalesce(
        cast(p.details -> 'taxed' ->> 'net' as bigint) + cast(p.details -> 'taxed' ->> 'tax' as bigint), 0
    ) <> case when c.vat = 'single' then p.amount else 0 end
    union all
    select 'refund ' || r.gateway_key, 'is ' || r.status || ' over ' || r.amount || ', a card got '
                                       || coalesce(e.amount, 0)
    from refund r left join (
        select refund_id, sum(amount) as amount from gift_card_entry group by 1
    ) e on e.refund_id = r.id
    where r.method in {BALANCES} and coalesce(e.amount, 0) <> case when r.status = 'done' then r.amount else 0 end
    order by 1, 2
    """,  # noqa: S608 - our own names
)
RULES = (LEDGER, TENDERS)
