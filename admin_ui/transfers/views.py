"""Transfers: the list, the board, and one from request to receipt."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.transfers.forms import AskForm, ReasonForm, ReceiptForm, ResolutionForm, StepForm, named
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import TransferPermission
from app.queries import item_finder, serial_board, transfer_board
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.serial_fields import named_serials
from app.web.toasts import toast

LIST_PAGE, BOARD, PAGE = (
    "admin/transfers/list.html",
    "admin/transfers/board.html",
    "admin/transfers/show.html",
)
NEW, ARRIVAL = "admin/transfers/new.html", "admin/transfers/receive.html"
bp = Blueprint("admin_transfers", __name__, url_prefix="/admin/transfers")


@bp.get("/")
@requires(TransferPermission.VIEW)
def index() -> str:
    """Every transfer from or to the caller's places."""
    chosen = {name: request.args.get(name, "") for name in ("state", "q", "source", "destination")}
    page = transfer_board.transfers(
        state=chosen["state"],
        q=chosen["q"],
        source=parse_id(chosen["source"]),
        destination=parse_id(chosen["destination"]),
        cursor=request.args.get("cursor"),
    )
    return render(LIST_PAGE, block="transfers", page=page, chosen=chosen, **_frame())


def _frame() -> dict[str, Any]:
    return {"places": inventory.locations(), "counts": transfer_board.counts()}


@bp.get("/board")
@requires(TransferPermission.VIEW)
def board() -> str:
    """What is under way, a column each state."""
    return render(BOARD, block="board", columns=transfer_board.board(), counts=transfer_board.counts())


@bp.get("/skus")
@requires(TransferPermission.REQUEST)
def skus() -> str:
    """What can be asked for, as it is typed: options of the SKU field."""
    typed = next((word for word in reversed(request.args.getlist("sku")) if word.strip()), "")
    found = item_finder.suggestions(typed, parse_id(request.args.get("source", "")))
    return render_template("admin/transfers/_skus.html", found=found)


@bp.get("/new")
@requires(TransferPermission.REQUEST)
def new() -> str:
    """The form, filled with what the address says."""
    return render_template(NEW, values=request.args, errors={}, **_new())


def _new() -> dict[str, Any]:
    return {"places": inventory.locations()}


@bp.post("/")
@requires(TransferPermission.REQUEST)
def ask() -> Response:
    """Ask for goods."""
    with form_page(NEW, _new):
        form = AskForm.parse(request.form)
        made = inventory.request_transfer(
            source=form.source, destination=form.destination, wishes=named(form.wishes()), note=form.note
        )
    toast(_("Transfer %(number)s is requested", number=made.number))
    return go(url_for(".show", transfer_id=made.id))


@bp.get("/<uuid:transfer_id>")
@requires(TransferPermission.VIEW)
def show(transfer_id: UUID) -> str:
    """One transfer and its story."""
    return render_template(PAGE, **_page(transfer_id))


def _page(transfer_id: UUID) -> dict[str, Any]:
    page = transfer_board.transfer(transfer_id)
    leave = {line.item_id: line.picked or line.approved for line in page.lines if line.item_id}
    return {"page": page, "asked": serial_board.asked(leave, transfer_id, page.head.source_id)}


@bp.post("/<uuid:transfer_id>/serials")
@requires(TransferPermission.WORK)
def choose(transfer_id: UUID) -> Response:
    """Which units leave."""
    transfer_board.transfer(transfer_id)
    with form_page(PAGE, lambda: _page(transfer_id)):
        inventory.choose_for_transfer(transfer_id, named_serials(request.form))
    toast(_("The numbers are kept"))
    return go(url_for(".show", transfer_id=transfer_id))


@bp.post("/<uuid:transfer_id>/approval")
@requires(TransferPermission.APPROVE)
def approve(transfer_id: UUID) -> Response:
    """Grant it: the goods are kept for it."""
    with form_page(PAGE, lambda: _page(transfer_id)):
        inventory.approve_transfer(transfer_id, StepForm.parse(request.form).quantities())
    toast(_("Approved: the goods are kept for this transfer"))
    return go(url_for(".show", transfer_id=transfer_id))


@bp.post("/<uuid:transfer_id>/refusal")
@requires(TransferPermission.APPROVE)
def refuse(transfer_id: UUID) -> Response:
    """Say no, and why."""
    with form_page(PAGE, lambda: _page(transfer_id)):
        inventory.refuse_transfer(transfer_id, reason=ReasonForm.parse(request.form).reason)
    return go(url_for(".show", transfer_id=transfer_id))


@bp.post("/<uuid:transfer_id>/picking")
@requires(TransferPermission.WORK)
def pick(transfer_id: UUID) -> Response:
    """The goods are off the shelf."""
    with form_page(PAGE, lambda: _page(transfer_id)):
        inventory.pick_transfer(transfer_id, StepForm.parse(request.form).quantities())
    toast(_("Picked"))
    return go(url_for(".show", transfer_id=transfer_id))


@bp.post("/<uuid:transfer_id>/dispatch")
@requires(TransferPermission.WORK)
def dispatch(transfer_id: UUID) -> Response:
    """They leave: the source falls."""
    with form_page(PAGE, lambda: _page(transfer_id)):
        inventory.dispatch_transfer(transfer_id, note=ReasonForm.parse(request.form).reason)
    toast(_("On its way: stock fell at the source"))
    return go(url_for(".show", transfer_id=transfer_id))


@bp.get("/<uuid:transfer_id>/receipt")
@requires(TransferPermission.WORK)
def arrival(transfer_id: UUID) -> str:
    """Count in what came, by scanner or by hand."""
    return render_template(ARRIVAL, values={}, errors={}, **_page(transfer_id))


@bp.post("/<uuid:transfer_id>/receipt")
@requires(TransferPermission.WORK)
def receive(transfer_id: UUID) -> Response:
    """It is there: the destination rises."""
    with form_page(ARRIVAL, lambda: _page(transfer_id)):
        form = ReceiptForm.parse(request.form)
        arrived = form.arrived(named_serials(request.form))
        inventory.receive_transfer(transfer_id, arrived, others=named(form.others()), note=form.note)
    toast(_("Received: stock rose by what came"))
    return go(url_for(".show", transfer_id=transfer_id))


@bp.post("/<uuid:transfer_id>/cancellation")
@requires(TransferPermission.REQUEST, TransferPermission.APPROVE)
def cancel(transfer_id: UUID) -> Response:
    """It will not be: everything goes back."""
    with form_page(PAGE, lambda: _page(transfer_id)):
        inventory.cancel_transfer(transfer_id, reason=ReasonForm.parse(request.form).reason)
    toast(_("Cancelled: everything is given back"))
    return go(url_for(".show", transfer_id=transfer_id))


@bp.post("/<uuid:transfer_id>/lines/<uuid:line_id>/resolution")
@requires(TransferPermission.APPROVE)
def settle(transfer_id: UUID, line_id: UUID) -> Response:
    """Say how a discrepancy ended."""
    with form_page(PAGE, lambda: _page(transfer_id)):
        form = ResolutionForm.parse(request.form)
        inventory.settle_line(transfer_id, line_id, form.resolution, inventory.read_codes(form.serials))
    toast(_("Settled"))
    return go(url_for(".show", transfer_id=transfer_id))
