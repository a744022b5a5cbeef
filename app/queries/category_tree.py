"""The category tree with how many products each node has."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.core.db import db
from app.domains.catalog.models import Category, ListingPlace, ProductCategory


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
    """A category as a choice."""

    id: UUID
    name: str
    depth: int


def places() -> list[Place]:
    """All categories as choices, each followed by those below it. One statement."""
    return [Place(row.id, row.name, depth) for row, depth in _walked()]


def nodes() -> list[Node]:
    """All categories, each followed by those below it. Three statements."""
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
