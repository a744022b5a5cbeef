"""Random promotions, codes, gifts and conventions for random baskets, as JSON."""

from collections.abc import Sequence
from random import Random
from typing import Any

Json = dict[str, Any]
CATEGORIES = ("category:shirts", "category:mugs", "category:food", "brand:acme")
SALE = ("channel:pos", "channel:web", "group:gold", "signed-in", "payment:card")
ITEM = ("item_percent", "item_fixed", "item_price", "line_fixed", "unit_steps")
ORDER = ("order_percent", "order_fixed", "order_set_total")
SHIPPING = ("shipping_percent", "shipping_fixed")
UNITS = ("buy_get_fixed", "buy_get_percent", "cheapest_free", "group_price", "group_fixed", "group_percent")
EFFECTS = (*ITEM, *ITEM, *ORDER, *SHIPPING, "free_gift", *UNITS)
TIMES = (
    "2025-06-01T10:00:00+02:00",
    "2025-06-02T00:30:00+05:30",
    "2024-02-29T23:59:59.5Z",
    "2025-06-01T08:00Z",
)
FLAGS = (
    "tax_before_discount", "stacked_rates_as_one", "weigh_gross", "pass_on", "items_first", "add_percents",
    "from_compare_at", "fill_in_cart_order", "manual_covers_shipping", "manual_suspends_coupons",
)  # fmt: skip


def with_offers(random: Random, context: Json) -> Json:
    """The basket with facts, promotions of every kind, codes, gifts and now and then other conventions."""
    for line in context["lines"]:
        line["facts"] = random.sample(CATEGORIES, random.choice((0, 1, 1, 2)))
        for key, value in (
            ("compare_at", random.randint(0, 40_000)),
            ("minimum", random.choice((1, 500, 1500))),
            ("on_sale", True),
            ("fee", True),
        ):
            if random.random() < 0.08:
                line[key] = value
        if random.random() < 0.1:
            line["taxes"] = [tax | {"compound": True} for tax in line["taxes"]]
    promotions = [random_promotion(random, f"p{n}") for n in range(random.choice((1, 1, 2, 3, 5, 8)))]
    context |= {
        "promotions": promotions,
        "facts": random.sample(SALE, random.randint(0, 4)),
        "channel": random.choice(("pos", "web", "")),
        "orders": random.randint(0, 2),
        "at": random.choice((None, *TIMES)),
        "coupons": [_coupon(random) for _ in range(random.choice((0, 0, 1, 2, 3)))],
        "gifts": [_gift(random, sku) for sku in ("STICKER", "MUG") if random.random() < 0.8],
    }
    if random.random() < 0.5:
        context["rules"] = random_rules(random)
    return context


def random_rules(random: Random) -> Json:
    """Conventions: some of them other than the default."""
    rules: Json = {flag: True for flag in FLAGS if random.random() < 0.2}
    rules["tax_rounding"] = random.choice(("line", "line", "unit", "order"))
    rules["percent_rounding"] = random.choice(("discount", "discount", "price", "down"))
    rules["sharing"] = random.choice(("largest_remainder", "largest_first", "last", "first"))
    return rules


def random_promotion(random: Random, key: str, effects: Sequence[str] = EFFECTS) -> Json:
    """An offer of the cart, or sometimes of unit prices."""
    catalog = random.random() < 0.12
    kinds = ITEM[:3] if catalog else effects
    promotion: Json = {
        "id": key,
        "name": f"Offer {key}",
        "actions": [_action(random, random.choice(kinds)) for _ in range(random.choice((1, 1, 1, 2, 3)))],
    }
    if catalog:
        promotion["stage"] = "catalog"
    if random.random() < 0.5:
        promotion["when"] = _when(random)
    chances: tuple[tuple[float, Json], ...] = (
        (0.3, {"priority": random.randint(-1, 3)}),
        (0.06, {"exclusive": True}),
        (0.25, {"needs_coupon": True}),
        (0.25, {"lane": random.choice(("a", "b"))}),
        (0.1, {"excludes": [f"p{random.randint(0, 7)}"]}),
        (0.05, {"stops": True}),
        (0.1, {"starts_at": random.choice(TIMES)}),
        (0.1, {"ends_at": random.choice(TIMES)}),
        (0.05, {"currency": random.choice(("EUR", "USD"))}),
        (0.15, {"cap": random.randint(0, 3000)}),
        (0.1, {"budget_left": random.choice((-5, 0, 500, 3000))}),
        (0.1, {"uses_left": random.randint(0, 2)}),
    )
    for chance, keys in chances:
        if random.random() < chance:
            promotion |= keys
    return promotion


def random_where(random: Random) -> Json:
    """A filter of lines."""
    where: Json = {}
    if random.random() < 0.5:
        where["having"] = [
            random.sample(CATEGORIES, random.randint(1, 2)) for _ in range(random.choice((1, 1, 2)))
        ]
    if random.random() < 0.15:
        where["lacking"] = random.sample(CATEGORIES, 1)
    if random.random() < 0.1:
        where["price_min"] = random.randint(0, 2000)
    if random.random() < 0.1:
        where["price_max"] = random.randint(500, 20_000)
    if random.random() < 0.1:
        where["full_priced"] = True
    if random.random() < 0.1:
        where["cheapest"] = True
    return where


def _when(random: Random) -> Json:
    chances: tuple[tuple[float, Json], ...] = (
        (0.15, {"facts": [random.sample(SALE, random.randint(1, 3))]}),
        (0.1, {"lacking": random.sample(SALE, 1)}),
        (0.2, {"contains": [random_where(random)]}),
        (0.2, {"among": random_where(random)}),
        (0.15, {"min_units": random.randint(0, 5)}),
        (0.15, {"min_line_units": random.randint(1, 4)}),
        (0.2, {"min_total": random.randint(0, 8000)}),
        (0.15, {"min_total_gross": random.randint(0, 8000)}),
        (0.08, {"nth_order": random.randint(1, 3)}),
        (0.08, {"weekdays": random.sample(range(1, 8), 4)}),
        (
            0.08,
            {
                "opens": random.choice(("00:30", "08:00", "10:00")),
                "closes": random.choice(("", "10:00", "23:59")),
            },
        ),
        (0.04, {"opens": "22:00", "closes": "06:00"}),
    )
    return {key: value for chance, keys in chances if random.random() < chance for key, value in keys.items()}


def _action(random: Random, effect: str) -> Json:
    percent = effect.endswith("percent")
    value = random.choice((50_000, 100_000, 333_333, 1_000_000, random.randint(0, 1_100_000)))
    amount = random.choice((1, 100, 999, random.randint(0, 5000)))
    action: Json = {"effect": effect, "value": value if percent else amount}
    if random.random() < 0.6:
        action["where"] = random_where(random)
    if random.random() < 0.15:
        of = (lambda: random.randint(0, 900_000)) if percent else (lambda: random.randint(0, 4000))
        action["tiers"] = [[random.randint(0, 20_000), of()] for _ in range(random.randint(1, 3))]
        if random.random() < 0.5:
            action["tier_by"] = "quantity"
            action["tiers"] = [[random.randint(0, 6), of()] for _ in range(2)]
    if random.random() < 0.08:
        action["by_channel"] = [
            ["pos", random.randint(0, 3000), "EUR"],
            ["web", random.randint(0, 900), "USD"],
        ]
    for key in ("max_units", "max_units_per_line"):
        if random.random() < 0.12:
            action[key] = random.randint(0, 3)
    if "max_units" in action and random.random() < 0.5:
        action["dearest"] = True
    if percent and random.random() < 0.15:
        action["gross"] = True
    return action | _of_units(random, effect)


def _of_units(random: Random, effect: str) -> Json:
    if effect == "free_gift":
        return {
            "gift": random.choice(("STICKER", "MUG", "GONE")),
            "per": random.choice((1, 2, 3)),
            "times": 2,
        }
    if effect == "unit_steps":
        return {"more": random.randint(0, 300)}
    if effect not in UNITS:
        return {}
    found: Json = {"times": random.choice((None, None, 1, 2))}
    if effect.startswith("buy_get"):
        found |= {"buy_units": random.choice((0, 1, 1, 2, 3)), "get_units": random.choice((1, 1, 2))}
        if random.random() < 0.5:
            found["buy"] = random_where(random)
        return found
    return found | {"group_size": random.randint(1, 4), "per_group": random.random() < 0.4}


def _coupon(random: Random) -> Json:
    coupon: Json = {
        "code": random.choice(("TEN", "ten", "GIFT", "VIP")),
        "promotion": f"p{random.randint(0, 4)}",
    }
    if random.random() < 0.3:
        coupon["problem"] = random.choice(("expired", "used up"))
    return coupon


def _gift(random: Random, sku: str) -> Json:
    taxes = [{"id": "r190000", "name": "19.0 %", "rate_micro": 190_000}] if random.random() < 0.5 else []
    return {
        "key": sku,
        "sku": sku,
        "quantity": 1,
        "unit_price": random.choice((0, 400, 1999)),
        "taxes": taxes,
    }
