"""Gift cards and store credit: what is owed, one card with its ledger, issue, load, block; credit for a customer."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.giftcards import words
from admin_ui.giftcards.forms import BlockForm, CreditForm, IssueForm, LoadForm, worth
from admin_ui.purchases.amounts import amount_of
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.customers import service as customers
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.errors import CardThere
from app.domains.giftcards.permissions import GiftCardPermission
from app.queries import card_board, sites
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE, NEW_PAGE = (
    "admin/giftcards/list.html",
    "admin/giftcards/show.html",
    "admin/giftcards/new.html",
)
CREDIT_PAGE = "admin/giftcards/credit.html"
bp = Blueprint("admin_giftcards", __name__, url_prefix="/admin/gift-cards")


@bp.get("/")
@requires(GiftCardPermission.VIEW)
def index() -> str:
    """Every card, newest first, and what the shop owes their holders."""
    chosen = {name: request.args.get(name, "").strip() for name in ("q", "kind", "status")}
    page = card_board.cards(
        q=chosen["q"], kind=chosen["kind"], status=chosen["status"], cursor=request.args.get("cursor")
    )
    return render(
        LIST_PAGE, block="cards", page=page, chosen=chosen, owed=card_board.owed(), kinds=words.KINDS,
        states=words.STATES,
    )  # fmt: skip


@bp.get("/new")
@requires(GiftCardPermission.ISSUE)
def new() -> str:
    """One more card."""
    return render_template(NEW_PAGE, values={"id": new_id()}, errors={}, currencies=sites.currencies())


@bp.post("/new")
@requires(GiftCardPermission.ISSUE)
def issue() -> Response | str:
    """Issue it; its code is on the page that answers, and nowhere else again."""
    with form_page(NEW_PAGE, lambda: {"currencies": sites.currencies()}):
        form = IssueForm.parse(request.form)
        try:
            issued = giftcards.issue(form.worth(), form.currency, note=form.note, card_id=form.id)
        except CardThere:
            return go(url_for(".show", card_id=form.id))
    return render_template(PAGE, code=issued.code, values={}, errors={}, **_page(issued.card.id))


@bp.get("/<uuid:card_id>")
@requires(GiftCardPermission.VIEW)
def show(card_id: UUID) -> str:
    """One card, and what moved its balance."""
    return render(PAGE, block="card", values={}, errors={}, **_page(card_id))


@bp.post("/<uuid:card_id>/loads")
@requires(GiftCardPermission.ISSUE)
def load(card_id: UUID) -> Response:
    """Put more on it."""
    card = giftcards.card_of(card_id)
    with form_page(PAGE, lambda: _page(card_id)):
        form = LoadForm.parse(request.form)
        giftcards.top_up(card_id, amount_of(form.amount, card.currency, "amount"), reason=form.reason)
    toast(_("The card is loaded"))
    return go(url_for(".show", card_id=card_id))


@bp.post("/<uuid:card_id>/block")
@requires(GiftCardPermission.ISSUE)
def block(card_id: UUID) -> Response:
    """Stop it from paying, or let it pay again."""
    blocked = giftcards.card_of(card_id).status != "blocked"
    with form_page(PAGE, lambda: _page(card_id)):
        giftcards.block(card_id, blocked=blocked, reason=BlockForm.parse(request.form).reason)
    toast(_("The card is blocked: nothing can be paid with it") if blocked else _("The card pays again"))
    return go(url_for(".show", card_id=card_id))


@bp.get("/credit/<uuid:customer_id>")
@requires(GiftCardPermission.ISSUE)
def new_credit(customer_id: UUID) -> str:
    """Store credit for a customer."""
    return render_template(CREDIT_PAGE, values={}, errors={}, **_credit(customer_id))


@bp.post("/credit/<uuid:customer_id>")
@requires(GiftCardPermission.ISSUE)
def grant_credit(customer_id: UUID) -> Response:
    """Grant it, saying why."""
    customers.customer(customer_id)
    with form_page(CREDIT_PAGE, lambda: _credit(customer_id)):
        form = CreditForm.parse(request.form)
        amount = worth(form.amount, form.currency)
        card = giftcards.grant_credit(customer_id, amount, form.currency, reason=form.reason)
    toast(_("The credit is in the account"))
    return go(url_for(".show", card_id=card.id))


def _credit(customer_id: UUID) -> dict[str, Any]:
    return {
        "customer": customers.customer(customer_id), "currencies": sites.currencies(),
        "credits": card_board.credits_of(customer_id),
    }  # fmt: skip


def _page(card_id: UUID) -> dict[str, Any]:
    return {
        "card": card_board.card(card_id), "moves": words.MOVES, "kinds": words.KINDS,
        "page": card_board.entries(card_id, cursor=request.args.get("cursor")),
    }  # fmt: skip
