"""What a border costs, in the reader's words: on carts, orders, mails and papers alike."""

from collections.abc import Mapping
from typing import Any

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.money import format_money
from app.domains.pricing.engine import Collect, Quote

Costs = Mapping[str, Any]


def collected(costs: Costs | None) -> list[tuple[str, int]]:
    """What is paid with the order, as rows before its total."""
    return parts(costs) if costs and costs["collect"] == Collect.CHECKOUT else []


def expected(costs: Costs | None) -> list[tuple[str, int]]:
    """What is due on delivery, as rows beside the total."""
    return parts(costs) if costs and costs["collect"] == Collect.DELIVERY else []


def parts(costs: Costs) -> list[tuple[str, int]]:
    """Duty and import tax with their amounts, minor units, those that are owed."""
    rows = [(_("Customs duty"), costs["duty"]), (_("Import tax"), costs["tax"])]
    return [(name, amount) for name, amount in rows if amount]


def due(costs: Costs, currency: str) -> str:
    """What is due on delivery in one sentence."""
    amount = format_money(costs["duty"] + costs["tax"], currency, current_locale())
    return _(
        "Duties and import tax are not in the total. We expect about %(amount)s, due to the carrier on delivery.",
        amount=amount,
    )


def owed(quote: Quote) -> dict[str, Any] | None:
    """What the border takes of a quote, as orders keep it; None where nothing is owed."""
    return quote.imports._asdict() if quote.imports and quote.imports.total else None
