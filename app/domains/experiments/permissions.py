"""What may be done with tests."""

from enum import StrEnum

from app.core.permissions import register


@register
class ExperimentPermission(StrEnum):
    VIEW = "experiments:test:view"
    EDIT = "experiments:test:edit"
