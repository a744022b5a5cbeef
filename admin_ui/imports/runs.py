"""What every page of an import shows, whatever the file is about."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request

from app.core.errors import Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.catalog import service as catalog
from app.domains.catalog.models import ImportRun
from app.flows import run_import
from app.flows.import_report import in_words
from app.flows.import_subjects import SUBJECTS


def facts(run: ImportRun) -> dict[str, Any]:
    """A run with its report and what its columns are taken for."""
    report, about = run.report or {}, SUBJECTS[run.subject]
    columns = about.recognised(run.format, report.get("header", ()), report.get("chosen"))
    return {
        "run": run, "report": report, "columns": columns, "targets": list(about.targets(run.format)),
        "stuck": catalog.is_stuck(run), "in_words": in_words, "choices": report.get("choices", {}),
    }  # fmt: skip


def own(run: ImportRun) -> bool:
    """Whether the caller may see it: whoever works for some locations sees what they brought themselves."""
    who = current_principal()
    return who.locations is None or (run.report or {}).get("by", {}).get("id") == who.id


def about(run: ImportRun, **choices: str) -> bool:
    """Whether the caller may see it and these were its choices."""
    said = (run.report or {}).get("choices", {})
    return own(run) and all(said.get(name) == value for name, value in choices.items())


def required(run_id: UUID, subject: str, **choices: str) -> ImportRun:
    """A run of a subject that the caller may see, with these among its choices. Raises NotFound."""
    run = catalog.import_run(run_id, subject)
    if not about(run, **choices):
        raise NotFound(_("There is no such import"))
    return run


def take_upload(subject: str, choices: Mapping[str, str]) -> UUID:
    """The file of the request, kept and checked. Raises Invalid at `file`."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(_("Choose a file first"), fields={"file": _("Choose a file first")})
    return run_import.receive(sent.read(), name=sent.filename, subject=subject, choices=choices)


def chosen_columns() -> dict[str, str]:
    """What the form says the columns are."""
    return dict(zip(request.form.getlist("name"), request.form.getlist("target"), strict=False))
