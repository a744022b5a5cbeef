"""Prices changed by hand, as the console lists them: what, by how much, why, by whom and with whose approval."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.till_board import PLACES

_HERE = "(cast(:places as uuid[]) is null or v.location_id = any(:places))"
LIST = text(
    f"""
    select v.id, v.at, v.kind, v.value, v.before, v.after, v.currency, v.title, v.reason, v.approval, v.beyond,
           o.id as order_id, o.number, coalesce(l.name, '') as store, coalesce(s.name, '') as who,
           coalesce(a.name, '') as approver
    from price_override v join "order" o on o.id = v.order_id left join location l on l.id = v.location_id
    left join staff s on s.id = v.staff_id left join staff a on a.id = v.approver_id
    where {_HERE}
        and (cast(:store as uuid) is null or v.location_id = :store)
        and (cast(:person as uuid) is null or v.staff_id = :person or v.approver_id = :person)
        and (:reason = '' or v.reason = :reason)
        and (cast(:at as timestamptz) is null or (v.at, v.id) < (cast(:at as timestamptz), cast(:id as uuid)))
    order by v.at desc, v.id desc limit :limit
    """  # noqa: S608 - a fragment of ours
).bindparams(PLACES)
CHOICES = text(
    f"""
    select array(select distinct v.reason from price_override v where {_HERE} order by 1) as reasons,
        coalesce((select jsonb_agg(jsonb_build_array(s.id, s.name) order by s.name, s.id) from staff s
            where s.id in (select unnest(array[v.staff_id, v.approver_id]) from price_override v where {_HERE})),
            '[]') as people
    """  # noqa: S608 - a fragment of ours
).bindparams(PLACES)


@dataclass(frozen=True, slots=True)
class Changed:
    """A price that staff changed. Amounts in minor units; `title` is empty for the whole basket.

    `approval`: shop or till, who checked the approver's PIN; `beyond`: past the limit, and nobody approved.
    """

    id: UUID
    at: datetime
    kind: str
    value: int
    before: int
    after: int
    currency: str
    title: str
    reason: str
    approval: str
    beyond: bool
    order_id: UUID
    number: str
    store: str
    who: str
    approver: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed to: reasons that occur, people (id, name) who changed or approved."""

    reasons: list[str]
    people: list[tuple[UUID, str]]


def changed(
    *, store: UUID | None = None, person: UUID | None = None, reason: str = "", cursor: str | None = None
) -> Page[Changed]:
    """Changes in the caller's stores, newest first."""
    limit, (at, last) = clamp(50), decode_cursor(cursor, datetime, UUID) or (None, None)
    values: dict[str, Any] = {"store": store, "person": person, "reason": reason, "at": at, "id": last}
    rows = db.session.execute(
        LIST, {"places": current_principal().places, "limit": limit + 1, **values}
    ).all()
    return cut([Changed(*row) for row in rows], limit, lambda one: (one.at.isoformat(), str(one.id)))


def choices() -> Choices:
    """The reasons and people that occur in the caller's stores."""
    row = db.session.execute(CHOICES, {"places": current_principal().places}).one()
    return Choices(list(row.reasons), [(UUID(each), name) for each, name in row.people])
