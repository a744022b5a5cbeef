"""Every table there is: imports the modules that declare tables, so that metadata is whole."""

from importlib import import_module

from app.core.db import Base, SharedBase

TABLE_MODULES = (
    "app.core.events",
    "app.core.audit",
    "app.core.crypto",
    "app.core.idempotency",
    "app.core.files",
    *(
        f"app.domains.{name}.models"
        for name in (
            "carts", "catalog", "channels", "content", "customers", "experiments", "fulfillment", "giftcards",
            "identity", "inventory", "invoices", "loyalty", "orders", "payments", "pos", "pricing", "promotions",
            "recommendations", "reviews", "search", "shipping", "taxes", "visits", "wishlists",
        )
    ),
    "app.outbound.notifications.models",
    "tenants.models",
)  # fmt: skip
INSERT_ONLY = (
    "audit",
    "audit_seal",
    "stock_ledger",
    "price_change",
    "shown_price",
    "gift_card_entry",
    "loyalty_entry",
    "price_override",
)

MAY_CHANGE = {"promotion_use": ("returned_at",)}
"""Tables whose rows stay as they were written but for these columns."""


def load_tables() -> None:
    """Import every module in TABLE_MODULES."""
    for name in TABLE_MODULES:
        import_module(name)


__all__ = ["INSERT_ONLY", "MAY_CHANGE", "Base", "SharedBase", "load_tables"]
