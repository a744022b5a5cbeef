"""Shoppers: find, make, change, list, erase; and their address books."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock, crypto, events
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.i18n import best_locale
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.paging import Page, clamp, cut, decode_cursor
from app.domains.customers import repo
from app.domains.customers.errors import EmailTaken, Erased
from app.domains.customers.events import CustomerErased
from app.domains.customers.models import Customer, CustomerAddress
from app.domains.customers.types import Address, CustomerFacts, CustomerRef


def find_or_create(*, email: str, name: str = "", locale: str = "en") -> CustomerRef:
    """The shopper with this e-mail, a guest when new: one statement. The person's key is at hand after it."""
    person, plain, wrapped = crypto.make_person_key()
    crypto.remember(person, plain)
    row = repo.find_or_create(
        id=person,
        wrapped=wrapped,
        at=clock.now(),
        name=name.strip(),
        email=crypto.seal(person, email.strip()),
        email_index=crypto.blind("email", email),
        locale=best_locale(locale),
    )
    if row.wrapped is not None:
        crypto.unwrap(row.id, bytes(row.wrapped))
    return CustomerRef(row.id, bool(row.created))


def customer(customer_id: UUID) -> CustomerFacts:
    """One shopper in the clear. Raises NotFound."""
    return facts_of([_one(customer_id)])[0]


def named(said: str) -> UUID | None:
    """The shopper of an id or an e-mail address, if there is one."""
    with suppress(ValueError):
        return db.session.scalar(select(Customer.id).where(Customer.id == UUID(said)))
    return db.session.scalar(select(Customer.id).where(Customer.email_index == crypto.blind("email", said)))


def meant_by(said: str) -> UUID:
    """As `named`, for who must be one. Raises Invalid at `customer`."""
    found = named(said)
    if found is None:
        words = _("There is no such customer")
        raise Invalid(words, fields={"customer": words})
    return found


def facts_of(found: Iterable[Customer]) -> list[CustomerFacts]:
    """Shoppers in the clear; their keys are fetched in one statement."""
    customers = list(found)
    crypto.load_keys(each.id for each in customers)
    return [
        CustomerFacts(
            id=each.id,
            name=each.name,
            email=crypto.open_(each.id, each.email) or "",
            phone=crypto.open_(each.id, each.phone) or "",
            locale=each.locale,
            has_account=each.password_hash is not None,
            erased=each.erased_at is not None,
            email_proved=each.email_proved_at is not None,
            groups=tuple(each.groups),
            company_id=each.company_id,
        )
        for each in customers
    ]


def search(text: str = "", *, cursor: str | None = None, limit: int | None = None) -> Page[CustomerFacts]:
    """Shoppers by exact e-mail or phone, or by how their name begins; by name, with a total."""
    wanted, size = text.strip(), clamp(limit)
    where = None
    if "@" in wanted:
        where = Customer.email_index == crypto.blind("email", wanted)
    elif sum(letter.isdigit() for letter in wanted) >= 5:
        where = Customer.phone_index == crypto.blind("phone", wanted)
    elif wanted:
        where = repo.name_begins(wanted)
    rows = repo.page(where, decode_cursor(cursor, str, UUID), size + 1)
    page = cut(rows, size, lambda each: (each.name.lower(), str(each.id)), total=repo.count(where))
    return Page(facts_of(page.items), page.next, page.total)


def change_contact(
    *, customer_id: UUID, name: str, email: str, phone: str, locale: str | None = None
) -> None:
    """Change how to reach a shopper; the audit names fields, not values. Raises EmailTaken, Erased."""
    person = standing(customer_id)
    before = facts_of([person])[0]
    changed = [
        field
        for field, old, new in (
            ("name", before.name, name.strip()),
            ("email", before.email, email.strip()),
            ("phone", before.phone, phone.strip()),
        )
        if old != new
    ]
    if "email" in changed:
        _move_email(person, email.strip())
    if "phone" in changed:
        person.phone = crypto.seal(person.id, phone.strip()) if phone.strip() else None
        person.phone_index = crypto.blind("phone", phone) if phone.strip() else None
    person.name = name.strip()
    if locale is not None:
        person.locale = best_locale(locale)
    if changed:
        told = {"changed": changed}
        audit.record("customers.contact_changed", object_type="customer", object_id=person.id, after=told)


def _move_email(person: Customer, email: str) -> None:
    index = crypto.blind("email", email)
    other = repo.by_email(index)
    if other is not None and other.id != person.id:
        message = _("Another customer has this e-mail")
        raise EmailTaken(message, fields={"email": message})
    person.email, person.email_index = crypto.seal(person.id, email), index
    person.email_proved_at = None


def addresses(customer_id: UUID) -> list[Address]:
    """The address book, the usual address first."""
    return [_clear(row) for row in repo.addresses(customer_id)]


def save_address(*, customer_id: UUID, address: Address) -> UUID:
    """Add an address, or change the one with its id. Raises NotFound for a stranger's, Erased."""
    person = standing(customer_id)
    row = CustomerAddress(id=new_id()) if address.id is None else _own_address(customer_id, address.id)
    if address.is_default:
        repo.clear_default(customer_id)
    row.line1 = crypto.seal(person.id, address.line1)
    row.line2 = crypto.seal(person.id, address.line2) if address.line2 else None
    row.name, row.city, row.postal_code = address.name, address.city, address.postal_code
    row.region, row.country, row.is_default = address.region, address.country, address.is_default
    row.customer_id = person.id
    db.session.add(row)
    return row.id


def delete_address(*, customer_id: UUID, address_id: UUID) -> None:
    """Take an address out of the book. Raises NotFound for a stranger's."""
    db.session.delete(_own_address(customer_id, address_id))


def erase(customer_id: UUID) -> None:
    """Destroy the person's key and what only the person needed, for good; sales stay, of nobody known."""
    person = standing(customer_id)
    crypto.erase_person(person.id)
    repo.forget(person.id)
    person.name = person.company = ""
    person.groups, person.company_id = [], None
    person.email = person.email_index = person.phone = person.phone_index = person.password_hash = None
    person.erased_at = clock.now()
    audit.record("customers.erased", object_type="customer", object_id=person.id)
    events.record(CustomerErased(customer_id=str(person.id)))


def _one(customer_id: UUID) -> Customer:
    found = repo.customer(customer_id)
    if found is None:
        raise NotFound(_("This customer is not there"))
    return found


def standing(customer_id: UUID) -> Customer:
    """The row of a shopper who was not erased. Raises NotFound, Erased."""
    found = _one(customer_id)
    if found.erased_at is not None:
        raise Erased(_("This customer was erased"))
    return found


def _own_address(customer_id: UUID, address_id: UUID) -> CustomerAddress:
    found = repo.address(customer_id, address_id)
    if found is None:
        raise NotFound(_("This address is not there"))
    return found


def _clear(row: CustomerAddress) -> Address:
    return Address(
        id=row.id,
        name=row.name,
        line1=crypto.open_(row.customer_id, row.line1) or "",
        line2=crypto.open_(row.customer_id, row.line2) or "",
        city=row.city,
        postal_code=row.postal_code,
        region=row.region,
        country=row.country,
        is_default=row.is_default,
    )
