"""Downloads sold over the counter: the till that sold them is told where the buyer finds them, no other."""

import re

import pytest

from app.core.ids import new_id
from app.domains.catalog.downloads import Terms
from app.flows.hand_out_downloads import sell_as_files
from tests.flows.test_sell_cards_at_till import own  # noqa: F401 - a fixture
from tests.support.clients import visit
from tests.support.tenantful import device_token
from tests.support.till import make_till

POS = "/api/v1/pos"


@pytest.fixture
def till(make, unit, tenant):
    found = make_till(make)
    found.open(10_000)
    make.product(sku="MUG", price=3000, stock=10, location=found.store)
    software = make.product(sku="EDITOR", title="Editor", price=4900)
    with unit(tenant):
        sell_as_files(software.id, Terms(digital=True, keyed=True))
    return found


def test_the_address_opens_the_order_for_whoever_was_handed_it(till, own, shop, app, tenant, make):  # noqa: F811 - the fixture
    sold, mug = till.sale(("EDITOR", 1, 4900)), till.sale(("MUG", 1, 3000))
    assert own.get(f"{POS}/sales/{sold.id}/downloads").status_code == 404
    assert [each.status for each in till.send(sold, mug)] == ["accepted", "accepted"]

    address = own.get(f"{POS}/sales/{sold.id}/downloads").json["address"]
    page = shop.get(re.sub(r"^https?://[^/]+", "", address))
    assert page.status_code == 200
    assert "Editor" in page.text
    assert own.get(f"{POS}/sales/{mug.id}/downloads").json["address"] is None
    assert own.get(f"{POS}/sales/{new_id()}/downloads").status_code == 404
    another = visit(app, tenant, authorization=f"Bearer {device_token(tenant, make, till.register)}")
    assert another.get(f"{POS}/sales/{sold.id}/downloads").status_code == 404


def test_the_till_knows_what_is_downloaded(till, own):  # noqa: F811 - the fixture
    items = {item["sku"]: item for item in own.get(f"{POS}/catalog").json["items"]}
    assert items["EDITOR"]["digital"]
    assert "digital" not in items["MUG"]
