"""A second site of a demo shop: another country, language and currency on the same goods."""

from decimal import Decimal

from sqlalchemy import select

from app.core.db import db
from app.core.ids import new_id
from app.domains.catalog.models import Category, Product
from app.domains.channels.types import Site
from app.domains.shipping import service as shipping
from app.domains.shipping.types import Method
from app.domains.taxes import service as taxes
from app.flows import price_site, run_sites
from app.samples import sets
from app.samples.goods import Good
from app.samples.places import Shop

RATE = Decimal("0.87")
ROUND_TO = 50  # pence
SECOND = "en"
ROOMS = {
    "Tischkultur": "Table", "Küche": "Kitchen", "Wohnen": "Living", "Vasen & Kerzen": "Vases & candles", "Leuchten": "Lamps",
    "Textilien": "Textiles", "Möbel": "Furniture", "Mode": "Fashion", "Strick": "Knitwear", "Accessoires": "Accessories",
}  # fmt: skip


def open_uk(shop: Shop) -> None:
    """The British site of the shop that sells in euros, in the open unit of work; the others have none."""
    if shop.currency != "EUR":
        return
    run_sites.open_site(
        Site(
            code="uk", name="United Kingdom", currency="GBP", country="GB", tax_included=True, locale="en",
            locales=("en",), delivery=("tracked-uk", "express-uk"), payments=("test",),
        )
    )  # fmt: skip
    taxes.open_country("GB", name="VAT")
    for place, (code, name, price, free_from, days) in enumerate(
        (("tracked-uk", "Royal Mail Tracked", 690, 9000, (3, 5)), ("express-uk", "Express, next working day", 1990, None, (1, 2)))
    ):  # fmt: skip
        shipping.save(
            Method(new_id(), code, name, "GBP", price, free_from=free_from, countries=("GB",), days_min=days[0], days_max=days[1],
                   position=place)
        )  # fmt: skip
    translate(shop)
    price_site.take_over("GBP", RATE, ROUND_TO, all_prices=True)
    run_sites.go_live("uk")


def translate(shop: Shop) -> None:
    """Say the goods in the site's language, where the sample catalogue has words for it; in the open unit."""
    rows = {row.title: row for row in db.session.scalars(select(Product))}
    whole = sets.with_sets(shop)
    for good in whole.shelf.goods:
        own, other = good.words[shop.language], good.words.get(SECOND)
        row = rows.get(own.title)
        if row is not None and other is not None:
            labels = _labels(whole, good)
            row.translations = {SECOND: {"title": other.title, "description": other.html, "labels": labels}}
    for category in db.session.scalars(select(Category).where(Category.name.in_(ROOMS))):
        category.translations = {SECOND: {"name": ROOMS[category.name], "description": ""}}
    db.session.flush()


def _labels(shop: Shop, good: Good) -> dict[str, str]:
    """Options and their values in the site's language, as translations keep them."""
    names = shop.shelf.option_names(good, shop.language), shop.shelf.option_names(good, SECOND)
    labels = dict(zip(*names, strict=True))
    both = shop.shelf.forms(good, shop.language), shop.shelf.forms(good, SECOND)
    for own, other in zip(*both, strict=True):
        for name, value, said in zip(names[0], own.options, other.options, strict=True):
            labels[f"{name}={value}"] = said
    return labels
