"""The door of the invoices: issue under the next number of a series, once a cause; find them. Nothing here commits.

Numbers have no gaps: the counter's row is locked until the unit that issues ends, and a unit that fails gives its
number back. So only workers issue, never the placing of an order.
"""

from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.core import audit, clock
from app.core.db import add_all, db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.invoices.errors import UnknownInvoice
from app.domains.invoices.models import Invoice, InvoiceSeries
from app.domains.invoices.types import Draft, Issued, Kind

PREFIXES: dict[Kind, str] = {"invoice": "INV-", "credit_note": "CN-"}
DIGITS = 6


def find(kind: Kind, order_id: UUID, cause_id: UUID | None = None) -> Issued | None:
    """The document of an order (and refund), if it was issued."""
    row = db.session.scalar(
        select(Invoice).where(
            Invoice.order_id == order_id,
            Invoice.kind == kind,
            Invoice.cause_id.is_not_distinct_from(cause_id),
        )
    )
    return _issued(row) if row else None


def without(kind: Kind, order_ids: Collection[UUID]) -> list[UUID]:
    """Those of the orders that have no such document yet."""
    have = select(Invoice.order_id).where(Invoice.kind == kind, Invoice.order_id.in_(order_ids))
    found = set(db.session.scalars(have))
    return [order_id for order_id in order_ids if order_id not in found]


def issue(kind: Kind, order_id: UUID, facts: dict[str, Any], *, cause_id: UUID | None = None) -> Issued:
    """Issue a document under the next number; a second time for the same cause it is the first one again."""
    series = _locked(kind)
    return find(kind, order_id, cause_id) or _write(series, [Draft(order_id, facts, cause_id)])[0]


def issue_several(kind: Kind, drafts: Sequence[Draft]) -> list[Issued]:
    """Issue documents of orders that had none under the next numbers, in the order given."""
    if not drafts:
        return []
    series = _locked(kind)
    new = set(without(kind, [draft.order_id for draft in drafts]))
    return _write(series, [draft for draft in drafts if draft.order_id in new])


def of_order(order_id: UUID) -> list[Issued]:
    """Every document of an order, oldest first."""
    rows = select(Invoice).where(Invoice.order_id == order_id).order_by(Invoice.issued_at, Invoice.number)
    return [_issued(row) for row in db.session.scalars(rows)]


def get(invoice_id: UUID) -> Issued:
    """Raises UnknownInvoice."""
    row = db.session.get(Invoice, invoice_id)
    if row is None:
        raise UnknownInvoice(_("There is no such invoice"))
    return _issued(row)


def keep_file(invoice_id: UUID, key: str) -> None:
    """Remember where the document's file is."""
    db.session.execute(update(Invoice).where(Invoice.id == invoice_id).values(file_key=key))


def _locked(kind: Kind) -> InvoiceSeries:
    """The series' counter, ours until the unit ends; made when it is first needed."""
    series = _lock(kind)
    if series is None:
        first = insert(InvoiceSeries).values(code=kind, prefix=PREFIXES[kind], next=1)
        db.session.execute(first.on_conflict_do_nothing())
        series = _lock(kind)
    if series is None:
        raise LookupError(kind)
    return series


def _lock(kind: Kind) -> InvoiceSeries | None:
    rows = select(InvoiceSeries).where(InvoiceSeries.code == kind).with_for_update()
    return db.session.scalar(rows.execution_options(populate_existing=True))


def _write(series: InvoiceSeries, drafts: Sequence[Draft]) -> list[Issued]:
    """Number the drafts and write them in one statement; the series is locked."""
    kind: Kind = "invoice" if series.code == "invoice" else "credit_note"
    now, made = clock.now(), []
    for number, draft in enumerate(drafts, start=series.next):
        name = f"{series.prefix}{number:0{DIGITS}d}"
        made.append(Issued(new_id(), name, kind, draft.order_id, draft.cause_id, draft.facts, None, now))
    if made:
        series.next += len(made)
        columns = [field.name for field in fields(Issued)]
        add_all(Invoice, [{name: getattr(each, name) for name in columns} for each in made])
    for each in made:
        after = {"number": each.number}
        audit.record(f"invoices.{kind}_issued", object_type="invoice", object_id=each.id, after=after)
    return made


def _issued(row: Invoice) -> Issued:
    kind: Kind = "invoice" if row.kind == "invoice" else "credit_note"
    return Issued(
        row.id, row.number, kind, row.order_id, row.cause_id, row.facts, row.file_key, row.issued_at
    )
