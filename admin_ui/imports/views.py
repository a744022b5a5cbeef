"""Imports: upload a file, read what it would change, load its good rows."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import run_import
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.phased import phased

LIST_PAGE, PAGE = "admin/imports/list.html", "admin/imports/show.html"
bp = Blueprint("admin_imports", __name__, url_prefix="/admin/imports")


def _page() -> dict[str, object]:
    with unit_of_work():
        return {"runs": catalog.recent_imports(), "formats": catalog.FORMATS}


@bp.get("/")
@requires(ProductPermission.IMPORT)
@phased
def index() -> str:
    """What was imported, and the way to import more."""
    return render_template(LIST_PAGE, values={}, errors={}, **_page())


@bp.post("/")
@requires(ProductPermission.IMPORT)
@phased
def upload() -> Response:
    """Take a file and check it."""
    with form_page(LIST_PAGE, _page):
        sent = request.files.get("file")
        if sent is None:
            raise Invalid(_("Choose a file first"), fields={"file": _("Choose a file first")})
        name, kind = sent.filename or "", request.form.get("format", "")
        run_id = run_import.receive(sent.read(), name=name, format=kind)
    return go(url_for(".show", run_id=run_id))


@bp.get("/<uuid:run_id>")
@requires(ProductPermission.IMPORT)
def show(run_id: UUID) -> str:
    """What the file would change, or has changed."""
    run = catalog.import_run(run_id)
    return render(PAGE, block="run", run=run, report=run.report or {}, stuck=catalog.is_stuck(run))


@bp.post("/<uuid:run_id>/load")
@requires(ProductPermission.IMPORT)
@phased
def load(run_id: UUID) -> Response:
    """Load the good rows."""
    run_import.accept(run_id)
    return go(url_for(".show", run_id=run_id))
