"""Roles: the matrix of who may do what, and the tenant's own roles."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.people.forms import RoleForm
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.identity import service as identity
from app.domains.identity.permissions import RolePermission, StaffPermission
from app.domains.identity.roles import CONSOLE, WORDING
from app.web.auth import require_proof
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE, EDITOR = "admin/people/roles.html", "admin/people/role.html"


def attach(bp: Blueprint) -> None:
    """Put the screens of roles under those of people."""
    bp.add_url_rule("/roles/", view_func=list_roles)
    bp.add_url_rule("/roles/new", view_func=new_role)
    bp.add_url_rule("/roles/new", view_func=define_role, methods=["POST"])
    bp.add_url_rule("/roles/<code>", view_func=show_role)
    bp.add_url_rule("/roles/<code>", view_func=change_role, methods=["POST"])
    bp.add_url_rule("/roles/<code>/delete", view_func=delete_role, methods=["POST"])


@requires(StaffPermission.VIEW, RolePermission.EDIT)
def list_roles() -> str:
    """The matrix."""
    roles = identity.list_roles()
    rights = {role.code: identity.rights_of(role) for role in roles}
    return render_template(PAGE, roles=roles, rights=rights, wording=WORDING)


def _editor(role: Any = None) -> dict[str, Any]:
    return {"role": role, "wording": WORDING, "own": current_principal().permissions}


@requires(RolePermission.EDIT)
def new_role() -> str:
    """A role of one's own, as a copy or afresh: one that opens the console, as nearly all do."""
    require_proof()
    source = request.args.get("copy")
    held = identity.rights_of(identity.role(source)) if source else frozenset({CONSOLE})
    return render_template(EDITOR, values={}, errors={}, held=held, **_editor())


@requires(RolePermission.EDIT)
def define_role() -> Response:
    """Keep it."""
    require_proof()
    with form_page(EDITOR, _editor, held=frozenset(request.form.getlist("rights"))):
        form = RoleForm.parse(request.form)
        identity.define_role(name=form.name, description=form.description, rights=form.rights)
    toast(_("The role is defined"))
    return go(url_for(".list_roles"))


@requires(StaffPermission.VIEW, RolePermission.EDIT)
def show_role(code: str) -> str:
    """One role; a tenant's own can be changed here."""
    role = identity.role(code)
    return render_template(EDITOR, values={}, errors={}, held=identity.rights_of(role), **_editor(role))


@requires(RolePermission.EDIT)
def change_role(code: str) -> Response:
    """Change it for all who hold it."""
    require_proof()
    held = frozenset(request.form.getlist("rights"))
    with form_page(EDITOR, lambda: _editor(identity.role(code)), held=held):
        form = RoleForm.parse(request.form)
        identity.change_role(code=code, name=form.name, description=form.description, rights=form.rights)
    toast(_("The role is saved"))
    return go(url_for(".list_roles"))


@requires(RolePermission.EDIT)
def delete_role(code: str) -> Response:
    """Remove a role that nobody holds."""
    require_proof()
    identity.delete_role(code)
    toast(_("The role is deleted"))
    return go(url_for(".list_roles"))
