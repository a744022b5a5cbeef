"""Readers of the engine's JSON, and how it writes amounts: a reader returns what a value means, or raises BadContext."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from app.domains.pricing.engine.errors import BadContext

Json = dict[str, Any]
Reader = Callable[[object], Any]
LARGEST_NUMBER: Final = 2**53 - 1
_WHOLE: Final = re.compile(r"-?[0-9]{1,38}", re.ASCII)
_MOMENT: Final = re.compile(
    r"[1-9]\d{3}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
_QUANTITY: Final = re.compile(r"[0-9]{1,11}(\.[0-9]{1,3}0*)?", re.ASCII)


def text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise BadContext(f"{value!r} is not a text")
    return value


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadContext(f"{value!r} is not true or false")
    return value


def whole(value: object) -> int:
    """An integer, as a number while JavaScript can hold it, else as text."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER:
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise BadContext(f"{value!r} is not a whole number")


def quantity(value: object) -> Decimal:
    """A quantity with up to 3 decimals, as text or a number."""
    if isinstance(value, str | int | float | Decimal) and _QUANTITY.fullmatch(str(value)):
        return Decimal(str(value))
    raise BadContext(f"{value!r} is not a quantity with up to 3 decimals")


def moment(value: object) -> datetime:
    """A time in ISO 8601 with its offset: "2025-06-01T10:00:00+02:00"."""
    if not _MOMENT.fullmatch(text(value)):
        raise BadContext(f"{value!r} is not a time with its zone")
    try:
        return datetime.fromisoformat(text(value))
    except ValueError as error:
        raise BadContext(f"{value!r} is not a time") from error


def one_of(kind: type[StrEnum]) -> Reader:
    """A member of an enumeration, by its value."""

    def read(value: object) -> StrEnum:
        try:
            return kind(text(value))
        except ValueError as error:
            raise BadContext(f"{value!r} is not one of {', '.join(kind)}") from error

    return read


def maybe(reader: Reader) -> Reader:
    """That, or null."""
    return lambda value: None if value is None else reader(value)


def list_of(reader: Reader) -> Reader:
    """A list of these, as a tuple."""

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise BadContext(f"{value!r} is not a list")
        return tuple(reader(entry) for entry in value)

    return read


def set_of(reader: Reader) -> Reader:
    """A list of these, as a set."""
    return lambda value: frozenset(list_of(reader)(value))


def row_of(*readers: Reader) -> Reader:
    """A list with one of each, as a tuple."""

    def read(value: object) -> tuple[Any, ...]:
        entries = list_of(lambda entry: entry)(value)
        if len(entries) != len(readers):
            raise BadContext(f"{value!r} has not {len(readers)} entries")
        return tuple(reader(entry) for reader, entry in zip(readers, entries, strict=True))

    return read


def amount_to_json(amount: int) -> int | str:
    """An amount as a number while JavaScript can hold it, else as text."""
    return amount if -LARGEST_NUMBER <= amount <= LARGEST_NUMBER else str(amount)


def object_of(kind: Callable[..., Any], readers: Mapping[str, Reader]) -> Reader:
    """An object with these keys and no other, as `kind` makes of them."""

    def read(value: object) -> Any:
        if not isinstance(value, Mapping):
            raise BadContext(f"{value!r} is not an object")
        if unknown := sorted(value.keys() - readers.keys()):
            raise BadContext(f"unknown key {unknown[0]}")
        fields = {key: readers[key](entry) for key, entry in value.items()}
        try:
            return kind(**fields)
        except TypeError as error:
            raise BadContext(f"a key is missing: {error}") from error

    return read
