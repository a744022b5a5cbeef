"""Pictures of products: typed by content, re-encoded in a few sizes, kept under unchanging names."""

import io
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import func, select, text

from app.core import audit, clock, events, files
from app.core.db import current_unit, db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.catalog import repo
from app.domains.catalog.errors import BadPicture, NoSuchPicture
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.models import Media
from app.domains.catalog.types import LONGEST, Waiting

SIZES = (320, 640, 1280)
ACCEPTED = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
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


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture ready to be kept: its size and the bytes of each rendition by name (`640.webp`)."""

    width: int
    height: int
    renditions: dict[str, bytes]


def sizes_of(width: int | None) -> list[int]:
    """The nominal widths that a picture is kept in; the smallest always."""
    return [size for index, size in enumerate(SIZES) if index == 0 or (width or 0) > SIZES[index - 1]]


def address(file_key: str, width: int | None, size: int = 640, kind: str = "webp") -> str:
    """Where the rendition nearest to `size` pixels of width is served; `kind` is webp or jpg."""
    sizes = sizes_of(width)
    chosen = next((each for each in sizes if each >= size), sizes[-1])
    return files.url(f"{file_key}-{chosen}.{kind}")


def render(data: bytes) -> Rendered:
    """Decode by content and re-encode. Raises BadPicture for what is no picture or too large."""
    if len(data) > MOST_BYTES:
        raise _bad(_("A picture has at most %(size)s MB", size=MOST_BYTES // 1024 // 1024))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=ACCEPTED) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _bad(_("This picture has too many pixels"))
                opened.draft("RGB", (2 * SIZES[-1], 2 * SIZES[-1]))
                picture = ImageOps.exif_transpose(opened)
                clear = picture.has_transparency_data
                picture = picture.convert("RGBA" if clear else "RGB")
                width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as error:  # fmt: skip
        raise _bad(_("This file is not a picture in JPEG, PNG, WebP, GIF or AVIF format")) from error
    renditions: dict[str, bytes] = {}
    for size in reversed(sizes_of(width)):
        picture = _at_most(picture, size)
        renditions[f"{size}.webp"] = _encoded(picture, "WEBP", quality=80, method=3)
        flat = picture if picture.mode == "RGB" else _on_white(picture)
        renditions[f"{size}.jpg"] = _encoded(flat, "JPEG", quality=82, progressive=True, optimize=True)
    return Rendered(width, height, renditions)


def _at_most(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _on_white(picture: Image.Image) -> Image.Image:
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _encoded(picture: Image.Image, kind: str, **options: int | bool) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _bad(words: str) -> BadPicture:
    return BadPicture(words, fields={"picture": words})


def _keep(media_id: UUID, rendered: Rendered) -> str:
    """Write the renditions; they go away again when the unit does not commit, as orphans for the sweeper."""
    key = files.key_for("media", media_id.hex)
    for name, data in rendered.renditions.items():
        files.put(f"{key}-{name}", data)
    return key


def add_picture(product_id: UUID, data: bytes, *, alt: str = "") -> Media:
    """Put a picture behind a product's others. Raises BadPicture at `picture`."""
    count = db.session.scalar(select(func.count()).where(Media.product_id == product_id)) or 0
    if count >= MOST_PICTURES:
        raise _bad(_("A product has at most %(max)s pictures", max=MOST_PICTURES))
    rendered = render(data)
    last = db.session.scalar(select(func.max(Media.position)).where(Media.product_id == product_id)) or 0
    row = Media(id=new_id(), product_id=product_id, position=last + 1, alt=alt.strip()[: LONGEST["alt"]])
    row.file_key, row.width, row.height = _keep(row.id, rendered), rendered.width, rendered.height
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


def remove_picture(product_id: UUID, media_id: UUID) -> None:
    """Take a picture away; its files go after the commit. Raises NoSuchPicture."""
    row = _picture(product_id, media_id)
    if key := row.file_key:
        current_unit().after_commit.append(lambda: files.delete(key))
    db.session.delete(row)
    repo.flush()
    audit.record(
        "catalog.picture_removed", object_type="product", object_id=product_id, before={"media": str(row.id)}
    )
    events.record(ProductsChanged(product_ids=[str(product_id)], change="updated"))


def to_fetch(limit: int) -> list[Waiting]:
    """Claim pictures that are known by address only; a claim that led nowhere ends after ten minutes."""
    moment = clock.now()
    rows = db.session.execute(CLAIM, {"now": moment, "before": moment - RETRY_AFTER, "limit": limit})
    return [Waiting(row.id, row.source_url) for row in rows]


def keep_fetched(media_id: UUID, rendered: Rendered) -> UUID | None:
    """Keep a fetched picture; returns its product, None when it is gone meanwhile."""
    row = db.session.get(Media, media_id)
    if row is None:
        return None
    row.file_key, row.width, row.height = _keep(row.id, rendered), rendered.width, rendered.height
    row.failure = None
    repo.flush()
    events.record(ProductsChanged(product_ids=[str(row.product_id)], change="updated"))
    return row.product_id


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
