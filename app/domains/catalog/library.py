"""The media library: files taken by content, pictures rendered by workers, shown by any number of products.

A picture's original is kept where only staff get it, since cameras write places and names into it. Its renditions
lie under a name that changes with every other file, so that caches never show the former one.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import func, select, text, update

from app.core import audit, clock, events, files
from app.core.db import current_unit, db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.catalog.errors import AssetInUse, BadFile, NoSuchAsset
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.file_kinds import FileKind, film, kind_of
from app.domains.catalog.models import Asset, Media
from app.domains.catalog.renditions import Rendered
from app.domains.catalog.types import LONGEST, Unrendered

LONGEST_NAME = 200
MOST_TRIES = 3
AGAIN_AFTER = timedelta(minutes=3)
"""A claim that led nowhere ends after this: its worker died."""
CLAIM = text(
    """
    update asset set tried_at = :now, tries = tries + 1
    where id in (
        select id from asset
        where status = 'waiting' and tries < :most and (tried_at is null or tried_at < :before)
        order by id limit :limit for update skip locked)
    returning id, revision, original_key
    """
)
GIVE_UP = text(
    """
    update asset set status = 'failed', failure = :why
    where status = 'waiting' and tries >= :most and tried_at < :before
    """
)
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def asset(asset_id: UUID) -> Asset:
    """Raises NoSuchAsset."""
    found = db.session.get(Asset, asset_id)
    if found is None:
        raise NoSuchAsset(_("This file is not in the library"))
    return found


def take(data: bytes, *, name: str) -> tuple[Asset, bool]:
    """Put a file into the library; True when the same one was there already. Raises BadFile at `file`."""
    kind, digest = kind_of(data), hashlib.sha256(data).hexdigest()
    twin = db.session.scalars(
        select(Asset).where(Asset.sha256 == digest, Asset.status != "failed").limit(1)
    ).first()
    if twin is not None:
        return twin, True
    row = Asset(
        id=new_id(), kind=kind.kind, uploaded_by=current_principal().name, alts={}, revision=1, tries=0
    )
    _fill(row, data, kind, digest, name)
    db.session.add(row)
    db.session.flush()
    audit.record("catalog.asset_added", object_type="asset", object_id=row.id, after={"name": row.name})
    return row, False


def take_link(address: str, *, name: str) -> Asset:
    """Put a film on YouTube or Vimeo into the library. Raises BadFile at `link`."""
    link = film(address)
    if (twin := db.session.scalars(select(Asset).where(Asset.link == link).limit(1)).first()) is not None:
        return twin
    row = Asset(
        id=new_id(), kind="video", name=_plain(name) or link, status="ready", link=link,
        uploaded_by=current_principal().name, alts={},
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("catalog.asset_added", object_type="asset", object_id=row.id, after={"link": link})
    return row


def _fill(row: Asset, data: bytes, kind: FileKind, digest: str, name: str) -> None:
    row.name, row.mime, row.size, row.sha256 = _plain(name) or _("Picture"), kind.mime, len(data), digest
    row.failure, row.tries, row.tried_at = None, 0, None
    stem = f"{row.id.hex}v{row.revision}"
    if kind.kind == "image":
        row.width, row.height, row.status = kind.width, kind.height, "waiting"
        row.original_key = files.key_for("originals", stem)
        files.put(row.original_key, data)
        return
    row.status = "ready"
    row.file_key = files.key_for("media", stem, f"{_safe(row.name)}.{kind.suffix}")
    files.put(row.file_key, data)


def _plain(name: str) -> str:
    return _CONTROL.sub("", name).replace("\\", "/").rpartition("/")[2].strip()[:LONGEST_NAME]


def _safe(name: str) -> str:
    """The name without its ending, as addresses take it."""
    return _ODD.sub("-", name.rpartition(".")[0] or name).strip("-._")[:80] or "file"


def replace(asset_id: UUID, data: bytes, *, name: str) -> Asset:
    """Another file of the same kind in its place: everything that shows it shows the new one. Raises BadFile.

    A picture goes on showing the former file until the new one is rendered.
    """
    row, kind = asset(asset_id), kind_of(data)
    if kind.kind != row.kind or row.link:
        words = _("Choose a file of the same kind: products show it as that")
        raise BadFile(words, fields={"file": words})
    before, former = row.name, (row.original_key, None if kind.kind == "image" else row.file_key)
    row.revision += 1
    _fill(row, data, kind, hashlib.sha256(data).hexdigest(), name)
    _forget_later(*former)
    db.session.flush()
    audit.record(
        "catalog.asset_replaced", object_type="asset", object_id=row.id, before={"name": before}, after={"name": row.name}
    )  # fmt: skip
    _tell(shown_by(asset_id))
    return row


def _forget_later(*keys: str | None) -> None:
    for key in filter(None, keys):
        current_unit().after_commit.append(partial(files.delete, key))


def to_render(limit: int) -> list[Unrendered]:
    """Claim pictures whose renditions are still to be made; one that failed its workers thrice is given up."""
    moment = clock.now()
    facts = {"now": moment, "before": moment - AGAIN_AFTER, "limit": limit, "most": MOST_TRIES}
    why = {"why": _("This picture could not be prepared. Try another file.")}
    db.session.execute(GIVE_UP, facts | why)
    return [Unrendered(*row) for row in db.session.execute(CLAIM, facts)]


def keep_rendered(asset_id: UUID, revision: int, key: str, rendered: Rendered) -> list[UUID]:
    """Show the renditions kept under `key` wherever the picture is used; returns those products.

    Of a picture that went or changed meanwhile they are forgotten again.
    """
    row = db.session.get(Asset, asset_id, with_for_update=True)
    if row is None or row.revision != revision:
        _forget_later(key)
        return []
    former, row.file_key = row.file_key, key
    row.width, row.height, row.status, row.failure = rendered.width, rendered.height, "ready", None
    if former != key:
        _forget_later(former)
    db.session.execute(
        update(Media)
        .where(Media.asset_id == asset_id)
        .values(file_key=row.file_key, width=row.width, height=row.height, failure=None)
    )
    db.session.flush()
    return _tell(shown_by(asset_id))


def note_unrendered(asset_id: UUID, revision: int, why: str) -> None:
    """Say why a picture cannot be rendered; it is not tried again."""
    row = db.session.get(Asset, asset_id)
    if row is not None and row.revision == revision:
        row.status, row.failure = "failed", why[:300]
        db.session.flush()


def waiting() -> int:
    """How many pictures are still being prepared."""
    return db.session.scalar(select(func.count()).where(Asset.status == "waiting")) or 0


def describe(asset_id: UUID, alts: Mapping[str, str], *, locale: str, name: str | None = None) -> list[UUID]:
    """Say in words what a file shows, by language; products without words of their own take those of `locale`."""
    row = asset(asset_id)
    before = str(row.alts.get(locale, ""))
    said = {**row.alts, **{key: words.strip()[: LONGEST["alt"]] for key, words in alts.items()}}
    row.alts = {key: words for key, words in said.items() if words}
    if name is not None and _plain(name):
        row.name = _plain(name)
    db.session.execute(
        update(Media).where(Media.asset_id == asset_id, Media.alt.in_(("", before)))
        .values(alt=str(row.alts.get(locale, "")))
    )  # fmt: skip
    db.session.flush()
    return _tell(shown_by(asset_id))


def shown_by(asset_id: UUID) -> list[UUID]:
    """Ids of the products that show a file."""
    return list(db.session.scalars(select(Media.product_id).where(Media.asset_id == asset_id).distinct()))


def _tell(product_ids: Sequence[UUID]) -> list[UUID]:
    if product_ids:
        events.record(ProductsChanged(product_ids=[str(each) for each in product_ids], change="updated"))
    return list(product_ids)


def delete(asset_id: UUID) -> None:
    """Forget a file that nothing shows. Raises AssetInUse."""
    row = asset(asset_id)
    if shown_by(asset_id):
        raise AssetInUse(_("Products show this file. Take it away there first, or replace it."))
    _forget_later(row.original_key, row.file_key)
    db.session.delete(row)
    db.session.flush()
    audit.record("catalog.asset_deleted", object_type="asset", object_id=asset_id, before={"name": row.name})
