"""What a refund would pay back, before anybody confirms it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.domains.orders import service as orders
from app.flows import lost_benefit, refund_order


@dataclass(frozen=True, slots=True)
class Preview:
    """What would go back: the `share` of what was paid, less what is `lost` of promotions' benefit, and delivery."""

    share: int
    lost: int
    names: tuple[str, ...]
    delivery: int

    @property
    def amount(self) -> int:
        """All that would go back."""
        return self.share - self.lost + self.delivery


def preview(order_id: UUID, quantities: Mapping[UUID, Decimal], *, shipping: bool = False) -> Preview:
    """What a refund would pay back; writes nothing. Raises WrongState for more than was sold, NotFound."""
    order = orders.lock(order_id)
    lines = orders.lines_of(order_id)
    shares = refund_order.shares_of(order, [line for line in lines if quantities.get(line.id)], quantities)
    lost = lost_benefit.of_return(order, lines, quantities)
    share = sum(amount for _quantity, amount in shares.values())
    return Preview(share, lost.amount, lost.names, refund_order.delivery_left(order) if shipping else 0)
