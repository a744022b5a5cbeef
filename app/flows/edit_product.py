"""Editing products by hand or by program: facts, variants, prices, opening stock and listings in one go."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

from app.core import jobs
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import LARGEST_AMOUNT
from app.core.tenancy import current_tenant
from app.domains.catalog import library
from app.domains.catalog import service as catalog
from app.domains.catalog.errors import NoSuchVariant
from app.domains.catalog.models import Media, Product, Variant
from app.domains.catalog.types import ProductDraft, Status
from app.domains.inventory import service as inventory
from app.domains.pricing import service as pricing
from app.domains.pricing.types import Price
from app.flows import guard_margin, move_pages, product_history
from app.flows.keep_media import RENDER_JOB
from app.flows.opening_stock import open_stock
from app.flows.product_content import Content, VariantInput, draft_of, inputs_of
from app.flows.refresh_listings import refresh_listings
from app.flows.say_pictures import refuse_wordless
from app.flows.within_plan import within_plan
from app.queries import product_editor


@within_plan("products", "skus")
def create_product(
    draft: ProductDraft,
    variants: Sequence[VariantInput],
    *,
    category_ids: Sequence[UUID] = (),
    unpriced: bool = False,
) -> Product:
    """Make a product that can be sold; `unpriced`: a draft whose prices come later.

    Raises Invalid naming fields (`variants.0.price`).
    """
    _check_prices(variants, known={}, unpriced=unpriced)
    product = catalog.create_product(draft, [variant.draft for variant in variants])
    catalog.set_categories(product.id, category_ids)
    _price_and_stock(product.id, variants, before={})
    product_history.note(product, "created")
    refresh_listings([product.id])
    return product


@within_plan("products", "skus")
def update_product(
    product_id: UUID,
    draft: ProductDraft,
    variants: Sequence[VariantInput] | None = None,
    *,
    category_ids: Sequence[UUID] | None = None,
    expected_version: int | None = None,
    act: str = "saved",
    unpriced: bool = False,
) -> Product:
    """Change a product; without `variants` or `category_ids` these stay. Raises StaleProduct, Invalid.

    Changes that wait to be published stay as they are. `act` is what the history says of it; `unpriced` lets a
    draft lack prices for now.
    """
    product_history.note_unseen(catalog.product(product_id))
    if draft.status == "active" and catalog.product(product_id).status != "active":
        refuse_wordless([product_id])
    before = {variant.id: variant.sku for variant in catalog.variants(product_id)}
    if variants is not None:
        known = pricing.base_prices(before, current_tenant().currency)
        _check_prices(variants, known=known, unpriced=unpriced)
        catalog.refuse_needed(before.keys() - {variant.id for variant in variants})
    drafts = None if variants is None else [variant.draft for variant in variants]
    address = f"/p/{catalog.product(product_id).slug}"
    product = catalog.update_product(product_id, draft, drafts, expected_version=expected_version)
    move_pages.lead_on(address, f"/p/{product.slug}")
    if category_ids is not None:
        catalog.set_categories(product_id, category_ids)
    if variants is not None:
        _price_and_stock(product_id, variants, before=before)
    product_history.note(product, act)
    refresh_listings([product_id])
    return product


def check(product_id: UUID, wanted: Content) -> ProductDraft:
    """The draft in its normal form. Raises Invalid as `update_product` would; changes nothing."""
    before = {variant.id: variant.sku for variant in catalog.variants(product_id)}
    _check_prices(wanted.variants, known=pricing.base_prices(before, current_tenant().currency))
    return catalog.check_product(product_id, wanted.draft, [variant.draft for variant in wanted.variants])


def add_variant(product_id: UUID, variant: VariantInput) -> Variant:
    """Put one more variant behind the others. Raises Invalid naming fields."""
    product = catalog.product(product_id)
    there = inputs_of(product_id)
    with _fields_of(len(there)):
        update_product(product_id, draft_of(product), [*there, variant])
    known = {each.id for each in there}
    return next(row for row in catalog.variants(product_id) if row.id not in known)


def change_variant(product_id: UUID, variant: VariantInput) -> Variant:
    """Change the variant that `variant.id` names. Raises NoSuchVariant, Invalid naming fields."""
    product = catalog.product(product_id)
    there = inputs_of(product_id)
    place = _place(there, variant.id)
    there[place] = variant
    with _fields_of(place):
        update_product(product_id, draft_of(product), there)
    return next(row for row in catalog.variants(product_id) if row.id == variant.id)


def remove_variant(product_id: UUID, variant_id: UUID) -> None:
    """Take a variant away; one that was sold is switched off. Raises NoSuchVariant, Invalid for the last."""
    product = catalog.product(product_id)
    there = inputs_of(product_id)
    place = _place(there, variant_id)
    if product_editor.was_sold(variant_ids=[variant_id]):
        there[place] = replace(there[place], active=False)
    else:
        del there[place]
    update_product(product_id, draft_of(product), there)


def _place(there: Sequence[VariantInput], variant_id: UUID | None) -> int:
    for index, variant in enumerate(there):
        if variant.id == variant_id:
            return index
    raise NoSuchVariant(_("There is no such variant"))


class _fields_of:  # noqa: N801 - reads as a statement
    """Refusals about `variants.<place>.x` become refusals about `x`: the caller sent one variant."""

    def __init__(self, place: int) -> None:
        self.prefix = f"variants.{place}."

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Invalid):
            error.fields = {name.removeprefix(self.prefix): words for name, words in error.fields.items()}


@within_plan("products", "skus")
def set_status(product_ids: Sequence[UUID], status: Status) -> list[UUID]:
    """Publish, draft or archive products; returns those that changed. Raises NotApproved, PicturesWithoutWords."""
    if status == "active":
        catalog.refuse_unapproved_among(product_ids)
        refuse_wordless(product_ids)
    changed = catalog.set_status(product_ids, status)
    refresh_listings(changed)
    return changed


def retire_product(product_id: UUID) -> Literal["deleted", "archived"]:
    """Remove a product that was never sold, archive one that was. Raises NoSuchProduct, PartOfBundle."""
    if product_editor.was_sold(product_id=product_id):
        set_status([product_id], "archived")
        return "archived"
    catalog.refuse_needed([variant.id for variant in catalog.variants(product_id)])
    for picture in catalog.pictures(product_id):
        catalog.remove_picture(product_id, picture.id)
    catalog.delete_product(product_id)
    return "deleted"


def add_picture(product_id: UUID, data: bytes, *, name: str = "", alt: str = "") -> Media:
    """Put a picture behind a product's others; workers prepare it. Raises BadPicture."""
    catalog.product(product_id)
    picture = catalog.add_picture(product_id, data, name=name, alt=alt)
    if picture.file_key is None:
        jobs.enqueue(RENDER_JOB)
    refresh_listings([product_id])
    return picture


def order_pictures(product_id: UUID, media_ids: Sequence[UUID]) -> None:
    """Show pictures in this order."""
    catalog.product(product_id)
    catalog.order_pictures(product_id, media_ids)
    refresh_listings([product_id])


def describe_picture(product_id: UUID, media_id: UUID, alt: str) -> None:
    """Say in words what a picture shows."""
    catalog.describe_picture(product_id, media_id, alt)
    refresh_listings([product_id])


def turn_pictures(product_id: UUID, media_id: UUID, turning: bool, *, onwards: bool = False) -> None:
    """Let a picture, or all from it on, be frames of the turning view or not. Raises NoSuchPicture."""
    catalog.turn_pictures(product_id, media_id, turning, onwards=onwards)
    refresh_listings([product_id])


def picture_for_variants(product_id: UUID, media_id: UUID, variant_ids: Sequence[UUID]) -> None:
    """Let a picture stand for these variants of its product, and for no other. Raises NoSuchPicture."""
    catalog.picture_for_variants(product_id, media_id, variant_ids)
    refresh_listings([product_id])


def remove_picture(product_id: UUID, media_id: UUID, *, forget: bool = False) -> None:
    """Take a picture away; with `forget` its file leaves the library too, unless another product shows it."""
    asset_id = catalog.remove_picture(product_id, media_id)
    if forget and asset_id is not None and not library.shown_by(asset_id):
        library.delete(asset_id)
    refresh_listings([product_id])


def _check_prices(
    variants: Sequence[VariantInput], known: dict[UUID, Price], *, unpriced: bool = False
) -> None:
    faults: dict[str, str] = {}
    for index, variant in enumerate(variants):
        price = variant.price
        if price is None and variant.id is not None and variant.id in known:
            price = known[variant.id].amount
        if price is None and unpriced:
            continue
        if price is None:
            faults[f"variants.{index}.price"] = _("A variant needs a price")
        elif not 0 <= price <= LARGEST_AMOUNT:
            faults[f"variants.{index}.price"] = _("A price is not below 0")
        elif variant.compare_at is not None and not price < variant.compare_at <= LARGEST_AMOUNT:
            faults[f"variants.{index}.compare_at"] = _("The former price must be above the price")
        if variant.cost is not None and not 0 <= variant.cost <= LARGEST_AMOUNT:
            faults[f"variants.{index}.cost"] = _("A cost is not below 0")
        if variant.quantity is not None and variant.quantity < 0:
            faults[f"variants.{index}.quantity"] = _("Enter 0 or more")
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)


def _price_and_stock(product_id: UUID, inputs: Sequence[VariantInput], before: dict[UUID, str]) -> None:
    """Prices of all, stock items of new ones and of those whose rules were given, SKUs followed."""
    currency = current_tenant().currency
    rows = catalog.variants(product_id)
    pairs = list(zip(rows, inputs, strict=True))
    guard_margin.set_base_prices(
        Price(row.id, currency, given.price, compare_at=given.compare_at, cost=given.cost)
        for row, given in pairs
        if given.price is not None
    )
    for row in rows:
        if before.get(row.id, row.sku) != row.sku:
            inventory.rename_item(before[row.id], row.sku)
    counted = not catalog.product(product_id).digital
    concerned = [(row, given) for row, given in pairs if row.id not in before or given.tracked is not None]
    items = inventory.ensure_items(
        [
            {
                "variant_id": row.id, "sku": row.sku,
                "tracked": counted and given.tracked is not False, "backorder": bool(given.backorder),
            }
            for row, given in concerned
        ]
    )  # fmt: skip
    open_stock(
        {items[row.id]: given.quantity for row, given in pairs if row.id not in before and given.quantity}
    )
