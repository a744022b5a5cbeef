"""What may be done with tax rates."""

from enum import StrEnum

from app.core.permissions import register


@register
class RatePermission(StrEnum):
    EDIT = "taxes:rate:edit"


@register
class DutyPermission(StrEnum):
    EDIT = "taxes:duty:edit"
