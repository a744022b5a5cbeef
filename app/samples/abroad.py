"""A second site of a demo shop: another country, language and currency on the same goods."""

from decimal import Decimal

from app.core.ids import new_id
from app.domains.channels.types import Site
from app.domains.shipping import service as shipping
from app.domains.shipping.types import Method
from app.domains.taxes import service as taxes
from app.flows import price_site, run_sites
from app.samples.places import Shop

RATE = Decimal("0.87")
ROUND_TO = 50  # pence


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
    price_site.take_over("GBP", RATE, ROUND_TO, all_prices=True)
    run_sites.go_live("uk")
