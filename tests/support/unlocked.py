"""The application with the stock's lock taken out: read, then write. The control of the race tests."""

from typing import Any

from sqlalchemy import text

from app.domains.inventory import repo

LOOK = """
    select count(*) from unnest(cast(:items as uuid[]), cast(:places as uuid[]), cast(:quantities as numeric[]))
        as w (item, place, quantity)
    join stock_level l on l.stock_item_id = w.item and l.location_id = w.place
    where l.free >= w.quantity
"""
TAKE = """
    with kept as (
        insert into reservation (id, order_id, stock_item_id, location_id, quantity, expires_at, created_at)
        select gen_random_uuid(), :order_id, w.item, w.place, w.quantity, :expires, :now
        from unnest(cast(:items as uuid[]), cast(:places as uuid[]), cast(:quantities as numeric[]))
            as w (item, place, quantity)
        returning stock_item_id, location_id, quantity
    )
    update stock_level l set reserved = l.reserved + k.quantity
    from kept k where l.stock_item_id = k.stock_item_id and l.location_id = k.location_id
"""


def reserve(wanted: Any, *, order_id: Any, cart_id: Any, now: Any, expires: Any) -> tuple[bool, bool]:
    """Look first, take later, hold nothing in between."""
    facts = {
        "order_id": order_id, "now": now, "expires": expires, "items": [each.stock_item_id for each in wanted],
        "places": [each.location_id for each in wanted], "quantities": [each.quantity for each in wanted],
    }  # fmt: skip
    if repo.run(text(LOOK), facts).scalar() != len(wanted):
        return False, False
    repo.run(text("select pg_sleep(0.02)"))
    repo.run(text(TAKE), facts)
    return True, False


def create_app() -> Any:
    """The usual factory's application, unlocked."""
    from app.factory import create_app as build

    repo.reserve = reserve  # type: ignore[assignment]
    return build()
