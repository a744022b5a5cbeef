"""Who did what, when: searched by person, act, object and period; newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from app.core.audit import AuditRow
from app.core.db import db
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.tenancy import current_tenant

MOST_EXPORTED = 50_000


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; empty parts do not narrow. Days are the shop's, both inclusive.

    `object` is a type (`order`) or a type and id (`order:0198…`); `action` may be a beginning (`identity.`).
    """

    actor: str = ""
    action: str = ""
    object: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act."""

    id: int
    at: datetime
    actor: str
    actor_name: str
    action: str
    object_type: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None
    ip: str

    def changes(self) -> list[tuple[str, Any, Any]]:
        """(field, before, after) of every field that differs."""
        before, after = self.before or {}, self.after or {}
        names = sorted({*before, *after})
        return [
            (name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
        ]


def list_entries(search: Search, *, cursor: str | None = None, limit: int | None = None) -> Page[Entry]:
    """A page of acts: one statement."""
    size, keys = clamp(limit), decode_cursor(cursor, int)
    found = select(AuditRow).where(*_conditions(search)).order_by(AuditRow.id.desc()).limit(size + 1)
    if keys:
        found = found.where(AuditRow.id < keys[0])
    return cut([_entry(row) for row in db.session.scalars(found)], size, lambda entry: (entry.id,))


def export_entries(search: Search) -> Iterator[Entry]:
    """Every act that fits, newest first, at most MOST_EXPORTED, read in portions."""
    found = select(AuditRow).where(*_conditions(search)).order_by(AuditRow.id.desc()).limit(MOST_EXPORTED)
    for row in db.session.scalars(found.execution_options(yield_per=1000)):
        yield _entry(row)


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if ":" in search.actor:
        found.append(AuditRow.actor == search.actor)
    elif search.actor:
        found.append(AuditRow.actor_name.icontains(search.actor, autoescape=True))
    if search.action:
        found.append(AuditRow.action.startswith(search.action, autoescape=True))
    if search.object:
        kind, _colon, key = search.object.partition(":")
        found.append(AuditRow.object_type == kind)
        if key:
            found.append(AuditRow.object_id == key)
    if search.first_day:
        found.append(AuditRow.at >= _midnight(search.first_day))
    if search.last_day:
        found.append(AuditRow.at < _midnight(search.last_day + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(current_tenant().timezone))


def _entry(row: AuditRow) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        actor=row.actor,
        actor_name=row.actor_name,
        action=row.action,
        object_type=row.object_type,
        object_id=row.object_id,
        before=row.before,
        after=row.after,
        reason=row.reason,
        ip=str(row.ip) if row.ip else "",
    )
