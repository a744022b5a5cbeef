"""Several tries of one case, each done alone from where it starts: their answers side by side."""

from collections.abc import Mapping, Sequence
from typing import Any


def together(expect: Mapping[str, Any], each: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The answers by key, as a list with one entry a try; where a plain value is expected, it holds for all."""
    return {key: _joined(expect.get(key), [one[key] for one in each]) for key in each[0]}


def _joined(wanted: Any, values: list[Any]) -> Any:
    """A list of plain values, or of lists where each answer is a list itself, has one entry a try."""
    lists = isinstance(values[0], list)
    entries = isinstance(wanted, list) and (not lists or any(isinstance(one, list) for one in wanted))
    return values[0] if not entries and all(value == values[0] for value in values) else values
