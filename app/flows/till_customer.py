"""Whose sale it is: a customer found at the till, or one captured there, known by the e-mail address.

What was captured stands sealed in the operation until it is booked; then only the order knows whose it is.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.core import crypto
from app.core.errors import NotFound
from app.core.tenancy import current_tenant
from app.domains.customers import service as customers
from app.domains.pos.payloads import Captured
from app.flows.till_work import Work

_MAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class Buyer:
    """The customer of a sale; None for a guest. `remark`: what a person should look at."""

    id: UUID | None = None
    name: str = ""
    remark: str | None = None
    email: str = ""


def sealed(payload: dict[str, Any]) -> dict[str, Any]:
    """A payload as it may be stored: nobody reads there who the customer is."""
    found = payload.get("customer")
    if not isinstance(found, dict):
        return payload
    return payload | {"customer": {"sealed": crypto.seal_secret(json.dumps(found)).hex()}}


def opened(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as it arrived."""
    found = payload.get("customer")
    if not isinstance(found, dict) or "sealed" not in found:
        return payload
    try:
        plain = json.loads(crypto.open_secret(bytes.fromhex(str(found["sealed"]))))
    except ValueError:  # nothing that we sealed
        plain = None
    return payload | {"customer": plain}


def buyer(work: Work, captured: Captured | None) -> Buyer:
    """The customer of a sale, made when the e-mail is new. A sale never fails by it: the money is taken."""
    if captured is None:
        return Buyer()
    if captured.id is not None:
        return _known(captured.id)
    if not _MAIL.fullmatch(captured.email):
        return Buyer(remark="pos.customer_invalid")
    found = customers.find_or_create(email=captured.email, name=captured.name, locale=current_tenant().locale)
    if found.created:
        if captured.phone:
            customers.change_contact(
                customer_id=found.id, name=captured.name, email=captured.email, phone=captured.phone
            )
        return Buyer(found.id, captured.name, email=captured.email)
    name, remark = customers.customer(found.id).name, "pos.customer_known" if work.operation.offline else None
    return Buyer(found.id, name, remark, captured.email)


def _known(customer_id: UUID) -> Buyer:
    try:
        facts = customers.customer(customer_id)
    except NotFound:
        return Buyer(remark="pos.customer_invalid")
    if facts.erased:
        return Buyer(remark="pos.customer_invalid")
    return Buyer(facts.id, facts.name, email=facts.email or "")
