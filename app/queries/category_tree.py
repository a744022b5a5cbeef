"""The category trees with how many products each node has."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.core.channel import current_channel
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.catalog.models import Category, CategoryTree, ListingPlace, ProductCategory
from app.domains.channels.models import Channel


@dataclass(frozen=True, slots=True)
class Node:
    """A category at its depth; `products` are on sale in it and below it, `own` were put into it."""

    row: Category
    depth: int
    products: int
    own: int

    @property
    def id(self) -> UUID:
        return self.row.id


@dataclass(frozen=True, slots=True)
class Place:
    """A category as a choice; `tree` is the name of its tree, empty in the main menu."""

    id: UUID
    name: str
    depth: int
    tree: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree, its number of categories and the names of the channels that show it; the main menu has no id."""

    id: UUID | None
    name: str
    categories: int
    channels: tuple[str, ...]


def places() -> list[Place]:
    """All categories as choices, the main menu's first, each followed by those below it. Two statements."""
    names = {row.id: row.name for row in db.session.scalars(select(CategoryTree))}
    rows = [
        Place(row.id, row.name, depth, names[row.tree_id] if row.tree_id else "") for row, depth in _walked()
    ]
    return sorted(rows, key=lambda place: place.tree)


def nodes() -> list[Node]:
    """All categories of all trees, each followed by those below it. Three statements."""
    listed = dict(
        db.session.execute(
            select(ListingPlace.category_id, func.count()).group_by(ListingPlace.category_id)
        ).all()
    )
    own = dict(
        db.session.execute(
            select(ProductCategory.category_id, func.count()).group_by(ProductCategory.category_id)
        ).all()
    )
    return [Node(row, depth, listed.get(row.id, 0), own.get(row.id, 0)) for row, depth in _walked()]


def nodes_of(tree_id: UUID | None) -> list[Node]:
    """The categories of one tree, None for the main menu."""
    return [node for node in nodes() if node.row.tree_id == tree_id]


def shown_nodes() -> list[Node]:
    """The categories that the channel in use shows."""
    shown = select(Channel.tree_id).where(Channel.code == current_channel())
    return nodes_of(db.session.scalar(shown))


def trees() -> list[Tree]:
    """The main menu and then every other tree by name. Three statements."""
    numbers = dict(
        db.session.execute(select(Category.tree_id, func.count()).group_by(Category.tree_id)).all()
    )
    shown: dict[UUID | None, list[str]] = {}
    for name, tree_id in db.session.execute(select(Channel.name, Channel.tree_id).order_by(Channel.name)):
        shown.setdefault(tree_id, []).append(name)
    rows: list[tuple[UUID | None, str]] = [(None, _("Main menu"))]
    rows += [
        (row.id, row.name) for row in db.session.scalars(select(CategoryTree).order_by(CategoryTree.name))
    ]
    return [Tree(id_, name, numbers.get(id_, 0), tuple(shown.get(id_, ()))) for id_, name in rows]


def tree(tree_id: UUID | None) -> Tree:
    """Raises NotFound."""
    for each in trees():
        if each.id == tree_id:
            return each
    raise NotFound(_("There is no such tree"), code="catalog.tree_not_found")


def _walked() -> list[tuple[Category, int]]:
    below: dict[UUID | None, list[Category]] = {}
    for row in db.session.scalars(select(Category).order_by(Category.position, Category.name, Category.id)):
        below.setdefault(row.parent_id, []).append(row)
    found: list[tuple[Category, int]] = []

    def walk(parent: UUID | None, depth: int) -> None:
        for row in below.get(parent, ()):
            found.append((row, depth))
            walk(row.id, depth + 1)

    walk(None, 0)
    return found
