"""What may be done with the shop's search."""

from enum import StrEnum

from app.core.permissions import register


@register
class SearchPermission(StrEnum):
    VIEW = "search:report:view"
    EDIT = "search:rule:edit"
