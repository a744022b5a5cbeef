"""Stores with their registers, devices and shifts, as the console and the API list them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUUID

from app.core.db import db
from app.core.principal import current_principal

PLACES = bindparam("places", type_=ARRAY(PgUUID(as_uuid=True)))
REGISTERS = text(
    """
    select r.id, r.code, r.name, l.id as location_id, l.code as location, l.name as location_name,
           s.id as shift_id, s.opened_at, coalesce(p.name, '') as opened_by,
           r.pairing_expires_at > now() as pairing
    from register r join location l on l.id = r.location_id
    left join lateral (
        select id, opened_at, opened_by from shift
        where register_id = r.id and closed_at is null and not adjustment order by opened_at desc limit 1
    ) s on true
    left join staff p on p.id = s.opened_by
    where r.retired_at is null and (cast(:places as uuid[]) is null or l.id = any(:places))
    order by l.name, r.code
    """
).bindparams(PLACES)
DEVICES = text(
    """
    select d.id, d.register_id, d.name, d.paired_at, d.seen_at, d.revoked_at
    from device d join register r on r.id = d.register_id
    where r.retired_at is null and (cast(:places as uuid[]) is null or r.location_id = any(:places))
      and (d.revoked_at is null or d.revoked_at > now() - interval '30 days')
    order by d.revoked_at is not null, d.paired_at desc
    """
).bindparams(PLACES)
STORES = text(
    """
    select l.id, l.code, l.name, l.kind, l.address,
        (select count(*) from pos_operation o join device d on d.id = o.device_id
           join register r on r.id = d.register_id
          where r.location_id = l.id and o.resolved_at is null
            and o.verdict in ('refused', 'accepted_with_exception')) as attention
    from location l
    where l.active and (l.kind = 'store' or exists (select from register r where r.location_id = l.id))
      and (cast(:places as uuid[]) is null or l.id = any(:places))
    order by l.name
    """
).bindparams(PLACES)


@dataclass(frozen=True, slots=True)
class DeviceRow:
    id: UUID
    register_id: UUID
    name: str
    paired_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A till's place, with its open shift if there is one."""

    id: UUID
    code: str
    name: str
    location_id: UUID
    location: str
    location_name: str
    shift_id: UUID | None
    opened_at: datetime | None
    opened_by: str
    pairing: bool


@dataclass(frozen=True, slots=True)
class RegisterCard:
    """A register and its tablets."""

    register: RegisterRow
    devices: tuple[DeviceRow, ...]


@dataclass(frozen=True, slots=True)
class StoreCard:
    """A store with its registers; `attention` counts operations that a person must look at."""

    id: UUID
    code: str
    name: str
    address: dict[str, Any]
    attention: int
    registers: tuple[RegisterCard, ...]


def registers() -> list[RegisterRow]:
    """Registers of the caller's stores."""
    rows = db.session.execute(REGISTERS, {"places": current_principal().places})
    return [
        RegisterRow(
            row.id, row.code, row.name, row.location_id, row.location, row.location_name, row.shift_id,
            row.opened_at, row.opened_by, bool(row.pairing),
        )
        for row in rows
    ]  # fmt: skip


def stores() -> list[StoreCard]:
    """The caller's stores, for the console's board: three statements."""
    found = registers()
    devices = [DeviceRow(*row) for row in db.session.execute(DEVICES, {"places": current_principal().places})]
    cards = [
        RegisterCard(register, tuple(device for device in devices if device.register_id == register.id))
        for register in found
    ]
    return [
        StoreCard(
            row.id, row.code, row.name, row.address or {}, row.attention,
            tuple(card for card in cards if card.register.location_id == row.id),
        )
        for row in db.session.execute(STORES, {"places": current_principal().places})
    ]  # fmt: skip
