"""Encryption of personal fields and secrets (DESIGN 5.9).

Each person has a random key, kept wrapped under the tenant's key, which is derived from the platform's master
key: AES-256-GCM throughout, HKDF-SHA256 for derivation (RFC 5869). Destroying a person's key erases what was
written under it. A blind index (HMAC-SHA256 of the normalised value) finds an e-mail without decrypting.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import insert, select
from sqlalchemy.orm import Mapped

from app.config import settings
from app.core import clock
from app.core.db import Base, CreatedAt, Id, current_unit, db
from app.core.ids import new_id
from app.core.tenancy import bound_tenant

NONCE = 12


class PersonKey(Base):
    """A person's key, wrapped. `wrapped` is null once erased."""

    __tablename__ = "person_key"
    id: Mapped[Id]
    wrapped: Mapped[bytes | None]
    created_at: Mapped[CreatedAt]
    erased_at: Mapped[datetime | None]


@lru_cache(maxsize=4096)
def _derived(master: str, tenant_id: str, purpose: str) -> bytes:
    info = f"galleria/{tenant_id}/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(master.encode())


def _key(purpose: str, *, generation: int = 0) -> bytes:
    tenant = bound_tenant()
    masters = settings().master_keys
    return _derived(masters[generation], tenant.id if tenant else "shared", purpose)


def _seal(key: bytes, data: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def _open(key: bytes, sealed: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)


def _open_any(purpose: str, sealed: bytes) -> bytes:
    """Open under the newest master key, else under an older one (key rotation keeps data readable)."""
    for generation in range(len(settings().master_keys)):
        try:
            return _open(_key(purpose, generation=generation), sealed)
        except InvalidTag:
            continue
    raise InvalidTag


def make_person_key() -> tuple[UUID, bytes, bytes]:
    """A new person: id, plain key, wrapped key. The caller writes the row (see `new_person`)."""
    plain = os.urandom(32)
    return new_id(), plain, _seal(_key("persons"), plain)


def new_person() -> UUID:
    """Create a person's key in the open unit and return the person's id."""
    person, plain, wrapped = make_person_key()
    db.session.execute(insert(PersonKey).values(id=person, wrapped=wrapped, created_at=clock.now()))
    remember(person, plain)
    return person


def remember(person_id: UUID, plain: bytes) -> None:
    """Keep a plain key for the rest of the unit."""
    current_unit().notes.setdefault("person_keys", {})[person_id] = plain


def unwrap(person_id: UUID, wrapped: bytes | None) -> None:
    """Take a wrapped key that a query brought along, sparing a statement later."""
    keys: dict[UUID, bytes | None] = current_unit().notes.setdefault("person_keys", {})
    keys[person_id] = _open_any("persons", wrapped) if wrapped is not None else None


def load_keys(person_ids: Iterable[UUID]) -> None:
    """Fetch the keys of many persons in one statement: lists call it before they open fields."""
    keys: dict[UUID, bytes | None] = current_unit().notes.setdefault("person_keys", {})
    missing = {person for person in person_ids if person not in keys}
    if missing:
        rows = db.session.execute(select(PersonKey.id, PersonKey.wrapped).where(PersonKey.id.in_(missing)))
        for person, wrapped in rows:
            unwrap(person, wrapped)


def _person_key(person_id: UUID) -> bytes | None:
    load_keys([person_id])
    key: bytes | None = current_unit().notes["person_keys"].get(person_id)
    return key


def seal(person_id: UUID, value: str) -> bytes:
    """`value` under the person's key. Raises KeyError when the person was erased."""
    key = _person_key(person_id)
    if key is None:
        raise KeyError("this person was erased")
    return _seal(key, value.encode())


def open_(person_id: UUID, sealed: bytes | None) -> str | None:
    """The value, or None when there is none or the person was erased."""
    key = _person_key(person_id)
    if key is None or sealed is None:
        return None
    return _open(key, bytes(sealed)).decode()


def erase_person(person_id: UUID) -> None:
    """Destroy the person's key: everything written under it is gone for good."""
    row = db.session.get(PersonKey, person_id)
    if row is not None:
        row.wrapped, row.erased_at = None, clock.now()
    current_unit().notes.setdefault("person_keys", {})[person_id] = None


def normalized(value: str) -> str:
    return "".join(value.split()).casefold()


def blind(kind: str, value: str) -> bytes:
    """The blind index of a value of a kind (`email`, `phone`): equal values, equal bytes, nothing else to learn.

    It stays under the oldest master key, or a rotation would have to rewrite every index at once.
    """
    key = _key(f"blind/{kind}", generation=-1)
    return hmac.digest(key, normalized(value).encode(), "sha256")


def seal_secret(value: str) -> bytes:
    """A tenant's secret (gateway password, TOTP seed) under the tenant's key."""
    return _seal(_key("secrets"), value.encode())


def open_secret(sealed: bytes) -> str:
    """The secret. Raises InvalidTag when it was sealed for another tenant."""
    return _open_any("secrets", bytes(sealed)).decode()


def new_token(prefix: str = "") -> str:
    """A random bearer token of 256 bits; only its hash is stored."""
    return prefix + secrets.token_urlsafe(32)


def derive_token(purpose: str, value: str) -> str:
    """A bearer token that can be made again from `value`, by us alone: for links that later mails repeat.

    Like a blind index it stays under the oldest master key, or a rotation would break links that are out.
    """
    mac = hmac.digest(_key(f"token/{purpose}", generation=-1), value.encode(), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def hash_token(token: str) -> bytes:
    """SHA-256: enough for random tokens, never for passwords."""
    return hashlib.sha256(token.encode()).digest()
