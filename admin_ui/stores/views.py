"""Stores: registers, their tablets, shifts, and what tills did that a person must look at."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.stores.forms import RegisterForm, ResolveForm
from admin_ui.stores.words import kind_of, reason_of
from app.config import settings
from app.core import clock
from app.core.db import unit_of_work
from app.core.errors import AppError
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.pos import service as pos
from app.domains.pos.permissions import TillPermission
from app.flows import apply_pos_operation
from app.queries import override_board, till_attention, till_board, till_shifts
from app.web.auth import forget_verified
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.phased import phased
from app.web.toasts import toast

LIST_PAGE, NEW_PAGE, CODE_PAGE = "admin/stores/list.html", "admin/stores/new.html", "admin/stores/code.html"
PERIODS = {"today": 1, "week": 7, "month": 30}
bp = Blueprint("admin_stores", __name__, url_prefix="/admin/stores")


@bp.get("/")
@requires(TillPermission.VIEW)
def index() -> str:
    """The stores and their registers."""
    return render_template(LIST_PAGE, stores=till_board.stores())


def _store(store_id: UUID) -> dict[str, Any]:
    store = next((found for found in till_board.stores() if found.id == store_id), None)
    return {"store": store or abort(404)}


@bp.get("/<uuid:store_id>/registers/new")
@requires(TillPermission.MANAGE)
def new_register(store_id: UUID) -> str:
    """A place for another till."""
    return render_template(NEW_PAGE, values={}, errors={}, **_store(store_id))


@bp.post("/<uuid:store_id>/registers/new")
@requires(TillPermission.MANAGE)
def add_register(store_id: UUID) -> Response:
    """Add the register."""
    _store(store_id)
    with form_page(NEW_PAGE, lambda: _store(store_id)):
        form = RegisterForm.parse(request.form)
        pos.add_register(location_id=store_id, code=form.code, name=form.name)
    toast(_("%(name)s is ready to be paired", name=form.name))
    return go(url_for(".index"))


@bp.post("/registers/<uuid:register_id>/pairing-code")
@requires(TillPermission.MANAGE)
def pairing_code(register_id: UUID) -> str:
    """A code for one tablet, shown this once."""
    made = pos.new_pairing_code(register_id)
    register = next(found for found in till_board.registers() if found.id == register_id)
    address = f"{settings().origin(current_tenant().host)}/pos/"
    return render_template(CODE_PAGE, register=register, made=made, address=address)


@bp.post("/registers/<uuid:register_id>/retirement")
@requires(TillPermission.MANAGE)
def retire_register(register_id: UUID) -> Response:
    """Sell no more there."""
    pos.retire_register(register_id)
    forget_verified()
    toast(_("The register is closed for good"))
    return go(url_for(".index"))


@bp.post("/devices/<uuid:device_id>/revocation")
@requires(TillPermission.MANAGE)
def revoke_device(device_id: UUID) -> Response:
    """Its token stops working at once."""
    pos.forget_device(device_id)
    forget_verified()
    toast(_("This tablet can no longer sell"))
    return go(url_for(".index"))


@bp.get("/shifts/")
@requires(TillPermission.VIEW)
def shifts() -> str:
    """Shifts, newest first, and what was taken by store and cashier."""
    period = request.args.get("period", "week")
    since = clock.now() - timedelta(days=PERIODS.get(period, 7))
    store = parse_id(request.args.get("store", ""))
    page = till_shifts.shifts(store=store, cursor=request.args.get("cursor"))
    return render(
        "admin/stores/shifts.html",
        block="shifts",
        page=page,
        period=period if period in PERIODS else "week",
        store=store,
        takings=till_shifts.takings(since),
        stores=till_board.stores(),
        currency=current_tenant().currency,
    )


@bp.get("/shifts/<uuid:shift_id>")
@requires(TillPermission.VIEW)
def shift(shift_id: UUID) -> str:
    """One shift's report."""
    return render_template("admin/stores/shift.html", report=till_shifts.report(shift_id))


@bp.get("/price-changes/")
@requires(TillPermission.VIEW)
def price_changes() -> str:
    """Prices changed by hand, newest first."""
    store, somebody = (parse_id(request.args.get(name, "")) for name in ("store", "person"))
    reason, cursor = request.args.get("reason", ""), request.args.get("cursor")
    return render_template(
        "admin/stores/price_changes.html",
        page=override_board.changed(store=store, person=somebody, reason=reason, cursor=cursor),
        found=override_board.choices(),
        stores=[(each.id, each.name) for each in till_board.stores()],
        store=store,
        somebody=somebody,
        reason=reason,
    )


@bp.get("/attention/")
@requires(TillPermission.VIEW)
def attention() -> str:
    """What a person must look at."""
    resolved = request.args.get("state") == "resolved"
    page = till_attention.waiting(resolved=resolved, cursor=request.args.get("cursor"))
    return render_template("admin/stores/attention.html", page=page, resolved=resolved, **_words())


@bp.get("/attention/<uuid:operation_id>")
@requires(TillPermission.VIEW)
def operation(operation_id: UUID) -> str:
    """One operation, whole."""
    found = till_attention.one(operation_id)
    return render_template("admin/stores/operation.html", operation=found, **_words())


def _words() -> dict[str, Any]:
    return {"kind_of": kind_of, "reason_of": reason_of, "currency": current_tenant().currency}


@bp.post("/attention/<uuid:operation_id>/resolution")
@requires(TillPermission.MANAGE)
def resolve(operation_id: UUID) -> Response:
    """Somebody has dealt with it."""
    till_attention.one(operation_id)
    note = ResolveForm.parse(request.form).note
    pos.resolve(operation_id, staff_id=UUID(current_principal().id), note=note)
    toast(_("Dealt with"))
    return go(url_for(".attention"))


@bp.post("/attention/<uuid:operation_id>/booking")
@requires(TillPermission.MANAGE)
@phased
def book(operation_id: UUID) -> Response:
    """Book a refused operation after all."""
    with unit_of_work():
        till_attention.one(operation_id)
    try:
        verdict = apply_pos_operation.apply_again(operation_id)
    except AppError as refusal:
        toast(_("Still refused: %(why)s", why=refusal.message), "refused")
        return go(url_for(".operation", operation_id=operation_id))
    toast(_("Booked as order %(number)s", number=verdict.order) if verdict.order else _("Booked"))
    return go(url_for(".operation", operation_id=operation_id))
