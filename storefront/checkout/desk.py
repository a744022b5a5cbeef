"""The checkout page's facts: what was typed so far, how it may come, how it may be paid, what it costs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.core.i18n import gettext as _
from app.core.market import current_market
from app.core.postal import CITY_FIRST, countries
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.customers import service as customers
from app.flows import preview_checkout
from app.flows.explain_quote import told
from app.flows.find_offers import Buyer
from app.flows.preview_checkout import Basket, Preview
from app.web.design_system import format_money
from storefront.browse.promises import arrival
from storefront.cart import basket, sums
from storefront.checkout import cards
from storefront.frame import shop
from storefront.region import sent_to

LABELS = (
    "email",
    "phone",
    "name",
    "line1",
    "line2",
    "postal_code",
    "city",
    "region",
    "country",
    "delivery",
    "location",
    "token",
    "gift_card",
)


def context(cart_id: UUID, typed: Mapping[str, str] | None = None, **said: Any) -> dict[str, Any]:
    """Everything the page shows. `said`: `errors`, `problem`. Raises UnknownCart, AlreadyOrdered."""
    values = dict(typed) if typed is not None else _known() | {"keep_address": "1"}
    values.setdefault("country", sent_to.country())
    found = _preview(cart_id, values)
    sells_cards = any(line.item.gift_card for line in found.basket.lines)
    paid = cards.tendered(values, found.quote.totals.total, found.quote.currency, sells_cards=sells_cards)
    if paid.rest is None and paid.shares and found.basket.offers.promotions:
        found = preview_checkout.unpaid(found)
        paid = cards.paid_of(paid, values, found.quote.totals.total, found.quote.currency)
    shown = sums.shown(found.basket)
    return {
        "paid": paid,
        "bill_words": cards.words,
        "values": values,
        "preview": found,
        "basket": found.basket,
        "sums": shown,
        "told": told(shown.quote),
        "ways": [] if found.basket.digital else _ways(found),
        "digital": found.basket.digital,
        "stores": [store for store in found.stores if store.has_it],
        "stores_without": [store for store in found.stores if not store.has_it],
        "countries": _countries(found.basket, values["country"]),
        "has_region": values["country"] in CITY_FIRST,
        "tokens": _tokens() if found.basket.terms.takes("test") else [],
        "phone": shop().facts.phone,
        "must_sign_in": not shop().facts.guests and current_principal().customer_id is None,
        "signed_in": current_principal().customer_id is not None,
        "asks_to_keep": asks_to_keep(),
        "labels": _labels(),
        "errors": {},
        **said,
    } | _card_problem(paid, said)


def _card_problem(paid: cards.Tendered, said: dict[str, Any]) -> dict[str, Any]:
    """A code that does not pay is told at its field."""
    return {"errors": {"gift_card": paid.problem, **said.get("errors", {})}} if paid.problem else {}


def asks_to_keep() -> bool:
    """Whether the account has no address yet, so that this one may be its first."""
    customer_id = current_principal().customer_id
    return customer_id is not None and not customers.addresses(customer_id)


def _preview(cart_id: UUID, values: dict[str, str]) -> Preview:
    """The preview of the chosen delivery, or of the first that can be had."""

    def look() -> Preview:
        return preview_checkout.preview(
            cart_id, country=values["country"], region=values.get("region", ""), delivery=values.get("delivery", ""),
            location=values.get("location"), buyer=Buyer(payment=basket.METHOD, email=values.get("email", "")),
        )  # fmt: skip

    found = look()
    if found.basket.digital:
        values["delivery"] = "download"
    if found.delivery is None and values.get("delivery") != "pickup" and found.basket.options:
        values["delivery"] = found.basket.options[0].method.code
        found = look()
    return found


def _known() -> dict[str, str]:
    """What an account tells already."""
    customer_id = current_principal().customer_id
    if customer_id is None:
        return {}
    person = customers.customer(customer_id)
    usual = next(iter(customers.addresses(customer_id)), None)
    known = {"email": person.email, "name": person.name, "phone": person.phone}
    if usual is not None:
        known |= {
            "name": usual.name, "line1": usual.line1, "line2": usual.line2, "postal_code": usual.postal_code,
            "city": usual.city, "region": usual.region, "country": usual.country,
        }  # fmt: skip
    return known


def _ways(found: Preview) -> list[tuple[str, str, str, str, str]]:
    """(code, name, when, price, price before offers or nothing) of each way it can come; pickup last."""
    lowered = preview_checkout.lowered(found.basket)

    def cost(price: int) -> str:
        return format_money(price, found.quote.currency) if price else _("free")

    ways = [
        (
            option.method.code, option.method.name, arrival(option.method).words,
            cost(lowered.get(option.method.code, option.price)),
            cost(option.price) if option.method.code in lowered else "",
        )
        for option in found.basket.options
    ]  # fmt: skip
    if any(store.has_it for store in found.stores):
        ways.append(("pickup", _("Pick up in a store"), _("We write when it is ready"), _("free"), ""))
    return ways


def _countries(found: Basket, chosen: str) -> list[tuple[str, str]]:
    """Where the shop delivers to, and what was chosen: a country that nobody serves is told, not swapped."""
    methods = found.terms.methods
    if any(not method.countries for method in methods):
        return countries()
    served = {code for method in methods for code in method.countries} | {current_market().country, chosen}
    return [(code, name) for code, name in countries() if code in served]


def _tokens() -> list[tuple[str, str, str]]:
    """Ways to pay: in test mode the test gateway's answers in words; nothing is charged."""
    if not current_tenant().test_mode:
        return []
    return [
        ("tok_approve", _("Test card: approve"), _("The payment goes through.")),
        ("tok_decline", _("Test card: decline"), _("The bank says no; you can try again.")),
        ("tok_timeout", _("Test card: no answer"), _("The bank is silent; we find out by ourselves.")),
        (
            "tok_needs_action",
            _("Test card: needs action"),
            _("The bank asks you to confirm on its own page."),
        ),
    ]


def _labels() -> dict[str, str]:
    words = (
        _("E-mail"), _("Phone"), _("Name"), _("Street and number"), _("More about the address"), _("Postal code"),
        _("City"), _("State or region"), _("Country"), _("Delivery"), _("Store"), _("Payment"), _("Gift card"),
    )  # fmt: skip
    return dict(zip(LABELS, words, strict=True))
