"""Prices that wait for approval, and how others were decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.core.db import db, run
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.domains.identity import service as identity
from app.domains.identity.models import Role, Staff, StaffRole
from app.domains.pricing.permissions import PricePermission
from app.domains.pricing.waiting import Article
from app.queries.who import name_of

_ROWS = f"""
    select r.id, r.kind, r.subject_id, r.subject_name, l.code as list_code, r.currency, r.articles, r.least_margin,
        r.source, r.status, r.actor, {name_of("r.actor")} as by, r.decided_by, r.note, r.created_at, r.decided_at
    from price_request r left join price_list l on l.id = r.subject_id and r.kind in ('list', 'terms')
"""  # noqa: S608 - our own names
LIST = text(
    f"""
    {_ROWS} where (:all or r.status = 'open')
      and (cast(:before as timestamptz) is null or (r.created_at, r.id) < (:before, cast(:before_id as uuid)))
    order by r.created_at desc, r.id desc limit :limit
    """
)
ONE = text(f"{_ROWS} where r.id = :id")
OF_SKUS = text(
    """
    select a ->> 'sku' as sku, cast(a ->> 'after' as bigint) as after, r.currency
    from price_request r, jsonb_array_elements(r.articles) a
    where r.status = 'open' and r.kind = 'base' and a ->> 'sku' = any(cast(:skus as text[]))
    order by r.created_at
    """
)
OPEN = text("select count(*) from price_request where status = 'open'")


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Something that was asked for; `by` is who asked, by name; amounts in minor units of `currency`."""

    id: UUID
    kind: str
    subject_id: UUID | None
    subject_name: str
    list_code: str | None
    currency: str
    articles: Sequence[Mapping[str, Any]]
    least_margin: int
    source: str
    status: str
    actor: str
    by: str
    decided_by: str
    note: str
    created_at: datetime
    decided_at: datetime | None

    @property
    def own(self) -> bool:
        """Whether the caller asked for it."""
        return self.actor == current_principal().label

    @property
    def rows(self) -> list[Article]:
        """The articles, the worst first."""
        return [Article(**each) for each in self.articles]


def requests(
    *, everything: bool = False, cursor: str | None = None, limit: int | None = None
) -> Page[RequestRow]:
    """Newest first; open ones unless asked for all."""
    size, (before, before_id) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    asked = {"all": everything, "before": before, "before_id": before_id, "limit": size + 1}
    rows = [RequestRow(*row) for row in run(LIST, asked)]
    return cut(rows, size, lambda row: (row.created_at.isoformat(), str(row.id)))


def one(request_id: UUID) -> RequestRow | None:
    """None where there is none."""
    row = run(ONE, {"id": request_id}).first()
    return RequestRow(*row) if row is not None else None


def open_requests() -> int:
    """How many wait."""
    return int(run(OPEN).scalar_one())


def of_skus(skus: Sequence[str]) -> list[tuple[str, int, str]]:
    """Base prices that wait, of these SKUs: (SKU, amount, currency)."""
    return [(row.sku, row.after, row.currency) for row in run(OF_SKUS, {"skus": list(skus)})] if skus else []


def approvers(actor: str) -> list[UUID]:
    """Staff who may decide what somebody asked for, at most 50."""
    people = select(Staff.id).where(Staff.disabled_at.is_(None), Staff.password_hash.is_not(None))
    held = db.session.execute(
        select(StaffRole.staff_id, Role).join(Role).where(StaffRole.staff_id.in_(people))
    )
    able = {staff for staff, role in held if PricePermission.UNDERCUT in identity.rights_of(role)}
    return sorted(staff for staff in able if f"staff:{staff}" != actor)[:50]
