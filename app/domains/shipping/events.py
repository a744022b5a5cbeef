"""Facts about delivery methods."""

from typing import ClassVar

from app.core.events import Event, event


@event
class DeliveryMethodsChanged(Event):
    """A delivery method is new, different or gone."""

    NAME: ClassVar[str] = "shipping.methods_changed.v1"
    code: str
