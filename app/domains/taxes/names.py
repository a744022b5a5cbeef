"""What a tax is called to its reader: value added tax has a name in each language, others keep their own."""

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant

VALUE_ADDED = frozenset({"vat", "mwst", "mwst.", "mehrwertsteuer", "ust", "ust.", "umsatzsteuer"})


def spoken(name: str) -> str:
    """The name as the shop wrote it, or in the reader's language when that is not the shop's own."""
    foreign = current_locale()[:2] != current_tenant().locale[:2]
    return _("VAT") if foreign and name.strip().casefold() in VALUE_ADDED else name
