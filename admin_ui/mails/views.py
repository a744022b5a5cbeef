"""Mails: what was written to whom about what, and whether it arrived. Never what it says."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.domains.channels.permissions import MailPermission
from app.outbound.notifications import service as notifications
from app.queries import mail_board
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

KINDS: dict[str, Any] = {
    "order_received": later("Order received"),
    "order_confirmed": later("Order confirmed"),
    "order_shipped": later("Parcel sent"),
    "review_question": later("Question for a review"),
    "pickup_ready": later("Ready for pickup"),
    "pickup_missing": later("Missing at the store"),
    "order_cancelled": later("Order cancelled"),
    "order_refunded": later("Money paid back"),
    "prices_wait": later("Prices wait for approval"),
    "prices_decided": later("Prices approved or refused"),
    "staff_invited": later("Invitation of a colleague"),
    "staff_password_reset": later("Colleague's new password"),
    "staff_password_changed": later("Password changed"),
    "staff_locked_out": later("Account locked"),
    "customer_password_reset": later("Shopper's new password"),
}
bp = Blueprint("admin_mails", __name__, url_prefix="/admin/mails")


@bp.get("/")
@requires(MailPermission.VIEW)
def index() -> str:
    """Mails, newest first."""
    chosen = {name: request.args.get(name, "") for name in ("state", "q")}
    page = mail_board.mails(state=chosen["state"], number=chosen["q"], cursor=request.args.get("cursor"))
    return render(
        "admin/mails/list.html",
        block="mails",
        page=page,
        chosen=chosen,
        counts=mail_board.waiting(),
        kinds=KINDS,
    )


@bp.post("/<uuid:mail_id>/retry")
@requires(MailPermission.RETRY)
def retry(mail_id: UUID) -> Response:
    """Try a failed mail again."""
    notifications.send_again(mail_id)
    toast(_("It is tried again now."))
    return go(url_for(".index", state="failed"))
