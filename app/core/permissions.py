"""The one list of permissions. Domains register enums of `domain:noun:verb`; roles store the strings."""

from enum import StrEnum

_known: dict[str, type[StrEnum]] = {}


def register(enum: type[StrEnum]) -> type[StrEnum]:
    """Class decorator: make an enum's members known. Raises ValueError when two enums claim one."""
    for member in enum:
        if _known.setdefault(member.value, enum).__qualname__ != enum.__qualname__:
            raise ValueError(f"{member.value} is declared twice")
    return enum


def known() -> frozenset[str]:
    """Every permission there is."""
    return frozenset(_known)


def refuse_unknown(names: frozenset[str]) -> None:
    """Raise ValueError naming permissions that no domain declares."""
    if strangers := sorted(names - known()):
        raise ValueError(f"unknown permissions: {', '.join(strangers)}")
