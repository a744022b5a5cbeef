"""Pictures of products: which file of the library stands where, in which order and in which words."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy import func, select, text

from app.core import audit, clock, events, files
from app.core.db import current_unit, db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.catalog import library, renditions, repo
from app.domains.catalog.errors import NoSuchPicture
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.models import Asset, Media
from app.domains.catalog.renditions import Rendered, address, render, sizes_of, srcset
from app.domains.catalog.types import LONGEST, Waiting

__all__ = ["Rendered", "address", "render", "sizes_of", "srcset"]
MOST_PICTURES = 100
RETRY_AFTER = timedelta(minutes=10)
CLAIM = text(
    """
    update media set tried_at = :now
    where id in (
        select id from media
        where file_key is null and source_url is not null and failure is null
          and (tried_at is null or tried_at < :before)
        order by id limit :limit for update skip locked)
    returning id, source_url
    """
)


def add_picture(product_id: UUID, data: bytes, *, name: str = "", alt: str = "") -> Media:
    """Put a picture behind a product's others; it shows once rendered. Raises BadPicture at `picture`."""
    renditions.look(data)
    asset, _known = library.take(data, name=name)
    return attach(product_id, asset, alt=alt)


def attach(product_id: UUID, asset: Asset, *, alt: str = "") -> Media:
    """Show a file of the library behind a product's others. Raises BadPicture for one picture too many."""
    count = db.session.scalar(select(func.count()).where(Media.product_id == product_id)) or 0
    if count >= MOST_PICTURES:
        raise renditions.bad(_("A product has at most %(max)s pictures", max=MOST_PICTURES))
    last = db.session.scalar(select(func.max(Media.position)).where(Media.product_id == product_id)) or 0
    words = alt.strip() or str(asset.alts.get(current_tenant().locale, ""))
    row = Media(
        id=new_id(), product_id=product_id, asset_id=asset.id, kind=asset.kind, position=last + 1,
        alt=words[: LONGEST["alt"]],
    )  # fmt: skip
    if asset.kind == "image":
        row.file_key, row.width, row.height = asset.file_key, asset.width, asset.height
    db.session.add(row)
    repo.flush()
    audit.record(
        "catalog.picture_added", object_type="product", object_id=product_id, after={"media": str(row.id)}
    )
    events.record(ProductsChanged(product_ids=[str(product_id)], change="updated"))
    return row


def _picture(product_id: UUID, media_id: UUID) -> Media:
    found = db.session.get(Media, media_id)
    if found is None or found.product_id != product_id:
        raise NoSuchPicture(_("This picture is gone"))
    return found


def describe_picture(product_id: UUID, media_id: UUID, alt: str) -> None:
    """Say in words what a picture shows. Raises NoSuchPicture."""
    _picture(product_id, media_id).alt = alt.strip()[: LONGEST["alt"]]
    repo.flush()
    events.record(ProductsChanged(product_ids=[str(product_id)], change="updated"))


def order_pictures(product_id: UUID, media_ids: Sequence[UUID]) -> None:
    """Show pictures in this order; those not named follow in the order they had."""
    wanted = {media_id: index for index, media_id in enumerate(media_ids)}
    rows = sorted(repo.pictures_of(product_id), key=lambda row: wanted.get(row.id, len(wanted)))
    for position, row in enumerate(rows, start=1):
        row.position = position
    repo.flush()
    events.record(ProductsChanged(product_ids=[str(product_id)], change="updated"))


def turn_pictures(product_id: UUID, media_id: UUID, turning: bool, *, onwards: bool = False) -> None:
    """Let a picture, and with `onwards` all behind it, be a frame of the turning view or not. Raises NoSuchPicture."""
    first = _picture(product_id, media_id)
    rows = [row for row in repo.pictures_of(product_id) if row.kind == "image"]
    place = rows.index(first) if first in rows else len(rows)
    for row in rows[place:] if onwards else rows[place : place + 1]:
        row.turning = turning
    repo.flush()
    events.record(ProductsChanged(product_ids=[str(product_id)], change="updated"))


def picture_for_variants(product_id: UUID, media_id: UUID, variant_ids: Sequence[UUID]) -> None:
    """Let a picture stand for these variants of its product, and for no other. Raises NoSuchPicture."""
    _picture(product_id, media_id)
    chosen = set(variant_ids)
    for row in repo.variants_of(product_id):
        if row.id in chosen:
            row.media_id = media_id
        elif row.media_id == media_id:
            row.media_id = None
    repo.flush()
    events.record(ProductsChanged(product_ids=[str(product_id)], change="updated"))


def remove_picture(product_id: UUID, media_id: UUID) -> UUID | None:
    """Take a picture away; its file stays in the library, and its id is returned. Raises NoSuchPicture."""
    row = _picture(product_id, media_id)
    if (key := row.file_key) and row.asset_id is None:
        current_unit().after_commit.append(lambda: files.delete(key))
    db.session.delete(row)
    repo.flush()
    audit.record(
        "catalog.picture_removed", object_type="product", object_id=product_id, before={"media": str(row.id)}
    )
    events.record(ProductsChanged(product_ids=[str(product_id)], change="updated"))
    return row.asset_id


def to_fetch(limit: int) -> list[Waiting]:
    """Claim pictures that are known by address only; a claim that led nowhere ends after ten minutes."""
    moment = clock.now()
    rows = db.session.execute(CLAIM, {"now": moment, "before": moment - RETRY_AFTER, "limit": limit})
    return [Waiting(row.id, row.source_url) for row in rows]


def keep_fetched(media_id: UUID, rendered: Rendered, original: bytes | None = None) -> UUID | None:
    """Keep a fetched picture in the library; returns its product, None when it is gone meanwhile."""
    row = db.session.get(Media, media_id)
    if row is None:
        return None
    asset = Asset(
        id=new_id(), kind="image", name=_name_of(row.source_url or ""), status="ready", mime="image/webp",
        width=rendered.width, height=rendered.height, uploaded_by=current_principal().name,
        alts={current_tenant().locale: row.alt} if row.alt else {}, size=len(original or b""),
    )  # fmt: skip
    stem = f"{asset.id.hex}v1"
    if original is not None:
        asset.original_key = files.key_for("originals", stem)
        files.put(asset.original_key, original)
    asset.file_key = renditions.keep(stem, rendered)
    db.session.add(asset)
    db.session.flush()
    row.asset_id, row.file_key, row.failure = asset.id, asset.file_key, None
    row.width, row.height = rendered.width, rendered.height
    repo.flush()
    events.record(ProductsChanged(product_ids=[str(row.product_id)], change="updated"))
    return row.product_id


def _name_of(url: str) -> str:
    return unquote(urlsplit(url).path).rpartition("/")[2][:200] or _("Picture")


def note_failure(media_id: UUID, why: str) -> None:
    """Say why a picture could not be fetched."""
    row = db.session.get(Media, media_id)
    if row is not None:
        row.failure = why[:300]
        repo.flush()


def retry(product_ids: Iterable[UUID]) -> None:
    """Forget earlier failures, so that the pictures are fetched again."""
    for product_id in product_ids:
        for row in repo.pictures_of(product_id):
            row.failure, row.tried_at = None, None
    repo.flush()
