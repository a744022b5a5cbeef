"""The look of the shop: a draft beside its preview, versions to go back to."""

from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.timing import start_of
from app.core.i18n import gettext as _
from app.domains.channels.permissions import SettingsPermission
from app.domains.content import drafts
from app.domains.content.look import FONTS, MOST_CSS, Look, corrected
from app.flows import shop_look
from app.flows.shop_look import LOOK
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.shop_preview import new_token
from app.web.toasts import toast

PAGE = "admin/look/edit.html"
Short = Annotated[OptionalText, Field(max_length=40)]
bp = Blueprint("admin_look", __name__, url_prefix="/admin/look")


class LookForm(Form):
    theme: Short = "atelier"
    accent: Short = ""
    paper: Short = ""
    ink: Short = ""
    display: Short = ""
    body: Short = ""
    radius: Short = ""
    css: Annotated[str, Field(max_length=MOST_CSS)] = ""


def _themes() -> list[tuple[str, str, str]]:
    return [
        (
            "atelier",
            "Atelier",
            _("Editorial: a book serif, large pictures in unequal rhythm. Fashion, home."),
        ),
        (
            "field",
            "Field",
            _("Bold and exact: a firm grotesque, dense grid, facts first. Outdoor, electronics."),
        ),
        ("depot", "Depot", _("For trade: rows with stock and price, everything at hand, nothing moves.")),
    ]


def _context() -> dict[str, Any]:
    look = shop_look.current_look()
    return {
        "look": look,
        "logo_url": shop_look.public_logo(look),
        "themes": _themes(),
        "fonts": [(code, str(label)) for code, (label, _stack) in FONTS.items()],
        "radii": [
            ("square", _("Square")),
            ("soft", _("Soft")),
            ("round", _("Round")),
            ("pill", _("Very round")),
        ],
        "draft": drafts.draft(LOOK),
        "versions": drafts.history(LOOK),
        "live": drafts.live(LOOK),
        "corrected": corrected(look),
        "token": new_token(),
        "restore_url": lambda version_id: url_for(".restore", version_id=version_id),
        "unschedule_url": lambda version_id: url_for(".unschedule", version_id=version_id),
    }


@bp.get("/")
@requires(SettingsPermission.VIEW)
def show() -> str:
    """The look as it is worked on."""
    return render_template(PAGE, values={}, errors={}, **_context())


@bp.post("/")
@requires(SettingsPermission.EDIT)
def save() -> Response | str:
    """Keep the draft; under htmx the preview comes back."""
    with form_page(PAGE, _context, block="state_part"):
        form = LookForm.parse(request.form)
        chosen = {
            name: value.lower() if name in ("accent", "paper", "ink") else value for name, value in form
        }
        shop_look.draft_look(Look(**chosen, logo=shop_look.current_look().logo))
        if upload := request.files.get("picture"):
            shop_look.draft_logo(upload.read())
    if request.headers.get("HX-Request"):
        return render(PAGE, block="state_part", values={}, errors={}, **_context())
    toast(_("The draft is kept"))
    return go(url_for(".show"))


@bp.post("/logo/drop")
@requires(SettingsPermission.EDIT)
def drop_logo() -> Response:
    """The draft shows the shop's name instead."""
    shop_look.draft_logo(None)
    return go(url_for(".show"))


@bp.post("/publish")
@requires(SettingsPermission.EDIT)
def publish() -> Response:
    """Show the draft in the shop, now or later."""
    with form_page(PAGE, _context):
        at = start_of(request.form)
        shop_look.publish_look(at)
    toast(_("The shop looks like this from now on") if at is None else _("It is planned"))
    return go(url_for(".show"))


@bp.post("/discard")
@requires(SettingsPermission.EDIT)
def discard() -> Response:
    """Forget the draft."""
    drafts.discard(LOOK)
    toast(_("The draft is gone; the shop is as it was"))
    return go(url_for(".show"))


@bp.post("/versions/<uuid:version_id>/restore")
@requires(SettingsPermission.EDIT)
def restore(version_id: UUID) -> Response:
    """Look as before."""
    shop_look.restore_look(version_id)
    drafts.discard(LOOK)
    toast(_("The shop looks as it did then"))
    return go(url_for(".show"))


@bp.post("/versions/<uuid:version_id>/unschedule")
@requires(SettingsPermission.EDIT)
def unschedule(version_id: UUID) -> Response:
    """Not later after all."""
    drafts.unschedule(LOOK, version_id)
    toast(_("The plan is taken back"))
    return go(url_for(".show"))
