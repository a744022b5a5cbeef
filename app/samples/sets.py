"""Sets and things made for one person: a bundle and a personalised product for each demo shop."""
# fmt: off

from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.db import unit_of_work
from app.domains.catalog import service as catalog
from app.domains.catalog.types import InputSpec
from app.domains.inventory import service as inventory
from app.flows.ask_buyers import ask_buyers
from app.flows.compose_bundle import compose_bundle
from app.samples import stocking
from app.samples.goods import Good, Words, tone
from app.samples.places import Shop


@dataclass(frozen=True, slots=True)
class Made:
    """A good that consists of others (codes after the shop's prefix, how many) or is made as its buyer says."""

    good: Good
    parts: tuple[tuple[str, int], ...] = ()
    asks: tuple[InputSpec, ...] = ()


def _both(de_title: str, de: str, en_title: str, en: str) -> dict[str, Words]:
    return {"de": Words(de_title, de), "en": Words(en_title, en)}


def _name(en: str, de: str, longest: int, surcharge: int = 0, *, required: bool = True) -> InputSpec:
    return InputSpec("", {"en": en, "de": de}, "text", required, surcharge, longest, "letters_digits")


def _choice(en: str, de: str, *choices: str, surcharge: int = 0) -> InputSpec:
    return InputSpec("", {"en": en, "de": de}, "choice", False, surcharge, choices=choices)


MADE: dict[str, tuple[Made, ...]] = {
    "halm-ton": (
        Made(Good("teeset", "tea_set", ("Tischkultur",), _both(
            "Teeset Wilma", "Die Kanne und zwei Becher aus einem Brand, im Ton aufeinander abgestimmt. Zusammen günstiger als einzeln.",
            "Wilma tea set", "The pot and two mugs from one firing, matched in tone. Costs less together than apart."),
            11500, 4580, 1940, (tone("indigo", "Indigo", "Indigo", "#33465c"),)),
            parts=(("KANNE-INDIGO", 1), ("BECHER-INDIGO", 2))),
        Made(Good("namensbecher", "mug", ("Tischkultur",), _both(
            "Namensbecher Lene", "Der Becher Lene mit einem Namen, von Hand in den Ton geritzt, bevor er gebrannt wird. Wird für Sie gemacht, etwa zehn Tage.",
            "Lene name mug", "The Lene mug with a name, scratched into the clay by hand before it is fired. Made for you in about ten days."),
            2490, 690, 380, (tone("sand", "Sand", "Sand", "#c9b090"),), stock=40),
            asks=(_name("Name", "Name", 12), _choice("Gift wrap", "Geschenkverpackung", "Leinen", "Papier", surcharge=350))),
    ),
    "tamarack": (
        Made(Good("kitchen", "camp_kitchen", ("Camp", "Kitchen"), _both(
            "Campküche für zwei", "Kocher und zwei Emaillebecher.",
            "Camp Kitchen for Two", "The Match stove and two Campfire mugs. Everything hot before the tent is up, for less than apart."),
            7900, 3210, 390, (tone("navy", "Navy", "Marine", "#27384c"),)),
            parts=(("STOVE", 1), ("MUG-NAVY", 2))),
        Made(Good("initials", "flask", ("Camp", "Kitchen"), _both(
            "Thermosflasche mit Gravur", "Die Foreman mit Ihren Initialen.",
            "Engraved Foreman Flask", "The Foreman with your name lasered into the steel. It never comes off, and nobody borrows it twice."),
            5900, 1950, 640, (tone("sky", "Sky", "Himmel", "#4d7391"),), stock=30),
            asks=(_name("Engraving", "Gravur", 16), _choice("Lettering", "Schrift", "Block", "Script"))),
    ),
    "pennine-trade": (
        Made(Good("kit", "painting_kit", ("Decorating",), _both(
            "Malerset", "Rolle, Pinsel und Kreppband.",
            "Decorator's Starter Kit", "Roller, 3\" brush and masking tape: what every new starter asks for on day one, on one line."),
            1849, 730, 1110, (tone("blue", "Blue", "Blau", "#2e5f95"),)),
            parts=(("ROLL", 1), ("BRUSH-3", 1), ("MASK-CREAM", 1))),
        Made(Good("printed", "hard_hat", ("Workwear & PPE", "Head, eyes & ears"), _both(
            "Schutzhelm mit Firmenname", "Bedruckt nach Ihrer Angabe.",
            "Printed Safety Helmet", "Your company's name on the front, printed in our Leeds branch. Five working days."),
            1490, 560, 390, (tone("white", "White", "Weiß", "#eef0f0"),), stock=120),
            asks=(_name("Company name", "Firmenname", 24), _name("Name of the wearer", "Name der Person", 20, 120, required=False))),
    ),
}


def with_sets(shop: Shop) -> Shop:
    """The shop with its sets and made goods on the shelf."""
    goods = tuple(made.good for made in MADE.get(shop.slug, ()))
    return replace(shop, shelf=replace(shop.shelf, goods=(*shop.shelf.goods, *goods)))


def stock(shop: Shop) -> None:
    """Put sets and made goods beside the shop's catalogue, which is there. Opens its own units.

    A set whose parts the shop does not have is left out.
    """
    whole, there, prefix = with_sets(shop), set(stocking.skus(shop)), shop.shelf.prefix
    every = [
        made for made in MADE.get(shop.slug, ()) if all(f"{prefix}-{code}" in there for code, _count in made.parts)
    ]
    if not every:
        return
    stocking.import_goods(whole, [made.good for made in every])
    with unit_of_work():
        for made in every:
            _finish(whole, made)


def _finish(shop: Shop, made: Made) -> None:
    sku = shop.shelf.forms(made.good, shop.language)[0].sku
    variant = catalog.find_variant(sku)
    if made.parts:
        prefix = shop.shelf.prefix
        parts = [(f"{prefix}-{code}", Decimal(count)) for code, count in made.parts]
        compose_bundle(variant.product_id, variant.id, parts)
    else:
        place, item = inventory.find_location("main").id, inventory.find_item(sku).id
        inventory.receive({(item, place): Decimal(made.good.stock)}, reason="opening stock", document="delivery")
    if made.asks:
        ask_buyers(variant.product_id, made.asks)
