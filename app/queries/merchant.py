"""Who the shop is, as letters and documents name it: from the settings the merchant filled in."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app.core.i18n import locale_scope
from app.core.postal import postal_lines
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import Brand, MailSender
from app.domains.channels.types import Merchant as MerchantSettings


@dataclass(frozen=True, slots=True)
class Merchant:
    """`name` is the brand; `legal_name` who sells by law, the brand until it is told. `color` is #rrggbb or empty."""

    name: str
    legal_name: str
    address: tuple[str, ...]
    country: str
    vat_number: str
    register: str
    email: str
    phone: str
    sender_name: str
    sender: str
    reply_to: str
    color: str


def merchant() -> Merchant:
    """The bound tenant's own description in the current language, in one statement."""
    return _told(channels.settings_by_key(MerchantSettings, MailSender, Brand))


def merchants(locales: Collection[str]) -> dict[str, Merchant]:
    """The same in several languages."""
    groups = channels.settings_by_key(MerchantSettings, MailSender, Brand)
    told = {}
    for locale in locales:
        with locale_scope(locale):
            told[locale] = _told(groups)
    return told


def _told(groups: dict[str, Any]) -> Merchant:
    tenant = current_tenant()
    own: MerchantSettings = groups[MerchantSettings.KEY]
    mail: MailSender = groups[MailSender.KEY]
    brand: Brand = groups[Brand.KEY]
    name = brand.name or own.name or tenant.name
    address = postal_lines(
        line1=own.line1, line2=own.line2, postal_code=own.postal_code, city=own.city, region=own.region,
        country=own.country or tenant.country,
    )  # fmt: skip
    return Merchant(
        name=name,
        legal_name=own.legal_name or name,
        address=tuple(address),
        country=own.country or tenant.country,
        vat_number=own.vat_number,
        register=own.register,
        email=own.email,
        phone=own.phone,
        sender_name=mail.sender_name or name,
        sender=mail.sender or f"no-reply@{tenant.host}",
        reply_to=mail.reply_to or own.email,
        color=brand.color,
    )
