"""Imports: upload a file, read what it would change, load its good rows."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.imports import runs
from app.core import clock
from app.core.db import unit_of_work
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import export_catalog, run_import
from app.queries import category_tree
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.phased import phased

LIST_PAGE, PAGE = "admin/imports/list.html", "admin/imports/show.html"
bp = Blueprint("admin_imports", __name__, url_prefix="/admin/imports")


def _page() -> dict[str, object]:
    with unit_of_work():
        return {
            "runs": catalog.recent_imports(),
            "formats": catalog.FORMATS,
            "exports": [*export_catalog.FORMATS, *export_catalog.FEEDS],
            "takes_keys": current_principal().may(ProductPermission.KEYS),
            "categories": category_tree.nodes(),
        }


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
    return render(PAGE, block="run", **runs.facts(catalog.import_run(run_id, "products")))


@bp.post("/<uuid:run_id>/columns")
@requires(ProductPermission.IMPORT)
@phased
def choose_columns(run_id: UUID) -> Response:
    """Say what the file's columns are, and check it again."""
    with unit_of_work():
        catalog.import_run(run_id, "products")
    run_import.choose_columns(run_id, runs.chosen_columns())
    return go(url_for(".show", run_id=run_id))


@bp.get("/export")
@requires(ProductPermission.VIEW)
@phased
def export() -> Response:
    """The products of a state and category as a file that is read back."""
    kind, status = request.args.get("format", "galleria-csv"), request.args.get("status", "")
    category, keys = _category(request.args.get("category", "")), request.args.get("keys") == "1"
    file = export_catalog.export(kind, status=status, category=category, keys=keys)
    name = f"products-{clock.now():%Y-%m-%d}{file.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(file.pieces, mimetype=file.mimetype, headers=headers)


@bp.post("/<uuid:run_id>/load")
@requires(ProductPermission.IMPORT)
@phased
def load(run_id: UUID) -> Response:
    """Load the good rows."""
    with unit_of_work():
        catalog.import_run(run_id, "products")
    run_import.accept(run_id)
    return go(url_for(".show", run_id=run_id))


def _category(text: str) -> UUID | None:
    """The category that is asked for, if any. Raises Invalid."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        words = _("Choose one of the options")
        raise Invalid(_("There is no such category"), fields={"category": words}) from error
