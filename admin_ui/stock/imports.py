"""Files of stock levels: upload, read what each row would change, load the good ones."""

from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.imports import runs
from app.core.db import unit_of_work
from app.domains.catalog import service as catalog
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import StockPermission
from app.flows import run_import
from app.queries import people
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.phased import phased

LIST_PAGE, PAGE = "admin/stock/imports.html", "admin/stock/import.html"


class UploadForm(Form):
    """What rows mean that do not say it themselves."""

    mode: Literal["set", "adjust"] = "set"
    location: OptionalText = Field(default="", max_length=80)
    reason: OptionalText = Field(default="", max_length=200)


def attach(bp: Blueprint) -> None:
    """Put these screens under the stock."""
    bp.get("/imports/", endpoint="imports")(index)
    bp.post("/imports/", endpoint="upload_import")(upload)
    bp.get("/imports/<uuid:run_id>", endpoint="show_import")(show)
    bp.post("/imports/<uuid:run_id>/columns", endpoint="import_columns")(choose_columns)
    bp.post("/imports/<uuid:run_id>/load", endpoint="load_import")(load)


def _page() -> dict[str, Any]:
    with unit_of_work():
        own = {place.id for place in people.location_choices()}
        return {
            "runs": [run for run in catalog.recent_imports("stock") if runs.own(run)],
            "places": [(place.code, place.name) for place in inventory.locations() if place.id in own],
        }


@requires(StockPermission.ADJUST)
@phased
def index() -> str:
    """What was imported, and the way to import more."""
    return render_template(LIST_PAGE, values={}, errors={}, **_page())


@requires(StockPermission.ADJUST)
@phased
def upload() -> Response:
    """Take a file and check it."""
    with form_page(LIST_PAGE, _page):
        form = UploadForm.parse(request.form)
        run_id = runs.take_upload("stock", form.model_dump())
    return go(url_for(".show_import", run_id=run_id))


@requires(StockPermission.ADJUST)
def show(run_id: UUID) -> str:
    """What the file would change, or has changed."""
    return render(PAGE, block="run", **runs.facts(runs.required(run_id, "stock")))


@requires(StockPermission.ADJUST)
@phased
def choose_columns(run_id: UUID) -> Response:
    """Say what the file's columns are, and check it again."""
    with unit_of_work():
        runs.required(run_id, "stock")
    run_import.choose_columns(run_id, runs.chosen_columns())
    return go(url_for(".show_import", run_id=run_id))


@requires(StockPermission.ADJUST)
@phased
def load(run_id: UUID) -> Response:
    """Load the good rows."""
    with unit_of_work():
        runs.required(run_id, "stock")
    run_import.accept(run_id)
    return go(url_for(".show_import", run_id=run_id))
