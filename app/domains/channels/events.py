"""Facts about the merchant's settings."""

from typing import ClassVar

from app.core.events import Event, event


@event
class SettingsChanged(Event):
    """A group of settings is different: public pages may be too."""

    NAME: ClassVar[str] = "channels.settings_changed.v1"
    key: str


@event
class ChannelLate(Event):
    """Changes of a kind (stock, price) take longer than a minute to reach a channel; told at most once an hour."""

    NAME: ClassVar[str] = "channels.channel_late.v1"
    channel: str
    kind: str
    seconds: int
