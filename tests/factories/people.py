"""People and programs: each person has a key, and what is personal is sealed under it."""

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core import clock, crypto
from app.core.db import db
from app.core.passwords import hash_password
from app.domains.customers.models import Customer, CustomerAddress
from app.domains.identity.models import ApiClient, Role, Staff, StaffLocation, StaffRole, StaffSession
from app.domains.identity.roles import STANDARD_ROLES
from tests.support.units import joined

if TYPE_CHECKING:
    from tests.factories import Make

PASSWORD = "a staff member's own words"
_people = itertools.count(1)


@lru_cache(maxsize=16)
def hashed(password: str) -> str:
    """The hash of a test's password, made once: hashing is slow on purpose."""
    return hash_password(password)


def staff(
    make: "Make",
    *,
    role: str | None = "administrator",
    email: str | None = None,
    password: str = PASSWORD,
    permissions: list[str] | None = None,
    locations: list[Any] | None = None,
    **given: Any,
) -> Any:
    """Somebody who works here, in a standard role or with `permissions`; `.mail` is the plain address.

    `locations` limits them to those.
    """
    mail = email or f"staff-{next(_people)}@example.com"
    with joined(make.tenant):
        person = crypto.new_person()
        made = Staff(
            id=person,
            email=crypto.seal(person, mail),
            email_index=crypto.blind("email", mail),
            password_hash=hashed(password),
            all_locations=locations is None,
            **{"name": "Sam Staff", **given},
        )
        db.session.add(made)
        db.session.flush()
        for location in locations or []:
            db.session.add(StaffLocation(staff_id=person, location_id=location.id))
        if permissions is not None or role is not None:
            db.session.add(StaffRole(staff_id=person, role_id=_role(role, permissions).id))
        db.session.flush()
        made.mail = mail
        return made


def _role(code: str | None, permissions: list[str] | None) -> Role:
    if permissions is not None:
        code = f"custom-{next(_people)}"
        found = None
    else:
        found = db.session.scalars(select(Role).where(Role.code == code)).first()
    if found is None:
        standard = STANDARD_ROLES.get(code or "")
        granted = permissions if permissions is not None else sorted(standard.permissions) if standard else []
        found = Role(code=str(code), name=str(code), builtin=standard is not None, permissions=granted)
        db.session.add(found)
        db.session.flush()
    return found


def staff_session(make: "Make", *, staff: Any, **given: Any) -> str:
    """A signed-in browser of `staff`: answers the token that its cookie carries."""
    token = crypto.new_token()
    with joined(make.tenant):
        db.session.add(
            StaffSession(staff_id=staff.id, token_hash=crypto.hash_token(token), csrf="test-csrf", **given)
        )
    return token


def api_key(
    make: "Make", *, scopes: tuple[str, ...] = ("all",), rate: float | None = None, **given: Any
) -> str:
    """A program's key, plain."""
    key = crypto.new_token()
    with joined(make.tenant):
        db.session.add(
            ApiClient(
                kind="key", secret_hash=crypto.hash_token(key), hint=key[-4:], scopes=list(scopes), rate=rate,
                **{"name": "Test program", **given},
            )
        )  # fmt: skip
    return key


def customer(make: "Make", *, email: str | None = None, password: str | None = PASSWORD, **given: Any) -> Any:
    """A shopper with an account (`password` None: a guest); `.mail` is the plain address."""
    mail = email or f"customer-{next(_people)}@example.com"
    with joined(make.tenant):
        person = crypto.new_person()
        made = Customer(
            id=person,
            email=crypto.seal(person, mail),
            email_index=crypto.blind("email", mail),
            password_hash=hashed(password) if password else None,
            **{"name": "Casey Customer", **given},
        )
        db.session.add(made)
        db.session.flush()
        made.mail = mail
        return made


def customer_address(make: "Make", *, customer: Any, line1: str = "Long Lane 5", **given: Any) -> Any:
    """An address in a customer's book."""
    usual = {"name": customer.name, "city": "Berlin", "postal_code": "10115", "country": "DE"}
    with joined(make.tenant):
        made = CustomerAddress(
            customer_id=customer.id,
            line1=crypto.seal(customer.id, line1),
            created_at=clock.now(),
            **{**usual, **given},
        )
        db.session.add(made)
        db.session.flush()
        return made


STORIES = (staff, staff_session, api_key, customer, customer_address)
