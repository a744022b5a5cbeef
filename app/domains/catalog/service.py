"""The door of the catalogue: products, categories, pictures, files of products. Nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.catalog import (
    attributes,
    downloads,
    goods,
    history,
    licence_files,
    licences,
    links,
    personal,
    repo,
    safety,
    translations,
)
from app.domains.catalog.bundles import bundles_with, compose, parts_of, refuse_needed
from app.domains.catalog.edits import edit_to_undo, keep_edit, last_edit, values_now, write_cells
from app.domains.catalog.edits import faults_of as cell_faults
from app.domains.catalog.lifecycle import (
    SHARED_DAYS,
    approve,
    drop_pending,
    due_to_publish,
    due_to_retire,
    forget_pending,
    keep_pending,
    pending,
    plan,
    refuse_unapproved,
    refuse_unapproved_among,
    send_back,
    share,
    shared,
    stage,
    submit,
    unshare,
)
from app.domains.catalog.loading import forms_of, load, remember
from app.domains.catalog.models import Media
from app.domains.catalog.pictures import (
    add_picture,
    address,
    attach,
    describe_picture,
    keep_fetched,
    note_failure,
    order_pictures,
    picture_for_variants,
    remove_picture,
    srcset,
    to_fetch,
    turn_pictures,
)
from app.domains.catalog.pictures import render as render_picture
from app.domains.catalog.planning import Plan, read_ahead
from app.domains.catalog.products import (
    check_product,
    create_product,
    delete_product,
    find_variant,
    product,
    product_of,
    refuse_incomplete,
    refuse_stale,
    set_categories,
    set_status,
    update_product,
    variants,
)
from app.domains.catalog.repo import search_language
from app.domains.catalog.rules import differences, plain_text, safe_html
from app.domains.catalog.runs import (
    choose_columns,
    come_to,
    finish,
    is_stuck,
    keep_file,
    left_behind,
    remembered_columns,
    start_loading,
    take_up,
)
from app.domains.catalog.runs import recent as recent_imports
from app.domains.catalog.runs import run as import_run
from app.domains.catalog.strategies.cells import decimal_of
from app.domains.catalog.strategies.galleria_rows import csv_lines
from app.domains.catalog.strategies.galleria_rows import table as galleria_table
from app.domains.catalog.strategies.galleria_xml import lines as xml_lines
from app.domains.catalog.strategies.google_feed import rss_lines
from app.domains.catalog.strategies.headers import Columns
from app.domains.catalog.strategies.registry import AUTO, FORMATS, columns_of, detect, recognised, targets_of
from app.domains.catalog.strategies.shopify_rows import table as shopify_table
from app.domains.catalog.strategies.tables import Table, header_of, read_table
from app.domains.catalog.strategies.workbooks import write as write_workbook
from app.domains.catalog.tree import category, paths
from app.domains.catalog.tree import change as change_category
from app.domains.catalog.tree import create as create_category
from app.domains.catalog.tree import delete as delete_category
from app.domains.catalog.tree import move as move_category
from app.domains.catalog.trees import create_tree, delete_tree, rename_tree, tree, trees
from app.domains.catalog.types import ParsedFile


def parse(
    data: BinaryIO,
    *,
    format: str,  # noqa: A002 - the contract's word
    currency: str,
    chosen: Mapping[str, str] | None = None,
) -> ParsedFile:
    """Read a file in one of FORMATS; `chosen` says what columns are, by the file's names.

    Raises Invalid for a format that there is not.
    """
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise Invalid(
            _("There is no such format"), fields={"format": _("Choose one of: %(known)s", known=known)}
        )
    return FORMATS[format].read(data, currency, chosen)


def write_listings(product_ids: Sequence[UUID], facts: Iterable[Mapping[str, Any]]) -> None:
    """Rewrite what lists and searches read; `facts`: variant_id, amount, compare_at, stock (0 out, 2 in)."""
    repo.write_listings(product_ids, facts, locale=current_tenant().locale)


def write_prices_abroad(product_ids: Sequence[UUID], prices: Iterable[Mapping[str, Any]]) -> None:
    """Rewrite what products cost in other currencies: product_id, currency, price_min, price_max, compare_at."""
    repo.write_prices_abroad(product_ids, prices)


def write_offers(product_ids: Sequence[UUID], offers: Iterable[Mapping[str, Any]]) -> None:
    """Rewrite what price lists make products cost: rows of ListingOffer, times in ISO 8601."""
    repo.write_offers(product_ids, offers)


def write_own_prices(
    product_ids: Sequence[UUID], prices: Iterable[Mapping[str, Any]], *, only: Sequence[str] | None = None
) -> None:
    """Rewrite what products cost buyers with prices of their own: rows of ListingOwn; `only` of these audiences."""
    repo.write_own_prices(product_ids, prices, only)


def lock_listings(product_ids: Sequence[UUID]) -> None:
    """Wait for others who rewrite these listings."""
    repo.lock_listings(product_ids)


def pictures(product_id: UUID) -> list[Media]:
    """A product's pictures in their order."""
    return repo.pictures_of(product_id)


def categories_of(product_id: UUID) -> list[UUID]:
    """Ids of the categories a product was put in."""
    return repo.categories_of(product_id)


def product_ids(after: UUID, limit: int, *, status: str = "", category: UUID | None = None) -> list[UUID]:
    """Ids of products in the order they were made, those behind `after`; of a status and category where said."""
    return repo.product_ids(after, limit, status=status, category=category)


def one_import_at_a_time() -> None:
    """Wait for another import's chunk to end; held until this unit ends."""
    repo.lock_imports()


def products_below(category_id: UUID) -> list[UUID]:
    """Ids of the products in a category and in those below it."""
    return repo.products_below(category_id)


def categories_in_tree(tree_id: UUID) -> list[UUID]:
    """Ids of the categories of a tree."""
    return [row.id for row in repo.categories() if row.tree_id == tree_id]


def products_in_tree(tree_id: UUID) -> list[UUID]:
    """Ids of the products in any category of a tree."""
    return repo.products_in_tree(tree_id)


__all__ = [
    "AUTO",
    "FORMATS",
    "SHARED_DAYS",
    "Columns",
    "Plan",
    "Table",
    "add_picture",
    "address",
    "approve",
    "attach",
    "attributes",
    "bundles_with",
    "categories_in_tree",
    "categories_of",
    "category",
    "cell_faults",
    "change_category",
    "check_product",
    "choose_columns",
    "columns_of",
    "come_to",
    "compose",
    "create_category",
    "create_product",
    "create_tree",
    "csv_lines",
    "decimal_of",
    "delete_category",
    "delete_product",
    "delete_tree",
    "describe_picture",
    "detect",
    "differences",
    "downloads",
    "drop_pending",
    "due_to_publish",
    "due_to_retire",
    "edit_to_undo",
    "find_variant",
    "finish",
    "forget_pending",
    "forms_of",
    "galleria_table",
    "goods",
    "header_of",
    "history",
    "import_run",
    "is_stuck",
    "keep_edit",
    "keep_fetched",
    "keep_file",
    "keep_pending",
    "last_edit",
    "left_behind",
    "licence_files",
    "licences",
    "links",
    "load",
    "lock_listings",
    "move_category",
    "note_failure",
    "one_import_at_a_time",
    "order_pictures",
    "parse",
    "parts_of",
    "paths",
    "pending",
    "personal",
    "picture_for_variants",
    "pictures",
    "plain_text",
    "plan",
    "product",
    "product_ids",
    "product_of",
    "products_below",
    "products_in_tree",
    "read_ahead",
    "read_table",
    "recent_imports",
    "recognised",
    "refuse_incomplete",
    "refuse_needed",
    "refuse_stale",
    "refuse_unapproved",
    "refuse_unapproved_among",
    "remember",
    "remembered_columns",
    "remove_picture",
    "rename_tree",
    "render_picture",
    "rss_lines",
    "safe_html",
    "safety",
    "search_language",
    "send_back",
    "set_categories",
    "set_status",
    "share",
    "shared",
    "shopify_table",
    "srcset",
    "stage",
    "start_loading",
    "submit",
    "take_up",
    "targets_of",
    "to_fetch",
    "translations",
    "tree",
    "trees",
    "turn_pictures",
    "unshare",
    "update_product",
    "values_now",
    "variants",
    "write_cells",
    "write_listings",
    "write_offers",
    "write_own_prices",
    "write_prices_abroad",
    "write_workbook",
    "xml_lines",
]  # fmt: skip
