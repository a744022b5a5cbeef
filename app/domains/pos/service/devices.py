"""Registers and the tablets paired with them."""

import math
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock, crypto
from app.core.db import db
from app.core.errors import Invalid, TooMany
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.pos import repo, rules
from app.domains.pos.errors import BadPairingCode, UnknownDevice, UnknownRegister
from app.domains.pos.models import Device, Register
from app.domains.pos.types import Paired, PairingCode, Till

DEVICE_PREFIX = "dev_"


def add_register(*, location_id: UUID, code: str, name: str) -> Register:
    """A till's place in a store. Raises Invalid at `code`, UnknownRegister outside the caller's stores."""
    if not current_principal().may_at(location_id):
        raise UnknownRegister(_("There is no such store"))
    code = code.strip().upper()
    if db.session.scalar(select(Register.id).where(Register.code == code)) is not None:
        help_ = {"code": _("Choose another code")}
        raise Invalid(_("This code is taken"), fields=help_, code="pos.register_taken")
    made = Register(location_id=location_id, code=code, name=name.strip())
    db.session.add(made)
    db.session.flush()
    audit.record("pos.register_added", object_type="register", object_id=made.id, after={"code": code})
    return made


def retire_register(register_id: UUID) -> None:
    """Sell no more at a register; its history stays. Raises UnknownRegister."""
    register = _register(register_id)
    register.retired_at = clock.now()
    audit.record("pos.register_retired", object_type="register", object_id=register_id)


def new_pairing_code(register_id: UUID) -> PairingCode:
    """A code that pairs one tablet; an older code stops working. Raises UnknownRegister."""
    register = _register(register_id)
    code = rules.new_pairing_code()
    register.pairing_hash = crypto.hash_token(code)
    register.pairing_expires_at = clock.now() + rules.PAIRING_LASTS
    audit.record("pos.pairing_code_made", object_type="register", object_id=register_id)
    return PairingCode(code, register.pairing_expires_at)


def pair(*, code: str, device_id: UUID | None, name: str = "") -> Paired:
    """Spend a code. A tablet paired before keeps its id, so its queue still fits. Raises BadPairingCode."""
    register = repo.register_waiting_for(crypto.hash_token(rules.plain_code(code)), clock.now())
    if register is None:
        raise BadPairingCode(_("This code is not valid, or its time is over"))
    register.pairing_hash = register.pairing_expires_at = None
    token = DEVICE_PREFIX + crypto.new_token()
    device = (repo.device(device_id, lock=True) if device_id else None) or _new_device(register)
    if device.register_id != register.id:
        device.receipt_prefix = rules.receipt_prefix(register.code, repo.devices_ever(register.id) + 1)
        device.register_id = register.id
    device.token_hash = crypto.hash_token(token)
    device.name, device.revoked_at, device.wrong_pins, device.pins_wait_until = name, None, 0, None
    device.paired_at = device.seen_at = clock.now()
    db.session.add(device)
    db.session.flush()
    told = {"register": register.code}
    audit.record("pos.device_paired", object_type="device", object_id=device.id, after=told)
    return Paired(device.id, token)


def _new_device(register: Register) -> Device:
    prefix = rules.receipt_prefix(register.code, repo.devices_ever(register.id) + 1)
    return Device(id=new_id(), register_id=register.id, receipt_prefix=prefix, wrong_pins=0)


def till_by_token(token: str) -> Till | None:
    """The till that a token belongs to; None for unknown, revoked and retired ones."""
    found = repo.till_of_token(crypto.hash_token(token))
    if found is None:
        return None
    device, till = found
    now = clock.now()
    if device.seen_at is None or now - device.seen_at > rules.SEEN_EVERY:
        device.seen_at = now
    return till


def till_of(device_id: UUID) -> Till:
    """Where a device stands. Raises UnknownDevice."""
    till = repo.till_of_device(device_id)
    if till is None:
        raise UnknownDevice(_("There is no such device"))
    return till


def forget_device(device_id: UUID) -> None:
    """Its token stops working; what it did not send stays on it until it is paired again."""
    device = repo.device(device_id, lock=True)
    if device is None:
        raise UnknownDevice(_("There is no such device"))
    _register(device.register_id)
    device.revoked_at = clock.now()
    audit.record("pos.device_revoked", object_type="device", object_id=device_id)


def check_pin_pace(device_id: UUID) -> None:
    """Raises TooMany while a device has to wait after wrong PINs."""
    device = repo.device(device_id, lock=True)
    if device is not None and device.pins_wait_until is not None and device.pins_wait_until > clock.now():
        left = (device.pins_wait_until - clock.now()).total_seconds()
        raise TooMany(_("Too many wrong PINs; wait a moment"), retry_after=math.ceil(left))


def count_pin(device_id: UUID, staff_id: UUID, *, right: bool) -> None:
    """Note a try; from the fifth wrong one in a row on, the device waits, each time twice as long."""
    device = repo.device(device_id, lock=True)
    if device is None:
        return
    device.wrong_pins = 0 if right else device.wrong_pins + 1
    wait = rules.pin_wait(device.wrong_pins)
    device.pins_wait_until = clock.now() + wait if wait else None
    action = "pos.cashier_signed_in" if right else "pos.pin_wrong"
    audit.record(action, object_type="staff", object_id=staff_id, after={"device": str(device_id)})


def _register(register_id: UUID) -> Register:
    """Raises UnknownRegister, also outside the caller's stores."""
    register = repo.register(register_id, lock=True)
    if register is None or not current_principal().may_at(register.location_id):
        raise UnknownRegister(_("There is no such register"))
    return register
