"""Prices and promotions that leave less than the least margin: somebody who may decides, and says why."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.prices import typed, words
from app.core.i18n import gettext as _
from app.domains.pricing import waiting
from app.domains.pricing.permissions import PricePermission
from app.domains.promotions.permissions import PromotionPermission
from app.flows import approve_prices
from app.queries import price_requests
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

PAGE, ONE_PAGE = "admin/prices/approvals.html", "admin/prices/approval.html"


class DecisionForm(Form):
    note: OptionalText = Field(default="", max_length=200)


def attach(bp: Blueprint) -> None:
    """Put these screens beside the lists."""
    bp.get("/approvals/", endpoint="approvals")(index)
    bp.get("/approvals/<uuid:request_id>", endpoint="approval")(show)
    bp.post("/approvals/<uuid:request_id>/approval", endpoint="approve")(approve)
    bp.post("/approvals/<uuid:request_id>/refusal", endpoint="refuse")(refuse)


@requires(PricePermission.VIEW)
def index() -> str:
    """What waits, or everything."""
    shown = request.args.get("show", "")
    page = price_requests.requests(everything=shown == "all", cursor=request.args.get("cursor"))
    return render(PAGE, block="requests", page=page, shown=shown, kinds=words.REQUESTS)


@requires(PricePermission.VIEW)
def show(request_id: UUID) -> str:
    """One request with what it would change."""
    return render(ONE_PAGE, values={}, errors={}, **_page(request_id))


@requires(PricePermission.UNDERCUT)
def approve(request_id: UUID) -> Response:
    """Write it."""
    waiting.find(request_id)
    with form_page(ONE_PAGE, lambda: _page(request_id)):
        approve_prices.approve(request_id, DecisionForm.parse(request.form).note)
    toast(_("Approved: it holds from now on"))
    return go(url_for(".approvals"))


@requires(PricePermission.UNDERCUT)
def refuse(request_id: UUID) -> Response:
    """Say no."""
    waiting.find(request_id)
    with form_page(ONE_PAGE, lambda: _page(request_id)):
        approve_prices.refuse(request_id, DecisionForm.parse(request.form).note)
    toast(_("Refused: nothing changed"))
    return go(url_for(".approvals"))


def _page(request_id: UUID) -> dict[str, Any]:
    waiting.find(request_id)
    row = price_requests.one(request_id)
    decides = row is not None and row.status == "open" and approve_prices.may_decide(row.actor)
    return {
        "row": row, "kinds": words.REQUESTS, "decides": decides, "percent": typed.shown_percent,
        "sources": words.SOURCES, "promotions": PromotionPermission.VIEW,
    }  # fmt: skip
