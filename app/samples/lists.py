"""The demo shops' price lists: what the trade pays, and a sale that is still to come."""

from datetime import datetime, timedelta

from app.core.tenancy import current_tenant
from app.domains.pricing import price_lists
from app.domains.pricing.list_types import ListDraft
from app.samples.places import Shop

TEN_PERCENT, A_FIFTH = 100_000, 200_000
NAMES = {
    "halm-ton": ("Händlerpreise", "Winterschluss"), "tamarack": ("Guides and outfitters", "End of season"),
    "pennine-trade": ("Contract prices", "Stocktaking sale"),
}  # fmt: skip


def write(shop: Shop, now: datetime) -> None:
    """A list for the group `trade`, in force, and the draft of a sale. In the open unit of work."""
    trade, sale = NAMES[shop.slug]
    currency = current_tenant().currency
    price_lists.create_list(
        ListDraft(
            "trade", trade, "segment", currency, status="active", percent=TEN_PERCENT, conditions=(("group", ("trade",)),)
        )
    )  # fmt: skip
    starts = now + timedelta(days=30)
    price_lists.create_list(
        ListDraft(
            "sale",
            sale,
            "sale",
            currency,
            starts_at=starts,
            ends_at=starts + timedelta(days=14),
            percent=A_FIFTH,
        )
    )
