"""What may be done with the merchant's settings."""

from enum import StrEnum

from app.core.permissions import register


@register
class SettingsPermission(StrEnum):
    VIEW = "channels:settings:view"
    EDIT = "channels:settings:edit"


@register
class MailPermission(StrEnum):
    VIEW = "channels:mail:view"
    RETRY = "channels:mail:retry"
