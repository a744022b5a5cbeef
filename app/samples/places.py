"""The demo shops: who they are, where they stand, what delivery costs."""
# fmt: off

from collections.abc import Mapping
from dataclasses import dataclass

from app.samples.catalogs import (
    halm_ton_cloth,
    halm_ton_table,
    pennine_site,
    pennine_tools,
    tamarack_gear,
    tamarack_trail,
)
from app.samples.goods import Shelf

Hours = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A warehouse or store: code, name, address, hours by weekday (0 = Monday), where on the map."""

    code: str
    name: str
    kind: str
    line1: str
    postal_code: str
    city: str
    country: str
    region: str = ""
    phone: str = ""
    hours: Hours | None = None
    latitude: float = 0.0
    longitude: float = 0.0

    @property
    def address(self) -> dict[str, str]:
        """The address as locations keep it."""
        told = {
            "line1": self.line1, "postal_code": self.postal_code, "city": self.city, "region": self.region,
            "country": self.country, "phone": self.phone,
        }
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Parcel:
    """A way of delivery: price and the goods' value from which it is free, minor units."""

    code: str
    name: str
    price: int
    free_from: int | None
    days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax in millionths, of the whole country or one region."""

    name: str
    rate: int
    region: str = ""


@dataclass(frozen=True, slots=True)
class Shop:
    """A demo tenant: brand, law and money, places, delivery, catalogue, and how much it sells."""

    slug: str
    name: str
    legal_name: str
    trade: str
    country: str
    currency: str
    tax_included: bool
    language: str
    offered: tuple[str, ...]
    timezone: str
    vat_number: str
    register: str
    color: str
    theme: str
    mail_domain: str
    phone: str
    warehouse: Place
    stores: tuple[Place, ...]
    parcels: tuple[Parcel, ...]
    taxes: tuple[Tax, ...]
    shelf: Shelf
    orders: int
    pos_share: float
    b2b: bool = False


def _hours(week: str, saturday: str = "", sunday: str = "") -> dict[str, str]:
    days = {str(day): week for day in range(5)} | {"5": saturday, "6": sunday}
    return {day: hours for day, hours in days.items() if hours}


HALM_TON = Shop(
    slug="halm-ton", name="Halm & Ton", legal_name="Halm & Ton Handels GmbH", trade="fashion and home", country="DE",
    currency="EUR", tax_included=True, language="de", offered=("de", "en"), timezone="Europe/Berlin", vat_number="DE327418658",
    register="Amtsgericht Leipzig, HRB 38214", color="#6f7f63", theme="atelier", mail_domain="halm-ton.example", phone="+49 341 5550140",
    warehouse=Place("main", "Lager Leipzig-Plagwitz", "warehouse", "Gießerstraße 18", "04229", "Leipzig", "DE", phone="+49 341 5550141",
                    latitude=51.3262, longitude=12.3318),
    stores=(
        Place("leipzig", "Halm & Ton Leipzig", "store", "Karl-Liebknecht-Straße 52", "04275", "Leipzig", "DE", phone="+49 341 5550142",
              hours=_hours("10:00-19:00", "10:00-18:00"), latitude=51.3235, longitude=12.3733),
        Place("hamburg", "Halm & Ton Hamburg", "store", "Marktstraße 114", "20357", "Hamburg", "DE", phone="+49 40 5550177",
              hours=_hours("11:00-19:00", "10:00-18:00"), latitude=53.5571, longitude=9.9665),
    ),
    parcels=(Parcel("standard", "DHL Paket", 490, 8000, (2, 3)), Parcel("express", "Express bis 12 Uhr", 1290, None, (1, 1)),
             Parcel("freight", "Spedition bis zur Wohnung", 4900, None, (7, 14))),
    taxes=(Tax("MwSt.", 190_000),),
    shelf=Shelf("HT", "Halm & Ton", "atelier", "4099901", {"de": "Farbe", "en": "Colour"}, halm_ton_table.GOODS + halm_ton_cloth.GOODS,
                {"Size": "Größe", "Length": "Länge"}),
    orders=160, pos_share=0.32,
)
TAMARACK = Shop(
    slug="tamarack", name="Tamarack Outfitters", legal_name="Tamarack Outfitters LLC", trade="outdoor and electronics", country="US",
    currency="USD", tax_included=False, language="en", offered=("en",), timezone="America/Denver", vat_number="", register="State of Colorado 20181430977",
    color="#2f5a52", theme="field", mail_domain="tamarack.example", phone="+1 303 555 0114",
    warehouse=Place("main", "Denver distribution center", "warehouse", "4875 Joliet Street", "80239", "Denver", "US", "CO", "+1 303 555 0115",
                    latitude=39.7855, longitude=-104.8609),
    stores=(
        Place("boulder", "Tamarack Boulder", "store", "1942 Pearl Street", "80302", "Boulder", "US", "CO", "+1 303 555 0131",
              _hours("10:00-20:00", "09:00-20:00", "10:00-18:00"), 40.0196, -105.2705),
        Place("fort-collins", "Tamarack Fort Collins", "store", "217 Linden Street", "80524", "Fort Collins", "US", "CO", "+1 970 555 0162",
              _hours("10:00-19:00", "09:00-19:00", "11:00-17:00"), 40.5893, -105.0756),
    ),
    parcels=(Parcel("standard", "Ground", 795, 7500, (3, 5)), Parcel("express", "2-Day Air", 1995, None, (2, 2))),
    taxes=(Tax("Colorado sales tax", 29_000, "CO"), Tax("Denver metro and city", 58_100, "CO")),
    shelf=Shelf("TF", "Tamarack", "field", "0899902", {"en": "Color", "de": "Farbe"}, tamarack_trail.GOODS + tamarack_gear.GOODS),
    orders=150, pos_share=0.36,
)
PENNINE = Shop(
    slug="pennine-trade", name="Pennine Trade Supply", legal_name="Pennine Trade Supply Ltd", trade="trade supply", country="GB",
    currency="GBP", tax_included=False, language="en", offered=("en",), timezone="Europe/London", vat_number="GB362914708",
    register="England & Wales 09317426", color="#28557f", theme="depot", mail_domain="pennine-trade.example", phone="+44 113 496 0210",
    warehouse=Place("main", "Leeds trade centre", "warehouse", "Unit 6, Cross Green Way", "LS9 0SE", "Leeds", "GB", phone="+44 113 496 0211",
                    latitude=53.7842, longitude=-1.5129),
    stores=(
        Place("leeds", "Pennine Leeds counter", "store", "Unit 6, Cross Green Way", "LS9 0SE", "Leeds", "GB", phone="+44 113 496 0212",
              hours=_hours("06:30-17:30", "07:00-12:00"), latitude=53.7842, longitude=-1.5129),
        Place("huddersfield", "Pennine Huddersfield counter", "store", "41 St Andrew's Road", "HD1 6SB", "Huddersfield", "GB", phone="+44 1484 960 318",
              hours=_hours("06:30-17:00", "07:00-12:00"), latitude=53.6490, longitude=-1.7764),
    ),
    parcels=(Parcel("standard", "Next-day van", 650, 15000, (1, 1)), Parcel("pallet", "Pallet, tail lift", 3900, None, (2, 3))),
    taxes=(Tax("VAT", 200_000),),
    shelf=Shelf("PT", "Pennine", "depot", "5099903", {"en": "Colour", "de": "Farbe"}, pennine_site.GOODS + pennine_tools.GOODS),
    orders=150, pos_share=0.42, b2b=True,
)
SHOPS = (HALM_TON, TAMARACK, PENNINE)
