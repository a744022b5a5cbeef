"""Promotions, codes and conventions as JSON: what is stored, sent to the till and read by the engine."""

from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domains.pricing.engine.offers import Action, Coupon, Effect, Measure, Promotion, Stage, When, Where
from app.domains.pricing.engine.reading import (
    Json,
    amount_to_json,
    flag,
    list_of,
    maybe,
    moment,
    object_of,
    one_of,
    row_of,
    set_of,
    text,
    whole,
)
from app.domains.pricing.engine.rounding import PercentRounding, Rules, Sharing, TaxRounding

_FACTS = set_of(text)
_WHERE = object_of(
    Where,
    {
        "having": list_of(_FACTS),
        "lacking": _FACTS,
        "price_min": maybe(whole),
        "price_max": maybe(whole),
        "full_priced": flag,
        "cheapest": flag,
    },
)
_WHEN = object_of(
    When,
    {
        "facts": list_of(_FACTS),
        "lacking": _FACTS,
        "contains": list_of(_WHERE),
        "among": _WHERE,
        "min_units": maybe(whole),
        "min_line_units": maybe(whole),
        "min_total": maybe(whole),
        "min_total_gross": maybe(whole),
        "nth_order": maybe(whole),
        "weekdays": set_of(whole),
        "opens": text,
        "closes": text,
    },
)
_ACTION = object_of(
    Action,
    {
        "effect": one_of(Effect),
        "value": whole,
        "where": _WHERE,
        "tiers": list_of(row_of(whole, whole)),
        "tier_by": one_of(Measure),
        "by_channel": list_of(row_of(text, whole, text)),
        "max_units": maybe(whole),
        "max_units_per_line": maybe(whole),
        "dearest": flag,
        "more": whole,
        "buy": _WHERE,
        "buy_units": whole,
        "get_units": whole,
        "group_size": whole,
        "per_group": flag,
        "times": maybe(whole),
        "gift": text,
        "per": whole,
        "gross": flag,
    },
)
read_promotion = object_of(
    Promotion,
    {
        "id": text,
        "name": text,
        "actions": list_of(_ACTION),
        "when": _WHEN,
        "stage": one_of(Stage),
        "priority": whole,
        "exclusive": flag,
        "needs_coupon": flag,
        "lane": text,
        "excludes": _FACTS,
        "stops": flag,
        "starts_at": maybe(moment),
        "ends_at": maybe(moment),
        "currency": text,
        "cap": maybe(whole),
        "budget_left": maybe(whole),
        "uses_left": maybe(whole),
    },
)
read_coupon = object_of(Coupon, {"code": text, "promotion": text, "problem": text})
read_rules = object_of(
    Rules,
    {
        field.name: flag
        for field in fields(Rules)
        if field.name not in {"tax_rounding", "percent_rounding", "sharing"}
    }
    | {
        "tax_rounding": one_of(TaxRounding),
        "percent_rounding": one_of(PercentRounding),
        "sharing": one_of(Sharing),
    },
)


def promotion_from_json(data: object) -> Promotion:
    """Read a promotion. Raises BadContext for a missing, unknown or malformed key."""
    return read_promotion(data)  # type: ignore[no-any-return]


def rules_from_json(data: object) -> Rules:
    """Read conventions. Raises BadContext for an unknown or malformed key."""
    return read_rules(data)  # type: ignore[no-any-return]


def offer_to_json(offer: Promotion | Action | When | Where | Coupon | Rules) -> Json:
    """Write it with what differs from the defaults only."""
    written = {}
    for field in fields(offer):
        value = getattr(offer, field.name)
        if value != field.default:
            written[field.name] = _plain(value)
    return written


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return offer_to_json(value)  # type: ignore[arg-type]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return amount_to_json(value) if isinstance(value, int) and not isinstance(value, bool) else value
