"""What stock is worth, kept up with the ledger: in parts, each in a unit of its own."""

from app.core.db import unit_of_work
from app.domains.inventory import service as inventory
from app.queries import cost_prices


def value_stock() -> int:
    """Fold every ledger row and late cost there is; how many rows. Opens its own units."""
    folded = 0
    while True:
        with unit_of_work():
            items = inventory.items_to_value()
            if not items:
                return folded
            folded += inventory.value_items(items, cost_prices.listed(items))
