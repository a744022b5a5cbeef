"""Redirects: where old addresses of the shop lead now; by hand or from a file."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.domains.content import service as content
from app.domains.content.permissions import PagePermission
from app.flows import move_pages
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/redirects/list.html"
bp = Blueprint("admin_redirects", __name__, url_prefix="/admin/redirects")


class RedirectForm(Form):
    path: Text = Field(max_length=500)
    target: OptionalText = Field(default="", max_length=500)


class RemoveForm(Form):
    ids: list[UUID] = []


def _page() -> dict[str, Any]:
    q, cursor = request.args.get("q", "").strip()[:200], request.args.get("cursor")
    found = content.redirects(q=q, cursor=cursor)
    further = url_for(".index", q=q or None, cursor=found.next) if found.next else None
    return {"redirects": found, "q": q, "next_url": further, "is_first": not cursor}


@bp.get("/")
@requires(PagePermission.EDIT)
def index() -> str:
    """Every redirect, by its old address."""
    return render_template(PAGE, values={}, errors={}, **_page())


@bp.post("/")
@requires(PagePermission.EDIT)
def add() -> Response:
    """One more, or another target for one that there is."""
    with form_page(PAGE, _page):
        form = RedirectForm.parse(request.form)
        move_pages.move_page(form.path, form.target)
    toast(
        _("The old address leads on from now on")
        if form.target
        else _("The old address says that it is gone")
    )
    return go(url_for(".index"))


@bp.post("/file")
@requires(PagePermission.EDIT)
def upload() -> Response | str:
    """Many at once; what is refused is listed with its line."""
    with form_page(PAGE, _page):
        sent = request.files.get("file")
        if sent is None:
            raise Invalid(_("Choose a file first"), fields={"file": _("Choose a file first")})
        done = move_pages.move_pages(sent.read(move_pages.MOST_BYTES + 1))
    toast(ngettext("%(num)s redirect is kept", "%(num)s redirects are kept", done.kept))
    if not done.refused:
        return go(url_for(".index"))
    return render_template(PAGE, values={}, errors={}, refused=done.refused, **_page())


@bp.post("/removal")
@requires(PagePermission.EDIT)
def remove() -> Response:
    """Forget the chosen ones."""
    gone = move_pages.forget_moved(RemoveForm.parse(request.form).ids)
    toast(ngettext("%(num)s redirect is removed", "%(num)s redirects are removed", gone))
    return go(url_for(".index"))
