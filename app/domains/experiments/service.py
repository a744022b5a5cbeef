"""The door of the tests: written, started, stopped; who met them and what was ordered."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.core import audit, clock
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.paging import Page, clamp, cut, decode_cursor
from app.domains.experiments import rules
from app.domains.experiments.errors import NotNow, UnknownExperiment
from app.domains.experiments.models import Experiment as Row
from app.domains.experiments.types import Experiment, Group, Running

CODE = re.compile(r"[a-z][a-z0-9-]{1,39}", re.ASCII)
MEET = text(
    """
    insert into experiment_exposure (experiment_id, visitor, variant, at)
    select e.id, :visitor, e.variant, :now
    from unnest(cast(:ids as uuid[]), cast(:variants as text[])) as e (id, variant)
    on conflict do nothing
    """
)
ORDER = text(
    """
    insert into experiment_order (experiment_id, order_id, visitor, variant, amount, currency, at)
    select e.id, :order_id, :visitor, e.variant, :amount, :currency, :now
    from unnest(cast(:ids as uuid[]), cast(:variants as text[])) as e (id, variant)
    """
)
RESULT = text(
    """
    select x.variant, count(*) as visitors, count(o.spent) as buyers, coalesce(sum(o.spent), 0) as spent,
        coalesce(sum(o.spent * o.spent), 0) as squares
    from experiment_exposure x
    left join (
        select n.visitor, sum(n.amount) as spent
        from experiment_order n join "order" r on r.id = n.order_id
        where n.experiment_id = :id and r.listed and r.status <> 'cancelled' and n.currency = :currency
        group by n.visitor
    ) o on o.visitor = x.visitor
    where x.experiment_id = :id group by x.variant
    """
)


def write(*, code: str, name: str, channel_id: UUID, share: int) -> Experiment:
    """Draft a test. Raises Invalid naming the field."""
    code = code.strip().lower()
    taken = CODE.fullmatch(code) and db.session.scalar(select(Row.id).where(Row.code == code))
    problems = {
        "code": _("Use 2 to 40 of a-z, 0-9 and -, first a letter") if not CODE.fullmatch(code) else "",
        "name": "" if name.strip() else _("Give it a name"),
        "share": "" if 1 <= share <= 99 else _("Enter 1 to 99 percent"),
    }
    if taken:
        problems["code"] = _("There is a test of this code already")
    if found := {field: words for field, words in problems.items() if words}:
        raise Invalid(_("Some fields need another look"), fields=found)
    row = Row(
        id=new_id(), code=code, name=name.strip(), channel_id=channel_id, share=share, status="draft",
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _tell(row, "written")
    return _experiment(row)


def start(experiment_id: UUID) -> Experiment:
    """From now on visitors get their variant. Raises UnknownExperiment, NotNow."""
    return _move(experiment_id, "draft", "running")


def stop(experiment_id: UUID) -> Experiment:
    """From now on everybody gets A. Raises UnknownExperiment, NotNow."""
    return _move(experiment_id, "running", "stopped")


def find(experiment_id: UUID) -> Experiment:
    """Raises UnknownExperiment."""
    return _experiment(_row(experiment_id))


def experiments(*, cursor: str | None = None, limit: int | None = None) -> Page[Experiment]:
    """All of them, newest first."""
    size, query = clamp(limit), select(Row)
    if (after := decode_cursor(cursor, UUID)) is not None:
        query = query.where(Row.id < after[0])
    rows = db.session.scalars(query.order_by(Row.id.desc()).limit(size + 1)).all()
    return cut([_experiment(row) for row in rows], size, key=lambda each: (each.id,))


def meet(running: Sequence[Running], visitor: str) -> None:
    """Note that a visitor met these tests, the first time only."""
    if running:
        run(MEET, _asked(running, visitor))


def count_order(
    order_id: UUID, running: Sequence[Running], visitor: str, *, amount: int, currency: str
) -> None:
    """Note what a visitor of these tests ordered."""
    if running:
        facts = {"order_id": order_id, "amount": amount, "currency": currency}
        run(ORDER, _asked(running, visitor) | facts)


def result(experiment_id: UUID, currency: str) -> tuple[Group, Group]:
    """What became of the visitors of A and of B; orders that were cancelled count for nothing."""
    rows = {row.variant: row for row in run(RESULT, {"id": experiment_id, "currency": currency})}
    return _group(rows.get("a")), _group(rows.get("b"))


def _group(row: Any) -> Group:
    if row is None:
        return Group(0, 0, 0, 0)
    return Group(row.visitors, row.buyers, int(row.spent), int(row.squares))


def _asked(running: Iterable[Running], visitor: str) -> dict[str, Any]:
    found = list(running)
    return {
        "visitor": rules.visitor_of(visitor), "now": clock.now(), "ids": [each.id for each in found],
        "variants": [rules.variant(each.id, each.share, visitor) for each in found],
    }  # fmt: skip


def _move(experiment_id: UUID, before: str, after: str) -> Experiment:
    row = _row(experiment_id, lock=True)
    if row.status != before:
        raise NotNow(_("This test cannot be switched that way"))
    row.status = after
    moment = clock.now()
    if after == "running":
        row.started_at = moment
    else:
        row.stopped_at = moment
    db.session.flush()
    _tell(row, "switched")
    return _experiment(row)


def _row(experiment_id: UUID, *, lock: bool = False) -> Row:
    row = db.session.get(Row, experiment_id, with_for_update=lock)
    if row is None:
        raise UnknownExperiment(_("There is no such test"))
    return row


def _tell(row: Row, what: str) -> None:
    after = {"code": row.code, "share": row.share, "status": row.status}
    audit.record(f"experiments.test_{what}", object_type="experiment", object_id=row.id, after=after)


def _experiment(row: Row) -> Experiment:
    return Experiment(
        row.id, row.code, row.name, row.channel_id, row.share, row.status, row.started_at, row.stopped_at, row.created_at
    )  # fmt: skip
