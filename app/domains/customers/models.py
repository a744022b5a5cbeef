"""Shoppers with and without an account. E-mail, phone and street are encrypted, the rest is clear."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Company(Base):
    """A business that buys through its members. Price lists and promotions name it by its code."""

    __tablename__ = "company"
    __table_args__ = (Index("ix_company_name", text("lower(name) text_pattern_ops"), "id"),)
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(Text, unique=True, doc="small letters; never changes")
    name: Mapped[str] = mapped_column(Text)
    vat_number: Mapped[str] = mapped_column(Text, default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[CreatedAt]


class Customer(Base):
    """One person who buys; the id is also the id of the person's key."""

    __tablename__ = "customer"
    __table_args__ = (
        Index(
            "uq_customer_email", "email_index", unique=True, postgresql_where=text("email_index is not null")
        ),
        Index("ix_customer_name", text("lower(name) text_pattern_ops"), "id"),
    )
    id: Mapped[UUID] = mapped_column(ForeignKey("person_key.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    password_hash: Mapped[str | None] = mapped_column(Text, doc="null for guests")
    locale: Mapped[str] = mapped_column(Text, default="en")
    company: Mapped[str] = mapped_column(
        Text, default="", server_default="", doc="no longer read: see company_id"
    )
    company_id: Mapped[UUID | None] = mapped_column(ForeignKey("company.id"), index=True)
    groups: Mapped[list[str]] = mapped_column(
        ARRAY(Text),
        default=list,
        server_default=text("'{}'"),
        doc="whom prices and promotions are for: 'vip'",
    )
    failed_logins: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    locked_until: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    erased_at: Mapped[datetime | None]
    email_proved_at: Mapped[datetime | None] = mapped_column(
        doc="opened a link mailed to the present address"
    )


class CustomerAddress(Base):
    """An address in a customer's book."""

    __tablename__ = "customer_address"
    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    line1: Mapped[bytes] = mapped_column(LargeBinary)
    line2: Mapped[bytes | None] = mapped_column(LargeBinary)
    city: Mapped[str] = mapped_column(Text)
    postal_code: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(Text)
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[CreatedAt]


class CustomerSession(Base):
    """A signed-in browser of a customer."""

    __tablename__ = "customer_session"
    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[CreatedAt]
    seen_at: Mapped[CreatedAt]
    revoked_at: Mapped[datetime | None]


class CustomerToken(Base):
    """A one-time link: password reset, e-mail confirmation."""

    __tablename__ = "customer_token"
    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Consent(Base):
    """A visitor's choice about cookies, as made: version of the text, categories, time."""

    __tablename__ = "consent"
    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(Text, index=True, doc="random id from the visitor's cookie")
    version: Mapped[str] = mapped_column(Text)
    choices: Mapped[dict[str, Any]]
    at: Mapped[datetime]
