"""Orders: the list that fills itself, one order and what may be done with it."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from admin_ui.orders import papers
from admin_ui.orders.forms import CancelForm, NoteForm, RefundForm, quantities
from admin_ui.orders.story import next_step, story
from app.core.db import unit_of_work
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.paging import clamp
from app.domains.catalog import service as catalog
from app.domains.inventory import service as inventory
from app.domains.orders import downloads
from app.domains.orders import service as orders
from app.domains.orders.errors import WrongState
from app.domains.orders.permissions import OrderPermission
from app.flows import cancel_order, preview_refund, refund_order
from app.outbound.notifications import service as notifications
from app.queries import order_board, serial_board
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.phased import phased
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/orders/list.html", "admin/orders/show.html"
CHANNELS = (("web", _l("Web shop")), ("pos", _l("Tills")), ("phone", _l("Phone")), ("api", _l("API")))
PAID = ("paid", "partially_refunded", "refunded")
bp = Blueprint("admin_orders", __name__, url_prefix="/admin/orders")
papers.attach(bp)


@bp.get("/")
@requires(OrderPermission.VIEW)
def index() -> str:
    """Orders of every channel."""
    chosen = {name: request.args.get(name, "") for name in ("view", "q", "channel")}
    page = order_board.list_orders(
        view=chosen["view"] or "all", q=chosen["q"], channel=chosen["channel"], cursor=request.args.get("cursor"),
        limit=clamp(request.args.get("limit", type=int)),
    )  # fmt: skip
    counts, mark = order_board.view_counts(), order_board.newest_mark()
    return render(
        LIST_PAGE, block="orders", page=page, chosen=chosen, counts=counts, mark=mark, channels=CHANNELS,
        seen_until=request.args.get("seen", type=float),
    )  # fmt: skip


@bp.get("/news")
@requires(OrderPermission.VIEW)
def news() -> Response:
    """Whether the list changed: 204, or a word to htmx to load it again."""
    if order_board.newest_mark() == request.args.get("mark"):
        return Response(status=204)
    return Response(status=200, headers={"HX-Trigger": "orders-changed"})


@bp.get("/<uuid:order_id>")
@requires(OrderPermission.VIEW)
def show(order_id: UUID) -> str:
    """One order: its story, and what to do."""
    return render(PAGE, block="order", **_page(order_id))


@bp.post("/<uuid:order_id>/keys")
@requires(OrderPermission.VIEW)
def show_keys(order_id: UUID) -> str:
    """The licence keys of an order in the clear; that somebody looked is noted."""
    order = order_board.one(order_id).order
    return render("admin/orders/_keys.html", licences=catalog.licences.seen_of_order(order.id))


def _page(order_id: UUID) -> dict[str, object]:
    page = order_board.one(order_id)
    told = story(page, notifications.of_order(order_id))
    return {
        "page": page, "story": told, "next_step": next_step(page), "locations": inventory.locations(),
        "downloads": _downloads(page), "serials": serial_board.of_order(order_id),
    }  # fmt: skip


def _downloads(page: order_board.OrderPage) -> dict[str, object] | None:
    """What an order's buyer fetches, and the page where; None for goods."""
    if page.order.payment_status not in PAID or not any(line.digital for line in page.lines):
        return None
    token = orders.guest_link(page.order.id)
    return {
        "files": downloads.of_order(page.order.id),
        "url": url_for("shop_orders.show", token=token, _external=True),
    }


def _refused(order_id: UUID) -> dict[str, object]:
    with unit_of_work():
        return _page(order_id)


@bp.post("/<uuid:order_id>/cancellation")
@requires(OrderPermission.CANCEL)
@phased
def cancel(order_id: UUID) -> BaseResponse:
    """Cancel what has not left, whole or by line; what was paid goes back."""
    with form_page(PAGE, lambda: _refused(order_id)):
        form = CancelForm.parse(request.form)
        cancel_order.cancel_order(order_id, reason=form.reason, quantities=quantities(request.form))
    toast(_("Cancelled. What was paid for it goes back."))
    return go(f"/admin/orders/{order_id}")


@bp.post("/<uuid:order_id>/refund")
@requires(OrderPermission.REFUND)
@phased
def refund(order_id: UUID) -> BaseResponse:
    """Pay lines and delivery back."""
    with form_page(PAGE, lambda: _refused(order_id)):
        form = RefundForm.parse(request.form)
        done = refund_order.refund_order(
            order_id,
            quantities(request.form),
            shipping=form.shipping,
            reason=form.reason,
            restock_at=form.restock_at,
            serials=inventory.read_codes(form.serials),
            method=form.to or None,
        )
    toast(_("The money is on its way back.") if done else _("No money goes back."))
    return go(f"/admin/orders/{order_id}")


@bp.post("/<uuid:order_id>/refund/preview")
@requires(OrderPermission.REFUND)
def preview_of_refund(order_id: UUID) -> str:
    """What would go back, as the dialog is filled in."""
    order, sums, problem = order_board.one(order_id).order, None, ""
    try:
        chosen = quantities(request.form)
        sums = preview_refund.preview(order.id, chosen, shipping=bool(request.form.get("shipping")))
    except (Invalid, WrongState) as refusal:
        problem = " ".join(getattr(refusal, "fields", {}).values()) or refusal.message
    return render_template(
        "admin/orders/_refund_sums.html", sums=sums, problem=problem, currency=order.currency
    )


@bp.post("/<uuid:order_id>/notes")
@requires(OrderPermission.EDIT)
def add_note(order_id: UUID) -> BaseResponse:
    """Leave a note for colleagues."""
    with form_page(PAGE, lambda: _page(order_id)):
        orders.note(orders.lock(order_id).id, "note", {"text": NoteForm.parse(request.form).note})
    toast(_("Note added"))
    return go(f"/admin/orders/{order_id}")


@bp.get("/<uuid:order_id>/print")
@requires(OrderPermission.VIEW)
def printable(order_id: UUID) -> str:
    """A packing list for paper."""
    return render_template(
        "admin/orders/print.html", page=order_board.one(order_id), serials=serial_board.of_order(order_id)
    )
