"""What the console reads of the control plane: tenants, figures, hosts, runs, journal. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text

from app.core.channel import WEB
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.like import contains
from app.core.paging import Page, cut, decode_cursor
from tenants.directory import PRIMARY, TENANT
from tenants.models import ControlAudit, MigrationRun, MigrationStep, Operator, Plan, TenantFigures, TenantRow

QUEUE = text("""
    select message->'kwargs'->>'tenant' as tenant,
           count(*) filter (where state = 'queued' and available_at <= now()) as waiting,
           coalesce(extract(epoch from now() - min(available_at)
                    filter (where state = 'queued' and available_at <= now())), 0) as lag,
           count(*) filter (where state = 'rejected' and mtime > now() - interval '1 day') as failed
    from dramatiq.queue where state in ('queued', 'rejected') group by 1
""")


@dataclass(frozen=True, slots=True)
class QueueState:
    """Jobs that are due, the age of the oldest in seconds, and those given up in the last day."""

    waiting: int = 0
    lag: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class TenantLine:
    """A tenant in the list. Figures are empty until a worker has read them."""

    id: str
    slug: str
    name: str
    host: str
    status: str
    test_mode: bool
    currency: str
    plan: str
    version: str | None
    created_at: datetime
    figures: dict[str, Any]
    taken_at: datetime | None
    queue: QueueState

    @property
    def errors(self) -> int:
        """What a person should look at: jobs and reactions given up, and mails that cannot be sent."""
        known = (int(self.figures.get(name, 0)) for name in ("mails_failed", "reactions_dead"))
        return self.queue.failed + sum(known)

    @property
    def reactions(self) -> int:
        """Reactions that fail or were given up."""
        return int(self.figures.get("reactions_failing", 0)) + int(self.figures.get("reactions_dead", 0))


def queue_states() -> dict[str | None, QueueState]:
    """The queue by tenant id (None: the platform's own jobs); empty with another broker than PostgreSQL."""
    if db.session.scalar(text("select to_regclass('dramatiq.queue')")) is None:
        return {}
    rows = db.session.execute(QUEUE)
    return {row.tenant: QueueState(row.waiting, int(row.lag), row.failed) for row in rows}


def tenant_list(
    *, search: str = "", status: str = "", after: str | None = None, limit: int = 50
) -> Page[TenantLine]:
    """Tenants by slug, with figures; `search` looks into slug, name and host."""
    query = _lines().order_by(TENANT.c.slug).limit(limit + 1)
    if wanted := contains(search.lower()):
        query = query.where(
            or_(*(func.lower(each).like(wanted) for each in (TENANT.c.slug, TENANT.c.name, PRIMARY.c.host)))
        )
    if status:
        query = query.where(TENANT.c.status == status)
    if cursor := decode_cursor(after, str):
        query = query.where(TENANT.c.slug > cursor[0])
    queues = queue_states()
    lines = [_line(row, queues) for row in db.session.execute(query)]
    return cut(lines, limit, lambda line: (line.slug,))


def tenant_line(slug: str) -> TenantLine:
    """One tenant. Raises NotFound."""
    row = db.session.execute(_lines(TENANT.c.slug == slug)).first()
    if row is None:
        raise NotFound(_("There is no tenant called %(slug)s", slug=slug))
    return _line(row, queue_states())


def tenant_row(slug: str) -> TenantRow:
    """The registry's row of one tenant, for its page."""
    return db.session.scalars(select(TenantRow).where(TenantRow.slug == slug)).one()


def totals() -> dict[str, Any]:
    """Sums over all tenants: how many by status, orders of a day, waiting work."""
    numbers = {name: TenantFigures.figures[name].as_integer() for name in ("orders_day", "outbox_waiting")}
    summed = select(
        func.count(TENANT.c.id).label("tenants"),
        func.count(TENANT.c.id).filter(TENANT.c.status == "active").label("active"),
        *(func.coalesce(func.sum(number), 0).label(name) for name, number in numbers.items()),
        func.max(TenantFigures.taken_at).label("taken_at"),
    ).select_from(TENANT.outerjoin(TenantFigures.__table__))
    return dict(db.session.execute(summed).mappings().one())


def plans() -> Sequence[tuple[Plan, int]]:
    """Plans, and how many tenants are on each."""
    counted = select(Plan, func.count(TENANT.c.id)).outerjoin(TENANT, TENANT.c.plan == Plan.code)
    rows = db.session.execute(counted.group_by(Plan.code).order_by(Plan.position))
    return [(plan, number) for plan, number in rows]


def runs(limit: int = 30) -> Sequence[MigrationRun]:
    """Migration runs, newest first."""
    return db.session.scalars(select(MigrationRun).order_by(MigrationRun.id.desc()).limit(limit)).all()


def run_steps(run: UUID) -> tuple[MigrationRun, Sequence[Any]]:
    """A run and what it did to each schema, failures first. Raises NotFound."""
    found = db.session.get(MigrationRun, run)
    if found is None:
        raise NotFound(_("There is no such run"))
    steps = (
        select(MigrationStep, TENANT.c.slug)
        .outerjoin(TENANT, TENANT.c.schema == MigrationStep.schema)
        .where(MigrationStep.run_id == run)
        .order_by(MigrationStep.error.is_(None), TENANT.c.slug)
    )
    return found, db.session.execute(steps).all()


def behind(head: str | None) -> list[str]:
    """Slugs of the tenants whose schema is not at `head`."""
    late = select(TENANT.c.slug).where(TENANT.c.schema_version.is_distinct_from(head))
    return list(db.session.scalars(late.order_by(TENANT.c.slug)))


def journal_page(
    *, tenant_id: str | None = None, search: str = "", after: str | None = None, limit: int = 50
) -> Page[ControlAudit]:
    """What operators and the platform did, newest first; `search` looks into tenant, person, action and reason."""
    query = select(ControlAudit).order_by(ControlAudit.id.desc()).limit(limit + 1)
    if tenant_id is not None:
        query = query.where(ControlAudit.tenant_id == tenant_id)
    if wanted := search.strip():
        named = select(TENANT.c.id).where(TENANT.c.slug.icontains(wanted, autoescape=True))
        places = ControlAudit.actor_name, ControlAudit.action, ControlAudit.reason
        query = query.where(
            or_(
                ControlAudit.tenant_id.in_(named),
                *(each.icontains(wanted, autoescape=True) for each in places),
            )
        )
    if cursor := decode_cursor(after, int):
        query = query.where(ControlAudit.id < cursor[0])
    return cut(db.session.scalars(query).all(), limit, lambda row: (row.id,))


def slugs() -> dict[str, str]:
    """Slug of each tenant id, for lists that name tenants."""
    return {row.id: row.slug for row in db.session.execute(select(TENANT.c.id, TENANT.c.slug))}


def operators() -> Sequence[Operator]:
    """The people who run the platform."""
    return db.session.scalars(select(Operator).order_by(Operator.email)).all()


def _lines(*conditions: ColumnElement[bool]) -> Any:
    joined = TENANT.outerjoin(
        PRIMARY, (PRIMARY.c.tenant_id == TENANT.c.id) & PRIMARY.c.is_primary & (PRIMARY.c.site == WEB)
    )
    known = TenantFigures.__table__
    columns = *TENANT.c, PRIMARY.c.host, known.c.figures, known.c.taken_at
    return (
        select(*columns)
        .select_from(joined.outerjoin(known, known.c.tenant_id == TENANT.c.id))
        .where(*conditions)
    )


def _line(row: Any, queues: dict[str | None, QueueState]) -> TenantLine:
    return TenantLine(
        id=row.id,
        slug=row.slug,
        name=row.name,
        host=row.host or "",
        status=row.status,
        test_mode=row.test_mode,
        currency=row.currency,
        plan=row.plan,
        version=row.schema_version,
        created_at=row.created_at,
        figures=row.figures or {},
        taken_at=row.taken_at,
        queue=queues.get(row.id, QueueState()),
    )
