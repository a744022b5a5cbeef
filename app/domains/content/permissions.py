"""What may be done with pages."""

from enum import StrEnum

from app.core.permissions import register


@register
class PagePermission(StrEnum):
    EDIT = "content:page:edit"
