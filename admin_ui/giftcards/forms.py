"""Forms of the gift cards' screens."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from admin_ui.purchases.amounts import amount_of
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.queries import sites
from app.web.forms import Form, OptionalText, Text

Reason = Annotated[OptionalText, Field(max_length=500)]


class IssueForm(Form):
    """`id` was drawn with the page, so that sending it twice makes one card."""

    id: UUID
    amount: Text
    currency: Text
    note: Reason = ""

    def worth(self) -> int:
        """Minor units. Raises Invalid at `currency` and `amount`."""
        return worth(self.amount, self.currency)


class LoadForm(Form):
    amount: Text
    reason: Reason = ""


class BlockForm(Form):
    reason: Reason = ""


class CreditForm(Form):
    amount: Text
    currency: Text
    reason: Reason = ""


def worth(amount: str, currency: str) -> int:
    """Minor units of what was typed. Raises Invalid at `currency` and `amount`."""
    if currency not in sites.currencies():
        raise Invalid(_("Some fields need another look"), fields={"currency": _("Choose one of the options")})
    return amount_of(amount, currency, "amount")
