"""Opens a shop for a new tenant: all that it must have to sell at once."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from app.core import passwords
from app.core.i18n import gettext as _
from app.core.i18n import locale_scope
from app.core.ids import new_id
from app.core.money import minor_digits
from app.core.tenancy import Tenant
from app.domains.channels import service as channels
from app.domains.channels.types import Languages, Setup
from app.domains.content import service as content
from app.domains.identity import service as identity
from app.domains.inventory import service as inventory
from app.domains.shipping import service as shipping
from app.domains.shipping.types import Method
from app.domains.taxes import service as taxes
from app.flows.country_facts import adds_tax
from tenants import provisioning
from tenants.provisioning import NewTenant

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
        for code, name in (
            ("web", _("Web shop")),
            ("pos", _("Stores")),
            ("api", _("API")),
            ("phone", _("Phone")),
        ):
            channels.open_channel(code=code, name=name, kind=code, currency=tenant.currency)
        inventory.add_location(
            code="main", name=_("Main warehouse"), kind="warehouse", address={"country": tenant.country}
        )
        tax = _("Sales tax") if adds_tax(tenant.country) else _("VAT")
        known = taxes.open_country(tenant.country, name=tax)
        shipping.save(_delivery(tenant))
        for slug, title in _legal_titles().items():
            text = _("This text is still to be written by the shop.")
            content.write(slug=slug, locale=tenant.locale, kind="legal", title=title, body=f"<p>{text}</p>")
        _describe(tenant, tax_known=known)


def _delivery(tenant: Tenant) -> Method:
    price = DELIVERY_PRICE * 10 ** minor_digits(tenant.currency) // 100
    name = _("Standard delivery")
    return Method(new_id(), "standard", name, tenant.currency, price, position=1)


def _legal_titles() -> dict[str, str]:
    return {
        "imprint": _("Imprint"),
        "privacy": _("Privacy"),
        "terms": _("Terms"),
        "withdrawal": _("Withdrawal"),
    }


def _describe(tenant: Tenant, *, tax_known: bool) -> None:
    """What is known of the shop before the merchant says more."""
    channels.save(Languages(default=tenant.locale, offered=(tenant.locale,)))
    channels.save(Setup(tax_notice=not tax_known))
