"""The rows of a product's variants, brought to what a person asks for."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, text

from app.core.db import db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.catalog import repo, rules
from app.domains.catalog.errors import NoSuchVariant
from app.domains.catalog.models import Product, Variant
from app.domains.catalog.types import VariantDraft


def write(row: Product, drafts: Sequence[VariantDraft]) -> None:
    """Bring the product's variants to what `drafts` say. Raises Invalid at `variants.<index>.<field>`."""
    there = {variant.id: variant for variant in repo.variants_of(row.id)}
    strangers = [n for n, draft in enumerate(drafts) if draft.id is not None and draft.id not in there]
    if strangers:
        raise NoSuchVariant(_("There is no such variant"))
    gone = there.keys() - {draft.id for draft in drafts}
    if gone:
        db.session.execute(delete(Variant).where(Variant.id.in_(gone)))
        for variant_id in gone:
            db.session.expunge(there[variant_id])
    skus = skus_for(row, drafts)
    _step_aside(there, drafts, skus)
    for position, (draft, sku) in enumerate(zip(drafts, skus, strict=True), start=1):
        variant = there[draft.id] if draft.id else Variant(id=new_id(), product_id=row.id)
        variant.sku, variant.position, variant.active = sku, position, draft.active
        variant.option_values = list(draft.option_values)
        variant.barcode, variant.weight_grams = draft.barcode, draft.weight_grams
        variant.content, variant.content_unit = draft.content, draft.content_unit
        db.session.add(variant)
    repo.flush()


def skus_for(row: Product, drafts: Sequence[VariantDraft]) -> list[str]:
    """The SKUs asked for, made ones for blanks. Raises Invalid at each one that another variant has."""
    made = [rules.made_sku(row.slug, draft.option_values) for draft in drafts]
    owners = repo.owners_of_skus([*(draft.sku for draft in drafts), *(sku for pair in made for sku in pair)])
    given = {draft.sku for draft in drafts}
    faults: dict[str, str] = {}
    chosen: list[str] = []
    for index, draft in enumerate(drafts):
        owner = owners.get(draft.sku)
        if draft.sku and owner is not None and owner[0] != draft.id and owner[1] != row.id:
            faults[f"variants.{index}.sku"] = _("Another product has this SKU already")
        first, other = made[index]
        taken = (first in owners and owners[first][0] != draft.id) or first in chosen or first in given
        chosen.append(draft.sku or (other if taken else first))
    rules.refuse(faults)
    return chosen


def _step_aside(there: dict[UUID, Variant], drafts: Sequence[VariantDraft], skus: Sequence[str]) -> None:
    """Let variants swap SKUs or options: rows whose present ones are wanted by others get stand-ins first."""
    moving = []
    for draft, sku in zip(drafts, skus, strict=True):
        variant = there.get(draft.id) if draft.id else None
        if variant is not None and (variant.sku, variant.option_values) != (sku, list(draft.option_values)):
            moving.append(variant.id)
    if moving:
        db.session.execute(
            text(
                "update variant set sku = '~' || id, option_values = array[cast(id as text)]"
                " where id = any(cast(:ids as uuid[]))"
            ),
            {"ids": moving},
        )
        for variant_id in moving:  # what stays as it was is written again, over its stand-in
            db.session.expire(there[variant_id], ["sku", "option_values"])
