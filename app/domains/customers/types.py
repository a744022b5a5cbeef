"""What the customers service takes and hands out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Outcome = Literal["signed_in", "refused", "mailed"]


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """A shopper known by e-mail; `created` when this was the first time."""

    id: UUID
    created: bool


@dataclass(frozen=True, slots=True)
class SignIn:
    """How an attempt to sign in or to register ended. `mailed`: a link was sent to prove the address first.

    A refusal is an answer, not an exception: its count must be committed.
    """

    outcome: Outcome
    token: str = ""
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A live session of a shopper, in one row; `company_id` only of a company that is active."""

    session_id: UUID
    customer_id: UUID
    name: str
    locale: str
    company_id: UUID | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the clear, as taken from and shown to its owner. `id` is None for a new one."""

    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str = ""
    region: str = ""
    is_default: bool = False
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """A shopper in the clear: e-mail and phone are empty once erased."""

    id: UUID
    name: str
    email: str
    phone: str
    locale: str
    has_account: bool
    erased: bool
    email_proved: bool = False
    groups: tuple[str, ...] = ()
    company_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """A company as it is to be. `code` counts when it is new: lists and promotions name it by it."""

    code: str
    name: str
    vat_number: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """A company; who is archived (`active` False) has no terms of its own any more."""

    id: UUID
    code: str
    name: str
    vat_number: str
    active: bool
    members: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TokenMail:
    """What a mail with a one-time link needs."""

    name: str
    email: str
    locale: str
    token: str
