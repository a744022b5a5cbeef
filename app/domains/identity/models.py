"""The tenant's own people and programs: staff, roles, sessions, API clients."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Staff(Base):
    """Somebody who works here; the id is also the id of the person's key."""

    __tablename__ = "staff"
    __table_args__ = (Index("uq_staff_email", "email_index", unique=True),)
    id: Mapped[UUID] = mapped_column(ForeignKey("person_key.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[bytes] = mapped_column(LargeBinary)
    email_index: Mapped[bytes] = mapped_column(LargeBinary)
    password_hash: Mapped[str | None] = mapped_column(Text, doc="null until an invitation is accepted")
    pin_hash: Mapped[str | None] = mapped_column(Text, doc="till PIN, salted PBKDF2")
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_enabled_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(Integer, doc="a code counts once")
    recovery_hashes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    all_locations: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    locale: Mapped[str] = mapped_column(Text, default="en")
    failed_logins: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Role(Base):
    """A named set of permissions. Built-in roles keep their code and can be copied, not changed."""

    __tablename__ = "role"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    builtin: Mapped[bool] = mapped_column(default=False)
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    stock_limits: Mapped[dict[str, Any] | None] = mapped_column(
        doc="how much of stock one adjustment may change: units, value (minor), percent (of a count); null: any"
    )
    created_at: Mapped[CreatedAt]


class StaffRole(Base):
    __tablename__ = "staff_role"
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("role.id"), primary_key=True, index=True)


class StaffLocation(Base):
    """Limits a person to these locations when `all_locations` is false."""

    __tablename__ = "staff_location"
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), primary_key=True)


class StaffSession(Base):
    """A signed-in browser. Ends by idle time, absolute time, sign-out or password change."""

    __tablename__ = "staff_session"
    id: Mapped[Id]
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    csrf: Mapped[str] = mapped_column(Text)
    ip: Mapped[str | None] = mapped_column(INET)
    agent: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[CreatedAt]
    seen_at: Mapped[CreatedAt]
    proved_at: Mapped[CreatedAt] = mapped_column(doc="last time the password was given")
    revoked_at: Mapped[datetime | None]


class StaffPolicy(Base):
    """What the merchant demands of everybody who works here: one row, or none while nothing was said."""

    __tablename__ = "staff_policy"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, autoincrement=False, default=1, server_default=text("1")
    )
    second_factor: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class SavedView(Base):
    """A list as somebody wants to see it again: the query of its address. Shared ones are shown to all."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_screen", "screen", "staff_id"),)
    id: Mapped[Id]
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    screen: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[CreatedAt]


class ListColumns(Base):
    """The columns that somebody chose for a list; no row: the usual ones."""

    __tablename__ = "list_columns"
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    screen: Mapped[str] = mapped_column(Text, primary_key=True)
    columns: Mapped[list[str]] = mapped_column(ARRAY(Text))


class StaffToken(Base):
    """A one-time link: invitation or password reset."""

    __tablename__ = "staff_token"
    id: Mapped[Id]
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text, doc="invitation, reset, second_factor")
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiClient(Base):
    """A program: an API key, and the client id and secret of OAuth2 client credentials."""

    __tablename__ = "api_client"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, doc="key or oauth")
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    hint: Mapped[str] = mapped_column(Text, doc="last four characters, to recognise it by")
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    rate: Mapped[float | None] = mapped_column(
        Numeric(10, 3, asdecimal=False), doc="requests a second; null unlimited"
    )
    stock_limits: Mapped[dict[str, Any] | None] = mapped_column(doc="as a role's")
    created_by: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiToken(Base):
    """An access token issued to an OAuth2 client."""

    __tablename__ = "api_token"
    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("api_client.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
