"""An upload's way into the shop: checked first, loaded when somebody has read the report. Whatever it is about.

Small files are done while the person waits, larger ones by a worker. Opens its own units of work.
"""

import hashlib
import io
from collections.abc import Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any
from uuid import UUID

from app.core import files, jobs
from app.core.db import in_unit, unit_of_work
from app.core.errors import AppError, Invalid
from app.core.i18n import gettext as _
from app.core.principal import Principal, acting_as, current_principal
from app.domains.catalog import service as catalog
from app.domains.catalog.models import ImportRun
from app.domains.catalog.types import Problem
from app.flows.import_report import kept_problem
from app.flows.import_subjects import SUBJECTS, Task

SMALL = 200_000
MOST_COLUMNS = 300
LICENCE_KEYS = "licence_keys"
ABOUT_FILE = ("header", "source", "chosen", "choices", "by")


def receive(
    data: bytes,
    *,
    name: str,
    format: str = "",  # noqa: A002 - the contract's word
    subject: str = "products",
    choices: Mapping[str, str] | None = None,
) -> UUID:
    """Keep an uploaded file and have it checked; `choices` are its subject's. Raises Invalid at `file` or `format`."""
    if not data:
        raise Invalid(_("Choose a file first"), fields={"file": _("Choose a file first")})
    about = SUBJECTS[subject]
    kind = about.format_of(data, format)
    header = [name for name in about.header(io.BytesIO(data), kind) if name.strip()][:MOST_COLUMNS]
    source = hashlib.sha256("\0".join((kind, *header)).encode("utf-8", "replace")).hexdigest()[:32]
    with unit_of_work():
        facts: dict[str, Any] = {"header": header, "source": source} if header else {}
        facts |= {"choices": dict(choices)} if choices else {}
        facts |= {"by": _kept(current_principal())} if about.as_uploader else {}
        if header and (chosen := catalog.remembered_columns(source)):
            facts["chosen"] = chosen
        run_id = catalog.keep_file(data, name=name, format=kind, subject=subject, facts=facts).id
    _do_or_enqueue(run_id, len(data), load=False)
    return run_id


def accept(run_id: UUID) -> None:
    """Load the good rows of a checked file, or go on with a stuck one. Raises Conflict for any other."""
    with unit_of_work():
        row = catalog.start_loading(run_id)
        size, load = len(files.get(row.file_key)), row.status == "loading"
    _do_or_enqueue(run_id, size, load=load)


def choose_columns(run_id: UUID, columns: Mapping[str, str]) -> None:
    """Take columns for what a person says they are (see `targets_of`; empty: pass over), and check the file again.

    The choice is remembered for files with the same header. Raises Conflict for a run that is not waiting, Invalid
    at `columns` for what cannot be meant.
    """
    with unit_of_work():
        row = catalog.import_run(run_id)
        targets = SUBJECTS[row.subject].targets(row.format)
        if not set(columns.values()) <= {"", *targets}:
            raise Invalid(_("There is no such column"), fields={"columns": _("Choose one of the options")})
        known = set((row.report or {}).get("header", ()))
        chosen = {name: targets.get(target, "") for name, target in columns.items() if name in known}
        size = len(files.get(catalog.choose_columns(run_id, chosen).file_key))
    _do_or_enqueue(run_id, size, load=False)


def _do_or_enqueue(run_id: UUID, size: int, *, load: bool) -> None:
    if size <= SMALL:
        perform(run_id, load=load)
    else:
        jobs.enqueue("catalog.run_import", run_id=str(run_id), load=load)


def perform(run_id: UUID, *, load: bool) -> None:
    """Check or load the run's file and keep the report. A file that cannot be taken is a failed run.

    A load that a dead worker left goes on behind its last chunk; a check begins anew. May be asked for twice.
    """
    with unit_of_work():
        row = catalog.take_up(run_id, load=load)
        if row is None:
            return
        key, taken = row.file_key, row.taken
        about = {name: value for name, value in (row.report or {}).items() if name in ABOUT_FILE}
        task = Task(
            row.id, row.format, not load, about.get("chosen"), about.get("choices", {}), row.done, row.so_far
        )
        subject, who = SUBJECTS[row.subject], _actor(row)

    def watch(done: int, total: int, so_far: Any) -> None:
        with nullcontext() if in_unit() else unit_of_work():
            catalog.come_to(run_id, taken, done=done, total=total, so_far=so_far.kept() if so_far else None)

    try:
        with acting_as(who):
            report = subject.load(files.get(key), task, watch)
        status = "failed" if not report.readable else "loaded" if load else "checked"
        facts = report.kept()
    except AppError as error:
        if error.code == "catalog.import_taken":
            return
        status, facts = "failed", {"errors": [kept_problem(Problem(0, "", error.message))], "warnings": []}
    with unit_of_work() as unit:
        catalog.finish(run_id, status, facts | about)
        if status == "loaded" and _has_secrets(row, about):
            unit.after_commit.append(partial(files.delete, key))


def _has_secrets(row: ImportRun, about: Mapping[str, Any]) -> bool:
    """Whether the file holds licence keys: such a file is not kept once it is loaded."""
    columns = SUBJECTS[row.subject].recognised(row.format, about.get("header", ()), about.get("chosen"))
    return LICENCE_KEYS in columns.values()


def go_on() -> int:
    """Have runs taken up again that a dead worker left; returns how many."""
    with unit_of_work():
        left = [(row.id, row.status == "loading") for row in catalog.left_behind()]
        for run_id, load in left:
            jobs.enqueue("catalog.run_import", run_id=str(run_id), load=load)
    return len(left)


def _kept(who: Principal) -> dict[str, Any]:
    """Who uploaded it, for the worker that loads it in their name: nothing may be done that they may not."""
    places = None if who.locations is None else sorted(str(place) for place in who.locations)
    rights = sorted(right for right in who.permissions if right.startswith("inventory:"))
    return {"kind": who.kind, "id": who.id, "name": who.name, "locations": places, "permissions": rights}


def _actor(row: ImportRun) -> Principal:
    by = (row.report or {}).get("by")
    if by is None:
        return current_principal()
    places = None if by["locations"] is None else frozenset(UUID(place) for place in by["locations"])
    return Principal(by["kind"], by["id"], by["name"], frozenset(by["permissions"]), places)
