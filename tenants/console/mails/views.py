"""Mails that were caught instead of sent, in the demo and in development: nobody is kept from them there."""

from uuid import UUID

from flask import Blueprint, Response

from app.config import settings
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.web.htmx import render
from app.web.permissions import operator_only
from app.web.phased import phased
from tenants.console.frame import DEMO
from tenants.console.mails import box

bp = Blueprint("console_mails", __name__, url_prefix="/console/mails")


@bp.get("/")
@operator_only
@phased
def index() -> str:
    """The newest of every tenant."""
    _only_in_the_demo()
    return render("console/mails/list.html", block="mails", mails=box.newest())


@bp.get("/<slug>/<uuid:mail_id>")
@operator_only
@phased
def show(slug: str, mail_id: UUID) -> str:
    """One mail, as its reader sees it and as text."""
    _only_in_the_demo()
    return render("console/mails/show.html", boxed=box.one(slug, mail_id))


@bp.get("/<slug>/<uuid:mail_id>/html")
@operator_only
@phased
def html(slug: str, mail_id: UUID) -> Response:
    """The mail's own page for the frame: no scripts, nothing from elsewhere."""
    _only_in_the_demo()
    answer = Response(box.one(slug, mail_id).mail.html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = box.POLICY
    return answer


def _only_in_the_demo() -> None:
    """In production mails are personal data, which operators never see."""
    if settings().environment not in DEMO:
        raise NotFound(_("There is nothing at this address"))
