"""Facts about the merchant's settings."""

from typing import ClassVar

from app.core.events import Event, event


@event
class SettingsChanged(Event):
    """A group of settings is different: public pages may be too."""

    NAME: ClassVar[str] = "channels.settings_changed.v1"
    key: str
