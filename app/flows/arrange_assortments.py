"""What a channel or a location offers is changed: kept, worked out, and true for the next request."""

from collections.abc import Sequence
from uuid import UUID

from app.domains.catalog import assortments
from app.domains.catalog.assortments import Line
from app.flows.refresh_pages import refresh_pages


def keep(
    lines: Sequence[Line],
    *,
    channel_id: UUID | None = None,
    location_id: UUID | None = None,
    version: str | None = None,
) -> None:
    """Let it offer what the lines say; everything without lines. Raises Invalid, StaleAssortment past `version`."""
    assortments.refuse_stale(version, channel_id=channel_id, location_id=location_id)
    kept = assortments.keep(lines, channel_id=channel_id, location_id=location_id)
    if kept is not None:
        assortments.settle(assortment_ids=[kept])
    refresh_pages()
