"""What 3PLs say they have is fetched by the clock."""

from app.flows import report_stock
from workers.middleware import tenant_actor


@tenant_actor("stock.fetch_reports", max_retries=0)
def fetch() -> None:
    """Fetch the stock files that are due; one that fails is tried again soon, by the same clock."""
    report_stock.fetch_due()
