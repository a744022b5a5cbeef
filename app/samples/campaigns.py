"""Campaigns of the demo shops as data: what a marketer would have planned over the year."""
# fmt: off

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Campaign:
    """A promotion's plan: days as (month, day), percent or an amount off, and what it holds for."""

    code: str
    name: str
    starts: tuple[int, int]
    ends: tuple[int, int]
    percent: int = 0
    amount: int = 0
    from_subtotal: int = 0
    categories: tuple[str, ...] = ()
    coupon: str = ""
    once_per_customer: bool = False


CAMPAIGNS = {
    "halm-ton": (
        Campaign("winterweiss", "Weiße Wochen", (1, 8), (1, 31), percent=15, categories=("Textilien",)),
        Campaign("fruehling", "Frühjahrsputz in der Küche", (3, 15), (4, 5), percent=10, categories=("Küche",)),
        Campaign("leinen", "Leinensommer", (6, 1), (6, 21), percent=12, categories=("Mode",)),
        Campaign("advent", "Adventslicht", (11, 24), (12, 20), percent=20, categories=("Wohnen / Vasen & Kerzen",)),
        Campaign("willkommen", "Willkommen", (1, 1), (12, 31), amount=1000, from_subtotal=6000, coupon="HALLO10", once_per_customer=True),
    ),
    "tamarack": (
        Campaign("thaw", "Spring Thaw", (3, 20), (4, 10), percent=20, categories=("Clothing / Jackets",)),
        Campaign("trailhead", "Trailhead Weekend", (5, 22), (5, 26), percent=15, categories=("Packs & bags", "Camp")),
        Campaign("bundle", "Light the Camp", (9, 1), (9, 30), percent=10, categories=("Camp / Light",)),
        Campaign("friday", "Gray Friday", (11, 27), (11, 30), percent=25, categories=("Electronics / Sound", "Electronics / Power")),
        Campaign("hello", "First Order", (1, 1), (12, 31), percent=10, coupon="TRAIL10", once_per_customer=True),
    ),
    "pennine-trade": (
        Campaign("boxes", "Box Quantity Month", (2, 1), (2, 28), percent=8, categories=("Fixings",)),
        Campaign("decor", "Decorators' Breakfast", (4, 14), (4, 18), percent=12, categories=("Decorating",)),
        Campaign("ppe", "PPE Renewal", (9, 1), (9, 30), percent=10, categories=("Workwear & PPE / Head, eyes & ears",)),
        Campaign("account", "New Account", (1, 1), (12, 31), amount=2500, from_subtotal=15000, coupon="TRADE25", once_per_customer=True),
    ),
}
