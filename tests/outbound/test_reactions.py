"""Every reaction is loaded wherever events are relayed: one that is not would lose its facts in silence."""

from sqlalchemy import text

from app.config import REPOSITORY
from app.core import events, relay
from app.core.db import db, unit_of_work
from app.outbound import REACTION_MODULES, load_reactions
from tests.support.budget import counted_statements


def test_every_module_with_a_reaction_is_named():
    declaring = {
        ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
        for path in (REPOSITORY / "app").rglob("*.py")
        if any(line.startswith(("@on(", "@on_several(")) for line in path.read_text().splitlines())
    }

    assert declaring == set(REACTION_MODULES)


def test_loading_registers_them():
    load_reactions()

    assert "outbound.notifications.reactions.confirm" in events.REACTIONS["orders.order_paid.v1"]
    assert "flows.open_fulfillment.open_fulfillment" in events.REACTIONS["orders.order_paid.v1"]
    assert "flows.issue_invoice.issue_invoice" in events.REACTIONS["orders.order_paid.v1"]


def test_ten_orders_take_what_one_takes(selling, goods, sender):
    """What workers do for an order is told of many at once: a rush costs statements by the batch."""
    with counted_statements() as alone:
        selling.order(("MUG", "1"))
        alone.clear()
        relay.relay_batch()
    for _ in range(10):
        selling.order(("MUG", "1"))
    with counted_statements() as together:
        relay.relay_batch()

    assert len(together) <= len(alone), f"{together}"
    with unit_of_work():
        written = db.session.execute(
            text(
                "select (select count(*) from invoice), (select count(*) from shipment), (select count(*) from mail)"
            )
        ).one()
    assert tuple(written) == (11, 11, 11)
