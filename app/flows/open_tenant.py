"""Opens a shop for a new tenant: what it must have to sell at once (CONTRACT, "A new tenant sells at once")."""

from collections.abc import Callable, Mapping
from typing import Any

from app.core import clock
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.i18n import locale_scope
from app.core.money import minor_digits
from app.core.tenancy import Tenant
from app.domains.channels.models import Channel, Setting
from app.domains.content.models import ContentPage
from app.domains.inventory.models import Location
from app.domains.shipping.models import ShippingMethod
from app.domains.taxes.models import TaxRate
from app.flows.country_facts import country_facts

LEGAL_PAGES = ("imprint", "privacy", "terms", "withdrawal")
DELIVERY_PRICE = 490  # hundredths of the currency's unit


def furnish(tenant: Tenant, admin: Callable[[Tenant], None] | None = None) -> None:
    """Fill the open unit's empty schema: channels, location, tax, delivery, pages, settings, then its `admin`."""
    with locale_scope(tenant.locale):
        db.session.add_all([*_channels(tenant), _location(tenant), *_taxes(tenant), _delivery(tenant)])
        db.session.add_all(_legal_pages(tenant))
        db.session.add_all(
            Setting(key=key, value=dict(value), updated_at=clock.now()) for key, value in _settings(tenant)
        )
    db.session.flush()
    if admin is not None:
        admin(tenant)


def _channels(tenant: Tenant) -> list[Channel]:
    names = {"web": _("Web shop"), "pos": _("Stores"), "api": _("API"), "phone": _("Phone")}
    return [
        Channel(code=code, name=name, kind=code, currency=tenant.currency) for code, name in names.items()
    ]


def _location(tenant: Tenant) -> Location:
    address = {"country": tenant.country}
    return Location(code="main", name=_("Main warehouse"), kind="warehouse", ships=True, address=address)


def _taxes(tenant: Tenant) -> list[TaxRate]:
    """The standard rate of the country; delivery and goods share it until the merchant says otherwise."""
    facts = country_facts(tenant.country)
    name = _("VAT") if facts.tax_known else _("No tax set up")
    return [TaxRate(country=tenant.country, tax_class="standard", name=name, rate=facts.tax_rate)]


def _delivery(tenant: Tenant) -> ShippingMethod:
    price = DELIVERY_PRICE * 10 ** minor_digits(tenant.currency) // 100
    name = _("Standard delivery")
    return ShippingMethod(code="standard", name=name, currency=tenant.currency, price=price, position=1)


def _legal_pages(tenant: Tenant) -> list[ContentPage]:
    titles = {
        "imprint": _("Imprint"),
        "privacy": _("Privacy"),
        "terms": _("Terms"),
        "withdrawal": _("Withdrawal"),
    }
    body = _("This text is still to be written by the shop.")
    return [
        ContentPage(
            slug=slug, locale=tenant.locale, kind="legal", title=titles[slug], body=f"<p>{body}</p>",
            published=True, updated_at=clock.now(),
        )
        for slug in LEGAL_PAGES
    ]  # fmt: skip


def _settings(tenant: Tenant) -> list[tuple[str, Mapping[str, Any]]]:
    facts = country_facts(tenant.country)
    return [
        (
            "merchant",
            {"name": tenant.name, "legal_name": "", "country": tenant.country, "vat_number": "", "email": ""},
        ),
        ("mail", {"sender_name": tenant.name, "sender": "", "reply_to": ""}),
        ("languages", {"default": tenant.locale, "offered": [tenant.locale]}),
        ("brand", {"name": tenant.name, "color": "", "logo": None}),
        ("checkout", {"guest": True, "phone": "optional"}),
        ("setup", {"done": [], "tax_notice": not facts.tax_known}),
    ]
