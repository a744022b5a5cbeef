"""An order is a purchase in the figures of visits, whatever channel it came from."""

from collections.abc import Sequence

from app.core import clock
from app.core.events import on_several
from app.domains.orders.events import OrderPlaced
from app.domains.visits import service as visits
from app.domains.visits.service import Step


@on_several(OrderPlaced)
def count_purchases(told: Sequence[OrderPlaced]) -> None:
    """Count each once; the shop's own note of it may have come first."""
    now = clock.now()
    visits.record(
        [Step(now, "purchase", each.channel, reference=each.order_id, amount=each.total) for each in told]
    )
