"""Every reaction is loaded wherever events are relayed: one that is not would lose its facts in silence."""

from app.config import REPOSITORY
from app.core import events
from app.outbound import REACTION_MODULES, load_reactions


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
