"""Opens a shop for a new tenant: all that it must have to sell at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from app.core import clock, passwords
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.i18n import locale_scope
from app.core.money import minor_digits
from app.core.tenancy import Tenant
from app.domains.channels.models import Channel, Setting
from app.domains.content.models import ContentPage
from app.domains.identity import service as identity
from app.domains.inventory.models import Location
from app.domains.shipping.models import ShippingMethod
from app.domains.taxes.models import TaxRate
from app.flows.country_facts import country_facts
from tenants import provisioning
from tenants.provisioning import NewTenant

LEGAL_PAGES = ("imprint", "privacy", "terms", "withdrawal")
DELIVERY_PRICE = 490  # hundredths of the currency's unit


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Who runs the new shop; without a password they are invited."""

    email: str
    name: str = ""
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """`invitation` is the token of the administrator's link when no password was given."""

    tenant: Tenant
    seconds: float
    invitation: str | None


def open_tenant(engine_of: Callable[[str], Engine], new: NewTenant, admin: FirstAdmin) -> Opened:
    """Make a tenant that sells at once and can be administered; all of it or nothing.

    Raises SlugInvalid, AlreadyTaken, WeakPassword.
    """
    invitations: list[str] = []

    def seed(tenant: Tenant) -> None:
        furnish(tenant)
        if (token := _first_admin(tenant, admin)) is not None:
            invitations.append(token)

    made = provisioning.create(engine_of, new, seed)
    return Opened(made.tenant, made.seconds, invitations[0] if invitations else None)


def _first_admin(tenant: Tenant, admin: FirstAdmin) -> str | None:
    name, roles = admin.name or admin.email.partition("@")[0], ["administrator"]
    if admin.password is None:
        return identity.invite(email=admin.email, name=name, roles=roles, locale=tenant.locale).secret
    passwords.check_strength(admin.password, field="admin_password", about=admin.email)
    words = admin.password
    identity.create_staff(email=admin.email, name=name, roles=roles, password=words, locale=tenant.locale)
    return None


def furnish(tenant: Tenant) -> None:
    """Fill the open unit's empty schema: roles, channels, location, tax, delivery, pages, settings."""
    identity.seed_roles()
    with locale_scope(tenant.locale):
        db.session.add_all([*_channels(tenant), _location(tenant), *_taxes(tenant), _delivery(tenant)])
        db.session.add_all(_legal_pages(tenant))
        db.session.add_all(
            Setting(key=key, value=dict(value), updated_at=clock.now()) for key, value in _settings(tenant)
        )
    db.session.flush()


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
