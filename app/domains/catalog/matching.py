"""Files of the library find their products by name: `SKU.jpg`, `SKU_2.jpg`, `product-address-3.png`.

A preview reads what would go where; a run puts it there in small batches. A batch is one transaction that holds its
run's row, so a killed worker leaves whole batches only, and the next one goes on where it ended.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, func, select

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.catalog.errors import BadPicture
from app.domains.catalog.models import Asset, MatchRun, Media, Product, Variant
from app.domains.catalog.pictures import attach

MOST = 1000
BATCH = 20
_NUMBERED = re.compile(r"(.+?)(?:[_\-. ]+|\s*\()(\d{1,3})\)?")


@dataclass(frozen=True, slots=True)
class Fit:
    """Where a file goes: a product, perhaps one of its variants, and its place among the others."""

    asset: Asset
    product_id: UUID
    title: str
    variant_id: UUID | None
    sku: str | None
    place: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """A file without a product, and why if its name is not the reason."""

    asset: Asset
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fits:
    fits: Sequence[Fit]
    misfits: Sequence[Misfit]


def readings(name: str) -> list[tuple[str, int]]:
    """What a file name may mean, likeliest first: the whole of it, or all but a number that says the place."""
    stem = (name.rpartition(".")[0] or name).strip().lower()
    found = [(stem, 0)]
    if numbered := _NUMBERED.fullmatch(stem):
        found.append((numbered[1], int(numbered[2])))
    return found


def fit(asset_ids: Sequence[UUID] | None = None) -> Fits:
    """Which products the files mean that nothing shows yet: all, or these. Three statements for any number."""
    used = select(Media.id).where(Media.asset_id == Asset.id).exists()
    query = select(Asset).where(~used, Asset.status != "failed").order_by(Asset.id.desc()).limit(MOST)
    if asset_ids is not None:
        query = query.where(Asset.id.in_(asset_ids))
    rows = list(db.session.scalars(query))
    by_sku, by_slug = _known({word for row in rows for word, _place in readings(row.name)})
    fits: list[Fit] = []
    misfits: list[Misfit] = []
    for row in rows:
        found = _fit(row, by_sku, by_slug)
        if isinstance(found, Fit):
            fits.append(found)
        else:
            misfits.append(found)
    fits.sort(
        key=lambda each: (each.title, str(each.product_id), each.sku or "", each.place, each.asset.name)
    )
    misfits.sort(key=lambda each: each.asset.name)
    return Fits(fits, misfits)


Known = dict[str, list[tuple[UUID, str, UUID | None, str | None]]]


def _known(words: set[str]) -> tuple[Known, Known]:
    given = bindparam(None, sorted(words), type_=ARRAY(Text))
    by_sku: Known = {}
    variants = (
        select(Variant.sku, Variant.id, Product.id, Product.title)
        .join(Product, Product.id == Variant.product_id)
        .where(func.lower(Variant.sku) == any_(given))
    )
    for sku, variant_id, product_id, title in db.session.execute(variants):
        by_sku.setdefault(sku.lower(), []).append((product_id, title, variant_id, sku))
    by_slug: Known = {}
    products = select(Product.slug, Product.id, Product.title).where(func.lower(Product.slug) == any_(given))
    for slug, product_id, title in db.session.execute(products):
        by_slug.setdefault(slug.lower(), []).append((product_id, title, None, None))
    return by_sku, by_slug


def _fit(row: Asset, by_sku: Known, by_slug: Known) -> Fit | Misfit:
    for word, place in readings(row.name):
        found = by_sku.get(word) or by_slug.get(word) or []
        if len({product_id for product_id, *_rest in found}) > 1:
            return Misfit(row, _("More than one product fits"))
        if found:
            product_id, title, variant_id, sku = found[0]
            return Fit(row, product_id, title, variant_id, sku, place)
    return Misfit(row)


def start(asset_ids: Sequence[UUID]) -> MatchRun:
    """Open a run for the files of these that still fit; workers do it. Raises Conflict when none does."""
    fits = fit(asset_ids).fits
    if not fits:
        raise Conflict(_("Nothing here has a product"), code="catalog.nothing_to_match")
    moment = clock.now()
    row = MatchRun(
        id=new_id(), asset_ids=[each.asset.id for each in fits], status="running", done=0, placed=0, problems=[],
        actor_name=current_principal().name, created_at=moment, changed_at=moment,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "catalog.files_matched", object_type="match_run", object_id=row.id, after={"files": len(fits)}
    )
    return row


def match_run(run_id: UUID) -> MatchRun:
    """Raises NotFound."""
    row = db.session.get(MatchRun, run_id)
    if row is None:
        raise NotFound(_("There is no such matching"))
    return row


def step() -> list[UUID] | None:
    """Put the next files of the oldest run in place; returns products that changed, None when no run is left."""
    row = db.session.scalars(
        select(MatchRun)
        .where(MatchRun.status == "running")
        .order_by(MatchRun.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    next_ids = row.asset_ids[row.done : row.done + BATCH]
    order = {asset_id: index for index, asset_id in enumerate(next_ids)}
    fits = sorted(fit(next_ids).fits, key=lambda each: order[each.asset.id])
    problems = [words for each in fits if (words := _put(each))]
    row.done, row.placed = row.done + len(next_ids), row.placed + len(fits) - len(problems)
    row.problems, row.changed_at = [*row.problems, *problems], clock.now()
    if row.done >= len(row.asset_ids):
        row.status = "done"
    db.session.flush()
    return sorted({each.product_id for each in fits})


def _put(each: Fit) -> str | None:
    """Attach a file; the first one named after a variant stands for it. Returns what is in the way."""
    try:
        shown = attach(each.product_id, each.asset)
    except BadPicture as error:
        return f"{each.asset.name}: {error.message}"
    if each.variant_id is not None and each.place <= 1 and each.asset.kind == "image":
        variant = db.session.get(Variant, each.variant_id)
        if variant is not None:
            variant.media_id = shown.id
            db.session.flush()
    return None
