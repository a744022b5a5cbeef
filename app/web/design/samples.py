"""Plain facts that the living page shows; no database, always the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SampleOrder:
    id: str
    number: str
    at: datetime
    customer: str
    channel: str
    payment: str
    fulfillment: str
    total: int
    items: int


@dataclass(frozen=True, slots=True)
class SampleProduct:
    title: str
    price: int
    compare_at: int | None
    stock: str
    material: str
    picture: str


_PEOPLE = (
    ("Anneke de Vries", "Web", "paid", "open", 18450, 2),
    ("Rafael Ortega Lozano", "Amsterdam", "paid", "fulfilled", 6900, 1),
    ("Studio Halm GmbH", "Phone", "authorized", "partial", 246800, 18),
    ("Mireille Fontaine", "Web", "pending", "open", 11990, 3),
    ("Tomasz Wiśniewski", "Web", "requires_action", "open", 5400, 1),
    ("Ingrid Solheim", "Utrecht", "partially_refunded", "fulfilled", 23400, 4),
    ("Kwame Mensah", "Web", "paid", "fulfilled", 8750, 2),
    ("Chiara Bellini", "Web", "failed", "open", 3120, 1),
)


def orders() -> list[SampleOrder]:
    """Eight orders in many states."""
    return [
        SampleOrder(f"o{n}", str(10482 - n), NOW - timedelta(minutes=37 * n), *row)
        for n, row in enumerate(_PEOPLE)
    ]


def products() -> list[SampleProduct]:
    return [
        SampleProduct("Linnea lounge chair", 68900, None, "in", "Oiled ash, wool bouclé", "chair"),
        SampleProduct("Fold side table", 18900, 22900, "low", "Powder-coated steel", "table"),
        SampleProduct("Harbour pendant lamp", 14500, None, "in", "Spun aluminium", "lamp"),
        SampleProduct("Stoneware carafe", 5400, None, "out", "Glazed by hand", "carafe"),
    ]


def shop() -> dict[str, Any]:
    """What a shop shell is given."""
    return {
        "name": "Maison Verdier",
        "home": "/_design/shop",
        "search": "/_design/shop",
        "cart": "/_design/cart",
        "account": "/_design/auth",
        "help": "/_design/shop#help",
        "menu": [
            {"label": "Seating", "url": "/_design/shop", "active": True, "children": []},
            {"label": "Tables", "url": "/_design/shop", "active": False, "children": []},
            {"label": "Lighting", "url": "/_design/shop", "active": False, "children": []},
            {"label": "Tableware", "url": "/_design/shop", "active": False, "children": []},
        ],
        "service": [("Delivery and returns", "#"), ("Stores", "#"), ("Contact", "#")],
        "legal": [("Imprint", "#"), ("Terms", "#"), ("Privacy", "#"), ("Withdrawal", "#")],
        "locales": [("en", "English", "?l=en"), ("de", "Deutsch", "?l=de")],
        "note": "Delivered free from €80, in 2 to 3 days",
    }


def nav() -> list[dict[str, Any]]:
    """The staff menu by job, as a store manager may see it."""
    jobs = (
        ("Home", "house", None),
        ("Orders", "receipt-text", 12),
        ("Products", "tag", None),
        ("Stock", "boxes", None),
        ("Customers", "users", None),
        ("Marketing", "megaphone", None),
        ("Stores", "store", None),
        ("Channels", "waypoints", None),
        ("Reports", "chart-no-axes-column", None),
        ("Settings", "settings", None),
    )
    children = [
        {"label": "All orders", "url": "/_design/", "active": True},
        {"label": "Pickup", "url": "/_design/", "active": False},
        {"label": "Returns", "url": "/_design/", "active": False},
    ]
    return [
        {
            "label": label,
            "icon": icon,
            "url": "/_design/",
            "active": label == "Orders",
            "count": count,
            "children": children if label == "Orders" else [],
        }
        for label, icon, count in jobs
    ]


def staff() -> dict[str, Any]:
    """What the admin shell is given."""
    return {
        "nav": nav(),
        "shop_name": "Maison Verdier",
        "home_url": "/_design/",
        "search_url": "/_design/",
        "help_url": "/_design/",
        "scope": {
            "label": "All locations",
            "options": [("All locations", "#", True), ("Amsterdam", "#", False)],
        },
        "person": {
            "name": "Joost Bakker",
            "initials": "JB",
            "email": "joost@verdier.example",
            "role": "Store manager, Amsterdam",
            "links": [("Your account", "#", "user")],
            "sign_out": "#",
        },
        "test_mode": True,
    }


def sales() -> dict[str, Any]:
    """A fortnight of sales and the one before, minor units."""
    days = [(NOW - timedelta(days=13 - n)).strftime("%-d %b") for n in range(14)]
    now = [
        182400,
        164900,
        201300,
        228700,
        312500,
        341200,
        198000,
        176500,
        189900,
        214300,
        251800,
        338900,
        362400,
        248600,
    ]
    then = [
        171000,
        158200,
        176500,
        199400,
        268800,
        301100,
        188400,
        169900,
        171200,
        190100,
        222700,
        291500,
        318800,
        236100,
    ]
    return {"days": days, "now": now, "then": then}
