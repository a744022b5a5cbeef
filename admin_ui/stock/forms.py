"""What the stock's forms share."""

from decimal import Decimal, InvalidOperation

from app.core.i18n import gettext as _


def spoken_number(value: object) -> object:
    """A number as people write it, with comma or point, to three places; blank and None stay. Raises ValueError."""
    if value is None or not str(value).strip():
        return None
    try:
        return round(Decimal(str(value).strip().replace(",", ".")), 3)
    except InvalidOperation:
        raise ValueError(_("Write a number, such as 12")) from None
