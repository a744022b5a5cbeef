"""Rules of collections: conditions over a product's facts, checked, and put into SQL from constant pieces. Pure.

A condition is {"field", "op", "value"}. Values are bound parameters, never text of the statement; `attribute:CODE`
is a fact of product types. In the statement `l` is the listing and `p` the product.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.core.i18n import gettext as _

MOST_CONDITIONS, MOST_VALUES = 20, 100
STOCK: Final = ("in", "low", "out")
WORDS: Final = {
    "brand": "lower(l.brand) = any(cast(:v{n} as text[]))",
    "tag": "exists (select from unnest(p.tags) t (name) where lower(t.name) = any(cast(:v{n} as text[])))",
}
_VALUE = """(case jsonb_typeof(p.attributes -> cast(:c{n} as text))
    when 'object' then p.attributes -> cast(:c{n} as text) ->> cast(:locale as text)
    else p.attributes ->> cast(:c{n} as text) end)"""
_NUMBER = f"(case when {_VALUE} ~ '^-?[0-9]+([.][0-9]+)?$' then cast({_VALUE} as numeric) end)"
SQL: Final[Mapping[tuple[str, str], str]] = {
    ("category", "is"): "l.categories && cast(:v{n} as uuid[])",
    ("category", "is_not"): "not l.categories && cast(:v{n} as uuid[])",
    ("type", "is"): "p.type_id = any(cast(:v{n} as uuid[]))",
    ("type", "is_not"): "not coalesce(p.type_id = any(cast(:v{n} as uuid[])), false)",
    ("price", "at_least"): "coalesce(l.price_min >= cast(:v{n} as bigint), false)",
    ("price", "at_most"): "coalesce(l.price_min <= cast(:v{n} as bigint), false)",
    ("stock", "is"): "l.stock = any(cast(:v{n} as text[]))",
    (
        "created",
        "within_days",
    ): "p.created_at >= cast(:now as timestamptz) - make_interval(days => cast(:v{n} as integer))",
    ("created", "before"): "p.created_at < cast(:v{n} as date)",
    ("created", "after"): "p.created_at >= cast(:v{n} as date)",
    ("words", "is"): f"coalesce(lower({_VALUE}) = any(cast(:v{{n}} as text[])), false)",
    ("words", "is_not"): f"not coalesce(lower({_VALUE}) = any(cast(:v{{n}} as text[])), false)",
    ("number", "at_least"): f"coalesce({_NUMBER} >= cast(:v{{n}} as numeric), false)",
    ("number", "at_most"): f"coalesce({_NUMBER} <= cast(:v{{n}} as numeric), false)",
    ("boolean", "is"): f"coalesce({_VALUE}, 'false') = cast(:v{{n}} as text)",
    ("date", "before"): f"coalesce({_VALUE} < cast(:v{{n}} as text), false)",
    ("date", "after"): f"coalesce({_VALUE} >= cast(:v{{n}} as text), false)",
    **{(field, "is"): piece for field, piece in WORDS.items()},
    **{(field, "is_not"): f"not {piece}" for field, piece in WORDS.items()},
}
ATTRIBUTE = "attribute:"
_NUMERIC = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?", re.ASCII)
_CODE = re.compile(r"attribute:[\w-]{1,80}")
_LISTS: Final = ("brand", "tag", "category", "type", "stock", "words")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A WHERE of constant pieces with its values. `clock`: what fits changes with time alone."""

    where: str
    values: Mapping[str, Any]
    clock: bool


def sort_of(field: str, kinds: Mapping[str, str]) -> str | None:
    """What is asked of a field: its own name, or the kind of an attribute (`kinds`: code -> kind); None if unknown."""
    if not field.startswith(ATTRIBUTE):
        return field if any(field == known for known, _op in SQL) and field not in _ATTRIBUTE_SORTS else None
    kind = kinds.get(field.removeprefix(ATTRIBUTE)) if _CODE.fullmatch(field) else None
    return {"number": "number", "boolean": "boolean", "date": "date"}.get(kind, "words") if kind else None


_ATTRIBUTE_SORTS: Final = ("words", "number", "boolean", "date")


def ops_of(sort: str) -> list[str]:
    """How a sort of field is compared."""
    return [op for known, op in SQL if known == sort]


def checked(rule: Mapping[str, Any], kinds: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The rule as it is kept, and `conditions.<index>` to what must be mended."""
    conditions = list(rule.get("conditions", ()))
    faults: dict[str, str] = {}
    kept = []
    if not conditions:
        faults["conditions"] = _("Add at least one condition")
    if len(conditions) > MOST_CONDITIONS:
        faults["conditions"] = _("Use at most %(max)s conditions", max=MOST_CONDITIONS)
    for index, each in enumerate(conditions[:MOST_CONDITIONS]):
        field, op = str(each.get("field", "")), str(each.get("op", ""))
        sort = sort_of(field, kinds)
        if sort is None or (sort, op) not in SQL:
            faults[f"conditions.{index}"] = _("Choose one from the list")
            continue
        value, fault = _value(sort, op, each.get("value"))
        if fault:
            faults[f"conditions.{index}"] = fault
        kept.append({"field": field, "op": op, "value": value, "sort": sort})
    match = "any" if rule.get("match") == "any" else "all"
    return {"match": match, "conditions": kept}, faults


def _value(sort: str, op: str, given: Any) -> tuple[Any, str | None]:
    if sort in _LISTS:
        return _many(sort, given)
    word = str(given[0] if isinstance(given, list) and given else given or "").strip()
    try:
        if sort in ("price",) or op == "within_days":
            number = int(word)
            most = 36_500 if op == "within_days" else 2**53
            return number, None if 0 <= number <= most else _("Enter 0 or more")
        if sort == "number":
            return word, None if _NUMERIC.fullmatch(word) else _("Enter a number")
        if sort == "boolean":
            return ("true" if word in ("true", "1", "yes") else "false"), None
        return date.fromisoformat(word).isoformat(), None
    except ValueError:
        return word, _("Enter a date") if op in ("before", "after") else _("Enter a number")


def _many(sort: str, given: Any) -> tuple[list[str], str | None]:
    raw = [given] if isinstance(given, str) else list(given or ())
    words = list(dict.fromkeys(" ".join(str(each).split()) for each in raw))
    words = [word for word in words if word][: MOST_VALUES + 1]
    if not words:
        return words, _("Fill this in")
    if len(words) > MOST_VALUES or any(len(word) > 200 for word in words):
        return words, _("Use at most %(max)s values", max=MOST_VALUES)
    if sort in ("category", "type"):
        return (words, None) if all(map(_is_id, words)) else (words, _("Choose one from the list"))
    if sort == "stock" and not set(words) <= set(STOCK):
        return words, _("Choose one from the list")
    return words, None


def _is_id(word: str) -> bool:
    try:
        return bool(UUID(word))
    except ValueError:
        return False


def compiled(rule: Mapping[str, Any], *, prefix: str = "") -> Compiled:
    """A kept rule as SQL; `prefix` keeps the values of several rules of one statement apart."""
    pieces, values = [], {}
    conditions: Sequence[Mapping[str, Any]] = rule.get("conditions", ())
    for index, each in enumerate(conditions):
        name = f"{prefix}{index}"
        pieces.append(f"({SQL[each['sort'], each['op']].format(n=name)})")
        value = each["value"]
        lowered = each["sort"] in ("brand", "tag", "words")
        values[f"v{name}"] = [word.lower() for word in value] if lowered else value
        if each["field"].startswith(ATTRIBUTE):
            values[f"c{name}"] = each["field"].removeprefix(ATTRIBUTE)
    joined = (" or " if rule.get("match") == "any" else " and ").join(pieces)
    return Compiled(
        f"({joined})" if pieces else "false", values, any(each["op"] == "within_days" for each in conditions)
    )
