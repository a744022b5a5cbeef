"""Pieces of the stock's lists: which items fit words, which levels are in a state.

Lists find their page of keys first and dress it afterwards, so that a shop's size does not matter; words and states are
put into the statement only where they were asked for, so that each is planned for what it does.
"""

FITTING = """
    fitting as materialized (
        select i.id from stock_item i where i.sku ilike :q
        union
        select s.stock_item_id from product p join variant v on v.product_id = p.id
        join variant_stock s on s.variant_id = v.id where p.title ilike :q
    )
"""
"""Items whose SKU or title has the words `q`: a common table expression."""

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
