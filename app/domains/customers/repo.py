"""Statements of the customers domain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    func,
    literal_column,
    select,
    text,
    tuple_,
    update,
)

from app.core import clock
from app.core.db import db, run
from app.core.like import begins
from app.domains.customers.models import Company, Customer, CustomerAddress, CustomerSession, CustomerToken

# One statement, also when two checkouts meet one new e-mail: the loser gets the winner's row.
FIND_OR_CREATE = text("""
with found as (
    select id, wrapped from customer join person_key using (id) where email_index = :email_index
), fresh as (
    insert into person_key (id, wrapped, created_at)
    select :id, :wrapped, :at where not exists (select from found) returning id
), made as (
    insert into customer (id, name, email, email_index, locale, created_at)
    select id, :name, :email, :email_index, :locale, :at from fresh
    on conflict (email_index) where email_index is not null do update set email_index = excluded.email_index
    returning id
)
select id, wrapped, false as created from found
union all
select id, null, id = :id from made
""")


def find_or_create(**values: Any) -> Any:
    """The customer with this e-mail, made when there is none: id, wrapped key (of one found), created."""
    return run(FIND_OR_CREATE, values).one()


def customer(customer_id: UUID, *, lock: bool = False) -> Customer | None:
    found = select(Customer).where(Customer.id == customer_id)
    return db.session.scalars(found.with_for_update() if lock else found).one_or_none()


def by_email(email_index: bytes, *, lock: bool = False) -> Customer | None:
    found = select(Customer).where(Customer.email_index == email_index)
    return db.session.scalars(found.with_for_update() if lock else found).one_or_none()


def session_row(token_hash: bytes) -> Any:
    """A session that was not ended, with its customer: one statement; None when there is none."""
    found = (
        select(
            CustomerSession.id,
            CustomerSession.customer_id,
            CustomerSession.created_at,
            CustomerSession.seen_at,
            Customer.name,
            Customer.locale,
            Customer.groups,
            Company.id.label("company_id"),
        )
        .join(Customer, Customer.id == CustomerSession.customer_id)
        .outerjoin(Company, and_(Company.id == Customer.company_id, Company.active))
        .where(
            CustomerSession.token_hash == token_hash,
            CustomerSession.revoked_at.is_(None),
            Customer.erased_at.is_(None),
        )
    )
    return db.session.execute(found).one_or_none()


def touch_session(session_id: UUID, at: datetime) -> None:
    db.session.execute(update(CustomerSession).where(CustomerSession.id == session_id).values(seen_at=at))


def end_sessions(customer_id: UUID, *, but: UUID | None = None, only: UUID | None = None) -> None:
    ending = update(CustomerSession).where(
        CustomerSession.customer_id == customer_id,
        CustomerSession.revoked_at.is_(None),
        CustomerSession.id.is_distinct_from(but),
    )
    if only is not None:
        ending = ending.where(CustomerSession.id == only)
    db.session.execute(ending.values(revoked_at=clock.now()))


def take_token(kind: str, token_hash: bytes) -> CustomerToken | None:
    """A one-time token that is still good, locked."""
    found = select(CustomerToken).where(
        CustomerToken.kind == kind,
        CustomerToken.token_hash == token_hash,
        CustomerToken.used_at.is_(None),
        CustomerToken.expires_at > clock.now(),
    )
    return db.session.scalars(found.with_for_update()).one_or_none()


def void_tokens(customer_id: UUID) -> None:
    """Older links stop working."""
    stale = update(CustomerToken).where(
        CustomerToken.customer_id == customer_id, CustomerToken.used_at.is_(None)
    )
    db.session.execute(stale.values(used_at=clock.now()))


def addresses(customer_id: UUID) -> Sequence[CustomerAddress]:
    found = select(CustomerAddress).where(CustomerAddress.customer_id == customer_id)
    return db.session.scalars(found.order_by(CustomerAddress.is_default.desc(), CustomerAddress.id)).all()


def address(customer_id: UUID, address_id: UUID) -> CustomerAddress | None:
    found = select(CustomerAddress).where(
        CustomerAddress.id == address_id, CustomerAddress.customer_id == customer_id
    )
    return db.session.scalars(found).one_or_none()


def clear_default(customer_id: UUID) -> None:
    db.session.execute(
        update(CustomerAddress).where(CustomerAddress.customer_id == customer_id).values(is_default=False)
    )


def forget(customer_id: UUID) -> None:
    """Delete what only the person needed: addresses, sessions, links."""
    for table in (CustomerAddress, CustomerSession, CustomerToken):
        db.session.execute(delete(table).where(table.customer_id == customer_id))


def page(where: ColumnElement[bool] | None, after: tuple[Any, ...] | None, limit: int) -> Sequence[Customer]:
    """Customers by name, from a keyset on."""
    name = func.lower(Customer.name)
    found = select(Customer).where(Customer.erased_at.is_(None)).order_by(name, Customer.id).limit(limit)
    if where is not None:
        found = found.where(where)
    if after is not None:
        found = found.where(tuple_(name, Customer.id) > tuple_(*after))
    return db.session.scalars(found).all()


def name_begins(prefix: str) -> ColumnElement[bool]:
    """Whether a name begins with these letters, whatever their case."""
    return func.lower(Customer.name).like(begins(prefix.lower()))


def count(where: ColumnElement[bool] | None) -> int:
    found = select(func.count(literal_column("*"))).select_from(Customer).where(Customer.erased_at.is_(None))
    return db.session.scalar(found if where is None else found.where(where)) or 0
