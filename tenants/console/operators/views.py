"""The people who run the platform, and one's own account: password and second factor."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup
from segno import make_qr
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import operator_only
from app.web.toasts import toast
from tenants import operators, overview
from tenants.console.auth import session
from tenants.console.operators.forms import CodeForm, PasswordForm

bp = Blueprint("console_operators", __name__, url_prefix="/console/operators")


def me() -> UUID:
    return UUID(current_principal().id)


@bp.get("/")
@operator_only
def index() -> str:
    """Who has an account. New ones are made on the command line."""
    return render_template("console/operators/list.html", operators=overview.operators())


@bp.get("/me")
@operator_only
def profile() -> str:
    """One's own account."""
    return render_template("console/operators/profile.html", **_profile())


def _profile() -> dict[str, Any]:
    return {"operator": operators.one(me()), "errors": {}, "setup": None, "qr": None}


@bp.post("/me/password")
@operator_only
def change_password() -> Response:
    """A new password; every browser is signed out."""
    with form_page("console/operators/profile.html", _profile):
        form = PasswordForm.parse(request.form)
        operators.change_password(operator_id=me(), current=form.current, password=form.password)
    toast(_("Your password is changed. Sign in with it."))
    answer = go(url_for("console_auth.sign_in"))
    session.forget(answer)
    return answer


@bp.post("/me/second-factor")
@operator_only
def begin() -> str:
    """Show a fresh key to scan."""
    session.require_proof()
    return render_template(
        "console/operators/profile.html", **_profile() | _setup(operators.begin_totp(me()))
    )


def _setup(made: tuple[str, str]) -> dict[str, Any]:
    secret, uri = made
    drawn = make_qr(uri, error="m").svg_inline(scale=4, border=2, omitsize=True)
    return {"setup": {"secret": secret, "uri": uri}, "qr": Markup(drawn)}  # noqa: S704 - drawn by us


@bp.post("/me/second-factor/confirmation")
@operator_only
def confirm() -> Any:
    """Turn it on when the code fits."""
    if operators.confirm_totp(me(), CodeForm.parse(request.form).code):
        toast(_("The second factor is on."))
        return go(url_for(".profile"))
    again = _profile() | _setup(operators.pending_totp(me()))
    again["errors"] = {"code": _("This code does not fit; type the next one")}
    return render_template("console/operators/profile.html", **again), 422


@bp.post("/me/second-factor/removal")
@operator_only
def turn_off() -> Response:
    """Then a password alone lets one in."""
    session.require_proof()
    operators.disable_totp(me())
    toast(_("The second factor is off."), tone="waiting")
    return go(url_for(".profile"))
