"""When something is to begin, as staff type it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant


def start_of(form: Mapping[str, str], field: str = "at") -> datetime | None:
    """The time in `field`, in the shop's time zone; None for now. Raises Invalid at the field."""
    typed = form.get(field, "").strip()
    if not typed:
        return None
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        words = _("Enter a date and a time")
        raise Invalid(words, fields={field: words}) from None
    return local.replace(tzinfo=ZoneInfo(current_tenant().timezone)).astimezone(UTC)
