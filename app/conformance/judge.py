"""Compares what came out with what a case expects: named keys only, amounts as numbers, lists in order."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.conformance.cases import Unfit

EXACT = {"allocations", "backorders"}
"""Maps in which nothing may appear that is not named."""
ELSE_NOTHING = {"line_discounts", "by_promotion.of"}
"""Maps in which what is not named is 0."""
SETS = {"parts_any_order", "error_skus", "locations_used"}
"""Lists whose order means nothing."""


def differences(expect: Mapping[str, Any], got: Mapping[str, Any]) -> list[str]:
    """`key: expected … got …` for each expectation that does not hold. Raises Unfit for one nobody answered."""
    found = []
    for key, wanted in expect.items():
        if key not in got:
            raise Unfit(f"expect.{key} is not answered")
        if not _same(key, wanted, got[key]):
            found.append(f"{key}: expected {shown(wanted)} got {shown(got[key])}")
    return found


def _same(key: str, wanted: Any, got: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(got, Mapping) and _same_map(key, wanted, got)
    if isinstance(wanted, list):
        return isinstance(got, Iterable) and _same_list(key, wanted, list(got))
    return bool(_value(wanted) == _value(got))


def _same_map(key: str, wanted: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    if key in EXACT and any(name not in wanted for name in got):
        return False
    found = {_name(name): value for name, value in got.items()}
    if key in ELSE_NOTHING:
        found = dict.fromkeys(map(_name, wanted), 0) | found
        if any(found[name] for name in found.keys() - set(map(_name, wanted))):
            return False
    inner = f"{key}.of" if key == "by_promotion" else key
    return all(
        _name(name) in found and _same(inner, value, found[_name(name)]) for name, value in wanted.items()
    )


def _same_list(key: str, wanted: list[Any], got: list[Any]) -> bool:
    if len(wanted) != len(got):
        return False
    if key in SETS:
        return sorted(map(str, map(_value, wanted))) == sorted(map(str, map(_value, got)))
    return all(_same(key, one, other) for one, other in zip(wanted, got, strict=True))


def _name(name: object) -> object:
    """Keys of maps compare as numbers where they are numbers: rates, quantities."""
    return _value(name)


def _value(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal | str):
        try:
            return Decimal(str(value))
        except InvalidOperation:
            return value
    return value


def shown(value: Any) -> str:
    """A value as people read it in a report."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {shown(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(shown, value)) + "]"
    return "none" if value is None else str(value)
