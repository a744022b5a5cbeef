"""What stock is worth follows the ledger."""

from app.flows.value_stock import value_stock
from workers.middleware import tenant_actor


@tenant_actor("stock.value", max_retries=2)
def value() -> None:
    """Fold the ledger into moving average and FIFO layers."""
    value_stock()
