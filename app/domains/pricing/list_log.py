"""The log of price lists: every price that changes in one, and what a list itself is for."""

from collections.abc import Sequence
from typing import Any

from app.core import clock
from app.core.db import add_all, db
from app.core.principal import current_principal
from app.domains.pricing.list_types import EntryDraft
from app.domains.pricing.models import PriceChange, PriceList
from app.domains.pricing.sources import current_source


def log_entries(row: PriceList, changes: Sequence[tuple[EntryDraft | None, EntryDraft | None]]) -> None:
    """Prices of a list changed, from this to that."""
    now, actor, source = clock.now(), current_principal().label, current_source()
    add_all(
        PriceChange,
        [
            {
                "variant_id": each.variant_id, "currency": row.currency, "before": old.amount if old else None,
                "after": new.amount if new else None, "actor": actor, "at": now, "source": source,
                "list_id": row.id, "list_name": row.name, "min_quantity": each.min_quantity,
                "detail": _detail(old, new),
            }
            for old, new in changes if (each := new or old) is not None
        ],
    )  # fmt: skip


def log_list(row: PriceList, before: dict[str, Any], after: dict[str, Any]) -> None:
    """A list itself changed: what it is for, when it holds, or its percentage."""
    db.session.add(
        PriceChange(
            currency=row.currency, actor=current_principal().label, at=clock.now(), source=current_source(),
            list_id=row.id, list_name=row.name, detail={"list": {"before": before, "after": after}},
        )
    )  # fmt: skip


def _detail(old: EntryDraft | None, new: EntryDraft | None) -> dict[str, Any]:
    """What a row's columns cannot say: percentages, targets other than a variant, dates."""
    each = new or old
    told: dict[str, Any] = {}
    if each is not None and each.variant_id is None:
        told["target"] = [str(part) if part else None for part in (each.product_id, each.category_id)]
    for name, entry in (("before", old), ("after", new)):
        if entry is not None and entry.percent is not None:
            told[f"percent_{name}"] = entry.percent
    if new is not None and (new.starts_at or new.ends_at):
        told["from"], told["to"] = (at.isoformat() if at else None for at in (new.starts_at, new.ends_at))
    return told
