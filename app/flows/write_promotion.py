"""Marketing writes promotions: only rules that the engine reads are kept, only whole ones are switched on."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import clock
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import PromotionRules
from app.domains.pricing import waiting
from app.domains.pricing.engine.errors import BadContext
from app.domains.pricing.engine.offers import Action, Effect, Promotion
from app.domains.pricing.engine.wire_offers import promotion_from_json
from app.domains.pricing.waiting import Article, Asked
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.domains.promotions.types import Promotion as Stored
from app.flows import guard_margin, promotion_effects, promotion_margin

COLUMNS = {
    "id", "name", "priority", "needs_coupon", "currency", "starts_at", "ends_at", "budget_left", "uses_left",
}  # fmt: skip
AMOUNTS = {
    Effect.ITEM_FIXED, Effect.ITEM_PRICE, Effect.LINE_FIXED, Effect.UNIT_STEPS, Effect.ORDER_FIXED,
    Effect.ORDER_SET_TOTAL, Effect.SHIPPING_FIXED, Effect.BUY_GET_FIXED, Effect.GROUP_PRICE, Effect.GROUP_FIXED,
}  # fmt: skip


def write(draft: Draft, *, promotion_id: UUID | None = None, version: int | None = None) -> Stored:
    """Keep a promotion as the engine reads it. One that is switched on must stay whole.

    One that runs and would leave too little over the cost stays as it is, and waits (`waiting.waits`).
    Raises Invalid at the field, UnknownPromotion, Conflict for a stale version.
    """
    offer = read(draft)
    kept = replace(draft, currency=draft.currency or (current_tenant().currency if _in_money(offer) else ""))
    if promotion_id is None:
        return promotions.write(kept)
    stored = promotions.find(promotion_id)
    if stored.status == "active":
        _refuse(missing(kept, codes=promotions.codes_of(promotion_id)))
        if version in (None, stored.version) and _must_wait(stored, kept):
            return stored
    waiting.withdraw("promotion", promotion_id)
    return promotions.write(kept, promotion_id=promotion_id, version=version)


def read(draft: Draft) -> Promotion:
    """The rule as the engine means it. Raises Invalid at `rule`."""
    if mixed := sorted(COLUMNS & draft.rule.keys()):
        words = _("This belongs beside the rule: %(key)s", key=mixed[0])
        raise Invalid(words, fields={"rule": words})
    try:
        return promotion_from_json({"actions": [], **draft.rule, "id": "draft", "name": draft.name})
    except BadContext as error:
        words = _("This rule cannot be read: %(why)s", why=str(error))
        raise Invalid(words, fields={"rule": words}) from error


def activate(promotion_id: UUID) -> Stored:
    """Switch it on: it applies by itself from its start to its end. Raises Invalid naming what is missing, Conflict.

    One that would leave too little over the cost stays as it is, and waits.
    """
    found = promotions.find(promotion_id)
    _refuse(missing(found.draft, codes=promotions.codes_of(promotion_id)))
    if found.status != "active" and _must_wait(found, found.draft):
        return found
    return promotions.switch(promotion_id, "active")


def switch(promotion_id: UUID, to: str) -> Stored:
    """On (`active`), paused or ended. Raises as `activate`."""
    if to == "active":
        return activate(promotion_id)
    waiting.withdraw("promotion", promotion_id)
    return promotions.switch(promotion_id, to)


def write_approved(promotion_id: UUID, told: Mapping[str, Any]) -> None:
    """What was asked for holds. Raises Conflict when somebody changed it since, Invalid naming what it lacks."""
    draft = _read(told["draft"])
    written = promotions.write(draft, promotion_id=promotion_id, version=told["version"])
    if written.status != "active":
        _refuse(missing(draft, codes=promotions.codes_of(promotion_id)))
        promotions.switch(promotion_id, "active")


def _must_wait(stored: Stored, draft: Draft) -> bool:
    """Whether somebody must approve what it leaves; asks them. What runs or was approved so already may."""
    if guard_margin.passes() or draft.rule == _approved_rule(stored.id):
        return False
    low = _low(draft)
    if not low or (stored.status == "active" and {*low} <= {*_low(stored.draft)}):
        return False
    asked = Asked(
        "promotion", current_tenant().currency, low, {"draft": _kept(draft), "version": stored.version},
        guard_margin.least_margin(), stored.id, draft.name,
    )  # fmt: skip
    waiting.ask(asked)
    return True


def _approved_rule(promotion_id: UUID) -> Any:
    return waiting.last_approved("promotion", promotion_id).get("draft", {}).get("rule")


def _low(draft: Draft) -> list[Article]:
    offer = replace(read(draft), currency=draft.currency)
    return promotion_margin.too_low(offer, promotion_margin.goods_of(offer))


def _kept(draft: Draft) -> dict[str, Any]:
    dates = {name: at.isoformat() if at else None for name, at in _dates(draft).items()}
    return asdict(draft) | {"rule": dict(draft.rule)} | dates


def _read(told: Mapping[str, Any]) -> Draft:
    at = {name: datetime.fromisoformat(said) for name in ("starts_at", "ends_at") if (said := told[name])}
    return Draft(**{**told, **at})


def _dates(draft: Draft) -> dict[str, datetime | None]:
    return {"starts_at": draft.starts_at, "ends_at": draft.ends_at}


def copy(promotion_id: UUID) -> Stored:
    """The same as a new draft, without its dates and codes."""
    draft = promotions.find(promotion_id).draft
    name = _("Copy of %(name)s", name=draft.name)[:120]
    return promotions.write(replace(draft, name=name, starts_at=None, ends_at=None))


def missing(draft: Draft, *, codes: int) -> dict[str, str]:
    """Field -> what it lacks before it may be switched on; `codes` is how many open it."""
    found = dict[str, str]()
    offer = read(draft)
    if not offer.actions:
        found["does"] = _("Say what it does")
    for place, action in enumerate(offer.actions):
        where = f"actions.{place}." if place else ""
        found |= {f"{where}{name}": words for name, words in _lacks(action).items()}
    if draft.needs_coupon and not codes:
        found["codes"] = _("It needs a code: make one first")
    if draft.ends_at is not None and draft.ends_at <= clock.now():
        found["ends_at"] = _("Its end is over: choose a later one")
    limited = draft.ends_at or draft.uses_limit or draft.budget
    if not limited and channels.setting(PromotionRules).need_end:
        found["ends_at"] = _("Say when it ends, or limit its uses or its budget")
    return found


def _lacks(action: Action) -> dict[str, str]:
    if promotion_effects.takes_nothing(action):
        return {"value": _("Say how much it takes off")}
    if action.effect is Effect.CHEAPEST_FREE and action.group_size < 2:
        return {"group_size": _("Enter 2 or more")}
    if action.effect in {Effect.BUY_GET_PERCENT, Effect.BUY_GET_FIXED} and not action.buy_units:
        return {"buy_units": _("Say how many must be bought")}
    if action.effect is Effect.FREE_GIFT and not action.gift:
        return {"gift_product": _("Name the article that is given")}
    return {}


def _in_money(offer: Promotion) -> bool:
    """Whether it names an amount of money anywhere."""
    when = offer.when
    totals = (offer.cap, offer.budget_left, when.min_total, when.min_total_gross)
    wheres = [when.among, *when.contains, *(w for a in offer.actions for w in (a.where, a.buy))]
    return (
        any(total is not None for total in totals)
        or any(where.price_min is not None or where.price_max is not None for where in wheres)
        or any(action.effect in AMOUNTS or action.tiers for action in offer.actions)
    )


def _refuse(lacks: dict[str, str]) -> None:
    if lacks:
        raise Invalid(_("This promotion is not complete yet"), fields=lacks, code="promotions.incomplete")
