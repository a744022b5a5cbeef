"""Imports as people see them: a file kept, checked, and loaded when somebody says so."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, select, update

from app.core import clock, files
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.i18n import gettext as _
from app.core.i18n import to_tell
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.catalog.models import ImportRun
from app.domains.catalog.types import Problem

RECENT = 50
STUCK_AFTER = timedelta(minutes=5)
MOST_IDLE = 5
KILLS = to_tell("This file was taken up several times without getting further; try it in smaller parts")


def keep_file(
    data: bytes,
    *,
    name: str,
    format: str,  # noqa: A002 - the contract's word
    subject: str = "products",
    facts: dict[str, Any] | None = None,
) -> ImportRun:
    """Keep an uploaded file and open its run, still to be checked; `facts` of its columns stay in the report."""
    run_id = new_id()
    key = files.key_for("imports", run_id.hex)
    files.put(key, data)
    moment = clock.now()
    row = ImportRun(
        id=run_id, file_name=name[:200], file_key=key, subject=subject, format=format, status="checking",
        actor_name=current_principal().name, created_at=moment, changed_at=moment, report=facts,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def run(run_id: UUID, subject: str | None = None) -> ImportRun:
    """Raises NotFound, also where it is of another subject than is asked for."""
    found = db.session.get(ImportRun, run_id)
    if found is None or (subject and found.subject != subject):
        raise NotFound(_("There is no such import"))
    return found


def recent(subject: str = "products") -> list[ImportRun]:
    """The latest runs of a subject, newest first."""
    query = select(ImportRun).where(ImportRun.subject == subject)
    return list(db.session.scalars(query.order_by(ImportRun.created_at.desc(), ImportRun.id).limit(RECENT)))


def take_up(run_id: UUID, *, load: bool) -> ImportRun | None:
    """A worker takes a run up, new or left by a dead one; None when there is nothing to do any more.

    From now on only this taker may move it (see `come_to`). A run that never moves, however often it is taken up,
    has failed: its file kills workers.
    """
    row = db.session.scalars(select(ImportRun).where(ImportRun.id == run_id).with_for_update()).one_or_none()
    if row is None or row.status != ("loading" if load else "checking"):
        return None
    row.taken, row.idle, row.changed_at = row.taken + 1, row.idle + 1, clock.now()
    if row.idle > MOST_IDLE:
        row.status = "failed"
        row.report = {
            **(row.report or {}),
            "errors": [asdict(Problem(0, "", KILLS)) | {"words": KILLS.words, "facts": {}}],
            "warnings": [],
        }
    elif not load:
        row.done = 0
    db.session.flush()
    return row if row.idle <= MOST_IDLE else None


def come_to(run_id: UUID, taken: int, *, done: int, total: int, so_far: dict[str, Any] | None = None) -> None:
    """Say how far a run is, in products, and what became of them. Raises Conflict when another worker has it now."""
    values = {"done": done, "total": total, "idle": 0, "changed_at": clock.now()}
    mine = update(ImportRun).where(ImportRun.id == run_id, ImportRun.taken == taken)
    told = values if so_far is None else values | {"so_far": so_far}
    moved: CursorResult[Any] = db.session.execute(mine.values(told))  # type: ignore[assignment]  # an update's
    if not moved.rowcount:
        raise Conflict(_("Another worker goes on with this import"), code="catalog.import_taken")


def left_behind() -> list[ImportRun]:
    """Runs that should be moving and have not for a while; each is named once in that while."""
    moment = clock.now()
    query = select(ImportRun).where(
        ImportRun.status.in_(("checking", "loading")), ImportRun.changed_at < moment - STUCK_AFTER
    )
    rows = list(db.session.scalars(query.order_by(ImportRun.id).with_for_update(skip_locked=True)))
    for row in rows:
        row.changed_at = moment
    db.session.flush()
    return rows


def is_stuck(row: ImportRun) -> bool:
    """Whether a run that should be moving has not moved for a while: its worker died."""
    return row.status in ("checking", "loading") and clock.now() - row.changed_at > STUCK_AFTER


def start_loading(run_id: UUID) -> ImportRun:
    """A checked run is to be loaded, or a stuck one goes on. Raises Conflict for any other."""
    row = db.session.scalars(select(ImportRun).where(ImportRun.id == run_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(_("There is no such import"))
    if row.status != "checked" and not is_stuck(row):
        raise Conflict(_("This import is not waiting to be loaded"), code="catalog.import_state")
    if row.status == "checked":
        row.status, row.done, row.so_far = "loading", 0, None
    row.idle, row.changed_at = 0, clock.now()
    db.session.flush()
    return row


def finish(run_id: UUID, status: str, report: dict[str, Any]) -> None:
    """Keep a run's outcome: `checked`, `loaded` or `failed`."""
    row = run(run_id)
    row.status, row.report, row.so_far, row.changed_at = status, report, None, clock.now()
    db.session.flush()


def choose_columns(run_id: UUID, columns: dict[str, str]) -> ImportRun:
    """Say what the columns of a checked or refused file are; it is to be checked again. Raises Conflict, NotFound."""
    row = db.session.scalars(select(ImportRun).where(ImportRun.id == run_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(_("There is no such import"))
    if row.status not in ("checked", "failed"):
        raise Conflict(_("This import is not waiting to be loaded"), code="catalog.import_state")
    row.report = (row.report or {}) | {"chosen": columns}
    row.status, row.done, row.idle, row.changed_at = "checking", 0, 0, clock.now()
    db.session.flush()
    return row


def remembered_columns(source: str) -> dict[str, str] | None:
    """What was chosen last for a file with the same header; None when nothing was."""
    told = ImportRun.report["chosen"]
    query = (
        select(told)
        .where(ImportRun.report["source"].astext == source, told.astext.is_not(None))
        .order_by(ImportRun.changed_at.desc())
        .limit(1)
    )
    return db.session.scalar(query)
