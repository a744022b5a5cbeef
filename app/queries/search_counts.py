"""Facet counts over very many products, remembered for an epoch: they cost more than the page beside them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.core.market import current_market
from app.core.principal import current_principal
from app.queries import audiences
from app.queries.remembered import Remembered
from app.queries.search_statements import Shape

MANY = 3_000
"""Products from which on counting is dearer than remembering."""
PASSING = ("limit", "key", "after")

Key = tuple[Any, ...]
KNOWN: Remembered[bytes] = Remembered(256)


def key_of(shape: Shape, values: Mapping[str, Any]) -> Key | None:
    """What the counts depend on; None where they must be counted anew."""
    if not shape.facets or shape.ruled:
        return None
    asked = tuple((name, str(value)) for name, value in sorted(values.items()) if name not in PASSING)
    market = current_market()
    company = current_principal().company_id
    own = audiences.current_keys()
    return market.channel, market.currency, company, own, replace(shape, order="", further=False), asked


def known(key: Key | None) -> bytes | None:
    """The counts, if they are known."""
    return None if key is None else KNOWN.known(*key)


def remember(key: Key | None, total: int, counts: bytes | str | None) -> None:
    """Keep counts of many products."""
    if key is not None and counts is not None and total >= MANY:
        KNOWN.keep(counts.encode() if isinstance(counts, str) else counts, *key)
