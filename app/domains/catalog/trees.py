"""The trees themselves: the main menu, which always is there, and others over the same products."""

from uuid import UUID

from sqlalchemy import delete, select, text

from app.core import audit, events
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.catalog import repo, rules
from app.domains.catalog.errors import NoSuchTree
from app.domains.catalog.events import CategoriesChanged
from app.domains.catalog.models import Category, CategoryTree
from app.domains.catalog.types import LONGEST

LOCK = text("select pg_advisory_xact_lock(hashtext('catalog.trees'), hashtext(current_schema()))")


def lock() -> None:
    """Wait for others who move categories: two moves, each right alone, could make a loop together."""
    db.session.execute(LOCK)


def trees() -> list[CategoryTree]:
    """Every tree but the main menu, by name."""
    return list(db.session.scalars(select(CategoryTree).order_by(CategoryTree.name)))


def tree(tree_id: UUID) -> CategoryTree:
    """Raises NoSuchTree."""
    found = db.session.get(CategoryTree, tree_id)
    if found is None:
        raise NoSuchTree(_("There is no such tree"))
    return found


def create_tree(name: str) -> CategoryTree:
    """Begin another tree. Raises Invalid at `name`."""
    row = CategoryTree(id=new_id(), name=_checked(name))
    db.session.add(row)
    repo.flush()
    audit.record(
        "catalog.tree_created", object_type="category_tree", object_id=row.id, after={"name": row.name}
    )
    return row


def rename_tree(tree_id: UUID, name: str) -> CategoryTree:
    """Raises NoSuchTree, Invalid at `name`."""
    row = tree(tree_id)
    before, row.name = row.name, _checked(name, tree_id)
    repo.flush()
    audit.record(
        "catalog.tree_renamed", object_type="category_tree", object_id=row.id, before={"name": before},
        after={"name": row.name},
    )  # fmt: skip
    return row


def delete_tree(tree_id: UUID) -> None:
    """Remove a tree with its categories; no product goes with it. Raises NoSuchTree."""
    row = tree(tree_id)
    gone = [str(each) for each in db.session.scalars(select(Category.id).where(Category.tree_id == tree_id))]
    db.session.execute(delete(CategoryTree).where(CategoryTree.id == tree_id))
    audit.record(
        "catalog.tree_deleted", object_type="category_tree", object_id=tree_id,
        before={"name": row.name, "categories": len(gone)},
    )  # fmt: skip
    events.record(CategoriesChanged(category_ids=gone))


def _checked(name: str, own: UUID | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        rules.refuse({"name": _("A tree needs a name")})
    if len(name) > LONGEST["categories"]:
        rules.refuse({"name": _("Use at most %(max)s characters", max=LONGEST["categories"])})
    if any(each.name.casefold() == name.casefold() and each.id != own for each in trees()):
        rules.refuse({"name": _("Another tree has this name already")})
    return name
