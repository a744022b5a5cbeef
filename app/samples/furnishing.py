"""Furnishes a demo shop: settings, places, tills, taxes, delivery, legal texts, staff and known customers."""

from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from app.core import passwords
from app.core.db import db
from app.core.ids import new_id
from app.core.principal import Principal
from app.core.tenancy import Tenant
from app.domains.catalog import service as catalog
from app.domains.channels import service as channels
from app.domains.channels.types import Brand, Checkout, Languages, MailSender, Merchant, Setup
from app.domains.content.look import Look
from app.domains.customers import service as shoppers
from app.domains.customers.types import Address
from app.domains.identity import service as identity
from app.domains.identity.roles import EVERYTHING
from app.domains.inventory import locations
from app.domains.inventory import service as inventory
from app.domains.pos import service as pos
from app.domains.pos.types import Till
from app.domains.shipping import service as shipping
from app.domains.shipping.types import Method
from app.domains.taxes import service as taxes
from app.domains.taxes.types import STANDARD, Rate
from app.flows import shop_look
from app.samples import legal
from app.samples.people import CUSTOMER_PASSWORD, PASSWORD, PIN, Buyer, Member, staff
from app.samples.places import Place, Shop

SELLS = ("store_manager", "store_associate")
STAFF_LANGUAGE = "en"  # every demo shop's team, so that whoever looks around can read its console


@dataclass(frozen=True, slots=True)
class Counter:
    """A store with its till and who sells there."""

    store: UUID
    till: Till
    cashier: UUID
    manager: UUID


@dataclass(frozen=True, slots=True)
class House:
    """What the story of a shop needs to know of it."""

    main: UUID
    counters: tuple[Counter, ...]
    clerk: Principal
    editor: Principal
    accounts: dict[str, UUID]


def furnish(shop: Shop, tenant: Tenant, known: tuple[Buyer, ...]) -> House:
    """All of it, in the open unit of work."""
    _settings(shop)
    legal.write(shop)
    main, stores = _places(shop)
    _taxes(shop, tenant)
    _delivery(shop, tenant)
    people = _staff(shop, stores)
    counters = tuple(
        _counter(place, store, people, n)
        for n, (place, store) in enumerate(zip(shop.stores, stores, strict=True))
    )
    return House(
        main,
        counters,
        _acting(people, "order_manager"),
        _acting(people, "catalog_manager"),
        _accounts(shop, known),
    )


def _acting(people: list[tuple[Member, UUID]], role: str) -> Principal:
    """The first colleague of a role, who may do anything here."""
    member, staff_id = next(each for each in people if each[0].role == role)
    return Principal("staff", id=str(staff_id), name=member.name, permissions=EVERYTHING)


def _settings(shop: Shop) -> None:
    home = shop.warehouse
    mail = f"hello@{shop.mail_domain}"
    channels.save(
        Merchant(
            name=shop.name, legal_name=shop.legal_name, line1=home.line1, postal_code=home.postal_code, city=home.city, region=home.region,
            country=shop.country, vat_number=shop.vat_number, register=shop.register, email=mail, phone=shop.phone,
        )
    )  # fmt: skip
    channels.save(MailSender(sender_name=shop.name, sender=mail, reply_to=mail))
    channels.save(Languages(default=shop.language, offered=shop.offered))
    channels.save(Brand(name=shop.name, color=shop.color))
    shop_look.draft_look(Look(theme=shop.theme, accent=shop.color))
    shop_look.publish_look()
    channels.save(Checkout(guest=True, phone="optional"))
    address = f"{home.line1}\n{home.postal_code} {home.city}"
    catalog.safety.save_brand(
        shop.name, {"maker": shop.legal_name, "maker_address": address, "maker_email": mail}
    )
    channels.save(replace(channels.setting(Setup), tax_notice=False))


def _places(shop: Shop) -> tuple[UUID, list[UUID]]:
    main = inventory.find_location("main")
    home = shop.warehouse
    locations.change_location(main.id, {"name": home.name, "address": home.address})
    main.latitude, main.longitude = _decimal(home)
    opened = [_open_store(place, priority) for priority, place in enumerate(shop.stores, start=101)]
    return main.id, opened


def _open_store(place: Place, priority: int) -> UUID:
    latitude, longitude = _decimal(place)
    return inventory.add_location(
        code=place.code, name=place.name, kind="store", address=place.address, opening_hours=dict(place.hours or {}), priority=priority,
        latitude=latitude, longitude=longitude,
    ).id  # fmt: skip


def _decimal(place: Place) -> tuple[Decimal, Decimal]:
    return Decimal(f"{place.latitude:.6f}"), Decimal(f"{place.longitude:.6f}")


def _taxes(shop: Shop, tenant: Tenant) -> None:
    """Where the country's own rate is not the whole truth, the shop's taxes take its place."""
    if not any(tax.region for tax in shop.taxes):
        return
    for rate in taxes.rates():
        taxes.remove(rate.id)
    for tax in shop.taxes:
        taxes.save(Rate(new_id(), tenant.country, tax.region, STANDARD, tax.name, tax.rate))


def _delivery(shop: Shop, tenant: Tenant) -> None:
    there = {method.code: method for method in shipping.methods()}
    for place, parcel in enumerate(shop.parcels, start=1):
        shipping.save(
            Method(
                there[parcel.code].id if parcel.code in there else new_id(), parcel.code, parcel.name, tenant.currency, parcel.price,
                parcel.free_from, days_min=parcel.days[0], days_max=parcel.days[1], position=place,
            )
        )  # fmt: skip


def _staff(shop: Shop, stores: list[UUID]) -> list[tuple[Member, UUID]]:
    """Everybody but the administrator, who opened the shop. One hash serves all: the password is public anyway."""
    opener = identity.staff_named(staff(shop)[0].mail)
    if opener is not None:
        identity.change_profile(staff_id=opener.id, name=opener.name, locale=STAFF_LANGUAGE)
    hashed = passwords.hash_password(PASSWORD)
    made = []
    for member in staff(shop)[1:]:
        places = (
            None
            if member.store is None
            else frozenset(
                {inventory.find_location("main").id} if member.store < 0 else {stores[member.store]}
            )
        )
        person = identity.create_staff(
            email=member.mail, name=member.name, roles=[member.role], locations=places, locale=STAFF_LANGUAGE
        )
        person.password_hash = hashed
        if member.role in SELLS:
            identity.set_pin(staff_id=person.id, pin=PIN)
        made.append((member, person.id))
    db.session.flush()
    return made


def _counter(place: Place, store: UUID, people: list[tuple[Member, UUID]], number: int) -> Counter:
    """A register with a paired tablet."""
    register = pos.add_register(location_id=store, code=f"K{number + 1}", name=f"{place.city} 1")
    paired = pos.pair(code=pos.new_pairing_code(register.id).code, device_id=None, name="Tablet 1")
    at_store = {member.role: staff_id for member, staff_id in people if member.store == number}
    return Counter(
        store, pos.till_of(paired.device_id), at_store["store_associate"], at_store["store_manager"]
    )


def _accounts(shop: Shop, known: tuple[Buyer, ...]) -> dict[str, UUID]:
    """Shoppers with an account, a password and an address."""
    made: dict[str, UUID] = {}
    for buyer in known:
        if not buyer.has_account:
            continue
        person = shoppers.register(
            email=buyer.email, name=buyer.name, password=CUSTOMER_PASSWORD, locale=shop.language
        ).customer_id
        if person is None:
            raise LookupError(f"{buyer.email} is known already")
        address = Address(
            id=None, name=buyer.company or buyer.name, line1=buyer.line1, line2="", city=buyer.city, postal_code=buyer.postal_code,
            region=buyer.region, country=buyer.country, is_default=True,
        )  # fmt: skip
        shoppers.save_address(customer_id=person, address=address)
        made[buyer.email] = person
    return made
