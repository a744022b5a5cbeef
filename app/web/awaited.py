"""What is sold though it is not there, in words for shoppers and staff."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date as babel_date

from app.core.i18n import current_locale, format_quantity
from app.core.i18n import gettext as _


def awaited_words(quantity: Decimal, of: Decimal, *, preorder: bool, expected_on: date | None) -> str:
    """`quantity` of the line's `of` units are awaited, until a day if it is known."""
    day = babel_date(expected_on, "medium", locale=current_locale()) if expected_on else None
    if quantity < of:
        many = {"count": format_quantity(quantity), "all": format_quantity(of), "date": day}
        if day is None:
            return _("%(count)s of %(all)s on backorder: sent when more comes", **many)
        return _("%(count)s of %(all)s on backorder, expected on %(date)s", **many)
    if preorder:
        return _("Preorder, expected on %(date)s", date=day) if day else _("Preorder: sent when it is out")
    return (
        _("On backorder, expected on %(date)s", date=day) if day else _("On backorder: sent when more comes")
    )
