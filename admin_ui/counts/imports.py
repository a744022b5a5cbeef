"""Files of what was counted, into an open count: upload, read what each row would enter, load the good ones."""

from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.imports import runs
from app.core.db import unit_of_work
from app.domains.catalog import service as catalog
from app.domains.inventory.permissions import CountPermission
from app.flows import run_import
from app.queries import count_board
from app.web.form_page import form_page
from app.web.forms import Form
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.phased import phased

LIST_PAGE, PAGE = "admin/counts/imports.html", "admin/counts/import.html"


class UploadForm(Form):
    how: Literal["set", "replace"] = "set"


def attach(bp: Blueprint) -> None:
    """Put these screens under the counts."""
    bp.get("/<uuid:count_id>/imports/", endpoint="imports")(index)
    bp.post("/<uuid:count_id>/imports/", endpoint="upload_import")(upload)
    bp.get("/<uuid:count_id>/imports/<uuid:run_id>", endpoint="show_import")(show)
    bp.post("/<uuid:count_id>/imports/<uuid:run_id>/columns", endpoint="import_columns")(choose_columns)
    bp.post("/<uuid:count_id>/imports/<uuid:run_id>/load", endpoint="load_import")(load)


def _page(count_id: UUID) -> dict[str, Any]:
    with unit_of_work():
        ours = [run for run in catalog.recent_imports("count") if runs.about(run, count=str(count_id))]
        return {"head": count_board.one(count_id), "runs": ours}


@requires(CountPermission.WORK)
@phased
def index(count_id: UUID) -> str:
    """What was imported into the count, and the way to import more."""
    return render_template(LIST_PAGE, values={}, errors={}, **_page(count_id))


@requires(CountPermission.WORK)
@phased
def upload(count_id: UUID) -> Response:
    """Take a file and check it."""
    known = _page(count_id)
    with form_page(LIST_PAGE, lambda: known):
        form = UploadForm.parse(request.form)
        run_id = runs.take_upload("count", {"count": str(count_id), **form.model_dump()})
    return go(url_for(".show_import", count_id=count_id, run_id=run_id))


def _required(count_id: UUID, run_id: UUID) -> dict[str, Any]:
    head = count_board.one(count_id)
    return {"head": head, **runs.facts(runs.required(run_id, "count", count=str(count_id)))}


@requires(CountPermission.WORK)
def show(count_id: UUID, run_id: UUID) -> str:
    """What the file would enter, or has entered."""
    return render(PAGE, block="run", **_required(count_id, run_id))


@requires(CountPermission.WORK)
@phased
def choose_columns(count_id: UUID, run_id: UUID) -> Response:
    """Say what the file's columns are, and check it again."""
    with unit_of_work():
        _required(count_id, run_id)
    run_import.choose_columns(run_id, runs.chosen_columns())
    return go(url_for(".show_import", count_id=count_id, run_id=run_id))


@requires(CountPermission.WORK)
@phased
def load(count_id: UUID, run_id: UUID) -> Response:
    """Load the good rows."""
    with unit_of_work():
        _required(count_id, run_id)
    run_import.accept(run_id)
    return go(url_for(".show_import", count_id=count_id, run_id=run_id))
