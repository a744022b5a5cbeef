"""The one list of permissions. Domains register enums of `domain:noun:verb`; roles store the strings."""

from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=type[StrEnum])
_known: dict[str, type[StrEnum]] = {}


def register(enum: S) -> S:
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


@register
class Scope(StrEnum):
    """What an API credential may do. `all` in a client's scopes stands for every one of them."""

    CATALOG_READ = "catalog:read"
    CATALOG_WRITE = "catalog:write"
    STOCK_READ = "stock:read"
    STOCK_WRITE = "stock:write"
    STOCK_RELEASE = "stock:release"
    CARTS_READ = "carts:read"
    CARTS_WRITE = "carts:write"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    POS_READ = "pos:read"
    POS_WRITE = "pos:write"
    QUOTES_READ = "quotes:read"
    QUOTES_WRITE = "quotes:write"
    PROMOTIONS_READ = "promotions:read"
    PROMOTIONS_WRITE = "promotions:write"
    GIFTCARDS_READ = "giftcards:read"
    GIFTCARDS_WRITE = "giftcards:write"
