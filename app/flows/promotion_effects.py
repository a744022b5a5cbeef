"""What a promotion does, in words: one sentence part for each effect of the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.core.i18n import current_locale, format_rate, ngettext
from app.core.i18n import gettext as _
from app.core.money import RATE_ONE, format_money
from app.domains.pricing.engine.offers import Action, Effect, Measure

PERCENTS = {
    Effect.ITEM_PERCENT, Effect.ORDER_PERCENT, Effect.SHIPPING_PERCENT, Effect.BUY_GET_PERCENT, Effect.GROUP_PERCENT,
}  # fmt: skip
NEED_VALUE = {
    Effect.ITEM_PERCENT, Effect.ITEM_FIXED, Effect.LINE_FIXED, Effect.ORDER_PERCENT, Effect.ORDER_FIXED,
    Effect.SHIPPING_PERCENT, Effect.SHIPPING_FIXED, Effect.BUY_GET_PERCENT, Effect.BUY_GET_FIXED,
    Effect.GROUP_FIXED, Effect.GROUP_PERCENT,
}  # fmt: skip


def takes_nothing(action: Action) -> bool:
    """Whether it lacks the amount or percentage that it takes off."""
    return action.effect in NEED_VALUE and not (action.value or action.tiers or action.by_channel)


@dataclass(frozen=True, slots=True)
class Names:
    """What facts are called, and the currency in which amounts are said."""

    currency: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def of(self, fact: str) -> str:
        """Its name; what follows its prefix where nobody named it."""
        return self.facts.get(fact, fact.partition(":")[2] or fact)

    def money(self, amount: int) -> str:
        """Minor units, written out."""
        return format_money(amount, self.currency, current_locale())


def words(action: Action, names: Names, what: str, bought: str) -> str:
    """What an action does to the goods called `what`; `bought` is what must be bought for it."""
    if action.tiers:
        return _tiers(action, names, what)
    return WORDS[action.effect](action, names, what, bought)


def off(action: Action, value: int, names: Names) -> str:
    """A percentage or an amount."""
    return format_rate(min(value, RATE_ONE)) if action.effect in PERCENTS else names.money(value)


def _tiers(action: Action, names: Names, what: str) -> str:
    steps = [
        _(
            "%(off)s from %(reached)s",
            off=off(action, value, names),
            reached=names.money(at)
            if action.tier_by is Measure.TOTAL
            else ngettext("%(num)s piece", "%(num)s pieces", at),
        )
        for at, value in sorted(action.tiers)
    ]
    if action.effect in (Effect.SHIPPING_FIXED, Effect.SHIPPING_PERCENT):
        return _("%(off)s, off the delivery", off="; ".join(steps))
    return _("%(off)s, off %(what)s", off="; ".join(steps), what=what)


def _off_what(action: Action, names: Names, what: str, bought: str) -> str:
    del bought
    return _limited(action, _("%(off)s off %(what)s", off=off(action, action.value, names), what=what))


def _limited(action: Action, said: str) -> str:
    """With how many pieces get it, and which."""
    if action.max_units_per_line is not None:
        pieces = ngettext("%(num)s piece", "%(num)s pieces", action.max_units_per_line)
        said = _("%(said)s (at most %(pieces)s of each article)", said=said, pieces=pieces)
    if action.max_units is None:
        return said
    pieces = ngettext("%(num)s piece", "%(num)s pieces", action.max_units)
    if action.dearest:
        return _("%(said)s (at most %(pieces)s, the dearest)", said=said, pieces=pieces)
    return _("%(said)s (at most %(pieces)s)", said=said, pieces=pieces)


def _off_each(action: Action, names: Names, what: str, bought: str) -> str:
    del bought
    return _limited(action, _("%(off)s off each piece of %(what)s", off=names.money(action.value), what=what))


def _price(action: Action, names: Names, what: str, bought: str) -> str:
    del bought
    return _limited(action, _("%(what)s for %(price)s a piece", what=what, price=names.money(action.value)))


def _steps(action: Action, names: Names, what: str, bought: str) -> str:
    del bought
    return _(
        "%(first)s off the first piece and %(more)s off each further one of %(what)s",
        first=names.money(action.value), more=names.money(action.more), what=what,
    )  # fmt: skip


def _total(action: Action, names: Names, what: str, bought: str) -> str:
    del bought
    return _("%(what)s for %(price)s together", what=what, price=names.money(action.value))


def _delivery(action: Action, names: Names, what: str, bought: str) -> str:
    del what, bought
    if action.effect is Effect.SHIPPING_PERCENT and action.value >= RATE_ONE:
        return _("Free delivery")
    return _("%(off)s off the delivery", off=off(action, action.value, names))


def _gift(action: Action, names: Names, what: str, bought: str) -> str:
    del bought
    asked = {"gift": names.of(f"gift:{action.gift}"), "number": action.per, "what": what}
    if action.times == 1:
        return ngettext(
            "%(gift)s free with %(num)s piece of %(what)s", "%(gift)s free with %(num)s pieces of %(what)s", action.per,
            **asked,
        )  # fmt: skip
    return _often(action, _("%(gift)s free for every %(number)s of %(what)s", **asked))


def _buy_get(action: Action, names: Names, what: str, bought: str) -> str:
    asked = {
        "buy": action.buy_units, "get": action.get_units, "what": what, "bought": bought,
        "off": off(action, action.value, names),
    }  # fmt: skip
    free = action.effect is Effect.BUY_GET_PERCENT and action.value >= RATE_ONE
    if what == bought:
        said = (
            _("Buy %(buy)s of %(what)s, get %(get)s more free", **asked)
            if free
            else _("Buy %(buy)s of %(what)s, get %(get)s more with %(off)s off", **asked)
        )
    else:
        said = (
            _("Buy %(buy)s of %(bought)s, get %(get)s of %(what)s free", **asked)
            if free
            else _("Buy %(buy)s of %(bought)s, get %(get)s of %(what)s with %(off)s off", **asked)
        )
    return _often(action, said)


def _cheapest(action: Action, names: Names, what: str, bought: str) -> str:
    del names, bought
    said = _("The cheapest of every %(number)s of %(what)s free", number=action.group_size, what=what)
    return _often(action, said)


def _group(action: Action, names: Names, what: str, bought: str) -> str:
    del bought
    asked = {"number": action.group_size, "what": what, "off": off(action, action.value, names)}
    if action.effect is Effect.GROUP_PRICE:
        return _often(action, _("%(number)s of %(what)s for %(off)s together", **asked))
    return _often(action, _("%(off)s off each of every %(number)s of %(what)s", **asked))


def _often(action: Action, said: str) -> str:
    if action.times is None:
        return said
    return ngettext("%(said)s (once a cart)", "%(said)s (%(num)s times a cart)", action.times, said=said)


WORDS: dict[Effect, Callable[[Action, Names, str, str], str]] = {
    Effect.ITEM_PERCENT: _off_what,
    Effect.ORDER_PERCENT: _off_what,
    Effect.ORDER_FIXED: _off_what,
    Effect.LINE_FIXED: _off_what,
    Effect.ITEM_FIXED: _off_each,
    Effect.ITEM_PRICE: _price,
    Effect.UNIT_STEPS: _steps,
    Effect.ORDER_SET_TOTAL: _total,
    Effect.SHIPPING_PERCENT: _delivery,
    Effect.SHIPPING_FIXED: _delivery,
    Effect.FREE_GIFT: _gift,
    Effect.BUY_GET_PERCENT: _buy_get,
    Effect.BUY_GET_FIXED: _buy_get,
    Effect.CHEAPEST_FREE: _cheapest,
    Effect.GROUP_PRICE: _group,
    Effect.GROUP_FIXED: _group,
    Effect.GROUP_PERCENT: _group,
}
