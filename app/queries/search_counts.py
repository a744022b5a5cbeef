"""Facet counts over very many products, known per epoch and process: they cost more than the page beside them.

An epoch ends with whatever shoppers could see, so a count is as old as the pages in the cache, never older.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.core.channel import current_epoch
from app.core.market import current_market
from app.core.tenancy import current_tenant
from app.queries.search_statements import Shape

MANY = 3_000
"""Products from which on counting is dearer than remembering."""
MOST = 256
PASSING = ("limit", "key", "after")

Key = tuple[Any, ...]
_known: OrderedDict[Key, bytes] = OrderedDict()


def key_of(shape: Shape, values: Mapping[str, Any]) -> Key | None:
    """What the counts depend on; None where they must be counted anew."""
    epoch = current_epoch()
    if epoch is None or not shape.facets or shape.ruled:
        return None
    asked = tuple((name, str(value)) for name, value in sorted(values.items()) if name not in PASSING)
    market = current_market()
    return (
        current_tenant().schema,
        epoch,
        market.channel,
        market.currency,
        replace(shape, order="", further=False),
        asked,
    )


def known(key: Key | None) -> bytes | None:
    """The counts, if they are known."""
    if key is None or key not in _known:
        return None
    _known.move_to_end(key)
    return _known[key]


def remember(key: Key | None, total: int, counts: bytes | str | None) -> None:
    """Keep counts of many products; the least asked for go first."""
    if key is None or counts is None or total < MANY:
        return
    _known[key] = counts.encode() if isinstance(counts, str) else counts
    while len(_known) > MOST:
        _known.popitem(last=False)


def forget() -> None:
    """Know nothing, as a new process does."""
    _known.clear()
