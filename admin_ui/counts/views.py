"""Cycle counts: opened, counted blind on a phone, approved."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from pydantic import Field
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from admin_ui.counts import imports
from app.core.errors import AppError
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import CountPermission
from app.flows import count_stock
from app.queries import count_board, people
from app.web.amounts import read_amount
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, is_htmx, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, NEW, PAGE = "admin/counts/list.html", "admin/counts/new.html", "admin/counts/show.html"
SHEET = "admin/counts/sheet.html"
bp = Blueprint("admin_counts", __name__, url_prefix="/admin/counts")
imports.attach(bp)


class OpenForm(Form):
    location: UUID
    kind: Literal["all", "zone", "abc", "skus"] = "all"
    value: OptionalText = Field(default="", max_length=5000)
    tolerance: str = Field(default="0", max_length=20)

    def pieces(self) -> Decimal:
        """The tolerance. Raises Invalid at it."""
        return read_amount(self.tolerance or "0", "tolerance")


class TallyForm(Form):
    code: Text
    quantity: str = Field(default="", max_length=20)
    bin: OptionalText = Field(default="", max_length=40)
    serials: str | None = Field(default=None, max_length=100_000)
    how: Literal["set", "add", "replace"] = "set"

    def units(self) -> Decimal:
        """How many. Raises Invalid at `quantity`."""
        return Decimal(0) if self.serials is not None else read_amount(self.quantity, "quantity")

    def numbers(self) -> list[str] | None:
        """Which, of an item kept by serial number. Raises Invalid at `serials`."""
        return None if self.serials is None else inventory.read_codes(self.serials)


class FinishForm(Form):
    missing: Literal["", "leave", "none"] = ""


class PostForm(Form):
    reason: OptionalText = Field(default="", max_length=200)


class AgainForm(Form):
    ids: list[UUID] = Field(default=[], max_length=500)


@bp.get("/")
@requires(CountPermission.VIEW)
def index() -> str:
    """Every count at the caller's places."""
    chosen = {name: request.args.get(name, "") for name in ("state", "location")}
    page = count_board.counts(
        state=chosen["state"], location=parse_id(chosen["location"]), cursor=request.args.get("cursor")
    )
    return render(LIST_PAGE, block="counts", page=page, chosen=chosen, places=people.location_choices())


@bp.get("/new")
@requires(CountPermission.APPROVE)
def new() -> str:
    """What to count."""
    return render_template(NEW, values=request.args, errors={}, **_new())


def _new() -> dict[str, Any]:
    return {"places": people.location_choices()}


@bp.post("/")
@requires(CountPermission.APPROVE)
def begin() -> BaseResponse:
    """Open a count."""
    with form_page(NEW, _new):
        form = OpenForm.parse(request.form)
        made = count_stock.open_count(
            location=form.location, kind=form.kind, value=form.value, tolerance=form.pieces()
        )
    return go(url_for(".show", count_id=made.id))


@bp.get("/<uuid:count_id>")
@requires(CountPermission.VIEW)
def show(count_id: UUID) -> str:
    """How far it is; once it was counted, what differs."""
    return render(PAGE, block="progress", **_page(count_id))


def _page(count_id: UUID) -> dict[str, Any]:
    head, show = count_board.one(count_id), request.args.get("show", "differs")
    blind = head.status in {"open", "cancelled"}
    lines = [] if blind else count_board.lines(count_id, show=show)
    return {"head": head, "lines": lines, "shown": show}


@bp.get("/<uuid:count_id>/sheet")
@requires(CountPermission.WORK)
def sheet(count_id: UUID) -> str:
    """What is to be counted, blind: scan or type."""
    return render_template(SHEET, **_sheet(count_id))


def _sheet(count_id: UUID) -> dict[str, Any]:
    q, show = request.args.get("q", ""), request.args.get("show", "todo")
    return {
        "head": count_board.one(count_id), "lines": count_board.lines(count_id, show=show, q=q), "q": q, "shown": show,
    }  # fmt: skip


@contextmanager
def said_in_the_row() -> Iterator[None]:
    """A figure that is not kept says why beside it, with the refusal's status."""
    try:
        yield
    except AppError as refusal:
        if not is_htmx() or refusal.status not in (404, 409, 422):
            raise
        fields = getattr(refusal, "fields", None) or refusal.facts.get("fields", {})
        words = next(iter(fields.values()), refusal.message)
        told = render_template("admin/counts/_refused.html", words=words, code=refusal.code)
        raise HTTPException(response=Response(told, refusal.status)) from refusal


@bp.post("/<uuid:count_id>/tallies")
@requires(CountPermission.WORK)
def tally(count_id: UUID) -> BaseResponse | str:
    """Enter a figure; kept at once, for others count beside."""
    inventory.require_count(count_id)
    with said_in_the_row():
        form = TallyForm.parse(request.form)
        line = count_stock.tally(
            count_id,
            code=form.code,
            quantity=form.units(),
            how=form.how,
            bin_=form.bin,
            numbers=form.numbers(),
        )
    if not is_htmx():
        return go(url_for(".sheet", count_id=count_id))
    row = count_board.lines(count_id, item=line.stock_item_id)[0]
    return render_template("admin/counts/_saved.html", row=row)


@bp.post("/<uuid:count_id>/finish")
@requires(CountPermission.APPROVE)
def finish(count_id: UUID) -> BaseResponse:
    """The counting is over, unless something is far off."""
    with form_page(PAGE, lambda: _page(count_id)):
        again = inventory.finish_count(count_id, missing=FinishForm.parse(request.form).missing)
    if again:
        toast(_("Far off, to be counted once more: %(n)s", n=again), "waiting")
    return go(url_for(".show", count_id=count_id))


@bp.post("/<uuid:count_id>/recounts")
@requires(CountPermission.APPROVE)
def send_back(count_id: UUID) -> BaseResponse:
    """Have lines counted again."""
    with form_page(PAGE, lambda: _page(count_id)):
        inventory.send_back(count_id, AgainForm.parse(request.form).ids)
    toast(_("To be counted again"))
    return go(url_for(".show", count_id=count_id))


@bp.post("/<uuid:count_id>/posting")
@requires(CountPermission.APPROVE)
def post(count_id: UUID) -> BaseResponse:
    """Book the differences, once."""
    with form_page(PAGE, lambda: _page(count_id)):
        booked = count_stock.post(count_id, reason=PostForm.parse(request.form).reason)
    toast(_("Posted. Levels that changed: %(n)s", n=booked))
    return go(url_for(".show", count_id=count_id))


@bp.post("/<uuid:count_id>/cancellation")
@requires(CountPermission.APPROVE)
def cancel(count_id: UUID) -> BaseResponse:
    """Nothing is posted."""
    inventory.cancel_count(count_id)
    toast(_("Cancelled: no level changed"))
    return go(url_for(".show", count_id=count_id))
