"""Pieces of the stock's lists: which items fit words, which levels are in a state.

Lists find their page of keys first and dress it afterwards, so that a shop's size does not matter; words and states are
put into the statement only where they were asked for, so that each is planned for what it does.
"""

from collections.abc import Callable
from typing import TypeVar

FITTING = """
    fitting as materialized (
        select i.id from stock_item i where {sku} ilike :q
        union
        select s.stock_item_id from product p join variant v on v.product_id = p.id
        join variant_stock s on s.variant_id = v.id where {title} ilike :q
    )
"""
"""Items whose SKU or title has the words `q`: a common table expression."""

NEXT = """
    fitting as materialized (
        select i.id from (select id, sku from stock_item where sku >= :after_sku order by sku limit :ahead) i
        left join lateral (
            select true as named from variant_stock s
            join variant v on v.id = s.variant_id join product p on p.id = v.product_id
            where s.stock_item_id = i.id and {title} ilike :q limit 1
        ) t on true
        where {sku} ilike :q or t.named
    )
"""
"""The same of the next `AHEAD` SKUs from `after_sku` on: enough for a page of words that many have."""
AHEAD = 1000
T = TypeVar("T")

STATES = {
    "low": "i.tracked and l.free between 1 and :few",
    "out": "i.tracked and l.free <= 0",
    "short": "(l.oversold > 0 or l.on_hand < l.allocated + l.reserved)",
    "promised": "l.allocated + l.reserved > 0",
    "held": "l.held > 0",
    "incoming": "l.incoming > 0",
}
"""What is true of a level `l` of the item `i` in each state."""


def wanted(state: str) -> str:
    """The levels in a state, all at once, as a common table expression: few shops have many, and no index knows them."""
    return f"""
    wanted as materialized (
        select l.* from stock_level l join stock_item i on i.id = l.stock_item_id where {STATES[state]}
    )
    """  # noqa: S608 - our own words


def expressions(*parts: str) -> str:
    """`with a, b,`, ready for one more."""
    return "with " + "".join(f"{part}, " for part in parts if part)


def fitting(q: str, expression: str = FITTING) -> str:
    """The expression for a pattern. One of plain ASCII is compared byte by byte, in a third of the time."""
    by = ' collate "C"' if q.isascii() else ""
    return expression.format(sku=f"i.sku{by}", title=f"p.title{by}")


def page_of(ask: Callable[[str], list[T]], size: int, q: str | None, *, near: bool = True) -> list[T]:
    """What `ask` finds for a page of `size` rows by SKU; it gets the expression that the pattern `q` becomes.

    Words that many items have fill the page from the next SKUs; only where they do not, every item is looked at.
    `near`: whether that is worth trying.
    """
    if q is None:
        return ask("")
    found = ask(fitting(q, NEXT)) if near else []
    return found if len(found) > size else ask(fitting(q))
