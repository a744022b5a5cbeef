"""Prices that leave less than the least margin: asked for, decided by somebody who may, kept either way."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.core import audit, clock, events
from app.core.db import db, run
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.pricing.errors import PriceRequestDecided, UnknownPriceRequest
from app.domains.pricing.events import PricesDecided, PricesWait
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.models import PriceRequest
from app.domains.pricing.sources import current_source
from app.domains.pricing.types import Price

MOST_SHOWN = 200
REPLACE = text(
    """
    update price_request set status = 'replaced', decided_at = :now
    where status = 'open' and kind = :kind and subject_id is not distinct from cast(:subject as uuid)
      and currency = :currency and not exists (
        select from jsonb_array_elements(articles) a where a ->> 'sku' <> all(cast(:skus as text[])))
    """
)


@dataclass(frozen=True, slots=True)
class Article:
    """What one unit would cost: minor units; `before` None where it had no price, `tax` what of `after` is tax.

    Goods that a promotion gives for others stand together as one article, `sku` naming them all.
    """

    sku: str
    title: str
    before: int | None
    after: int
    cost: int
    quantity: str = "1"
    tax: int = 0

    @property
    def left(self) -> Decimal:
        """What would be left of the price over the cost, in percent of it, both without tax."""
        net = self.after - self.tax
        return Decimal((net - self.cost) * 100) / net if net else Decimal(-100)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `kind` base, list, terms or promotion; `payload` is written when it is approved."""

    kind: str
    currency: str
    articles: Sequence[Article]
    payload: dict[str, Any]
    least_margin: int
    subject_id: UUID | None = None
    subject_name: str = ""


def ask(asked: Asked) -> UUID:
    """Keep it for somebody to decide; what was asked of the same articles before is replaced."""
    who, now = current_principal(), clock.now()
    worst = sorted(asked.articles, key=lambda article: article.left)[:MOST_SHOWN]
    skus = sorted({article.sku for article in asked.articles})
    replaced = {"kind": asked.kind, "subject": asked.subject_id, "currency": asked.currency, "skus": skus}
    run(REPLACE, replaced | {"now": now})
    row = PriceRequest(
        id=new_id(), kind=asked.kind, subject_id=asked.subject_id, subject_name=asked.subject_name,
        currency=asked.currency, articles=[asdict(article) for article in worst], payload=asked.payload,
        least_margin=asked.least_margin, source=current_source(), status="open", actor=who.label,
        actor_name=who.name, created_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _tell(row, "asked", None)
    events.record(PricesWait(request_id=str(row.id)))
    return row.id


def withdraw(kind: str, subject_id: UUID) -> None:
    """What waits for a list or a promotion waits no more: it was changed otherwise."""
    open_ones = select(PriceRequest).where(
        PriceRequest.status == "open", PriceRequest.kind == kind, PriceRequest.subject_id == subject_id
    )
    for row in db.session.scalars(open_ones.with_for_update()):
        row.status, row.decided_at = "replaced", clock.now()
    db.session.flush()


def find(request_id: UUID) -> PriceRequest:
    """Raises UnknownPriceRequest."""
    row = db.session.get(PriceRequest, request_id)
    if row is None:
        raise UnknownPriceRequest(_("There is no such request"))
    return row


def take(request_id: UUID) -> PriceRequest:
    """One that waits, held for whoever decides. Raises UnknownPriceRequest, PriceRequestDecided."""
    find(request_id)
    row = db.session.get_one(PriceRequest, request_id, with_for_update=True, populate_existing=True)
    if row.status != "open":
        raise PriceRequestDecided(_("This was decided already"), state=row.status)
    return row


def decide(row: PriceRequest, status: str, note: str) -> None:
    """Approved or refused, by whom, when and why."""
    who = current_principal()
    row.status, row.decided_by, row.note = status, who.name or who.label, note.strip()[:200]
    row.decided_at = clock.now()
    db.session.flush()
    _tell(row, status, row.note or None)
    events.record(PricesDecided(request_id=str(row.id), status=status))


def waits(kind: str, subject_id: UUID) -> UUID | None:
    """The request about a list or a promotion that is open."""
    wanted = select(PriceRequest.id).where(
        PriceRequest.status == "open", PriceRequest.kind == kind, PriceRequest.subject_id == subject_id
    )
    return db.session.scalars(wanted.limit(1)).first()


def last_approved(kind: str, subject_id: UUID) -> dict[str, Any]:
    """What was last approved about a list or a promotion; empty for nothing."""
    wanted = select(PriceRequest.payload).where(
        PriceRequest.status == "approved", PriceRequest.kind == kind, PriceRequest.subject_id == subject_id
    )
    return db.session.scalars(wanted.order_by(PriceRequest.decided_at.desc()).limit(1)).first() or {}


def _tell(row: PriceRequest, what: str, reason: str | None) -> None:
    audit.record(
        f"pricing.margin_{what}", object_type="price_request", object_id=row.id, reason=reason,
        before={article["sku"]: article["before"] for article in row.articles[:50]},
        after={
            "kind": row.kind, "subject": row.subject_name, "asked_by": row.actor,
            "prices": {article["sku"]: article["after"] for article in row.articles[:50]},
        },
    )  # fmt: skip


def kept_prices(prices: Sequence[Price]) -> list[dict[str, Any]]:
    """Base prices as they wait."""
    return [asdict(price) | {"variant_id": str(price.variant_id)} for price in prices]


def prices_of(kept: Sequence[dict[str, Any]]) -> list[Price]:
    """Base prices that waited."""
    return [Price(**each | {"variant_id": UUID(each["variant_id"])}) for each in kept]


def kept_entries(drafts: Sequence[EntryDraft]) -> list[dict[str, Any]]:
    """Prices of a list as they wait."""
    return [_kept(draft) for draft in drafts]


def entries_of(kept: Sequence[dict[str, Any]]) -> list[EntryDraft]:
    """Prices of a list that waited."""
    return [EntryDraft(**_read(each)) for each in kept]


def kept_list(draft: ListDraft) -> dict[str, Any]:
    """A list's terms as they wait."""
    return _kept(draft)


def list_of(kept: dict[str, Any]) -> ListDraft:
    """A list's terms that waited."""
    return ListDraft(**_read(kept))


def _kept(draft: EntryDraft | ListDraft) -> dict[str, Any]:
    found = {field.name: getattr(draft, field.name) for field in fields(draft)}
    found |= {"conditions": [[on, list(values)] for on, values in draft.conditions]}
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


READERS: dict[str, Any] = {
    **dict.fromkeys(("product_id", "variant_id", "category_id", "based_on", "converted_from"), UUID),
    **dict.fromkeys(("min_quantity", "max_quantity"), Decimal),
    **dict.fromkeys(("starts_at", "ends_at"), datetime.fromisoformat),
    "conditions": lambda told: tuple((on, tuple(values)) for on, values in told),
}


def _read(kept: dict[str, Any]) -> dict[str, Any]:
    return {
        name: READERS[name](value) if value is not None and name in READERS else value
        for name, value in kept.items()
    }
