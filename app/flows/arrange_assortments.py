"""What a channel, a location or a company is offered is changed: kept, worked out, and true for the next request."""

from collections.abc import Sequence
from typing import Unpack

from app.domains.catalog import assortments
from app.domains.catalog.assortments import Line, Owner
from app.flows.refresh_pages import refresh_pages


def keep(lines: Sequence[Line], *, version: str | None = None, **owner: Unpack[Owner]) -> None:
    """Let it be offered what the lines say; everything without lines. Raises Invalid, StaleAssortment past `version`."""
    assortments.refuse_stale(version, **owner)
    kept = assortments.keep(lines, **owner)
    if kept is not None:
        assortments.settle(assortment_ids=[kept])
    refresh_pages()
