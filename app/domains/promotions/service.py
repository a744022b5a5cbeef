"""The door of the promotions: written by marketing, used by orders, each use counted once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select, text

from app.core import audit, clock, events
from app.core.db import add_all, db, run
from app.core.errors import Conflict, Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.promotions import rules
from app.domains.promotions.errors import Spent, UnknownPromotion
from app.domains.promotions.events import PromotionChanged
from app.domains.promotions.models import Coupon, PromotionUse
from app.domains.promotions.models import Promotion as PromotionRow
from app.domains.promotions.types import Code, Draft, Promotion, Use

LOCK = text(
    """
    with offers as (
        select id from promotion where id = any(cast(:promotions as uuid[]))
            and (uses_limit is not null or budget is not null or customer_limit is not null) order by id for update
    ), codes as (
        select id from coupon where id = any(cast(:coupons as uuid[]))
            and (uses_limit is not null or customer_limit is not null) order by id for update
    )
    select (select count(*) from offers) + (select count(*) from codes)
    """
)
REDEEM = text(
    """
    with wanted as (
        select * from unnest(cast(:promotions as uuid[]), cast(:coupons as uuid[]), cast(:amounts as bigint[]),
            cast(:terms as text[])) as w (promotion_id, coupon_id, amount, terms)
    ), counted as (
        update promotion p set uses = p.uses + 1, spent = p.spent + w.amount from wanted w
        where p.id = w.promotion_id and (p.uses_limit is null or p.uses < p.uses_limit)
            and (p.uses_limit is not null or p.budget is not null or p.customer_limit is not null)
            and (p.budget is null or p.spent + w.amount <= p.budget)
            and (p.customer_limit is null or p.customer_limit > (
                 select count(*) from promotion_use u
                 where u.customer_id = :customer and u.promotion_id = p.id and u.returned_at is null))
        returning p.id, p.status, p.rule ->> 'stage' = 'catalog' and (p.uses >= p.uses_limit or p.spent >= p.budget) as done
    ), opened as (
        update coupon c set uses = c.uses + 1 from wanted w
        where c.id = w.coupon_id and not c.stopped and (c.uses_limit is null or c.uses < c.uses_limit)
            and (c.uses_limit is not null or c.customer_limit is not null)
            and (c.customer_limit is null or c.customer_limit > (
                 select count(*) from promotion_use u
                 where u.customer_id = :customer and u.coupon_id = c.id and u.returned_at is null))
        returning c.id
    )
    insert into promotion_use (order_id, promotion_id, coupon_id, customer_id, amount, currency, at, terms)
    select :order_id, w.promotion_id, w.coupon_id, :customer, w.amount, :currency, :now, cast(w.terms as jsonb)
    from wanted w join promotion p on p.id = w.promotion_id left join coupon c on c.id = w.coupon_id
    where (coalesce(p.uses_limit, p.budget, p.customer_limit) is null or p.id in (select id from counted))
        and (c.id is null or (coalesce(c.uses_limit, c.customer_limit) is null and not c.stopped)
             or c.id in (select id from opened))
    returning promotion_id, (select k.status from counted k where k.id = promotion_id and k.done) as used_up
    """
)
GIVEN = text(
    """
    with wanted as (
        select * from unnest(cast(:promotions as uuid[]), cast(:coupons as uuid[]), cast(:amounts as bigint[]),
            cast(:terms as text[])) as w (promotion_id, coupon_id, amount, terms)
    ), codes as (
        update coupon c set uses = c.uses + 1 from wanted w
        where c.id = w.coupon_id and (c.uses_limit is not null or c.customer_limit is not null)
    ), counted as (
        update promotion p set uses = p.uses + 1, spent = p.spent + w.amount from wanted w
        where p.id = w.promotion_id
            and (p.uses_limit is not null or p.budget is not null or p.customer_limit is not null)
    )
    insert into promotion_use (order_id, promotion_id, coupon_id, customer_id, amount, currency, at, terms)
    select :order_id, w.promotion_id, w.coupon_id, :customer, w.amount, :currency, :now, cast(w.terms as jsonb)
    from wanted w join promotion p on p.id = w.promotion_id
    """
)
GIVE_BACK = text(
    """
    with given as (
        update promotion_use u set returned_at = :now from promotion p
        where u.order_id = :order_id and u.returned_at is null and p.id = u.promotion_id
            and (p.returns_uses or :always)
        returning u.promotion_id, u.coupon_id, u.amount
    ), codes as (
        update coupon c set uses = greatest(0, c.uses - 1) from given g where c.id = g.coupon_id
    )
    update promotion p set uses = greatest(0, p.uses - 1), spent = greatest(0, p.spent - g.amount)
    from given g where p.id = g.promotion_id
        and (p.uses_limit is not null or p.budget is not null or p.customer_limit is not null)
    returning p.id, p.status, p.rule ->> 'stage' = 'catalog'
        and (p.uses + 1 >= p.uses_limit or p.spent + g.amount >= p.budget) as back
    """
)
RECOUNT = text(
    """
    update promotion p set uses = u.uses, spent = u.spent
    from (select count(*) as uses, coalesce(sum(amount), 0) as spent from promotion_use
          where promotion_id = :id and returned_at is null) u where p.id = :id
    """
)
SWITCHES = {
    "draft": {"active"},
    "active": {"paused", "ended"},
    "paused": {"active", "ended"},
    "ended": {"active"},
}


def write(draft: Draft, *, promotion_id: UUID | None = None, version: int | None = None) -> Promotion:
    """Write a promotion, new (a draft) or changed. Raises Invalid, UnknownPromotion, Conflict for a stale version."""
    rules.check_draft(draft)
    values = asdict(draft) | {"rule": dict(draft.rule), "name": draft.name.strip(), "updated_at": clock.now()}
    if promotion_id is None:
        row = PromotionRow(id=new_id(), status="draft", uses=0, spent=0, version=1, **values)
        db.session.add(row)
        before = None
    else:
        row = _locked(promotion_id)
        if version is not None and row.version != version:
            raise Conflict(_("Somebody changed this promotion meanwhile"), code="promotions.changed")
        before = _plain(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        db.session.flush()
        run(RECOUNT, {"id": row.id})
        db.session.refresh(row)
    db.session.flush()
    _tell(row, "written", before)
    return _promotion(row)


def switch(promotion_id: UUID, status: str) -> Promotion:
    """Draft, active, paused, ended. Raises UnknownPromotion, Conflict where that is no way to go."""
    row = _locked(promotion_id)
    if status not in SWITCHES[row.status]:
        raise Conflict(_("That cannot be done with this promotion now"), code="promotions.not_now")
    before = {"status": row.status}
    row.status, row.updated_at = status, clock.now()
    row.version += 1
    db.session.flush()
    _tell(row, "switched", before)
    return _promotion(row)


def drop(promotion_id: UUID) -> None:
    """Delete a draft that was never used. Raises UnknownPromotion, Conflict."""
    row = _locked(promotion_id)
    used = select(PromotionUse.order_id).where(PromotionUse.promotion_id == promotion_id).limit(1)
    if row.status != "draft" or db.session.scalar(used) is not None:
        raise Conflict(
            _("Only a draft can be deleted; end this promotion instead"), code="promotions.not_now"
        )
    _tell(row, "dropped", _plain(row))
    db.session.delete(row)
    db.session.flush()


def find(promotion_id: UUID) -> Promotion:
    """Raises UnknownPromotion."""
    row = db.session.get(PromotionRow, promotion_id)
    if row is None:
        raise UnknownPromotion(_("There is no such promotion"))
    return _promotion(row)


def known(promotion_ids: Sequence[UUID]) -> list[Promotion]:
    """Those of these that there are, by id."""
    query = select(PromotionRow).where(PromotionRow.id.in_(promotion_ids)).order_by(PromotionRow.id)
    return [_promotion(row) for row in db.session.scalars(query)] if promotion_ids else []


def codes_of(promotion_id: UUID) -> int:
    """How many codes open it now."""
    mine = Coupon.promotion_id == promotion_id, Coupon.stopped.is_(False)
    return int(db.session.scalar(select(func.count()).select_from(Coupon).where(*mine)) or 0)


def add_codes(promotion_id: UUID, codes: Sequence[Code]) -> None:
    """Make codes that open it. Raises UnknownPromotion, Invalid at `code` for one that exists, in any case."""
    row = _locked(promotion_id)
    rules.check_codes(list(codes))
    wanted = [each.code.lower() for each in codes]
    taken = db.session.scalars(
        select(Coupon.code).where(func.lower(Coupon.code).in_(wanted)).limit(1)
    ).first()
    if taken or len(set(wanted)) < len(wanted):
        words = _("The code %(code)s exists already", code=taken or wanted[0])
        raise Invalid(words, fields={"code": words})
    now = clock.now()
    made = [
        {"id": new_id(), "promotion_id": row.id, "created_at": now, "uses": 0, **asdict(each)}
        for each in codes
    ]
    add_all(Coupon, made)
    audit.record(
        "promotions.codes_made", object_type="promotion", object_id=row.id, after={"codes": len(codes)}
    )


def redeem(order_id: UUID, uses: Sequence[Use], *, customer_id: UUID | None, currency: str) -> None:
    """Count the uses of an order, all or none. Raises Spent where a limit or a budget does not allow it any more."""
    if not uses:
        return
    asked = _asked(order_id, uses, customer_id, currency)
    run(LOCK, {"promotions": asked["promotions"], "coupons": asked["coupons"]})
    rows = run(REDEEM, asked).all()
    if len(rows) < len(uses):
        raise Spent(_("An offer in your cart was just used up; look at the new total and try again"))
    for row in rows:
        if row.used_up:  # the price without it is shown from now on
            events.record(
                PromotionChanged(promotion_id=str(row.promotion_id), status=row.used_up, priced=True)
            )


def count_given(order_id: UUID, uses: Sequence[Use], *, customer_id: UUID | None, currency: str) -> None:
    """Count what a till gave already, also beyond a limit; a promotion that is gone is counted nowhere."""
    if not uses:
        return
    asked = _asked(order_id, uses, customer_id, currency)
    run(LOCK, {"promotions": asked["promotions"], "coupons": asked["coupons"]})
    run(GIVEN, asked)


def _asked(order_id: UUID, uses: Sequence[Use], customer_id: UUID | None, currency: str) -> dict[str, Any]:
    return {
        "order_id": order_id, "promotions": [use.promotion_id for use in uses],
        "coupons": [use.coupon_id for use in uses], "amounts": [use.amount for use in uses],
        "terms": [None if use.terms is None else orjson.dumps(use.terms).decode() for use in uses],
        "customer": customer_id, "currency": currency, "now": clock.now(),
    }  # fmt: skip


def terms_of(order_id: UUID) -> dict[str, Mapping[str, Any]]:
    """What the promotions of an order were when it was placed, by their ids; of old orders nothing is known."""
    query = select(PromotionUse.promotion_id, PromotionUse.terms).where(
        PromotionUse.order_id == order_id, PromotionUse.terms.is_not(None)
    )
    return {str(row.promotion_id): row.terms or {} for row in db.session.execute(query)}


def give_back(order_id: UUID, *, always: bool = False) -> None:
    """A cancelled order's uses may be had again, where the promotion says so; `always`: it never was an order."""
    for row in run(GIVE_BACK, {"order_id": order_id, "now": clock.now(), "always": always}):
        if row.back:
            events.record(PromotionChanged(promotion_id=str(row.id), status=row.status, priced=True))


def _locked(promotion_id: UUID) -> PromotionRow:
    row = db.session.get(PromotionRow, promotion_id, with_for_update=True)
    if row is None:
        raise UnknownPromotion(_("There is no such promotion"))
    return row


def _tell(row: PromotionRow, what: str, before: dict[str, Any] | None) -> None:
    audit.record(
        f"promotions.promotion_{what}",
        object_type="promotion",
        object_id=row.id,
        before=before,
        after=_plain(row),
    )
    priced = any(rules.changes_prices(each) for each in (row.rule, (before or {}).get("rule") or {}))
    events.record(PromotionChanged(promotion_id=str(row.id), status=row.status, priced=priced))


def _plain(row: PromotionRow) -> dict[str, Any]:
    return {
        "name": row.name, "status": row.status, "priority": row.priority, "rule": dict(row.rule),
        "starts_at": row.starts_at.isoformat() if row.starts_at else None,
        "ends_at": row.ends_at.isoformat() if row.ends_at else None,
        "uses_limit": row.uses_limit, "customer_limit": row.customer_limit, "budget": row.budget,
    }  # fmt: skip


def _promotion(row: PromotionRow) -> Promotion:
    draft = Draft(
        row.name, row.rule, row.priority, row.starts_at, row.ends_at, row.needs_coupon, row.currency, row.uses_limit,
        row.customer_limit, row.budget, row.returns_uses,
    )  # fmt: skip
    return Promotion(
        row.id, draft, row.status, row.uses, row.spent, row.version, row.created_at, row.updated_at
    )
