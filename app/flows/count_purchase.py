"""An order is a purchase in the figures of visits, whatever channel it came from."""

from app.core import clock
from app.core.events import on
from app.domains.orders.events import OrderPlaced
from app.domains.visits import service as visits
from app.domains.visits.service import Step


@on(OrderPlaced)
def count_purchase(e: OrderPlaced) -> None:
    """Count it once; the shop's own note of it may have come first."""
    visits.record([Step(clock.now(), "purchase", e.channel, reference=e.order_id, amount=e.total)])
