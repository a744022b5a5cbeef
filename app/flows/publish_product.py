"""From draft to shop: pending changes, approval, publication now or by the clock, and back to an older version."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import audit, clock
from app.core.db import unit_of_work
from app.core.errors import AppError
from app.core.principal import acting_as, system
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Product
from app.domains.catalog.types import ProductDraft, Status
from app.flows import edit_product, product_history
from app.flows.product_content import Content, VariantInput, content_of, from_json, inputs_of, to_json
from app.queries import product_editor

log = logging.getLogger(__name__)


def save_pending(product_id: UUID, content: Content, *, expected_version: int | None = None) -> Product:
    """Keep changes to a published product apart until they are published. Raises StaleProduct, Invalid."""
    product = catalog.product(product_id)
    product_history.note_unseen(product)
    catalog.refuse_stale(product, expected_version)
    safe = catalog.safe_html(content.draft.description)
    draft = _whole(product, content.draft)
    content = replace(content, draft=replace(draft, status="active", description=safe))
    content = replace(content, draft=edit_product.check(product_id, content))
    kept = to_json(content)
    catalog.keep_pending(product, kept)
    catalog.history.keep(product, "drafted", kept)
    return product


def _whole(product: Product, draft: ProductDraft) -> ProductDraft:
    """The draft with what it leaves as it is: as it waits to be published, else as it is in the shop."""
    if draft.translations is not None and draft.safety is not None:
        return draft
    waiting = catalog.pending(product.id)
    now = from_json(waiting.content).draft if waiting else None
    kept = {
        name: getattr(product if now is None or getattr(now, name) is None else now, name)
        for name in ("translations", "safety")
        if getattr(draft, name) is None
    }
    return replace(draft, **kept)


def change_pending(
    product_id: UUID,
    given: Mapping[str, Any],
    categories: Sequence[UUID] | None = None,
    *,
    expected_version: int | None = None,
) -> Product:
    """Change some facts of what is not published yet. Raises NoSuchProduct, StaleProduct, Invalid."""
    product = catalog.product(product_id)
    waiting = catalog.pending(product_id)
    now = from_json(waiting.content) if waiting else content_of(product)
    draft = replace(now.draft, **given)
    wanted = Content(draft, now.variants, now.categories if categories is None else categories)
    if product.status == "active":
        return save_pending(product_id, wanted, expected_version=expected_version)
    return edit_product.update_product(
        product_id, draft, category_ids=categories, expected_version=expected_version
    )


def discard_pending(product_id: UUID) -> None:
    """Forget the pending changes. Raises NoWork."""
    product = catalog.product(product_id)
    catalog.drop_pending(product)
    product_history.note(product, "discarded")


def publish(product_id: UUID) -> None:
    """Put a draft, or the pending changes of a published product, before shoppers. Raises NotApproved, Invalid."""
    product = catalog.product(product_id)
    catalog.refuse_unapproved([product])
    waiting = catalog.pending(product_id)
    if waiting is not None:
        content = from_json(waiting.content)
        catalog.forget_pending(product)
        draft = replace(content.draft, status="active")
        variants = _as_there(product_id, content.variants)
        edit_product.update_product(
            product_id, draft, variants, category_ids=_known(content.categories), act="published"
        )
    else:
        catalog.refuse_incomplete(product)
        edit_product.set_status([product_id], "active")
        catalog.forget_pending(product)


def save_live(product_id: UUID, content: Content, *, expected_version: int | None = None) -> Product:
    """Change a published product before shoppers' eyes; pending changes end. Raises StaleProduct, Invalid."""
    product = catalog.product(product_id)
    product_history.note_unseen(product)
    catalog.refuse_stale(product, expected_version)
    draft = _whole(product, content.draft)
    catalog.forget_pending(product)
    return edit_product.update_product(
        product_id, draft, content.variants, category_ids=content.categories, act="published"
    )


def retire(product_id: UUID) -> None:
    """Take it out of the shop for good; its history stays."""
    edit_product.set_status([product_id], "archived")


def restore(product_id: UUID, number: int) -> None:
    """Take a product back to an earlier version: a published one gets pending changes, to be looked at first."""
    product = catalog.product(product_id)
    content = from_json(catalog.history.version(product_id, number).content)
    variants = _as_there(product_id, content.variants)
    draft = replace(content.draft, status=_status(product))
    restored = Content(draft, variants, _known(content.categories))
    if product.status == "active":
        save_pending(product_id, restored)
    else:
        edit_product.update_product(
            product_id, restored.draft, variants, category_ids=restored.categories, act="restored"
        )
    audit.record(
        "catalog.product_restored", object_type="product", object_id=product_id, after={"version": number}
    )


def _status(product: Product) -> Status:
    return "active" if product.status == "active" else "archived" if product.status == "archived" else "draft"


def _known(categories: Sequence[UUID]) -> list[UUID]:
    """Those that there still are."""
    there = catalog.paths()
    return [category for category in categories if category in there]


def _as_there(product_id: UUID, wanted: Sequence[VariantInput]) -> list[VariantInput]:
    """Kept variants on those of today: gone ones are made anew, later ones that were sold are switched off."""
    there = {each.id: each for each in inputs_of(product_id)}
    kept = [each if each.id in there else replace(each, id=None) for each in wanted]
    options = {tuple(each.option_values) for each in kept}
    named = {each.id for each in kept}
    for each in there.values():
        fits = (
            len(each.option_values) == len(kept[0].option_values) and tuple(each.option_values) not in options
        )
        if each.id not in named and fits and each.id and product_editor.was_sold(variant_ids=[each.id]):
            kept.append(replace(each, active=False))
    return kept


def follow_clock(now: datetime | None = None) -> int:
    """Publish and retire what is due; each product in a unit of its own, so that one refusal stops no other."""
    moment = now or clock.now()
    with unit_of_work():
        due = [(publish, each) for each in catalog.due_to_publish(moment)]
        due += [(retire, each) for each in catalog.due_to_retire(moment)]
    done = 0
    for act, product_id in due:
        try:
            with acting_as(system("schedule")), unit_of_work():
                act(product_id)
                done += 1
        except AppError as refusal:
            log.warning("the schedule of product %s is refused: %s", product_id, refusal.message)
            _hold_back(product_id, refusal.message)
    return done


def _hold_back(product_id: UUID, why: str) -> None:
    with acting_as(system("schedule")), unit_of_work():
        try:
            product = catalog.product(product_id)
        except AppError:
            return
        if product.publish_at is not None:
            catalog.send_back(product, why)
