"""Facts about tills."""

from typing import ClassVar

from app.core.events import Event, event


@event
class ShiftClosed(Event):
    """A drawer was counted. Amounts in minor units."""

    NAME: ClassVar[str] = "pos.shift_closed.v1"
    shift_id: str
    register_id: str
    counted: int
    expected: int
    currency: str


@event
class OperationNeedsAttention(Event):
    """A till's operation was refused, or taken with a remark."""

    NAME: ClassVar[str] = "pos.operation_needs_attention.v1"
    operation_id: str
    kind: str
    verdict: str
    code: str
