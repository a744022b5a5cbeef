"""One's own account: name, language, password, second factor, till PIN, signed-in browsers."""

from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from admin_ui.profile.forms import CodeForm, PasswordForm, PinForm, ProfileForm
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.identity import service as identity
from app.domains.identity.permissions import ConsolePermission
from app.domains.identity.types import TotpSetup
from app.web.auth import on_the_way_to_enrol, require_proof
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LANGUAGES = [("en", "English"), ("de", "Deutsch")]
PAGE, FACTOR_PAGE = "admin/profile/show.html", "admin/profile/second_factor.html"
bp = Blueprint("admin_profile", __name__, url_prefix="/admin/profile")


def me() -> UUID:
    return UUID(current_principal().id)


def _page() -> dict[str, Any]:
    staff = identity.staff_member(me())
    return {
        "staff": staff,
        "email": identity.email_of(staff),
        "sessions": identity.live_sessions(me()),
        "this_session": current_principal().session_id,
        "languages": LANGUAGES,
    }


@bp.get("/")
@requires(ConsolePermission.ENTER)
def show() -> str:
    """The whole account on one page."""
    return render_template(PAGE, values={}, errors={}, **_page())


@bp.post("/")
@requires(ConsolePermission.ENTER)
def save() -> Response:
    """Name and language."""
    with form_page(PAGE, _page):
        form = ProfileForm.parse(request.form)
        identity.change_profile(staff_id=me(), name=form.name, locale=form.locale)
    toast(_("Your profile is saved"))
    return go(url_for(".show"))


@bp.post("/password")
@requires(ConsolePermission.ENTER)
def change_password() -> Response:
    """A new password; the other browsers are signed out."""
    with form_page(PAGE, _page):
        form = PasswordForm.parse(request.form)
        keep = current_principal().session_id
        identity.change_password(staff_id=me(), current=form.current, password=form.password, keep=keep)
    toast(_("Your password is changed. Other browsers are signed out."))
    return go(url_for(".show"))


@bp.post("/pin")
@requires(ConsolePermission.ENTER)
def set_pin() -> Response:
    """One's own till PIN."""
    require_proof()
    with form_page(PAGE, _page):
        identity.set_pin(staff_id=me(), pin=PinForm.parse(request.form).pin)
    toast(_("Your till PIN is set"))
    return go(url_for(".show"))


@bp.post("/sessions/<uuid:session_id>/end")
@requires(ConsolePermission.ENTER)
def end_session(session_id: UUID) -> Response:
    """Sign one browser out."""
    identity.end_session(staff_id=me(), session_id=session_id)
    toast(_("That browser is signed out"))
    return go(url_for(".show"))


@bp.post("/sessions/end")
@requires(ConsolePermission.ENTER)
def end_other_sessions() -> Response:
    """Sign every other browser out."""
    identity.sign_out_everywhere(me(), but=current_principal().session_id)
    toast(_("All other browsers are signed out"))
    return go(url_for(".show"))


def _factor_page() -> dict[str, Any]:
    setup = identity.pending_totp(staff_id=me(), issuer=current_tenant().name)
    return {"staff": identity.staff_member(me()), "setup": setup, "qr": _qr(setup) if setup else None,
            "demanded": identity.second_factor_demanded()}  # fmt: skip


def _qr(setup: TotpSetup) -> Markup:
    """The QR code as SVG, black on white in every colour scheme, or cameras would not read it."""
    code = segno.make(setup.uri, error="m")
    return Markup(code.svg_inline(scale=5, border=3, light="#fff", dark="#000", svgclass="qr"))  # noqa: S704  # our own SVG


@bp.get("/second-factor")
@requires(ConsolePermission.ENTER)
@on_the_way_to_enrol
def second_factor() -> str:
    """Set up, or turn off."""
    return render_template(FACTOR_PAGE, values={}, errors={}, codes=None, **_factor_page())


@bp.post("/second-factor")
@requires(ConsolePermission.ENTER)
@on_the_way_to_enrol
def begin() -> Response:
    """Start the set-up with a fresh secret."""
    require_proof()
    identity.begin_totp(staff_id=me(), issuer=current_tenant().name)
    return go(url_for(".second_factor"))


@bp.post("/second-factor/confirm")
@requires(ConsolePermission.ENTER)
@on_the_way_to_enrol
def confirm() -> str:
    """Turn it on by a first code, and show the recovery codes once."""
    with form_page(FACTOR_PAGE, _factor_page, codes=None):
        codes = identity.confirm_totp(staff_id=me(), code=CodeForm.parse(request.form).code)
    return render_template(FACTOR_PAGE, values={}, errors={}, codes=codes, **_factor_page())


@bp.post("/second-factor/codes")
@requires(ConsolePermission.ENTER)
def renew_codes() -> str:
    """New recovery codes in place of the old ones."""
    require_proof()
    codes = identity.renew_recovery_codes(staff_id=me())
    return render_template(FACTOR_PAGE, values={}, errors={}, codes=codes, **_factor_page())


@bp.post("/second-factor/off")
@requires(ConsolePermission.ENTER)
def turn_off() -> Response:
    """Turn it off, by a code of it."""
    require_proof()
    with form_page(FACTOR_PAGE, _factor_page, codes=None):
        identity.disable_totp(staff_id=me(), code=CodeForm.parse(request.form).code)
    toast(_("The second factor is off"))
    return go(url_for(".show"))
