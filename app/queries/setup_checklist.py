"""What an empty shop still needs before it sells in earnest: one statement."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text

from app.core.db import db
from app.core.i18n import lazy_gettext as later
from app.core.tenancy import current_tenant

FACTS = text(
    """
select
    coalesce((select value ->> 'legal_name' from setting where key = 'merchant'), '') <> ''
        and coalesce((select value ->> 'city' from setting where key = 'merchant'), '') <> '' as merchant,
    coalesce((select value ->> 'sender' from setting where key = 'mail'), '') <> '' as sender,
    not coalesce((select (value ->> 'tax_notice')::boolean from setting where key = 'setup'), false)
        or exists (select from tax_rate where rate > 0) as taxes,
    exists (select from shipping_method where active) as delivery,
    exists (select from product where status = 'active') as products,
    not exists (select from content_page where kind = 'legal' and length(body) < 200) as legal,
    coalesce((select value ->> 'color' from setting where key = 'brand'), '') <> ''
        or (select value ->> 'logo' from setting where key = 'brand') is not null as brand,
    exists (select from location where active and coalesce(address ->> 'line1', '') <> '') as location,
    (select count(*) from staff where disabled_at is null) > 1 as team,
    coalesce((select value -> 'done' from setting where key = 'setup'), '[]'::jsonb) as ticked
""".replace("created_like_new", "length(body) < 200")
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, where to do it, the right that it takes, and whether it is done."""

    key: str
    title: Any
    text: Any
    url: str
    right: str
    done: bool = False


STEPS = (
    Step(
        "merchant",
        later("Say who sells"),
        later("Legal name, address and VAT number: invoices and the imprint name them."),
        "/admin/settings/merchant",
        "channels:settings:edit",
    ),
    Step(
        "sender",
        later("Choose the sender of mails"),
        later("Customers answer to this address."),
        "/admin/settings/mail",
        "channels:settings:edit",
    ),
    Step(
        "products",
        later("Add products"),
        later("By hand, or from a file of your present shop."),
        "/admin/products/",
        "catalog:product:edit",
    ),
    Step(
        "taxes",
        later("Check the taxes"),
        later("We set the standard rate of your country where we know it."),
        "/admin/settings/taxes/",
        "taxes:rate:edit",
    ),
    Step(
        "delivery",
        later("Offer delivery"),
        later("What it costs, where it goes and from when it is free."),
        "/admin/settings/delivery/",
        "shipping:method:edit",
    ),
    Step(
        "location",
        later("Complete your locations"),
        later("Addresses of warehouse and stores, for pickup and labels."),
        "/admin/settings/locations/",
        "inventory:location:edit",
    ),
    Step(
        "legal",
        later("Write the legal pages"),
        later("Imprint, privacy, terms and withdrawal are stubs until then."),
        "/admin/pages/",
        "content:page:edit",
    ),
    Step(
        "brand",
        later("Show your brand"),
        later("Logo and accent colour of the shop."),
        "/admin/settings/brand",
        "channels:settings:edit",
    ),
    Step(
        "team",
        later("Invite your colleagues"),
        later("Each with the least rights their work needs."),
        "/admin/people/",
        "identity:staff:edit",
    ),
    Step(
        "live",
        later("Go live"),
        later("Until then orders are real rows, but payments are not real money."),
        "/admin/settings/payment",
        "channels:settings:edit",
    ),
)


def setup_checklist() -> list[Step]:
    """The steps in the order in which they are best done, with where the bound tenant stands."""
    facts: dict[str, Any] = dict(db.session.execute(FACTS).one()._mapping)
    done = {key for key, value in facts.items() if value is True} | set(facts["ticked"])
    if not current_tenant().test_mode:
        done.add("live")
    return [
        replace(step, title=str(step.title), text=str(step.text), done=step.key in done) for step in STEPS
    ]
