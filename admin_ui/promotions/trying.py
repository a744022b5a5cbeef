"""A promotion tried on a sample cart, with every reason in words."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.promotions.typed import Typed
from admin_ui.timing import start_of
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.channels import service as channels
from app.domains.promotions import service as promotions
from app.domains.promotions.permissions import PromotionPermission
from app.flows import preview_promotion, promotion_conflicts, simulate_promotion, trace_words
from app.flows.preview_promotion import Sample
from app.queries import promotion_board
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires

PAGE, CONFLICTS, SIMULATION = (
    f"admin/promotions/{name}.html" for name in ("preview", "_conflicts", "_simulation")
)
MOST = 5


def attach(bp: Blueprint) -> None:
    """Put this screen beside the promotions."""
    bp.add_url_rule("/<uuid:promotion_id>/preview", view_func=preview)
    bp.add_url_rule("/<uuid:promotion_id>/preview", view_func=try_it, methods=["POST"])
    bp.add_url_rule("/<uuid:promotion_id>/conflicts", view_func=conflicts)
    bp.add_url_rule("/<uuid:promotion_id>/simulation", view_func=simulation)
    bp.add_url_rule("/<uuid:promotion_id>/simulation", view_func=simulate, methods=["POST"])


@requires(PromotionPermission.VIEW)
def preview(promotion_id: UUID) -> str:
    """An empty cart to be filled."""
    return render_template(PAGE, values={}, errors={}, quote=None, **_page(promotion_id))


@requires(PromotionPermission.VIEW)
def conflicts(promotion_id: UUID) -> str:
    """Who stands in its way, and what it would sell below cost."""
    return render_template(CONFLICTS, conflicts=promotion_conflicts.conflicts(promotion_id))


@requires(PromotionPermission.VIEW)
def simulation(promotion_id: UUID) -> str:
    """What it would have cost, as far as it is reckoned."""
    promotion = promotions.find(promotion_id)
    told = Typed(request.args)
    uplift = told.percent("uplift") or 0
    facts = {"outcome": simulate_promotion.outcome_of(promotion_id), "uplift": uplift, "errors": told.errors}
    return render_template(
        SIMULATION, promotion=promotion, progress=simulate_promotion.progress_of(promotion_id), **facts
    )


@requires(PromotionPermission.VIEW)
def simulate(promotion_id: UUID) -> Response:
    """Hold it against the last 30 days."""
    simulate_promotion.ask(promotion_id)
    return go(url_for(".show", promotion_id=promotion_id))


@requires(PromotionPermission.VIEW)
def try_it(promotion_id: UUID) -> str:
    """What the cart costs, and why. Nothing is kept."""
    promotion = promotions.find(promotion_id)
    with form_page(PAGE, lambda: {"quote": None, **_page(promotion_id)}):
        quote = preview_promotion.preview(promotion, _sample())
    said = [
        (entry, trace_words.stage(entry), trace_words.result(entry), trace_words.reason(entry))
        for entry in quote.trace
    ]
    context = {"quote": quote, "said": said, **_page(promotion_id)}
    return render_template(PAGE, values=request.form, errors={}, **context)


def _sample() -> Sample:
    lines = list[tuple[str, Decimal]]()
    for sku, number in zip(request.form.getlist("sku"), request.form.getlist("quantity"), strict=False):
        if sku.strip():
            lines.append((sku.strip()[:100], _quantity(number)))
    said = {name: request.form.get(name, "").strip()[:200] for name in ("channel", "customer", "delivery")}
    return Sample(
        lines[:MOST], said["channel"] or "web", said["customer"], said["delivery"], start_of(request.form)
    )


def _quantity(typed: str) -> Decimal:
    try:
        number = Decimal(typed.strip() or "1")
    except InvalidOperation:
        number = Decimal(0)
    if not 0 < number < 10_000 or number != round(number, 3):
        words = _("Enter a number above 0")
        raise Invalid(words, fields={"lines": words})
    return number


def _page(promotion_id: UUID) -> dict[str, Any]:
    known = promotion_board.choices()
    deliveries = [(fact.partition(":")[2], name) for fact, name in known.deliveries]
    places = [(each.code, each.name) for each in channels.channels()]
    return {
        "promotion": promotions.find(promotion_id), "channels": places, "deliveries": deliveries, "rows": MOST,
        "skus": request.form.getlist("sku"), "quantities": request.form.getlist("quantity"),
    }  # fmt: skip
