"""Getting in and out of the console."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.web import ratelimit
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import operator_only, public
from tenants import operators
from tenants.console.auth import session
from tenants.console.auth.forms import CodeForm, ProveForm, SignInForm
from tenants.operators import Origin

bp = Blueprint("console_auth", __name__, url_prefix="/console")


def onward() -> str:
    """The page that was asked for before signing in; never another site."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    inside = (
        not parts.scheme and not parts.netloc and parts.path.startswith("/console") and "\\" not in wanted
    )
    return wanted if inside else "/console/"


@bp.get("/")
@operator_only
def home() -> Response:
    """The console begins with its tenants."""
    return go(url_for("console_tenants.index"))


@bp.get("/sign-in")
@public
def sign_in() -> Any:
    """The door."""
    if current_principal().kind == "operator":
        return go(onward())
    return render_template("console/auth/sign_in.html", values={}, errors={}, next=onward())


@bp.post("/sign-in")
@public
def try_sign_in() -> Any:
    """Try a password."""
    with form_page("console/auth/sign_in.html", next=onward()):
        form = SignInForm.parse(request.form)
        ratelimit.check_login(form.email, request.remote_addr or "")
        origin = Origin(request.remote_addr or "", request.user_agent.string)
        outcome = operators.sign_in(email=form.email, password=form.password, origin=origin)
    if not outcome.admitted:
        problem = _("E-mail and password do not fit, or signing in is paused after five wrong tries.")
        shown = {"values": request.form, "errors": {}, "problem": problem, "next": onward()}
        return render_template("console/auth/sign_in.html", **shown), 401
    answer = go(url_for(".code", next=onward()) if outcome.wants_code else onward())
    (session.remember_step if outcome.wants_code else session.remember)(answer, outcome.token)
    return answer


@bp.get("/sign-in/code")
@public
def code() -> str:
    """The second factor."""
    return render_template("console/auth/code.html", values={}, errors={}, next=onward())


@bp.post("/sign-in/code")
@public
def try_code() -> Any:
    """Try a code of the authenticator."""
    token = request.cookies.get(session.STEP_COOKIE, "")
    with form_page("console/auth/code.html", next=onward()):
        form = CodeForm.parse(request.form)
        ratelimit.check_login(token, request.remote_addr or "")
        fits = operators.give_code(token=token, code=form.code)
    if not fits:
        problem = _("This code does not fit. Try the next one, or sign in again.")
        shown = {"values": {}, "errors": {}, "problem": problem, "next": onward()}
        return render_template("console/auth/code.html", **shown), 401
    answer = go(onward())
    session.remember(answer, token)
    return answer


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    """Leave on this browser."""
    caller = current_principal()
    if caller.session_id is not None:
        operators.sign_out(caller.session_id)
    answer = go(url_for(".sign_in"))
    session.forget(answer)
    return answer


@bp.get("/prove")
@operator_only
def prove() -> str:
    """Give the password again before a sensitive act."""
    return render_template("console/auth/prove.html", values={}, errors={}, next=onward())


@bp.post("/prove")
@operator_only
def try_prove() -> Any:
    """Check it."""
    with form_page("console/auth/prove.html", next=onward()):
        form = ProveForm.parse(request.form)
    caller = current_principal()
    if not _proved(UUID(caller.id), caller.session_id, form.password):
        wrong = {"password": _("This is not your password")}
        return render_template("console/auth/prove.html", values={}, errors=wrong, next=onward()), 422
    return go(onward())


def _proved(operator_id: UUID, session_id: UUID | None, password: str) -> bool:
    return session_id is not None and operators.prove(
        operator_id=operator_id, session_id=session_id, password=password
    )


@bp.app_errorhandler(session.OperatorProofNeeded)
def ask_for_proof(_refusal: session.OperatorProofNeeded) -> Response:
    """Send the operator to prove who they are, and back to the page they came from."""
    came_from = urlsplit(request.referrer or "").path if request.method != "GET" else request.path
    return go(url_for("console_auth.prove", next=came_from))
