"""Codes by the thousand: ordered by a person, made by a worker in chunks, each code once in the shop."""

import secrets
from uuid import UUID

from sqlalchemy import func, select, text

from app.core import audit, clock
from app.core.db import db, run
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.promotions import rules, service
from app.domains.promotions.models import Coupon, CouponBatch
from app.domains.promotions.types import BatchOrder

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another: no I, L, O, 0 or 1
LENGTH = 10  # 49 bits: with 100,000 codes out, one guess in 8,000 million hits
CHUNK = 5000
MAKE = text(
    """
    insert into coupon (id, promotion_id, code, batch, uses_limit, created_at)
    select w.id, :promotion, w.code, :batch, cast(:uses_limit as integer), :now
    from unnest(cast(:ids as uuid[]), cast(:codes as text[])) as w (id, code)
    on conflict do nothing returning id
    """
)


def order(promotion_id: UUID, wanted: BatchOrder) -> UUID:
    """Note that codes are wanted; a worker makes them. Raises UnknownPromotion, Invalid naming the field."""
    service.find(promotion_id)
    rules.check_batch(wanted)
    name = wanted.name.strip()
    same = CouponBatch.promotion_id == promotion_id, func.lower(CouponBatch.name) == name.lower()
    if db.session.scalar(select(CouponBatch.id).where(*same)):
        words = _("There is a batch of this name already")
        raise Invalid(words, fields={"batch": words})
    row = CouponBatch(
        id=new_id(), promotion_id=promotion_id, name=name, prefix=wanted.prefix, number=wanted.number, made=0,
        uses_limit=wanted.uses_limit,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    facts = {"batch": name, "number": wanted.number}
    audit.record("promotions.batch_ordered", object_type="promotion", object_id=promotion_id, after=facts)
    return row.id


def make_chunk(batch_id: UUID) -> int:
    """Make some of the codes that a batch lacks; how many are lacking still. One that is gone lacks none."""
    batch = db.session.get(CouponBatch, batch_id, with_for_update=True)
    if batch is None or batch.made >= batch.number:
        return 0
    wanted = min(CHUNK, batch.number - batch.made)
    codes = {f"{batch.prefix}{_random()}" for _each in range(wanted)}
    made = run(
        MAKE,
        {
            "promotion": batch.promotion_id, "batch": batch.name, "uses_limit": batch.uses_limit, "now": clock.now(),
            "ids": [new_id() for _each in codes], "codes": list(codes),
        },
    ).all()  # fmt: skip
    batch.made += len(made)
    db.session.flush()
    return batch.number - batch.made


def _random() -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(LENGTH))


def stop(promotion_id: UUID, coupon_id: UUID, *, stopped: bool) -> str:
    """A code counts no more, or again; answers it. Raises NotFound."""
    row = db.session.get(Coupon, coupon_id, with_for_update=True)
    if row is None or row.promotion_id != promotion_id:
        raise NotFound(_("There is no such code"), code="promotions.unknown_code")
    if row.stopped == stopped:
        raise Conflict(_("That is so already"), code="promotions.not_now")
    row.stopped = stopped
    db.session.flush()
    audit.record(
        "promotions.code_stopped" if stopped else "promotions.code_resumed",
        object_type="promotion",
        object_id=promotion_id,
        after={"code": row.code},
    )
    return row.code
