"""The media library at work: files come in, workers prepare pictures, what shows them follows."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.core import files, jobs
from app.core.db import in_unit, unit_of_work
from app.core.errors import AppError
from app.core.tenancy import current_tenant
from app.domains.catalog import library, matching, renditions
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Asset, Media
from app.domains.catalog.types import Unrendered
from app.flows.refresh_listings import refresh_listings

RENDER_JOB, MATCH_JOB = "media.render", "media.match"
BATCH = 4


def upload(data: bytes, *, name: str) -> tuple[Asset, bool]:
    """Put a file into the library; True when the same one was there already. Raises BadFile at `file`."""
    row, known = library.take(data, name=name)
    if row.status == "waiting":
        jobs.enqueue(RENDER_JOB)
    return row, known


def replace(asset_id: UUID, data: bytes, *, name: str) -> Asset:
    """Another file of the same kind in its place, wherever it is shown. Raises BadFile at `file`."""
    row = library.replace(asset_id, data, name=name)
    if row.status == "waiting":
        jobs.enqueue(RENDER_JOB)
    refresh_listings(library.shown_by(asset_id))
    return row


def describe(asset_id: UUID, alts: Mapping[str, str], *, name: str | None = None) -> None:
    """Say in words what a file shows, by language."""
    refresh_listings(library.describe(asset_id, alts, locale=current_tenant().locale, name=name))


def attach(product_id: UUID, asset_id: UUID, *, alt: str = "") -> Media:
    """Show a file of the library behind a product's others. Raises NoSuchProduct, NoSuchAsset, BadPicture."""
    catalog.product(product_id)
    row = catalog.attach(product_id, library.asset(asset_id), alt=alt)
    refresh_listings([product_id])
    return row


def match(asset_ids: Sequence[UUID]) -> UUID:
    """Have files put where their names say; returns the run. Raises Conflict when none has a product."""
    run = matching.start(asset_ids)
    jobs.enqueue(MATCH_JOB)
    return run.id


def match_batch() -> bool:
    """Put the next few files in place, in a unit of its own; False when nothing is left to do."""
    with unit_of_work():
        changed = matching.step()
        refresh_listings(changed or [])
    return changed is not None


def render_batch() -> int:
    """Prepare up to four pictures; returns how many were tried. Nothing is open while one is rendered."""
    if in_unit():
        raise RuntimeError("pictures are rendered outside of any unit of work")
    with unit_of_work():
        waiting = library.to_render(BATCH)
    for picture in waiting:
        _render(picture)
    return len(waiting)


def _render(picture: Unrendered) -> None:
    try:
        rendered = catalog.render_picture(files.get(picture.original_key))
        key = renditions.keep(f"{picture.id.hex}v{picture.revision}", rendered)
    except AppError as refusal:
        if refusal.status >= 500:  # the file store is away: it comes again when the claim has ended
            return
        with unit_of_work():
            library.note_unrendered(picture.id, picture.revision, refusal.message)
        return
    with unit_of_work():
        refresh_listings(library.keep_rendered(picture.id, picture.revision, key, rendered))
