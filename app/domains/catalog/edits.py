"""Many values changed at once, cell by cell: checked against what the person saw, kept so as to be undone.

A cell names a product or variant, a field, what it was when it was seen and what it shall be; all JSON-native.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import delete, func, select

from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.catalog import goods, lifecycle, repo, rules
from app.domains.catalog.errors import NotApproved
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.models import BulkEdit, Category, Product, ProductCategory, Variant
from app.domains.catalog.permissions import ProductPermission
from app.domains.catalog.types import LONGEST, ProductDraft, Status, VariantDraft

PRODUCT_FIELDS = ("title", "status", "brand", "kind", "tags", "seo_title", "seo_description", "categories")
VARIANT_FIELDS = ("barcode", "weight_grams")
UNDO_FOR = timedelta(days=7)
HEAVIEST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One value to change. `kind` is product, variant or price (a variant's, kept by pricing)."""

    kind: Literal["product", "variant", "price"]
    id: UUID
    field: str
    was: Any
    now: Any

    @property
    def key(self) -> str:
        return f"{self.id}.{self.field}"

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "id": str(self.id), "field": self.field, "was": self.was, "now": self.now,
        }  # fmt: skip

    def reversed(self) -> "Cell":
        return Cell(self.kind, self.id, self.field, self.now, self.was)


def values_now(cells: Sequence[Cell]) -> dict[str, Any]:
    """What each product's or variant's cell holds now, by the cell's key; locks the products."""
    owners = _owners(cells)
    held: dict[str, Any] = {}
    places = _categories_of(list(owners))
    for cell in cells:
        if cell.kind == "product" and cell.id in owners:
            row = owners[cell.id]
            held[cell.key] = (
                places.get(row.id, []) if cell.field == "categories" else getattr(row, cell.field)
            )
    wanted = [cell for cell in cells if cell.kind == "variant"]
    rows = {row.id: row for row in _variants({cell.id for cell in wanted})}
    held |= {cell.key: getattr(rows[cell.id], cell.field) for cell in wanted if cell.id in rows}
    return held


def faults_of(cells: Sequence[Cell]) -> dict[str, str]:
    """By the cell's key what must be mended in it before it can be written."""
    faults: dict[str, str] = {}
    known = {str(category_id) for category_id in db.session.scalars(select(Category.id))}
    for cell in cells:
        if cell.kind == "product":
            fault = _product_fault(cell, known)
        elif cell.kind == "variant":
            fault = _variant_fault(cell)
        else:
            continue
        if fault:
            faults[cell.key] = fault
    publishing = [cell for cell in cells if (cell.field, cell.now) == ("status", "active")]
    return faults | _unapproved(publishing) | _in_the_shop(cells)


def _in_the_shop(cells: Sequence[Cell]) -> dict[str, str]:
    """What shoppers see at once is changed by who may publish; others' changes wait, in the editor."""
    who = current_principal()
    if who.kind != "staff" or who.may(ProductPermission.PUBLISH):
        return {}
    owners = _owners(cells)
    through = {row.id: row.product_id for row in _variants({each.id for each in cells} - owners.keys())}
    words = _("This product is in the shop. Change it in its editor, where it waits for approval")
    return {
        cell.key: words
        for cell in cells
        if (owner := owners.get(through.get(cell.id, cell.id))) and owner.status == "active"
    }


def _unapproved(cells: Sequence[Cell]) -> dict[str, str]:
    """Products that the acting person may not publish before somebody approved them."""
    try:
        lifecycle.refuse_unapproved_among([cell.id for cell in cells])
    except NotApproved as refusal:
        if len(cells) == 1:
            return {cells[0].key: refusal.message}
        half = len(cells) // 2
        return _unapproved(cells[:half]) | _unapproved(cells[half:])
    return {}


def _product_fault(cell: Cell, categories: set[str]) -> str | None:
    if cell.field not in PRODUCT_FIELDS:
        return _("This cannot be changed here")
    if cell.field == "status":
        return None if cell.now in get_args(Status) else _("Choose draft, active or archived")
    if cell.field == "categories":
        return None if set(cell.now) <= categories else _("There is no such category")
    draft = ProductDraft(**({"title": "-"} | {cell.field: cell.now}))
    return rules.checked_product(draft).get(cell.field)


def _variant_fault(cell: Cell) -> str | None:
    if cell.field == "barcode":
        if len(cell.now or "") > LONGEST["barcode"]:
            return _("Use at most %(max)s characters", max=LONGEST["barcode"])
        return goods.faults_of(VariantDraft(barcode=cell.now)).get("barcode")
    if cell.field == "weight_grams":
        fits = cell.now is None or 0 <= cell.now < HEAVIEST
        return None if fits else _("Write whole grams, such as 250")
    return _("This cannot be changed here")


def write_cells(cells: Sequence[Cell]) -> list[UUID]:
    """Write cells that were checked; one audit row a product. Returns the products, those of prices too."""
    owners = _owners(cells)
    variants = {row.id: row for row in _variants({cell.id for cell in cells if cell.kind != "product"})}
    stories: dict[UUID, tuple[dict[str, Any], dict[str, Any]]] = {}
    for cell in cells:
        owner = owners[cell.id if cell.kind == "product" else variants[cell.id].product_id]
        before, after = stories.setdefault(owner.id, ({}, {}))
        name = cell.field if cell.kind == "product" else f"{variants[cell.id].sku}.{cell.field}"
        before[name], after[name] = cell.was, cell.now
        if cell.kind == "variant":
            setattr(variants[cell.id], cell.field, cell.now)
        elif cell.field == "categories":
            _put_into(owner.id, cell.was, cell.now)
        elif cell.kind == "product":
            setattr(owner, cell.field, cell.now)
        if cell.field == "status":
            _restart(owner)
        elif owner.review and lifecycle.pending(owner.id) is None:
            lifecycle.edited(owner)
        owner.updated_at = clock.now()
    repo.flush()
    for product_id, (before, after) in stories.items():
        audit.record(
            "catalog.product_changed", object_type="product", object_id=product_id, before=before, after=after
        )
    if stories:
        events.record(ProductsChanged(product_ids=[str(each) for each in stories], change="updated"))
    return list(stories)


def _restart(row: Product) -> None:
    """A state set by hand ends review and dates that were planned."""
    row.review, row.publish_at = "", None
    if row.status != "active":
        row.retire_at = None


def _put_into(product_id: UUID, was: Iterable[str], now: Iterable[str]) -> None:
    """Change a product's categories; a new one gets it at its end."""
    before, after = {UUID(each) for each in was}, {UUID(each) for each in now}
    if gone := before - after:
        query = delete(ProductCategory).where(ProductCategory.product_id == product_id)
        db.session.execute(query.where(ProductCategory.category_id.in_(gone)))
    for category_id in sorted(after - before):
        place = repo.next_place(category_id)
        db.session.add(ProductCategory(category_id=category_id, product_id=product_id, position=place))
        db.session.flush()


def _owners(cells: Sequence[Cell]) -> dict[UUID, Product]:
    """The products of cells, locked in the order of their ids."""
    wanted = {cell.id for cell in cells if cell.kind == "product"}
    through = {cell.id for cell in cells if cell.kind != "product"}
    if through:
        wanted |= set(db.session.scalars(select(Variant.product_id).where(Variant.id.in_(through))))
    query = select(Product).where(Product.id.in_(wanted)).order_by(Product.id).with_for_update()
    return {row.id: row for row in db.session.scalars(query.execution_options(populate_existing=True))}


def _variants(variant_ids: set[UUID]) -> list[Variant]:
    return list(db.session.scalars(select(Variant).where(Variant.id.in_(variant_ids)))) if variant_ids else []


def _categories_of(product_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    query = (
        select(ProductCategory.product_id, func.array_agg(ProductCategory.category_id))
        .where(ProductCategory.product_id.in_(product_ids))
        .group_by(ProductCategory.product_id)
    )
    return {owner: sorted(map(str, found)) for owner, found in db.session.execute(query)}


def keep_edit(cells: Sequence[Cell], products: int, *, undoes: UUID | None = None) -> BulkEdit:
    """Remember what was changed, so that it can be taken back."""
    row = BulkEdit(
        id=new_id(), actor=current_principal().label, cells=[cell.as_json() for cell in cells],
        products=products, undoes=undoes,
    )  # fmt: skip
    db.session.add(row)
    repo.flush()
    return row


def edit_to_undo(edit_id: UUID) -> list[Cell]:
    """The cells that take back an edit of mine. Raises NotFound, Conflict when it was undone already."""
    row = db.session.get(BulkEdit, edit_id, with_for_update=True)
    if row is None or row.actor != current_principal().label or row.created_at < clock.now() - UNDO_FOR:
        raise NotFound(_("There is nothing to undo"))
    if row.undoes or db.session.scalar(select(BulkEdit.id).where(BulkEdit.undoes == edit_id)):
        raise Conflict(_("This was undone already"))
    return [_cell(each).reversed() for each in row.cells]


def _cell(raw: Mapping[str, Any]) -> Cell:
    return Cell(raw["kind"], UUID(raw["id"]), raw["field"], raw["was"], raw["now"])


def last_edit(edit_id: UUID | None = None) -> BulkEdit | None:
    """My last change of many (or the one named) that can still be undone."""
    undone = select(BulkEdit.undoes).where(BulkEdit.undoes.is_not(None))
    query = select(BulkEdit).where(
        BulkEdit.actor == current_principal().label, BulkEdit.undoes.is_(None), BulkEdit.id.not_in(undone),
        BulkEdit.created_at >= clock.now() - UNDO_FOR,
    )  # fmt: skip
    if edit_id is not None:
        query = query.where(BulkEdit.id == edit_id)
    return db.session.scalar(query.order_by(BulkEdit.created_at.desc()).limit(1))
