"""The shop's settings in the browser."""

import re
from typing import Any

import pytest

from app.core.audit import AuditRow
from app.core.errors import Invalid
from app.domains.channels import service as channels
from app.domains.channels.types import Brand, Languages, Merchant, PricingRules, StockRules
from app.domains.inventory.models import Location
from app.domains.pricing.engine.rounding import Rules, Sharing, TaxRounding
from app.domains.shipping.models import ShippingMethod
from app.domains.taxes.models import TaxRate
from app.queries import selling_terms
from app.queries.setup_checklist import setup_checklist
from tests.support.clients import sign_in

GUARD = {"csrf_token": "test-csrf"}
BASE = "/admin/settings/"
PAGES = ("", "merchant", "mail", "languages", "checkout", "stock", "rounding", "brand", "payment", "taxes/", "taxes/new",
         "delivery/", "delivery/new", "domain", "locations/", "locations/new")  # fmt: skip
MERCHANT = {"name": "Alpha", "legal_name": "Alpha GmbH", "country": "de", "city": "Köln"}


@pytest.fixture
def send(admin: Any) -> Any:
    def post(path: str, **data: Any) -> int:
        status: int = admin.post(BASE + path, data={**GUARD, **data}).status_code
        return status

    return post


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(admin: Any, page: str) -> None:
    assert admin.get(BASE + page).status_code == 200


def test_what_happens_when_stock_is_short_is_the_shops_to_say(send: Any, unit: Any, tenant: Any) -> None:
    assert send("stock", short="take", take_from="most_stock") == 303
    with unit(tenant):
        assert channels.setting(StockRules) == StockRules("take", "most_stock", hold_past_zero=False)
    assert send("stock", short="guess") == 422
    assert send("stock", take_from="the moon") == 422
    with unit(tenant), pytest.raises(Invalid):
        channels.save(StockRules(take_from="the moon"))


def test_how_the_shop_reckons_is_the_shops_to_say_and_the_engine_hears_it(
    send: Any, unit: Any, tenant: Any
) -> None:
    assert send("rounding", tax_rounding="unit", sharing="last", pass_on="on", exact_codes="on") == 303
    with unit(tenant):
        said = PricingRules(tax_rounding="unit", sharing="last", pass_on=True, exact_codes=True)
        assert channels.setting(PricingRules) == said
        heard = selling_terms.terms(channel="web", currency="EUR", country="DE")
        assert heard.rules == Rules(TaxRounding.UNIT, sharing=Sharing.LAST, pass_on=True)
        assert heard.exact_codes
    assert send("rounding", tax_rounding="dice") == 422
    with unit(tenant), pytest.raises(Invalid):
        channels.save(PricingRules(sharing="by lot"))


def test_a_tax_on_a_tax_is_kept_and_reckoned(send: Any, unit: Any, tenant: Any, admin: Any) -> None:
    rate = {"country": "CA", "tax_class": "standard"}
    assert send("taxes/new", **rate, name="GST", rate="5") == 303
    assert send("taxes/new", **rate, name="PST", rate="10", compound="on") == 303
    with unit(tenant):
        found = selling_terms.terms(channel="web", currency="EUR", country="CA").taxes.of("standard")
        assert [(each.name, each.compound) for each in found] == [("GST", False), ("PST", True)]
        page = admin.get(f"{BASE}taxes/{found[1].id}").text
    assert re.search(r'name="compound"[^>]*checked', page)


@pytest.mark.req("SEC-10")
def test_the_merchant_is_checked_kept_and_told(send: Any, unit: Any, tenant: Any, count: Any) -> None:
    assert send("merchant", **MERCHANT, vat_number="de 123.456-789") == 303
    with unit(tenant):
        kept = channels.setting(Merchant)
    assert (kept.legal_name, kept.country, kept.vat_number) == ("Alpha GmbH", "DE", "DE123456789")
    told = [
        AuditRow.action == "channels.settings_changed",
        AuditRow.after["legal_name"].astext == "Alpha GmbH",
    ]
    assert count(AuditRow, *told) == 1
    for wrong in ({"vat_number": "9"}, {"email": "no mail"}, {"country": "Mars"}, {"legal_name": ""}):
        assert send("merchant", **{**MERCHANT, **wrong}) == 422
    assert send("merchant", **MERCHANT, vat_number="DE123456789") == 303
    assert count(AuditRow, AuditRow.action == "channels.settings_changed") == 1


def test_a_refused_form_keeps_what_was_typed(admin: Any) -> None:
    answer = admin.post(
        BASE + "merchant", data={**GUARD, **MERCHANT, "vat_number": "9", "line1": "Typed Street 7"}
    )
    page = answer.get_data(as_text=True)
    assert "Typed Street 7" in page
    assert "DE123456789" in page


def test_languages_reach_the_registry(send: Any, unit: Any, tenant: Any, directory: Any) -> None:
    assert send("languages", default="en", offered=["de"]) == 422
    assert send("languages", default="en", offered=["de", "en"]) == 303
    with unit(tenant):
        assert channels.setting(Languages).offered == ("de", "en")
    found = directory.by_id(tenant.id)
    assert found.locale == "en"


def test_mail_and_checkout(send: Any) -> None:
    assert send("mail", sender="shop@example.com", sender_name="Alpha") == 303
    assert send("mail", sender="shop@example.com", sender_name="Alpha\r\nBcc: x@example.com") == 422
    assert send("checkout", guest="1", phone="required") == 303
    assert send("checkout", phone="maybe") == 422


def test_the_name_in_the_head_is_kept(send: Any, unit: Any, tenant: Any) -> None:
    assert send("brand", name="Alpha & Co") == 303
    with unit(tenant):
        assert channels.setting(Brand).name == "Alpha & Co"


def test_tax_rates(admin: Any, send: Any, count: Any) -> None:
    rate = {"name": "VAT", "country": "AT", "tax_class": "reduced"}
    assert send("taxes/new", **rate, rate="7,5 %") == 303
    assert count(TaxRate, TaxRate.country == "AT", TaxRate.rate == 75_000) == 1
    assert send("taxes/new", **rate, rate="much") == 422
    assert send("taxes/new", **rate, rate="101") == 422
    page = admin.get(BASE + "taxes/").get_data(as_text=True)
    for url in re.findall(rf'href="({BASE}taxes/[0-9a-f-]{{36}})"', page):
        assert admin.get(url).status_code == 200
        assert admin.post(url + "/delete", data=GUARD).status_code == 303
    assert count(TaxRate) == 0


def test_ways_of_delivery(admin: Any, send: Any, count: Any) -> None:
    way = {"name": "Express", "code": "express", "price": "9,90", "free_from": "", "countries": ["DE", "AT"]}
    assert send("delivery/new", **way, days_min="1", days_max="2", active="1") == 303
    assert count(ShippingMethod, ShippingMethod.price == 990, ShippingMethod.free_from.is_(None)) == 1
    assert send("delivery/new", **{**way, "code": "e2", "price": "-1"}) == 422
    assert send("delivery/new", **{**way, "code": "e2", "price": "1.2.3"}) == 422
    assert send("delivery/new", **way) == 409
    assert "9.90" in admin.get(BASE + "delivery/").get_data(as_text=True)


def test_domains(admin: Any, send: Any, other_tenant: Any) -> None:
    assert send("domain", host="Shop.Example.com:443") == 303
    assert "shop.example.com" in admin.get(BASE + "domain").get_data(as_text=True)
    assert send("domain", host="shop.example.com") == 409
    assert send("domain", host=other_tenant.host) == 422
    assert send("domain/use", host="shop.example.com") == 409
    assert send("domain/drop", host=other_tenant.host) in (404, 409)
    assert send("domain/drop", host="shop.example.com") == 303


def test_locations(admin: Any, send: Any, count: Any) -> None:
    store = {"code": "north", "name": "North", "kind": "store", "active": "1", "offers_pickup": "1"}
    assert send("locations/new", **store, monday="9:00-18:00", city="Kiel") == 303
    kept = [
        Location.code == "north",
        Location.opening_hours["0"].astext == "09:00-18:00",
        Location.offers_pickup,
    ]
    assert count(Location, *kept) == 1
    assert send("locations/new", **store) == 422
    assert send("locations/new", **{**store, "code": "south", "tuesday": "all day"}) == 422
    page = admin.get(BASE + "locations/").get_data(as_text=True)
    urls = re.findall(rf'href="({BASE}locations/[0-9a-f-]{{36}})"', page)
    answers = [admin.post(url, data={**GUARD, "name": "Closed", "kind": "store"}).status_code for url in urls]
    assert sorted(answers) == [303] * (len(urls) - 1) + [409]


@pytest.mark.req("ROL-09", "SEC-16")
def test_a_store_manager_sees_the_own_location(app: Any, tenant: Any, make: Any) -> None:
    mine, theirs = make.location(kind="store"), make.location(kind="store")
    manager = sign_in(app, tenant, make.staff(role="store_manager", locations=[mine]))
    page = manager.get(BASE + "locations/").get_data(as_text=True)
    assert str(mine.id) in page
    assert str(theirs.id) not in page
    assert manager.get(f"{BASE}locations/{theirs.id}").status_code == 404
    assert manager.get(BASE + "merchant").status_code == 403


def test_the_checklist_follows_what_is_done(send: Any, unit: Any, tenant: Any, query_budget: Any) -> None:
    def done() -> set[str]:
        with unit(tenant), query_budget(1):
            return {step.key for step in setup_checklist() if step.done}

    before = done()
    assert "delivery" in before
    assert not {"merchant", "sender", "products", "live"} & before
    send("merchant", **MERCHANT)
    send("mail", sender="shop@example.com")
    assert done() - before == {"merchant", "sender"}


def test_locations_are_searched(admin: Any, make: Any) -> None:
    make.location(code="mitte", name="Corner store")
    page = admin.get(BASE + "locations/?q=CORNER").text
    assert "Corner store" in page
    assert "Main warehouse" not in page
    assert "Nothing fits" in admin.get(BASE + "locations/?q=nowhere").text


def test_programs_are_searched(admin: Any, make: Any) -> None:
    make.api_key(name="The ERP")
    assert "The ERP" in admin.get("/admin/programs/?q=erp").text
    assert "Nothing fits" in admin.get("/admin/programs/?q=nothing").text
