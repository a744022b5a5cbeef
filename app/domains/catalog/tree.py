"""Categories in their trees: names and addresses, moves without loops, places made for an import's paths."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, text, update

from app.core import audit, events
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.catalog import repo, rules, trees
from app.domains.catalog.errors import NoSuchCategory
from app.domains.catalog.events import CategoriesChanged
from app.domains.catalog.models import Category
from app.domains.catalog.translations import category_faults, tidied_category
from app.domains.catalog.types import LONGEST, Path, Translations

CHANGE_TREE = text(
    """
    with recursive below (id) as (
        select cast(:category as uuid)
        union select c.id from category c join below b on c.parent_id = b.id)
    update category set tree_id = :tree from below where category.id = below.id
    """
)


def category(category_id: UUID) -> Category:
    """Raises NoSuchCategory."""
    found = db.session.get(Category, category_id)
    if found is None:
        raise NoSuchCategory(_("There is no such category"))
    return found


def paths(*, main: bool = False) -> dict[UUID, Path]:
    """The names from the root down to each category; with `main` only those of the main menu."""
    known = {row.id: row for row in repo.categories() if not main or row.tree_id is None}

    def path(row: Category) -> Path:
        above = known.get(row.parent_id) if row.parent_id else None
        return (*path(above), row.name) if above else (row.name,)

    return {row.id: path(row) for row in known.values()}


def ensure(wanted: Iterable[Path]) -> dict[Path, UUID]:
    """The main menu's category at each path, made where there is none (letters' case does not count)."""
    missing = list(dict.fromkeys(wanted))
    if not missing:
        return {}
    places = {
        tuple(name.casefold() for name in path): category_id for category_id, path in paths(main=True).items()
    }
    slugs = set(db.session.scalars(select(Category.slug)))
    made = []
    for path in missing:
        parent: UUID | None = None
        for depth in range(1, len(path) + 1):
            place = tuple(name.casefold() for name in path[:depth])
            if place not in places:
                row = Category(
                    id=new_id(), parent_id=parent, name=path[depth - 1], slug=_free_slug(path[:depth], slugs),
                    position=len(places) + 1,
                )  # fmt: skip
                db.session.add(row)
                db.session.flush()
                places[place] = row.id
                made.append(str(row.id))
            parent = places[place]
    if made:
        events.record(CategoriesChanged(category_ids=made))
    return {path: places[tuple(name.casefold() for name in path)] for path in missing}


def _free_slug(path: Path, taken: set[str]) -> str:
    """The name's address; a name that stands elsewhere too takes its parent's along, then a mark."""
    wanted, marked = rules.slugs_for(path[-1], "/".join(path))
    longer = rules.slugs_for(" ".join(path), "/".join(path))[0]
    slug = next((slug for slug in (wanted, longer, marked) if slug not in taken), marked)
    taken.add(slug)
    return slug


def create(
    *,
    name: str,
    parent_id: UUID | None = None,
    tree_id: UUID | None = None,
    slug: str = "",
    description: str = "",
) -> Category:
    """Add a category at the end of its parent, or of a tree's top. Raises Invalid at the field, NoSuchCategory.

    The parent says which tree; raises NoSuchTree for a tree that there is not.
    """
    name = _checked_name(name)
    if parent_id is not None:
        tree_id = category(parent_id).tree_id
    elif tree_id is not None:
        trees.tree(tree_id)
    siblings = [row for row in repo.categories() if (row.parent_id, row.tree_id) == (parent_id, tree_id)]
    taken = set(db.session.scalars(select(Category.slug)))
    row = Category(
        id=new_id(),
        name=name,
        parent_id=parent_id,
        tree_id=tree_id,
        slug=_checked_slug(slug, taken) if slug else _free_slug((name,), taken),
        description=rules.safe_html(description),
        position=max((sibling.position for sibling in siblings), default=0) + 1,
    )
    db.session.add(row)
    repo.flush()
    audit.record("catalog.category_created", object_type="category", object_id=row.id, after={"name": name})
    events.record(CategoriesChanged(category_ids=[str(row.id)]))
    return row


def change(
    category_id: UUID,
    *,
    name: str | None = None,
    slug: str | None = None,
    description: str | None = None,
    translations: Translations | None = None,
) -> Category:
    """Rename a category, change its address or its texts; an empty `slug` makes one from the name.

    Raises Invalid at the field, NoSuchCategory.
    """
    row = category(category_id)
    before = {"name": row.name, "slug": row.slug}
    if name is not None:
        row.name = _checked_name(name)
    if slug is not None and slug != row.slug:
        taken = set(db.session.scalars(select(Category.slug))) - {row.slug}
        row.slug = _checked_slug(slug, taken) if slug else _free_slug((row.name,), taken)
    if description is not None:
        row.description = rules.safe_html(description)
    if translations is not None:
        rules.refuse(category_faults(translations))
        row.translations = tidied_category(translations)
    repo.flush()
    after = {"name": row.name, "slug": row.slug}
    audit.record(
        "catalog.category_changed", object_type="category", object_id=row.id, before=before, after=after
    )
    events.record(CategoriesChanged(category_ids=[str(row.id)]))
    return row


def move(category_id: UUID, *, parent_id: UUID | None, index: int | None = None) -> Category:
    """Put a category below another, of another tree too (None: the top), at a place among its siblings.

    Raises CategoryLoop, NoSuchCategory.
    """
    trees.lock()
    row = category(category_id)
    tree_id = row.tree_id if parent_id is None else category(parent_id).tree_id
    everything = repo.categories()
    rules.refuse_loop({other.id: other.parent_id for other in everything}, category_id, parent_id)
    if tree_id != row.tree_id:
        db.session.execute(CHANGE_TREE, {"category": category_id, "tree": tree_id})
        db.session.refresh(row)
    siblings = [
        other
        for other in everything
        if (other.parent_id, other.tree_id) == (parent_id, tree_id) and other.id != category_id
    ]
    place = len(siblings) if index is None else max(0, min(index, len(siblings)))
    siblings.insert(place, row)
    row.parent_id = parent_id
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position
    repo.flush()
    audit.record(
        "catalog.category_moved", object_type="category", object_id=row.id, after={"parent": str(parent_id)}
    )
    events.record(CategoriesChanged(category_ids=[str(row.id)]))
    return row


def delete(category_id: UUID) -> None:
    """Remove a category; what stood below it moves up to its parent, products stay. Raises NoSuchCategory."""
    row = category(category_id)
    db.session.execute(
        update(Category).where(Category.parent_id == category_id).values(parent_id=row.parent_id)
    )
    db.session.delete(row)
    repo.flush()
    audit.record(
        "catalog.category_deleted", object_type="category", object_id=row.id, before={"name": row.name}
    )
    events.record(CategoriesChanged(category_ids=[str(row.id)]))


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    faults = {}
    if not name:
        faults["name"] = _("A category needs a name")
    elif len(name) > LONGEST["categories"]:
        faults["name"] = _("Use at most %(max)s characters", max=LONGEST["categories"])
    rules.refuse(faults)
    return name


def _checked_slug(slug: str, taken: set[str]) -> str:
    plain = rules.slugify(slug)
    if not plain:
        rules.refuse({"slug": _("Use letters and digits")})
    if plain in taken:
        rules.refuse({"slug": _("Another category has this address already")})
    return plain
