"""What people fill in about transfers."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.inventory.service import Arrived, Wish
from app.queries import item_finder
from app.web.amounts import read_amounts
from app.web.forms import Form, OptionalText

NONE = Decimal(0)


class AskForm(Form):
    """A new transfer: lines are parallel `sku` and `quantity`, empty ones are left out."""

    source: UUID
    destination: UUID
    sku: list[str] = Field(default=[], max_length=500)
    quantity: list[str] = Field(default=[], max_length=500)
    note: OptionalText = Field(default="", max_length=500)

    def wishes(self) -> list[Wish]:
        """The lines. Raises Invalid at the field."""
        return wishes_of(self.sku, self.quantity, "quantity")


class StepForm(Form):
    """How many of each line, for approving and picking."""

    line: list[UUID] = Field(default=[], max_length=500)
    quantity: list[str] = Field(default=[], max_length=500)

    def quantities(self) -> dict[UUID, Decimal] | None:
        """By line; None when none was said. Raises Invalid at the field."""
        found = dict(zip(self.line, read_amounts(self.quantity, "quantity"), strict=False))
        return found or None


class ReceiptForm(Form):
    """What came: by line, and besides."""

    line: list[UUID] = Field(default=[], max_length=500)
    received: list[str] = Field(default=[], max_length=500)
    damaged: list[str] = Field(default=[], max_length=500)
    code: list[str] = Field(default=[], max_length=500)
    extra: list[str] = Field(default=[], max_length=500)
    note: OptionalText = Field(default="", max_length=500)

    def arrived(self, serials: Mapping[UUID, Sequence[str]]) -> dict[UUID, Arrived]:
        """By line, with the numbers named for it. Raises Invalid at the field."""
        whole, broken = read_amounts(self.received, "received"), read_amounts(self.damaged, "damaged")
        broken += [NONE] * (len(whole) - len(broken))
        return {
            line: Arrived(*each, tuple(serials.get(line, ())))
            for line, each in zip(self.line, zip(whole, broken, strict=False), strict=False)
        }

    def others(self) -> list[Wish]:
        """What nobody sent. Raises Invalid at the field."""
        return wishes_of(self.code, self.extra, "extra")


class ReasonForm(Form):
    reason: OptionalText = Field(default="", max_length=500)


class ResolutionForm(Form):
    resolution: str = Field(min_length=1, max_length=40)
    serials: OptionalText = Field(default="", max_length=100_000)


def wishes_of(codes: Iterable[str], counts: Iterable[str], field: str) -> list[Wish]:
    """Lines of a code and a count; those without a code are left out. Raises Invalid at `field.<place>`."""
    found = []
    rows = list(zip([code.strip() for code in codes], counts, strict=False))
    amounts = read_amounts([count if code else "" for code, count in rows], field)
    for place, ((code, _count), amount) in enumerate(zip(rows, amounts, strict=True)):
        if code and not amount:
            raise Invalid(
                _("Some fields need another look"), fields={f"{field}.{place}": _("Enter more than 0")}
            )
        if code:
            found.append(Wish(code, amount))
    return found


def named(wishes: list[Wish]) -> list[Wish]:
    """The same by the SKUs of stock items, whatever was typed or scanned."""
    meant = item_finder.meant(wish.sku for wish in wishes)
    return [Wish(meant[wish.sku], wish.quantity) for wish in wishes]
