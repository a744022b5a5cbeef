"""What the identity service hands out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Outcome = Literal["signed_in", "second_factor", "refused"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from, as noted with its session."""

    ip: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How an attempt ended. A refusal is an answer, not an exception: its count must be committed.

    `token` is the session's when signed in, the step's when a second factor is wanted, else empty.
    """

    outcome: Outcome
    token: str = ""
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A live session and what its person may do now, in one row.

    `must_enrol`: the shop demands a second factor, and this person has none yet.
    """

    session_id: UUID
    staff_id: UUID
    name: str
    locale: str
    csrf: str
    seen_at: datetime
    proved_at: datetime
    permissions: frozenset[str]
    locations: frozenset[UUID] | None
    must_enrol: bool = False


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A program known by its key or token; `permissions` hold its scopes too: they guard the API."""

    client_id: UUID
    name: str
    scopes: tuple[str, ...]
    permissions: frozenset[str]
    rate: float | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Issued:
    """Something made together with its secret, which is shown this once."""

    id: UUID
    secret: str


@dataclass(frozen=True, slots=True)
class TokenMail:
    """What a mail with a one-time link needs."""

    name: str
    email: str
    locale: str
    token: str


@dataclass(frozen=True, slots=True)
class TotpSetup:
    """A second factor about to be set up: `uri` goes into the QR code, `secret` is typed by hand."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Cashier:
    """Somebody who may sell at a location's tills; without `pin_hash` they have no PIN yet.

    `override_roles`: codes of those roles that let them change prices.
    """

    id: UUID
    name: str
    pin_hash: str | None
    permissions: frozenset[str]
    override_roles: tuple[str, ...] = ()
