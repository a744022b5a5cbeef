"""The packing slip: what is in the box, for whom; no prices."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.core.i18n import format_quantity
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.orders.types import Line, picked
from app.outbound.documents.sheets import Row, Sheet, day, paper
from app.queries.merchant import merchant
from app.queries.order_letter import OrderLetter, Parcel
from app.queries.serial_board import Got


def packing_sheet(about: OrderLetter, box: Parcel, serials: Mapping[str, Sequence[Got]]) -> Sheet:
    """The slip of one parcel in the current language; `serials` by stock item."""
    seller, order, zone = merchant(), about.order, current_tenant().timezone
    return Sheet(
        title=_("Packing slip"),
        number=order.number,
        seller={
            "name": seller.name, "legal_name": seller.legal_name, "address": list(seller.address), "color": seller.color,
            "vat_number": "", "register": "", "email": seller.email, "phone": seller.phone,
        },
        address=about.address(home=seller.country),
        facts=[
            (_("Order"), order.number),
            (_("Ordered on"), day(order.placed_at, zone)),
            (_("Packed at"), box.location),
            *([(_("Parcel number"), box.tracking_number)] if box.tracking_number else []),
        ],
        rows=[
            row
            for line in order.lines
            if (quantity := box.quantities.get(line.id))
            for row in _rows(line, quantity, serials)
        ],
        priced=False,
        paper=paper(seller.country),
    )  # fmt: skip


def _rows(line: Line, quantity: Decimal, serials: Mapping[str, Sequence[Got]]) -> list[Row]:
    """A line, and below it the parts of a bundle and the serial numbers."""
    said = "  \N{MIDDLE DOT}  ".join(filter(None, (line.options, line.sku)))
    parts = [
        Row("", f"{part.sku}  {part.name}", format_quantity(part.quantity))
        for part in picked(line.components, quantity)
    ]
    codes = [got.code for item, _each in line.stock for got in serials.get(item, ()) if got.kept]
    numbers = [Row("", _("Serial number %(serial)s", serial=code), "") for code in codes]
    return [Row(line.title, said, format_quantity(quantity)), *parts, *numbers]
