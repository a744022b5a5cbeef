"""Receiving, phone first: what is expected at my locations, and counting a delivery by scanner or by hand."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import PurchasePermission
from app.domains.inventory.service import CameLot, Counted, Delivery
from app.queries import people, purchase_board
from app.queries.purchase_board import Line
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.serial_fields import named_serials
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/receiving/list.html", "admin/receiving/count.html"
MOST = Decimal(10**9)
NUMBER = re.compile(r"\d+([.,]\d+)?")
bp = Blueprint("admin_receiving", __name__, url_prefix="/admin/receiving")


class CountForm(Form):
    receipt: UUID
    rest: Literal["comes", "never"] = "comes"
    unknown: OptionalText = ""
    note: OptionalText = Field(default="", max_length=500)


@bp.get("/")
@requires(PurchasePermission.RECEIVE)
def index() -> str:
    """What is on its way."""
    chosen = {"q": request.args.get("q", ""), "location": request.args.get("location", "")}
    page = purchase_board.purchases(view="open", **chosen, cursor=request.args.get("cursor"))
    return render(LIST_PAGE, block="deliveries", page=page, chosen=chosen, places=people.location_choices())


@bp.get("/<uuid:purchase_id>")
@requires(PurchasePermission.RECEIVE)
def count(purchase_id: UUID) -> str:
    """Count what came."""
    return render(PAGE, block="count", values={}, errors={}, **_page(purchase_id))


@bp.post("/<uuid:purchase_id>")
@requires(PurchasePermission.RECEIVE)
def book(purchase_id: UUID) -> Response:
    """Book it, once."""
    with form_page(PAGE, lambda: _page(purchase_id)):
        form = CountForm.parse(request.form)
        delivery = _delivery(_page(purchase_id)["page"].lines, form)
        new = inventory.receive_purchase(form.receipt, purchase_id, delivery)
    toast(
        _("The delivery is booked")
        if new
        else _("This delivery was booked already; nothing was counted twice")
    )
    return go(url_for(".count", purchase_id=purchase_id))


def _page(purchase_id: UUID) -> dict[str, Any]:
    page = purchase_board.purchase(purchase_id)
    if page is None or page.order.status == "draft":
        abort(404)
    receipt = request.form.get("receipt") or new_id()
    return {"page": page, "order": page.order, "receipt": receipt}


def _delivery(lines: Sequence[Line], form: CountForm) -> Delivery:
    """What the form counted. Raises Invalid naming each field that is no number."""
    wrong: dict[str, str] = {}
    counted = {
        line.id: Counted(
            _number(request.form, f"sound-{line.id}", wrong),
            _number(request.form, f"damaged-{line.id}", wrong),
        )
        for line in lines
    }
    unknown = _unknown(form.unknown, wrong)
    lots = {line.id: lot for line in lines if (lot := _lot(line.id, counted[line.id], wrong))}
    if wrong:
        raise Invalid(_("Some fields need another look"), fields=wrong)
    return Delivery(
        counted, named_serials(request.form), unknown, last=form.rest == "never", note=form.note, lots=lots
    )


def _lot(line_id: UUID, counted: Counted, wrong: dict[str, str]) -> list[CameLot]:
    """Of which lot the sound ones are, where somebody wrote it down."""
    code, until = (request.form.get(f"{name}-{line_id}", "").strip()[:80] for name in ("lot", "expires"))
    if until and not code:
        wrong[f"lot-{line_id}"] = _("Say which lot it is")
    if not (code and counted.sound):
        return []
    try:
        return [CameLot(code, counted.sound, date.fromisoformat(until) if until else None)]
    except ValueError:
        wrong[f"expires-{line_id}"] = _("This is not a date")
        return []


def _number(said: Mapping[str, str], name: str, wrong: dict[str, str]) -> Decimal:
    text = said.get(name, "").strip().replace(",", ".")
    try:
        number = round(Decimal(text or "0"), 3)
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number < MOST:
        wrong[name] = _("Write a number, such as 12")
    return number


def _unknown(text: str, wrong: dict[str, str]) -> dict[str, Decimal]:
    """Codes that are not on the order: one a line, each with a number behind it, or alone for one piece."""
    found: dict[str, Decimal] = {}
    for row in filter(None, (line.strip() for line in text.splitlines())):
        code, _space, many = row.rpartition(" ")
        counted = bool(code) and NUMBER.fullmatch(many) is not None
        name = (code.strip() if counted else row)[:100]
        units = _number({"unknown": many}, "unknown", wrong) if counted else Decimal(1)
        found[name] = found.get(name, Decimal(0)) + units
    return found
