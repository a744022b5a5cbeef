"""What the demo shops say of their goods beyond words: product types with facts, rules of the search, shared views."""
# fmt: off

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core.clock import frozen
from app.core.db import db
from app.core.ids import new_id
from app.core.principal import Principal, acting_as
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Product
from app.domains.catalog.types import FieldSpec
from app.domains.identity import service as identity
from app.domains.search import service as search
from app.domains.search.types import Rule
from app.flows.refresh_listings import refresh_listings
from app.samples.goods import slug_of
from app.samples.places import Shop
from app.samples.sets import with_sets


@dataclass(frozen=True, slots=True)
class Kind:
    """A product type, and what is said of the goods of it: by code, in the order of the facts, None: nothing."""

    name: str
    facts: Sequence[FieldSpec]
    goods: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What people seek, and what they shall see: goods first or last by code, or another page."""

    words: str
    first: Sequence[str] = ()
    last: Sequence[str] = ()
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """A shop's rules, words that mean the same, what was sought in vain, and the views its team shares."""

    rules: Sequence[Wanted]
    alike: Sequence[tuple[str, ...]]
    sought: Mapping[str, int]
    views: Mapping[str, str] = field(default_factory=dict)


def _choice(label: str, *choices: str, said: Mapping[str, Any] | None = None, required: bool = False) -> FieldSpec:
    return FieldSpec("", label, "choice", choices=choices, required=required, facet=True, translations=said or {})


def _number(label: str, unit: str, *, facet: bool = False, en: str = "") -> FieldSpec:
    return FieldSpec("", label, "number", unit=unit, facet=facet, translations={"en": {"label": en}} if en else {})


def _en(label: str, *choices: str) -> dict[str, Any]:
    return {"en": {"label": label, "choices": choices}}


CLAY = _choice("Material", "Steinzeug", "Glas", "Holz", "Wachs", "Metall", "Seegras", required=True,
               said=_en("Material", "Stoneware", "Glass", "Wood", "Wax", "Metal", "Seagrass"))
CLOTH = _choice("Material", "Leinen", "Schurwolle", "Baumwolle", "Merino", required=True,
                said=_en("Material", "Linen", "New wool", "Cotton", "Merino"))
CARE = FieldSpec("", "Pflege", localised=True, required=True, translations={"en": {"label": "Care"}})
TONE = FieldSpec("leitfarbe", "Leitfarbe", "colour", translations={"en": {"label": "Leading colour"}})
STEEL = _choice("Material", "Nylon", "Steel", "Aluminum", "Foam", "Down", "Carbon", required=True)
WATER = _choice("Water rating", "Splashproof", "IPX5", "IP67", "IPX7")

KINDS: dict[str, tuple[Kind, ...]] = {
    "halm-ton": (
        Kind("Geschirr und Gefäße", (CLAY, _number("Höhe", "cm", facet=True, en="Height"), _number("Inhalt", "l", en="Holds"),
                                     FieldSpec("", "Spülmaschine", "boolean", facet=True, translations={"en": {"label": "Dishwasher safe"}}), TONE), {
            "becher": ("Steinzeug", "9", "0.3", True), "mokka": ("Steinzeug", "6", "0.08", True), "schale": ("Steinzeug", "7", "0.6", True),
            "teller": ("Steinzeug", "3", None, True), "kanne": ("Steinzeug", "16", "1", False), "krug": ("Steinzeug", "22", "1.4", True),
            "karaffe": ("Glas", "25", "1", False), "dose": ("Steinzeug", "18", "1.2", True), "butter": ("Steinzeug", "9", None, False),
            "brett": ("Holz", "2", None, False), "muehle": ("Holz", "22", None, False), "vase-ilse": ("Steinzeug", "24"),
            "vase-hanne": ("Steinzeug", "30"), "leuchter": ("Holz", "18"), "kerze": ("Wachs", "8"), "topf": ("Steinzeug", "19"),
            "korb": ("Seegras", "34"), "namensbecher": ("Steinzeug", "9", "0.3", True),
        }),
        Kind("Stoffe und Kleidung", (CLOTH, CARE, _number("Gewicht", "g/m²", en="Weight"),
                                     _choice("Herkunft", "Portugal", "Litauen", "Deutschland", said=_en("Made in", "Portugal", "Lithuania", "Germany")), TONE), {
            "kissen": ("Leinen", ("Waschbar bei 40 °C", "Wash at 40 °C"), "220", "Litauen"), "decke": ("Schurwolle", ("Auslüften, kalt waschen", "Air it, wash cold"), "420", "Deutschland"),
            "handtuch": ("Baumwolle", ("Waschbar bei 60 °C", "Wash at 60 °C"), "500", "Portugal"), "bettwaesche": ("Leinen", ("Waschbar bei 60 °C", "Wash at 60 °C"), "170", "Litauen"),
            "teppich": ("Schurwolle", ("Absaugen, Flecken ausreiben", "")), "geschirrtuch": ("Leinen", ("Waschbar bei 95 °C", "")),
            "tshirt": ("Baumwolle", ("Waschbar bei 40 °C", "Wash at 40 °C"), "220", "Portugal"), "hemd": ("Leinen", ("Waschbar bei 40 °C", "Wash at 40 °C"), "160", "Litauen"),
            "kleid": ("Leinen", ("Waschbar bei 30 °C", "Wash at 30 °C"), "190", "Litauen"), "hose": ("Baumwolle", ("Waschbar bei 40 °C", ""), "280", "Portugal"),
            "jacke": ("Baumwolle", ("Waschbar bei 30 °C", ""), "340", "Deutschland"), "pullover": ("Schurwolle", ("Handwäsche", "Hand wash"), None, "Deutschland"),
            "schal": ("Schurwolle", ("Handwäsche", "Hand wash")), "muetze": ("Merino", ("Handwäsche", "Hand wash")), "socken": ("Schurwolle", ("Wollwaschgang", "")),
        }),
        Kind("Möbel und Licht", (_choice("Holz", "Eiche", "Räuchereiche", "Nussbaum", said=_en("Wood", "Oak", "Smoked oak", "Walnut")),
                                 _number("Höhe", "cm", facet=True, en="Height"), _number("Leistung", "W", en="Power")), {
            "hocker": ("Eiche", "45"), "stuhl": ("Eiche", "82"), "sessel": ("Nussbaum", "78"), "tisch": ("Eiche", "75"), "tischchen": ("Eiche", "45"),
            "lampe-tona": (None, "48", "40"), "lampe-pilz": (None, "36", "9"),
        }),
    ),
    "tamarack": (
        Kind("Packs and camp", (STEEL, _number("Weight", "oz", facet=False), _number("Volume", "L", facet=True), _choice("Season", "3-season", "All year")), {
            "pack45": ("Nylon", "46", "45", "3-season"), "day22": ("Nylon", "25", "22"), "duffel60": ("Nylon", "38", "60", "All year"), "dry20": ("Nylon", "9", "20"),
            "tent2": ("Nylon", "63", None, "3-season"), "bag20": ("Down", "35", None, "3-season"), "pad": ("Foam", "14", None, "All year"), "chair": ("Aluminum", "50"),
            "cooler": ("Foam", "352", "33"), "hatchet": ("Steel", "23"), "bottle": ("Steel", "13", "0.7"), "flask": ("Steel", "21", "0.9"), "mug": ("Steel", "5", "0.35"),
            "stove": ("Aluminum", "3.1"), "knife": ("Steel", "2.6"), "rope": ("Nylon", "130"), "poles": ("Carbon", "15"),
        }),
        Kind("Electronics", (_number("Runtime", "h", facet=True), WATER, _choice("Charges by", "USB-C", "Sun", "Wall socket", "Coin cell"), _number("Light", "lm")), {
            "lantern": ("80", None, "USB-C", "450"), "head400": ("40", "IPX7", "USB-C", "400"), "torch": ("2", "IPX7", "USB-C", "900"), "bank20": (None, "IP67", "USB-C"),
            "solar21": (None, "Splashproof", "Sun"), "wall65": (None, None, "Wall socket"), "phones": ("40", None, "USB-C"), "buds": ("32", "IPX5", "USB-C"),
            "boom": ("20", "IP67", "USB-C"), "watch": ("40", "IPX7", "USB-C"), "cam": ("2", "IPX7", "USB-C"), "radio": ("12", "Splashproof", "USB-C"), "tag": (None, "IP67", "Coin cell"),
        }),
        Kind("Clothing", (_choice("Fabric", "Recycled polyester", "Merino", "Nylon", "Down", required=True), _number("Weight", "oz"),
                          FieldSpec("", "Waterproof", "boolean", facet=True)), {
            "shell": ("Nylon", "12.4", True), "down": ("Down", "11", False), "fleece": ("Recycled polyester", "13", False), "socks": ("Merino",), "hat": ("Merino",), "cap": ("Nylon", "3", False),
        }),
    ),
    "pennine-trade": (
        Kind("Tools", (_choice("Power", "By hand", "18 V battery", "Mains 230 V", required=True), _number("Guarantee", "years", facet=True), _number("Length", "mm")), {
            "drill": ("18 V battery", "3"), "batt": ("18 V battery", "3"), "grind": ("Mains 230 V", "2"), "hamm": ("By hand", "10", "330"), "level": ("By hand", "5"), "meas": ("By hand", "1"),
            "sdr": ("By hand", "10"), "saw": ("By hand", "1", "550"), "trow": ("By hand", "5", "280"), "snap": ("By hand", "1", "165"),
        }),
        Kind("Standards and ratings", (FieldSpec("", "Standard", facet=True, required=True), _choice("Ingress", "IP20", "IP44", "IP65", "IP66"), _number("Voltage", "V")), {
            "te25": ("BS 6004", None, "230"), "jb": ("BS EN 60670", "IP66", "230"), "reel": ("BS EN 61242", "IP44", "230"), "skt": ("BS 1363-2", "IP20", "230"), "flood": ("BS EN 60598", "IP65", "230"),
            "ins": ("BS EN 60454",), "cu": ("BS EN 1057",), "cem": ("BS EN 197-1",), "lever": ("BS EN 1906",), "bolt": ("DIN 933",), "lad": ("EN 131",),
        }),
        Kind("Protective wear", (FieldSpec("", "Standard", facet=True, required=True), _choice("Material", "Leather", "Poly-cotton", "Polyester", "Latex", "ABS")), {
            "hat": ("EN 397", "ABS"), "ear": ("EN 352-1", "ABS"), "glove": ("EN 388", "Latex"), "vest": ("EN ISO 20471", "Polyester"), "boot": ("EN ISO 20345 S3", "Leather"),
            "trs": ("EN 14404", "Poly-cotton"), "printed": ("EN 397", "ABS"),
        }),
    ),
}
CONTENTS: dict[str, dict[str, tuple[str, str]]] = {  # what a price by kilogram or litre is reckoned from
    "halm-ton": {"kerze": ("220", "g")},
    "pennine-trade": {"emul": ("10", "l"), "cem": ("25", "kg"), "fill": ("5", "kg"), "sil": ("620", "ml")},
}
DESKS = {
    "halm-ton": Desk(
        (Wanted("geschenk", first=("namensbecher", "kerze", "mokka")), Wanted("tasse", first=("becher",), last=("teller",)), Wanted("rückgabe", leads_to="/pages/withdrawal")),
        (("couch", "sessel", "sofa"), ("gardine", "vorhang")),
        {"vorhang": 0, "becher": 6, "leinen": 9, "sofa": 1, "bilderrahmen": 0, "geschenk": 3, "teppich rund": 0, "vase": 2, "decke": 4},
        {"Zu wenig da": "stock=low", "Mode": "category=mode", "Ohne englische Texte": "gap=en:title&language=en"},
    ),
    "tamarack": Desk(
        (Wanted("gift", first=("initials", "mug", "bottle")), Wanted("light", first=("head400", "lantern")), Wanted("returns", leads_to="/pages/withdrawal"),
         Wanted("camp", last=("hatchet",))),
        (("flashlight", "torch"), ("backpack", "rucksack", "pack"), ("sleeping bag", "quilt")),
        {"kayak": 0, "headlamp": 3, "tent": 2, "gift card": 0, "socks": 1, "bear spray": 0, "pack": 5, "solar": 1},
        {"Running low": "stock=low", "Electronics": "category=electronics", "Drafts": "status=draft"},
    ),
    "pennine-trade": Desk(
        (Wanted("drill", first=("drill", "batt")), Wanted("ppe", leads_to="/c/workwear-ppe"), Wanted("returns", leads_to="/pages/withdrawal"), Wanted("knife", last=("snap",))),
        (("earplugs", "ear defenders"), ("caulk", "sealant", "silicone"), ("spirit level", "box level")),
        {"plasterboard": 0, "drill": 4, "silicone": 2, "insulation roll": 0, "cable": 3, "skip hire": 0, "gloves": 2},
        {"Running low": "stock=low", "Tools": "category=tools", "Archived": "status=archived"},
    ),
}


def tell(shop: Shop, editor: Principal, now: datetime) -> None:
    """Say it all of the goods that the shop has, in the open unit of work."""
    rows = _products(shop)
    for kind in KINDS.get(shop.slug, ()):
        _describe(shop, kind, rows)
    for code, (amount, unit) in CONTENTS.get(shop.slug, {}).items():
        for variant in catalog.variants(rows[code].id) if code in rows else ():
            variant.content, variant.content_unit = Decimal(amount), unit
    db.session.flush()
    refresh_listings([row.id for row in rows.values()])
    if desk := DESKS.get(shop.slug):
        _arrange(desk, rows)
        _remember(desk, now)
        with acting_as(editor):
            for name, query in desk.views.items():
                identity.save_view("products", name=name, query=query, shared=True)


def _products(shop: Shop) -> dict[str, Product]:
    slugs = {slug_of(good.words[shop.language].title): good.code for good in with_sets(shop).shelf.goods}
    rows = db.session.scalars(select(Product).where(Product.slug.in_(slugs)))
    return {slugs[row.slug]: row for row in rows}


def _describe(shop: Shop, kind: Kind, rows: Mapping[str, Product]) -> None:
    others = catalog.translations.others()
    facts = [replace(spec, translations={each: said for each, said in spec.translations.items() if each in others}) for spec in kind.facts]
    made = catalog.attributes.save_type(None, kind.name, facts)
    specs = catalog.attributes.read(made.fields)
    goods = {good.code: good for good in with_sets(shop).shelf.goods}
    for code in kind.goods.keys() & rows.keys():
        said = {spec.code: _said(spec, value, shop) for spec, value in zip(specs, kind.goods[code], strict=False)}
        if goods[code].tones and any(spec.kind == "colour" for spec in specs):
            said["leitfarbe"] = goods[code].tones[0].colors["main"]
        catalog.attributes.describe(rows[code], made.id, said)


def _said(spec: FieldSpec, value: Any, shop: Shop) -> Any:
    return dict(zip((shop.language, "en"), value, strict=True)) if spec.localised else value


def _arrange(desk: Desk, rows: Mapping[str, Product]) -> None:
    for each in desk.rules:
        pins, buries = (tuple(rows[code].id for code in codes if code in rows) for codes in (each.first, each.last))
        if pins or buries or each.leads_to:
            search.save_rule(Rule(new_id(), each.words, "contains", None, pins, buries, redirect=each.leads_to))
    for words in desk.alike:
        search.add_synonym(words)


def _remember(desk: Desk, now: datetime) -> None:
    """Two weeks of searches, the earlier in the list the more often."""
    rng = random.Random("sought")
    words = list(desk.sought)
    for day in range(14):
        with frozen(now - timedelta(days=day, hours=3)):
            for each in rng.choices(words, range(len(words) + 2, 2, -1), k=5):
                search.note(each, results=desk.sought[each])
    search.fold_notes()
