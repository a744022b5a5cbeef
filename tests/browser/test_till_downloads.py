"""Downloads over the counter: the buyer leaves with an address."""

import re

from playwright.sync_api import expect

from app.domains.catalog.downloads import Terms
from app.flows.hand_out_downloads import sell_as_files
from tests.browser.test_till import screen, till  # noqa: F401 - fixtures
from tests.support.units import unit


def test_a_buyer_is_given_where_the_downloads_are(screen, till, make):  # noqa: F811 - the fixtures
    product = make.product(sku="EDITOR", title="Editor", price=4900)
    with unit(till.tenant):
        sell_as_files(product.id, Terms(digital=True, keyed=True))
    found = screen()
    found.scan("EDITOR")
    found.pay()
    found.page.locator("[data-key=note-0]").click()
    found.paid()
    expect(found.page.locator(".paper-link")).to_have_text(re.compile(r"^https?://.+/orders/.+"))
    expect(found.page.locator("[data-key=print-downloads]")).to_be_enabled()
