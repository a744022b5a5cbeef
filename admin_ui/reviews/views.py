"""Reviews: what waits to be read, approved or rejected, and answered."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.domains.reviews.permissions import ReviewPermission
from app.flows import review_product
from app.queries import reviews
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/reviews/list.html"
STATES = ("waiting", "approved", "rejected")
bp = Blueprint("admin_reviews", __name__, url_prefix="/admin/reviews")


class DecisionForm(Form):
    decision: str = Field(pattern="^(approve|reject)$")
    reason: OptionalText = Field(default="", max_length=500)
    reply: OptionalText = Field(default="", max_length=2000)
    state: str = ""


def _state() -> str:
    asked = request.values.get("state", "waiting")
    return asked if asked in (*STATES, "all") else "waiting"


def _page() -> dict[str, Any]:
    state, cursor = _state(), request.args.get("cursor")
    found = reviews.queue(status="" if state == "all" else state, cursor=cursor)
    further = url_for(".index", state=state, cursor=found.next) if found.next else None
    views = [
        {"label": words, "url": url_for(".index", state=code), "active": code == state, "count": count}
        for code, words, count in (
            ("waiting", _("Waiting"), reviews.waiting()),
            ("approved", _("Approved"), None),
            ("rejected", _("Rejected"), None),
            ("all", _("All"), None),
        )
    ]
    return {"reviews": found, "views": views, "state": state, "next_url": further, "is_first": not cursor}


@bp.get("/")
@requires(ReviewPermission.MODERATE)
def index() -> str:
    """What waits, newest first."""
    return render_template(PAGE, values={}, errors={}, **_page())


@bp.post("/<uuid:review_id>")
@requires(ReviewPermission.MODERATE)
def decide(review_id: UUID) -> Response:
    """Approve or reject, with an answer if there is one."""
    with form_page(PAGE, _page, wrong=review_id):
        form = DecisionForm.parse(request.form)
        approve = form.decision == "approve"
        review_product.decide_review(review_id, approve=approve, reason=form.reason, reply=form.reply)
    toast(_("The review is in the shop") if approve else _("The review is not shown"))
    return go(url_for(".index", state=_state()))
