"""Getting in and out: password, second factor, forgotten password, invitation, proof for sensitive acts."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.auth.forms import CodeForm, ForgotForm, JoinForm, NewPasswordForm, ProveForm, SignInForm
from app.config import settings
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.identity import service as identity
from app.domains.identity.permissions import ConsolePermission
from app.domains.identity.types import Origin, SignIn
from app.web import auth, ratelimit
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import public, requires
from app.web.toasts import toast

SECOND_COOKIE = "galleria_second"
SECOND_PATH = "/admin/sign-in"
SECOND_LASTS = timedelta(minutes=10)
bp = Blueprint("admin_auth", __name__, url_prefix="/admin")


def origin() -> Origin:
    """Where this request comes from, as noted with a session."""
    return Origin(request.remote_addr or "", request.user_agent.string)


def onward() -> str:
    """The page that was asked for before signing in; never another site."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/admin") and "\\" not in wanted
    return wanted if inside else "/admin/"


@bp.get("/sign-in")
@public
def sign_in() -> Any:
    """The door."""
    if current_principal().kind == "staff":
        return go(onward())
    return render_template("admin/auth/sign_in.html", values={}, errors={}, next=onward())


@bp.post("/sign-in")
@public
def try_sign_in() -> Any:
    """Try a password."""
    with form_page("admin/auth/sign_in.html", next=onward()):
        form = SignInForm.parse(request.form)
        ratelimit.check_login(form.email, request.remote_addr or "")
        outcome = identity.sign_in(email=form.email, password=form.password, origin=origin())
    if outcome.outcome == "refused":
        problem = _(
            "E-mail and password do not fit, or signing in is paused for 15 minutes after five wrong tries."
        )
        page = render_template(
            "admin/auth/sign_in.html", values=request.form, errors={}, problem=problem, next=onward()
        )
        return page, 401
    return _welcome(outcome)


@bp.get("/sign-in/code")
@public
def code() -> str:
    """The second factor."""
    return render_template("admin/auth/code.html", values={}, errors={}, next=onward())


@bp.post("/sign-in/code")
@public
def try_code() -> Any:
    """Try a code of the authenticator, or a recovery code."""
    with form_page("admin/auth/code.html", next=onward()):
        form = CodeForm.parse(request.form)
        step = request.cookies.get(SECOND_COOKIE, "")
        outcome = identity.second_factor(step=step, code=form.code, origin=origin())
    if outcome.outcome == "refused":
        problem = _("This code does not fit, or it took too long. Try the next one, or sign in again.")
        return render_template(
            "admin/auth/code.html", values={}, errors={}, problem=problem, next=onward()
        ), 401
    return _welcome(outcome)


def _welcome(outcome: SignIn) -> Response:
    if outcome.outcome == "second_factor":
        answer = go(url_for(".code", next=onward()))
        answer.set_cookie(
            SECOND_COOKIE,
            outcome.token,
            max_age=SECOND_LASTS,
            path=SECOND_PATH,
            httponly=True,
            samesite="Lax",
            secure=settings().https,
        )
        return answer
    answer = go(onward())
    auth.login_staff(answer, outcome.token)
    answer.delete_cookie(SECOND_COOKIE, path=SECOND_PATH)
    return answer


@bp.post("/sign-out")
@public
@auth.on_the_way_to_enrol
def sign_out() -> Response:
    """Leave on this browser."""
    caller = current_principal()
    if caller.session_id is not None:
        identity.sign_out(caller.session_id)
    answer = go(url_for(".sign_in"))
    auth.logout_staff(answer)
    return answer


@bp.get("/forgot")
@public
def forgot() -> str:
    """Ask for a link to choose a new password."""
    return render_template("admin/auth/forgot.html", values={}, errors={}, sent=False)


@bp.post("/forgot")
@public
def send_link() -> str:
    """Have the link mailed, if the address is known; the answer is the same if not."""
    with form_page("admin/auth/forgot.html", sent=False):
        form = ForgotForm.parse(request.form)
        ratelimit.check_login(form.email, request.remote_addr or "")
    identity.ask_password_reset(email=form.email)
    return render_template("admin/auth/forgot.html", values={}, errors={}, sent=True)


@bp.get("/reset/<token>")
@public
def reset(token: str) -> str:
    """Choose a new password."""
    identity.open_link("reset", token)
    return render_template("admin/auth/reset.html", values={}, errors={})


@bp.post("/reset/<token>")
@public
def set_password(token: str) -> Response:
    """Set it; every browser is signed out."""
    with form_page("admin/auth/reset.html"):
        form = NewPasswordForm.parse(request.form)
        identity.reset_password(token=token, password=form.password)
    toast(_("Your password is changed. Sign in with it."))
    return go(url_for(".sign_in"))


@bp.get("/invitation/<token>")
@public
def invitation(token: str) -> str:
    """Join the shop's team."""
    staff = identity.invited(token)
    values = {"name": staff.name}
    return render_template("admin/auth/join.html", values=values, errors={}, email=identity.email_of(staff))


@bp.post("/invitation/<token>")
@public
def join(token: str) -> Response:
    """Accept: choose a name and a password."""
    with form_page("admin/auth/join.html", lambda: {"email": identity.email_of(identity.invited(token))}):
        form = JoinForm.parse(request.form)
        session = identity.accept_invitation(
            token=token, name=form.name, password=form.password, origin=origin()
        )
    if session is None:
        toast(_("You are set. Your store manager gives you a PIN for the till."))
        return go(url_for(".sign_in"))
    answer = go("/admin/")
    auth.login_staff(answer, session)
    return answer


@bp.get("/prove")
@requires(ConsolePermission.ENTER)
@auth.on_the_way_to_enrol
def prove() -> str:
    """Give the password again before a sensitive act."""
    return render_template("admin/auth/prove.html", values={}, errors={}, next=onward())


@bp.post("/prove")
@requires(ConsolePermission.ENTER)
@auth.on_the_way_to_enrol
def try_prove() -> Any:
    """Check it."""
    with form_page("admin/auth/prove.html", next=onward()):
        form = ProveForm.parse(request.form)
        proved = auth.prove(form.password)
    if not proved:
        wrong = {"password": _("This is not your password")}
        return render_template("admin/auth/prove.html", values={}, errors=wrong, next=onward()), 422
    return go(onward())


@bp.app_errorhandler(auth.ProofNeeded)
def ask_for_proof(_refusal: auth.ProofNeeded) -> Response:
    """Send the person to prove who they are, and back to the page they came from."""
    came_from = urlsplit(request.referrer or "").path if request.method != "GET" else request.full_path
    return go(url_for("admin_auth.prove", next=came_from))


@bp.app_errorhandler(auth.FactorNeeded)
def ask_to_enrol(_refusal: auth.FactorNeeded) -> Response:
    """Lead the person to set up the second factor that the shop demands."""
    return go(url_for("admin_profile.second_factor"))
