"""The builder: a form's fields as a rule of the engine, and a rule as the fields of the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from admin_ui.promotions import sale_price
from admin_ui.promotions.typed import Typed, shown_amount, shown_moment, shown_words
from app.core.i18n import gettext as _
from app.core.money import RATE_ONE, percent_of
from app.domains.pricing.engine.wire_offers import offer_to_json, promotion_from_json
from app.domains.promotions.types import Draft

EFFECTS = {
    "percent": "item_percent", "amount": "item_fixed", "cart_amount": "order_fixed", "price": "item_price",
    "buy_get": "buy_get_percent", "cheapest": "cheapest_free", "bundle": "group_price",
    "tiers_percent": "order_percent", "tiers_amount": "order_fixed", "free_shipping": "shipping_percent",
    "shipping_percent": "shipping_percent", "shipping_amount": "shipping_fixed",
    "gift": "free_gift", "bundle_percent": "group_percent", "tiers_units": "order_percent",
}  # fmt: skip
IN_PERCENT = {"percent", "buy_get", "shipping_percent", "bundle_percent"}
OF_GROUPS = {"cheapest", "bundle", "bundle_percent"}
OF_PIECES = {"percent", "amount", "price"}
IN_MONEY = {"amount", "cart_amount", "price", "bundle", "shipping_amount"}
SHIPPING = {"free_shipping", "shipping_percent", "shipping_amount"}
OF, GET, WITH = (
    "of",
    "get",
    "with",
)  # the prefixes of the goods it means, those given, those that must be there
TIERS = 5
SALE_FACTS = ("channel", "group", "company", "tier", "test", "country", "store", "delivery", "payment")
EFFECT_PREFIXES = ("", "second_", "third_")
"""Of the fields of each effect of a rule; what only the first has holds for the whole rule."""
MULTI = {
    *SALE_FACTS, "weekday", "excludes",
    *(f"{e}{n}" for e in EFFECT_PREFIXES for n in ("tier_from", "tier_value")),
    *(f"{e}{p}_{n}" for e in EFFECT_PREFIXES for p in (OF, GET, WITH) for n in ("category", "collection", "not_category")),
} - {"country", "company"}  # fmt: skip
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """What a form says, as far as it can be read."""

    draft: Draft
    errors: Mapping[str, str]


def fields_of(form: MultiDict[str, str]) -> Json:
    """A sent form: lists for what may be ticked several times."""
    return {name: form.getlist(name) if name in MULTI else form.get(name, "") for name in form}


def read(fields: Mapping[str, Any]) -> Read:
    """The promotion that the fields describe."""
    typed = Typed(fields)
    actions, stage = _actions(typed), _stage(typed)
    if stage and len(actions) > 1:
        typed.refuse("second_does", _("A sale price does one thing: make another promotion for the rest"))
        del actions[1:]
    rule: Json = {"actions": actions, "when": _when(typed)}
    rule |= {name: True for name in ("exclusive", "stops") if typed.flag(name)}
    rule |= {"lane": typed.text("lane")[:40], "excludes": sorted(typed.many("excludes"))}
    rule |= {"cap": typed.amount("cap"), "stage": stage}
    draft = Draft(
        typed.text("name"), {"actions": [], **_filled(rule)}, typed.whole("priority", 0) or 0, typed.moment("starts_at"),
        typed.moment("ends_at"), typed.flag("needs_coupon"), "", typed.whole("uses_limit"),
        typed.whole("customer_limit"), typed.amount("budget"), typed.flag("returns_uses"),
    )  # fmt: skip
    return Read(draft, {**sale_price.refused(draft), **typed.errors})


def _actions(typed: Typed) -> list[Json]:
    return [action for prefix in EFFECT_PREFIXES for action in _action(typed.under(prefix))]


def _action(typed: Typed) -> list[Json]:
    kind = typed.text("does")
    if kind not in EFFECTS:
        return []
    action: Json = {"effect": EFFECTS[kind]}
    if kind in IN_PERCENT:
        action["value"] = typed.percent("percent") or 0
    if kind in IN_MONEY:
        action["value"] = typed.amount("amount") or 0
    if kind == "free_shipping":
        action["value"] = RATE_ONE
    if kind.startswith("tiers"):
        action |= _tiers(typed, kind)
    if kind in OF_GROUPS:
        action |= {"group_size": typed.whole("group_size") or 1, "times": typed.whole("times")}
    if kind in OF_PIECES:
        action |= {name: typed.whole(name) for name in ("max_units", "max_units_per_line")}
        action["dearest"] = typed.text("which") == "dearest" and action["max_units"] is not None
    if kind == "gift":
        action |= {"gift": _gift(typed), "per": typed.whole("per") or 1, "times": typed.whole("times")}
    goods = {} if kind in SHIPPING else _where(typed, OF)
    if kind == "buy_get":
        action |= {"buy": goods, "buy_units": typed.whole("buy_units") or 0, "times": typed.whole("times")}
        action["get_units"] = typed.whole("get_units") or 1
        goods = _where(typed, GET) or goods
    return [_filled({**action, "where": goods})]


def _stage(typed: Typed) -> str:
    """Where prices are lowered before the cart; only what takes something off each piece does so."""
    return sale_price.STAGE if typed.flag("sale_price") and typed.text("does") in OF_PIECES else ""


def _gift(typed: Typed) -> str:
    """The SKU that is given: of an article, not of a product with several."""
    found = typed.facts("gift_product")
    skus = [fact.removeprefix("sku:") for fact in found if fact.startswith("sku:")]
    if len(skus) != len(found) or len(skus) > 1:
        typed.refuse("gift_product", _("Name one article by its number"))
    return skus[0] if len(skus) == 1 else ""


def _tiers(typed: Typed, kind: str) -> Json:
    rows = zip(typed.many("tier_from"), typed.many("tier_value"), strict=False)
    found = list[list[int]]()
    for at, value in rows:
        reached = typed.pieces("tier_from", at) if kind == "tiers_units" else typed.amount("tier_from", at)
        off = (
            typed.amount("tier_value", value)
            if kind == "tiers_amount"
            else typed.percent("tier_value", value)
        )
        if reached is not None and off:
            found.append([reached, off])
    return {"tiers": sorted(found), "tier_by": "quantity" if kind == "tiers_units" else None}


def _where(typed: Typed, prefix: str) -> Json:
    groups = [
        sorted(typed.many(f"{prefix}_category")), sorted(typed.many(f"{prefix}_collection")),
        *(typed.facts(f"{prefix}_{kind}") for kind in ("product", "brand", "tag", "attribute")),
    ]  # fmt: skip
    lacking = [*typed.many(f"{prefix}_not_category"), *typed.facts(f"{prefix}_not_product")]
    return _filled(
        {
            "having": [group for group in groups if group], "lacking": sorted(lacking),
            "price_min": typed.amount(f"{prefix}_price_min"), "price_max": typed.amount(f"{prefix}_price_max"),
            "full_priced": typed.flag(f"{prefix}_full_priced"),
        }
    )  # fmt: skip


def _when(typed: Typed) -> Json:
    countries = [f"country:{word.upper()}" for word in typed.words("country")]
    worded = {"country": countries, "company": typed.facts("company")}
    ticked = {name: typed.many(name) for name in SALE_FACTS if name not in worded} | worded
    facts = [sorted(set(ticked[name])) for name in SALE_FACTS if ticked[name]]
    if typed.flag("signed_in"):
        facts.append(["signed-in"])
    return _filled(
        {
            "facts": facts, "contains": [where] if (where := _where(typed, WITH)) else [],
            "min_total": typed.amount("min_total"), "min_units": typed.whole("min_units"),
            "among": _where(typed, OF) if typed.text("min_of") == "these" else {},
            "nth_order": typed.whole("nth_order"),
            "weekdays": sorted(int(day) for day in typed.many("weekday") if day in "1234567"),
            "opens": typed.hour("opens"), "closes": typed.hour("closes"),
        }
    )  # fmt: skip


def _filled(values: Json) -> Json:
    """Without what says nothing: None, False, empty lists and objects, empty texts. 0 stays."""
    return {name: each for name, each in values.items() if (each == 0 and each is not False) or each}


def shown(draft: Draft) -> Json:
    """A promotion as the fields of the form."""
    rule = draft.rule
    when = rule.get("when", {})
    actions: list[Json] = list(rule.get("actions", ()))
    more = dict(zip(EFFECT_PREFIXES[1:], actions[1:], strict=False))
    action: Json = next(iter(actions), {})
    values = (
        {f"{prefix}{name}": each for prefix, one in more.items() for name, each in _shown_action(one).items()}
        | _shown_action(action)
        | _shown_when(when, action)
        | _shown_where(WITH, next(iter(when.get("contains", ())), {}))
    )
    limits = {name: getattr(draft, name) or "" for name in ("uses_limit", "customer_limit", "priority")}
    return values | limits | {
        "name": draft.name, "budget": shown_amount(draft.budget), "cap": shown_amount(rule.get("cap")),
        "exclusive": "1" if rule.get("exclusive") else "", "stops": "1" if rule.get("stops") else "",
        "sale_price": "1" if rule.get("stage") == sale_price.STAGE else "",
        "lane": rule.get("lane", ""), "excludes": list(rule.get("excludes", ())),
        "starts_at": shown_moment(draft.starts_at), "ends_at": shown_moment(draft.ends_at),
        "needs_coupon": "1" if draft.needs_coupon else "", "returns_uses": "1" if draft.returns_uses else "",
    }  # fmt: skip


def _shown_action(action: Json) -> Json:
    kind = _kind(action)
    value, gets = action.get("value", 0), action.get("where", {})
    buys = action.get("buy", {}) if kind == "buy_get" else gets
    named = {
        name: action.get(name) or ""
        for name in (
            "buy_units",
            "get_units",
            "group_size",
            "times",
            "max_units",
            "max_units_per_line",
            "per",
        )
    }
    written = shown_amount if kind == "tiers_amount" else percent_of
    reached = str if kind == "tiers_units" else shown_amount
    return {
        **named, **_shown_where(OF, buys), **_shown_where(GET, gets if gets != buys else {}), "does": kind,
        "percent": percent_of(value) if kind in IN_PERCENT and value else "",
        "amount": shown_amount(value) if kind in IN_MONEY and value else "",
        "gift_product": action.get("gift", ""), "which": "dearest" if action.get("dearest") else "",
        "tier_from": [reached(at) for at, _value in action.get("tiers", ())],
        "tier_value": [written(off) for _at, off in action.get("tiers", ())],
    }  # fmt: skip


def _kind(action: Json) -> str:
    fitting = [kind for kind, effect in EFFECTS.items() if effect == action.get("effect")]
    if action.get("tier_by") == "quantity":
        return "tiers_units" if "tiers_units" in fitting else ""
    if action.get("tiers"):
        return next((kind for kind in fitting if kind.startswith("tiers")), "")
    if action.get("effect") == "shipping_percent":
        return "free_shipping" if action.get("value") == RATE_ONE else "shipping_percent"
    return fitting[0] if fitting else ""


def _shown_where(prefix: str, where: Json) -> Json:
    by_kind: dict[str, list[str]] = {}
    for fact in (fact for group in where.get("having", ()) for fact in group):
        kind = fact.partition(":")[0]
        by_kind.setdefault("product" if kind == "sku" else kind, []).append(fact)
    lacking = where.get("lacking", ())
    said: Json = {name: by_kind.get(name, []) for name in ("category", "collection")}
    said |= {name: shown_words(by_kind.get(name, [])) for name in ("product", "brand", "tag", "attribute")}
    said |= {
        "not_category": [fact for fact in lacking if fact.startswith("category:")],
        "not_product": shown_words([fact for fact in lacking if fact.startswith(("sku:", "product:"))]),
        "price_min": shown_amount(where.get("price_min")), "price_max": shown_amount(where.get("price_max")),
        "full_priced": "1" if where.get("full_priced") else "",
    }  # fmt: skip
    return {f"{prefix}_{name}": value for name, value in said.items()}


def _shown_when(when: Json, action: Json) -> Json:
    facts = [fact for group in when.get("facts", ()) for fact in group]
    said: Json = {name: [fact for fact in facts if fact.startswith(f"{name}:")] for name in SALE_FACTS}
    said |= {name: shown_words(said[name]) for name in ("country", "company")}
    goods = action.get("buy") or action.get("where")
    return said | {
        "signed_in": "1" if "signed-in" in facts else "",
        "min_total": shown_amount(when.get("min_total")), "min_units": when.get("min_units") or "",
        "min_of": "these" if when.get("among") and when.get("among") == goods else "cart",
        "nth_order": when.get("nth_order") or "", "weekday": [str(day) for day in when.get("weekdays", ())],
        "opens": when.get("opens", ""), "closes": when.get("closes", ""),
    }  # fmt: skip


def fits(draft: Draft) -> bool:
    """Whether the form can show all of a rule: one written by a program may say more."""
    return bool(_meaning(read(shown(draft)).draft) == _meaning(draft)) and not sale_price.refused(draft)


def _meaning(draft: Draft) -> Any:
    return _plain(offer_to_json(promotion_from_json({**draft.rule, "id": "", "name": ""})))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in sorted(_filled(dict(value)).items())}
    if isinstance(value, list | tuple):
        return sorted((_plain(each) for each in value), key=repr)
    return value
