"""Category trees are arranged: listings follow, old addresses lead on, and no product is ever touched."""

from uuid import UUID

from app.core.i18n import gettext as _
from app.domains.catalog import assortments
from app.domains.catalog import service as catalog
from app.domains.catalog.errors import TreeInUse
from app.domains.catalog.models import Category
from app.domains.catalog.types import Translations
from app.domains.channels import service as channels
from app.flows import move_pages
from app.flows.refresh_listings import refresh_listings
from app.flows.refresh_pages import refresh_pages


def change_category(
    category_id: UUID,
    *,
    name: str | None = None,
    slug: str | None = None,
    description: str | None = None,
    translations: Translations | None = None,
) -> Category:
    """Rename a category or change its address (empty: from its name); searches find its products by the new name.

    The former address leads to the new one. Raises Invalid at the field, NoSuchCategory.
    """
    before = catalog.category(category_id)
    old_name, old_slug = before.name, before.slug
    row = catalog.change_category(
        category_id, name=name, slug=slug, description=description, translations=translations
    )
    move_pages.lead_on(f"/c/{old_slug}", f"/c/{row.slug}")
    refresh_pages()
    if row.name != old_name or translations is not None:
        refresh_listings(catalog.products_below(category_id))
    return row


def move_category(category_id: UUID, *, parent_id: UUID | None, index: int | None = None) -> Category:
    """Put a category elsewhere; its products are listed in what is above it then. Raises CategoryLoop."""
    before = catalog.category(category_id).parent_id
    row = catalog.move_category(category_id, parent_id=parent_id, index=index)
    refresh_pages()
    if before != parent_id:
        refresh_listings(catalog.products_below(category_id))
    return row


def delete_category(category_id: UUID) -> None:
    """Remove a category; its products stay, what was below it moves up, its address leads to what was above.

    Raises NoSuchCategory, Conflict while an assortment names it.
    """
    assortments.refuse_named(category_id=category_id)
    row = catalog.category(category_id)
    concerned = catalog.products_below(category_id)
    old, above = row.slug, catalog.category(row.parent_id).slug if row.parent_id else ""
    catalog.delete_category(category_id)
    if above:
        move_pages.lead_on(f"/c/{old}", f"/c/{above}")
    refresh_listings(concerned)


def delete_tree(tree_id: UUID) -> None:
    """Remove a tree with its categories; products stay. Raises NoSuchTree, TreeInUse while a channel shows it."""
    catalog.tree(tree_id)
    showing = [channel.name for channel in channels.channels() if channel.tree_id == tree_id]
    if showing:
        words = _("%(channels)s shows this tree: choose another for it first", channels=", ".join(showing))
        raise TreeInUse(words)
    for category_id in catalog.categories_in_tree(tree_id):
        assortments.refuse_named(category_id=category_id)
    concerned = catalog.products_in_tree(tree_id)
    catalog.delete_tree(tree_id)
    refresh_listings(concerned)


def show_tree(channel: str, tree_id: UUID | None) -> None:
    """Let a channel show a tree, None for the main menu. Raises NoSuchChannel, NoSuchTree."""
    if tree_id is not None:
        catalog.tree(tree_id)
    channels.show_tree(channel, tree_id)
    refresh_pages()
