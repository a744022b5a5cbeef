"""Colleagues: list, invite, access, standing. Roles are in `roles.py`."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.people import limits, roles
from admin_ui.people.forms import AccessForm, InviteForm, PinForm
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.principal import current_principal
from app.domains.identity import service as identity
from app.domains.identity.permissions import StaffPermission
from app.domains.identity.roles import STANDARD_ROLES
from app.flows.within_plan import within_plan
from app.queries import people
from app.web.auth import require_proof
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, NEW_PAGE, PAGE = "admin/people/list.html", "admin/people/new.html", "admin/people/show.html"
bp = Blueprint("admin_people", __name__, url_prefix="/admin/people")
roles.attach(bp)
limits.attach(bp)


@bp.get("/")
@requires(StaffPermission.VIEW)
def index() -> str:
    """The team."""
    chosen = {name: request.args.get(name, "") for name in ("q", "role", "state")}
    page = people.list_people(**chosen, cursor=request.args.get("cursor"))
    return render(
        LIST_PAGE, block="people", page=page, chosen=chosen, states=people.STATES, roles=identity.list_roles()
    )


def _choices() -> dict[str, Any]:
    return {
        "roles": identity.grantable_roles(),
        "local": {code for code, role in STANDARD_ROLES.items() if role.local},
        "locations": people.location_choices(),
        "may_everywhere": current_principal().locations is None,
    }


def _places(form: AccessForm) -> frozenset[UUID] | None:
    """The chosen locations; None is everywhere."""
    if form.reach == "everywhere":
        return None
    return frozenset(found for text in form.locations if (found := parse_id(text)))


@bp.get("/new")
@requires(StaffPermission.EDIT)
def new() -> str:
    """Ask somebody to join."""
    require_proof()
    return render_template(NEW_PAGE, values={}, errors={}, **_choices())


@bp.post("/new")
@requires(StaffPermission.EDIT)
def invite() -> Response:
    """Send the invitation."""
    require_proof()
    with form_page(NEW_PAGE, _choices), within_plan("staff"):
        form = InviteForm.parse(request.form)
        identity.invite(
            email=form.email,
            name=form.name,
            roles=form.roles,
            locations=_places(form),
            locale=current_locale(),
        )
    toast(_("%(name)s is invited by mail", name=form.name))
    return go(url_for(".index"))


def _page(staff_id: UUID) -> dict[str, Any]:
    return {"person": people.person(staff_id), **_choices()}


@bp.get("/<uuid:staff_id>")
@requires(StaffPermission.VIEW)
def show(staff_id: UUID) -> str:
    """One colleague."""
    return render_template(PAGE, values={}, errors={}, **_page(staff_id))


@bp.post("/<uuid:staff_id>")
@requires(StaffPermission.EDIT)
def save_access(staff_id: UUID) -> Response:
    """Roles and locations; they hold from the next request on."""
    require_proof()
    with form_page(PAGE, lambda: _page(staff_id)):
        form = AccessForm.parse(request.form)
        identity.set_access(staff_id=staff_id, role_codes=form.roles, locations=_places(form))
    return _back(staff_id, _("The access is saved"))


@bp.post("/<uuid:staff_id>/pin")
@requires(StaffPermission.EDIT)
def set_pin(staff_id: UUID) -> Response:
    """A till PIN for a colleague."""
    require_proof()
    with form_page(PAGE, lambda: _page(staff_id)):
        identity.set_colleague_pin(staff_id=staff_id, pin=PinForm.parse(request.form).pin)
    return _back(staff_id, _("The till PIN is set"))


@bp.post("/<uuid:staff_id>/invitation")
@requires(StaffPermission.EDIT)
def invite_again(staff_id: UUID) -> Response:
    """A fresh link."""
    identity.invite_again(staff_id)
    return _back(staff_id, _("A new invitation is on its way"))


@bp.post("/<uuid:staff_id>/disable")
@requires(StaffPermission.EDIT)
def disable(staff_id: UUID) -> Response:
    """Shut a colleague out."""
    require_proof()
    identity.disable(staff_id)
    return _back(staff_id, _("This account is disabled"))


@bp.post("/<uuid:staff_id>/enable")
@requires(StaffPermission.EDIT)
def enable(staff_id: UUID) -> Response:
    """Let a colleague in again."""
    require_proof()
    with form_page(PAGE, lambda: _page(staff_id)), within_plan("staff"):
        identity.enable(staff_id)
    return _back(staff_id, _("This account is enabled"))


@bp.post("/<uuid:staff_id>/unlock")
@requires(StaffPermission.EDIT)
def unlock(staff_id: UUID) -> Response:
    """End the pause after wrong tries."""
    identity.unlock(staff_id)
    return _back(staff_id, _("This person may try again"))


@bp.post("/<uuid:staff_id>/second-factor/off")
@requires(StaffPermission.EDIT)
def reset_second_factor(staff_id: UUID) -> Response:
    """Clear a lost second factor."""
    require_proof()
    identity.reset_second_factor(staff_id)
    return _back(staff_id, _("The second factor is off"))


def _back(staff_id: UUID, words: str) -> Response:
    toast(words)
    return go(url_for(".show", staff_id=staff_id))
