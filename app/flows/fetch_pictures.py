"""Fetches pictures that an import named by address: claim, fetch with nothing open, keep. For workers."""

from app.core import outgoing
from app.core.db import in_unit, unit_of_work
from app.core.errors import AppError
from app.domains.catalog import service as catalog
from app.domains.catalog.types import Waiting
from app.flows.refresh_listings import refresh_listings

BATCH = 10
MOST_BYTES = 20 * 1024 * 1024


def fetch_batch() -> int:
    """Fetch up to ten pictures; returns how many were tried. Failures are noted at the picture."""
    if in_unit():
        raise RuntimeError("pictures are fetched outside of any unit of work")
    with unit_of_work():
        waiting = catalog.to_fetch(BATCH)
    for picture in waiting:
        _fetch(picture)
    return len(waiting)


def _fetch(picture: Waiting) -> None:
    try:
        data = outgoing.fetch(picture.url, most_bytes=MOST_BYTES)
        rendered = catalog.render_picture(data)
    except AppError as refusal:
        with unit_of_work():
            catalog.note_failure(picture.id, refusal.message)
        return
    with unit_of_work():
        product_id = catalog.keep_fetched(picture.id, rendered, data)
        if product_id is not None:
            refresh_listings([product_id])
