"""Pieces of the shop in the merchant's own words."""

from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.timing import start_of
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.channels.permissions import SettingsPermission
from app.domains.content import drafts, sandbox
from app.flows import own_templates
from app.web.form_page import form_page
from app.web.forms import Form
from app.web.htmx import go
from app.web.permissions import requires
from app.web.shop_preview import new_token
from app.web.toasts import toast

PAGE = "admin/pieces/edit.html"
bp = Blueprint("admin_pieces", __name__, url_prefix="/admin/pieces")


class PieceForm(Form):
    source: Annotated[str, Field(max_length=sandbox.MOST_SOURCE)] = ""


@bp.get("/")
@requires(SettingsPermission.VIEW)
def index() -> str:
    """Every place where own words may stand."""
    pieces = [
        (name, piece, drafts.live(own_templates.place_of(name)), drafts.draft(own_templates.place_of(name)))
        for name, piece in sandbox.PIECES.items()
    ]
    return render_template("admin/pieces/list.html", pieces=pieces)


def _context(name: str) -> dict[str, Any]:
    place = own_templates.place_of(name)
    source = request.form.get("source", own_templates.source_of(name))
    return {
        "name": name, "piece": sandbox.PIECES[name], "source": source, "sample": _sample(name, source),
        "draft": drafts.draft(place), "live": drafts.live(place), "versions": drafts.history(place),
        "preview_url": url_for("shop_content.begin_preview", token=new_token(), next="/"),
        "restore_url": lambda version_id: url_for(".restore", name=name, version_id=version_id),
        "unschedule_url": lambda version_id: url_for(".unschedule", name=name, version_id=version_id),
    }  # fmt: skip


def _sample(name: str, source: str) -> Markup:
    try:
        return Markup(sandbox.check(name, source))  # noqa: S704 - sanitised by the sandbox
    except Invalid:
        return Markup()


@bp.get("/<name>")
@requires(SettingsPermission.VIEW)
def show(name: str) -> str:
    """One piece, with what it makes of its samples."""
    return render_template(PAGE, values={}, errors={}, **_context(name))


@bp.post("/<name>")
@requires(SettingsPermission.EDIT)
def save(name: str) -> Response:
    """Keep it as a draft."""
    with form_page(PAGE, lambda: _context(name)):
        own_templates.place_of(name)
        own_templates.draft(name, PieceForm.parse(request.form).source)
    toast(_("The draft is kept"))
    return go(url_for(".show", name=name))


@bp.post("/<name>/publish")
@requires(SettingsPermission.EDIT)
def publish(name: str) -> Response:
    """Show the draft, now or later."""
    with form_page(PAGE, lambda: _context(name)):
        own_templates.publish(name, start_of(request.form))
    toast(_("Published"))
    return go(url_for(".show", name=name))


@bp.post("/<name>/discard")
@requires(SettingsPermission.EDIT)
def discard(name: str) -> Response:
    """Forget the draft."""
    drafts.discard(own_templates.place_of(name))
    toast(_("The draft is gone; the shop is as it was"))
    return go(url_for(".show", name=name))


@bp.post("/<name>/versions/<uuid:version_id>/restore")
@requires(SettingsPermission.EDIT)
def restore(name: str, version_id: UUID) -> Response:
    """Show an earlier version."""
    own_templates.restore(name, version_id)
    toast(_("Shoppers see it from now on"))
    return go(url_for(".show", name=name))


@bp.post("/<name>/versions/<uuid:version_id>/unschedule")
@requires(SettingsPermission.EDIT)
def unschedule(name: str, version_id: UUID) -> Response:
    """Not later after all."""
    drafts.unschedule(own_templates.place_of(name), version_id)
    toast(_("The plan is taken back"))
    return go(url_for(".show", name=name))
