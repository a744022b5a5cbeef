"""API clients: keys and OAuth2 clients, their scopes, limits and standing."""

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.programs.forms import ProgramForm
from app.config import settings
from app.core import clock
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.identity import service as identity
from app.domains.identity.permissions import ProgramPermission
from app.domains.identity.scopes import ALL_SCOPES, SCOPES
from app.domains.identity.types import Issued
from app.web.auth import forget_verified, require_proof
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, NEW_PAGE, SECRET_PAGE = (
    "admin/programs/list.html",
    "admin/programs/new.html",
    "admin/programs/secret.html",
)
bp = Blueprint("admin_programs", __name__, url_prefix="/admin/programs")


@bp.get("/")
@requires(ProgramPermission.EDIT)
def index() -> str:
    """Every program, standing ones first."""
    q = request.args.get("q", "").strip()
    found = [each for each in identity.list_clients() if q.casefold() in each.name.casefold()]
    return render_template(LIST_PAGE, clients=found, now=clock.now(), q=q)


def _choices() -> dict[str, Any]:
    return {"scopes": [ALL_SCOPES, *SCOPES], "default_rate": settings().rate_limit_key}


@bp.get("/new")
@requires(ProgramPermission.EDIT)
def new() -> str:
    """Let a program in."""
    require_proof()
    return render_template(NEW_PAGE, values={}, errors={}, **_choices())


@bp.post("/new")
@requires(ProgramPermission.EDIT)
def create() -> str:
    """Make the key, and show it this once."""
    require_proof()
    with form_page(NEW_PAGE, _choices):
        form = ProgramForm.parse(request.form)
        issued = identity.create_client(
            name=form.name,
            scopes=form.scopes,
            kind=form.kind,
            rate=form.rate or settings().rate_limit_key,
            expires_at=_end_of(form),
        )
    return _secret(issued)


def _end_of(form: ProgramForm) -> datetime | None:
    """The last moment of the chosen day in the shop's time zone."""
    if form.expires_on is None:
        return None
    return datetime.combine(form.expires_on, time.max, ZoneInfo(current_tenant().timezone))


def _secret(issued: Issued) -> str:
    return render_template(SECRET_PAGE, client=identity.client(issued.id), secret=issued.secret)


@bp.post("/<uuid:client_id>/rotate")
@requires(ProgramPermission.EDIT)
def rotate(client_id: UUID) -> str:
    """A new secret; the old one stops at once."""
    require_proof()
    issued = identity.rotate_client(client_id)
    forget_verified()
    return _secret(issued)


@bp.post("/<uuid:client_id>/revoke")
@requires(ProgramPermission.EDIT)
def revoke(client_id: UUID) -> Response:
    """Shut a program out for good."""
    require_proof()
    identity.revoke_client(client_id)
    forget_verified()
    toast(_("The API client is revoked"))
    return go(url_for(".index"))
