"""Products and their variants, edited by hand or by program. Refusals name the field."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args
from uuid import UUID

from sqlalchemy import delete, select

from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.catalog import (
    attributes,
    history,
    lifecycle,
    repo,
    rules,
    safety,
    translations,
    variant_rows,
)
from app.domains.catalog.errors import NoSuchProduct, NoSuchVariant, StaleProduct
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.models import Product, ProductCategory, Variant
from app.domains.catalog.types import ProductDraft, Status, VariantDraft

TEXTS = ("title", "description", "status", "brand", "kind", "tax_class", "seo_title", "seo_description")


def product(product_id: UUID) -> Product:
    """Raises NoSuchProduct."""
    found = repo.product(product_id)
    if found is None:
        raise NoSuchProduct(_("There is no such product"))
    return found


def variants(product_id: UUID) -> list[Variant]:
    """A product's variants in their order."""
    return repo.variants_of(product_id)


def product_of(variant_id: UUID) -> Product | None:
    """The product of a variant, if both are there."""
    found = select(Product).join(Variant, Variant.product_id == Product.id).where(Variant.id == variant_id)
    return db.session.scalar(found)


def create_product(draft: ProductDraft, drafts: Sequence[VariantDraft] = (VariantDraft(),)) -> Product:
    """Make a product with its variants. Raises Invalid naming fields (`variants.0.sku`)."""
    draft = _tidied(draft)
    drafts = [_tidied_variant(variant) for variant in drafts]
    rules.refuse(_faults(draft) | rules.checked_variants(draft.option_names, drafts))
    row = Product(id=new_id(), slug=_slug_for(draft, None), option_names=list(draft.option_names))
    row.tags, row.keywords = list(draft.tags), list(draft.keywords)
    _describe(row, draft)
    _fill(row, draft)
    db.session.add(row)
    repo.flush()
    variant_rows.write(row, drafts)
    audit.record(
        "catalog.product_created", object_type="product", object_id=row.id, after={"title": row.title}
    )
    events.record(ProductsChanged(product_ids=[str(row.id)], change="created"))
    return row


def update_product(
    product_id: UUID,
    draft: ProductDraft,
    drafts: Sequence[VariantDraft] | None = None,
    *,
    expected_version: int | None = None,
) -> Product:
    """Change a product, and with `drafts` its variants: those not named are removed.

    Raises StaleProduct when someone saved in between, Invalid naming fields, NoSuchProduct.
    """
    row = product(product_id)
    refuse_stale(row, expected_version)
    draft = _tidied(draft)
    kept = [_tidied_variant(variant) for variant in drafts] if drafts is not None else None
    faults = _faults(draft)
    if kept is not None:
        faults |= rules.checked_variants(draft.option_names, kept, known=_barcodes(product_id))
    elif len(draft.option_names) != len(row.option_names):
        faults["option_names"] = _("Change options together with the variants")
    rules.refuse(faults)
    before = _summary(row)
    row.slug = _slug_for(draft, row) if draft.slug else row.slug
    for name in ("option_names", "tags", "keywords"):
        if list(getattr(draft, name)) != getattr(row, name):
            setattr(row, name, list(getattr(draft, name)))
    _describe(row, draft)
    _fill(row, draft)
    row.updated_at = clock.now()
    if lifecycle.pending(row.id) is None:
        lifecycle.edited(row)
    if row.status == "active" and before["status"] != "active":
        row.review, row.publish_at = "", None
    repo.flush()
    if kept is not None:
        variant_rows.write(row, kept)
    audit.record(
        "catalog.product_changed", object_type="product", object_id=row.id, before=before, after=_summary(row)
    )
    events.record(ProductsChanged(product_ids=[str(row.id)], change="updated"))
    return row


def refuse_stale(row: Product, expected_version: int | None) -> None:
    """Raise StaleProduct, saying who saved and when, unless the product is as the caller saw it."""
    if expected_version is None or expected_version == row.version:
        return
    newest = history.latest(row.id)
    if newest is None or not newest.actor_name:
        raise StaleProduct(_("Somebody else saved this product in the meantime"), version=row.version)
    message = _("%(name)s saved this product in the meantime", name=newest.actor_name)
    raise StaleProduct(message, version=row.version, by=newest.actor_name, at=newest.created_at.isoformat())


def check_product(product_id: UUID, draft: ProductDraft, drafts: Sequence[VariantDraft]) -> ProductDraft:
    """The draft in its normal form. Raises Invalid as `update_product` would, as far as can be known beforehand."""
    row = product(product_id)
    draft = _tidied(draft)
    kept = [_tidied_variant(variant) for variant in drafts]
    rules.refuse(
        _faults(draft) | rules.checked_variants(draft.option_names, kept, known=_barcodes(product_id))
    )
    clean, faults = attributes.checked(attributes.specs_of(draft.type_id), draft.attributes, whole=True)
    rules.refuse(faults)
    slug = _slug_for(draft, row) if draft.slug else row.slug
    variant_rows.skus_for(row, kept)
    texts = draft.translations
    return replace(
        draft, slug=slug, attributes=clean, translations=None if texts is None else translations.tidied(texts)
    )


def set_status(product_ids: Iterable[UUID], status: Status) -> list[UUID]:
    """Publish, draft or archive many; returns those that changed. Raises NoSuchProduct."""
    wanted = list(product_ids)
    if status not in get_args(Status):
        raise Invalid(_("There is no such state"), fields={"status": _("Choose draft, active or archived")})
    rows = list(db.session.scalars(select(Product).where(Product.id.in_(wanted)).order_by(Product.id)))
    if len(rows) < len(set(wanted)):
        raise NoSuchProduct(_("There is no such product"))
    changed = [row for row in rows if row.status != status]
    for row in changed:
        audit.record(
            f"catalog.product_{'published' if status == 'active' else status}",
            object_type="product", object_id=row.id, before={"status": row.status}, after={"status": status},
        )  # fmt: skip
        row.status, row.review, row.publish_at = status, "", None
        if status != "active":
            row.retire_at = None
        row.updated_at = clock.now()
    repo.flush()
    if changed:
        events.record(ProductsChanged(product_ids=[str(row.id) for row in changed], change=status))
    return [row.id for row in changed]


def delete_product(product_id: UUID) -> None:
    """Remove a product that was never sold, with all that belongs to it. Raises NoSuchProduct."""
    row = product(product_id)
    audit.record("catalog.product_deleted", object_type="product", object_id=row.id, before=_summary(row))
    events.record(ProductsChanged(product_ids=[str(row.id)], change="deleted"))
    db.session.execute(delete(Product).where(Product.id == product_id))
    db.session.expunge(row)


def set_categories(product_id: UUID, category_ids: Sequence[UUID]) -> None:
    """Put a product in these categories and no others; a new one gets it at its end."""
    now_in = set(repo.categories_of(product_id))
    if gone := now_in - set(category_ids):
        repo.leave_categories(product_id, gone)
    known = {category.id for category in repo.categories()}
    for category_id in dict.fromkeys(category_ids):
        if category_id not in known:
            raise Invalid(
                _("There is no such category"), fields={"categories": _("Choose one from the list")}
            )
        if category_id not in now_in:
            place = repo.next_place(category_id)
            db.session.add(ProductCategory(category_id=category_id, product_id=product_id, position=place))
    repo.flush()


def find_variant(sku: str) -> Variant:
    """The variant of a SKU. Raises NoSuchVariant."""
    found = db.session.scalar(select(Variant).where(Variant.sku == sku))
    if found is None:
        raise NoSuchVariant(_("There is no such SKU"), sku=sku)
    return found


def _describe(row: Product, draft: ProductDraft) -> None:
    """Take the type and its facts. Raises Invalid at `attributes.<code>`; drafts may lack required ones."""
    specs = attributes.specs_of(draft.type_id)
    clean, faults = attributes.checked(specs, draft.attributes, whole=draft.status == "active")
    rules.refuse(faults)
    if row.type_id != draft.type_id:
        row.type_id = draft.type_id
    if row.attributes != clean:
        row.attributes = clean


def refuse_incomplete(row: Product) -> None:
    """Raise Invalid when a required fact of the product's type is missing."""
    _clean, faults = attributes.checked(attributes.specs_of(row.type_id), row.attributes, whole=True)
    rules.refuse(faults)


def _fill(row: Product, draft: ProductDraft) -> None:
    for name in TEXTS:
        value = rules.safe_html(draft.description) if name == "description" else getattr(draft, name)
        if getattr(row, name) != value:
            setattr(row, name, value)
    if draft.translations is not None:
        row.translations = translations.tidied(draft.translations)
    if draft.safety is not None:
        row.safety = dict(draft.safety)


def _barcodes(product_id: UUID) -> set[str]:
    """Bar codes that the product's variants have already: they stay as they came."""
    return {row.barcode for row in repo.variants_of(product_id) if row.barcode}


def _tidied(draft: ProductDraft) -> ProductDraft:
    return replace(
        draft,
        title=" ".join(draft.title.split()),
        slug=draft.slug.strip(),
        brand=draft.brand.strip(),
        kind=draft.kind.strip(),
        tags=rules.tidy(draft.tags),
        option_names=[" ".join(name.split()) for name in draft.option_names],
        seo_title=draft.seo_title.strip(),
        seo_description=draft.seo_description.strip(),
        keywords=rules.tidy(draft.keywords),
        safety=None if draft.safety is None else safety.tidied(draft.safety),
    )


def _tidied_variant(draft: VariantDraft) -> VariantDraft:
    return replace(
        draft,
        sku=" ".join(draft.sku.split()),
        option_values=[" ".join(value.split()) for value in draft.option_values],
        barcode="".join((draft.barcode or "").split()) or None,
        content_unit=draft.content_unit if draft.content else "",
    )


def _faults(draft: ProductDraft) -> dict[str, str]:
    """What must be mended in the product's own fields and in their translations."""
    return (
        rules.checked_product(draft)
        | translations.faults_of(draft.translations or {})
        | safety.faults_of(draft.safety or {})
    )


def _slug_for(draft: ProductDraft, row: Product | None) -> str:
    """The address a person chose, refused when taken; else one made from the title that is free."""
    if draft.slug:
        slug = rules.slugify(draft.slug)
        rules.refuse({} if slug else {"slug": _("Use letters and digits")})
        owner = repo.taken_slugs([slug]).get(slug)
        if owner is not None and (row is None or owner != row.id):
            rules.refuse({"slug": _("Another product has this address already")})
        return slug
    wanted, marked = rules.slugs_for(draft.title, str(new_id()))
    return marked if wanted in repo.taken_slugs([wanted]) else wanted


def _summary(row: Product) -> dict[str, object]:
    return {
        "title": row.title,
        "slug": row.slug,
        "status": row.status,
        "brand": row.brand,
        "version": row.version,
    }
