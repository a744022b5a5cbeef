"""Matching by file name: what would go where, then putting it there in the background."""

from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from admin_ui.products.forms import chosen_ids
from app.domains.catalog import matching
from app.domains.catalog.permissions import ProductPermission
from app.flows import keep_media
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires

PAGE, RUN_PAGE = "admin/media/match.html", "admin/media/matched.html"


def attach(bp: Blueprint) -> None:
    """Add the matching's routes."""
    bp.add_url_rule("/match", view_func=preview, methods=["GET"])
    bp.add_url_rule("/match", view_func=begin, methods=["POST"])
    bp.add_url_rule("/match/<uuid:run_id>", view_func=progress, methods=["GET"])


@requires(ProductPermission.EDIT)
def preview() -> str:
    """What would go where; nothing changes."""
    return render(PAGE, block="fits", found=matching.fit())


@requires(ProductPermission.EDIT)
def begin() -> Response:
    """Put the files in place that were shown."""
    with form_page(PAGE, lambda: {"found": matching.fit()}):
        run_id = keep_media.match(chosen_ids(request.form.getlist("asset")))
    return go(url_for("admin_media.progress", run_id=run_id))


@requires(ProductPermission.EDIT)
def progress(run_id: UUID) -> str:
    """How far it is."""
    return render(RUN_PAGE, block="run", run=matching.match_run(run_id))
