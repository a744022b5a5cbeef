"""Forms of the orders screens."""

from decimal import Decimal, InvalidOperation
from typing import Literal
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.web.forms import Checkbox, Form, OptionalText, Text


class CancelForm(Form):
    """Quantities are `quantity-<line id>`; none of them means the whole order."""

    reason: OptionalText = ""


class RefundForm(Form):
    reason: OptionalText = ""
    shipping: Checkbox = False
    restock_at: UUID | None = None
    serials: OptionalText = ""
    to: Literal["", "store_credit"] = ""


class NoteForm(Form):
    note: Text


def quantities(data: MultiDict[str, str]) -> dict[UUID, Decimal]:
    """Line id -> quantity, of the lines that were filled in. Raises Invalid at the field."""
    found: dict[UUID, Decimal] = {}
    for name, value in data.items():
        line = parse_id(name.removeprefix("quantity-")) if name.startswith("quantity-") else None
        if line is None or not value.strip():
            continue
        try:
            quantity = Decimal(value.strip().replace(",", "."))
        except InvalidOperation:
            raise Invalid(_("Some fields need another look"), fields={name: _("Enter a number")}) from None
        if not quantity.is_finite() or quantity < 0:
            raise Invalid(_("Some fields need another look"), fields={name: _("Enter 0 or more")})
        if quantity:
            found[line] = quantity
    return found
