"""Marketing writes promotions: only rules that the engine reads are kept, only whole ones are switched on."""

from dataclasses import replace
from uuid import UUID

from app.core import clock
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import PromotionRules
from app.domains.pricing.engine.errors import BadContext
from app.domains.pricing.engine.offers import Action, Effect, Promotion
from app.domains.pricing.engine.wire_offers import promotion_from_json
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.domains.promotions.types import Promotion as Stored
from app.flows import promotion_effects

COLUMNS = {
    "id", "name", "priority", "needs_coupon", "currency", "starts_at", "ends_at", "budget_left", "uses_left",
}  # fmt: skip
AMOUNTS = {
    Effect.ITEM_FIXED, Effect.ITEM_PRICE, Effect.LINE_FIXED, Effect.UNIT_STEPS, Effect.ORDER_FIXED,
    Effect.ORDER_SET_TOTAL, Effect.SHIPPING_FIXED, Effect.BUY_GET_FIXED, Effect.GROUP_PRICE, Effect.GROUP_FIXED,
}  # fmt: skip


def write(draft: Draft, *, promotion_id: UUID | None = None, version: int | None = None) -> Stored:
    """Keep a promotion as the engine reads it. One that is switched on must stay whole.

    Raises Invalid at the field, UnknownPromotion, Conflict for a stale version.
    """
    offer = read(draft)
    kept = replace(draft, currency=draft.currency or (current_tenant().currency if _in_money(offer) else ""))
    if promotion_id is not None and promotions.find(promotion_id).status == "active":
        _refuse(missing(kept, codes=promotions.codes_of(promotion_id)))
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
    """Switch it on: it applies by itself from its start to its end. Raises Invalid naming what is missing, Conflict."""
    found = promotions.find(promotion_id)
    _refuse(missing(found.draft, codes=promotions.codes_of(promotion_id)))
    return promotions.switch(promotion_id, "active")


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
    for action in offer.actions:
        found |= _lacks(action)
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
        return {"gift": _("Name the article that is given")}
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
