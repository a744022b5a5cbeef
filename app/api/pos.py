"""Tills: pairing, what they sell, who sells, and what happened there (docs/till.md)."""

from dataclasses import asdict
from typing import Any

from flask import Response, request
from flask_openapi3 import Tag

from app.api import pos_device
from app.api.pos_shape import (
    ApprovalBody,
    ApprovalReply,
    CatalogQuery,
    CatalogReply,
    CustomerQuery,
    OperationsBody,
    PairingBody,
    PairingCodeReply,
    PairingReply,
    RegisterBody,
    RegisterPage,
    RegisterPath,
    RegisterReply,
    SalePath,
    SaleReply,
    SetupReply,
    SignInBody,
    SignInReply,
    StateReply,
    SuggestionsReply,
    VerdictsReply,
    register,
)
from app.api.schemas import money, number, problems, reply
from app.core.db import unit_of_work
from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.permissions import Scope
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.identity import service as identity
from app.domains.identity.types import Cashier
from app.domains.inventory import service as inventory
from app.domains.pos import service as pos
from app.domains.pos.errors import WrongPin
from app.domains.pos.payloads import Override
from app.domains.pos.permissions import TillPermission
from app.domains.pos.types import Till
from app.flows import apply_pos_operation, change_price_at_till
from app.flows.apply_pos_operation import Sent
from app.queries import till_board, till_catalog, till_customers, till_sale, till_setup
from app.web import ratelimit
from app.web.nouns import APIBlueprint
from app.web.permissions import device_only, public, requires
from app.web.phased import phased

bp = APIBlueprint(
    "api_pos", __name__, url_prefix="/api/v1/pos", abp_tags=[Tag(name="Tills")], abp_security=[{"key": []}]
)


@bp.get("/registers", responses={200: RegisterPage, **problems(401, 403)})
@requires(TillPermission.VIEW, Scope.POS_READ)
def list_registers() -> Response:
    """The registers of all stores."""
    return reply({"items": [register(found) for found in till_board.registers()]})


@bp.post("/registers", responses={201: RegisterReply, **problems(400, 401, 403, 404, 409)})
@requires(TillPermission.MANAGE, Scope.POS_WRITE)
def add_register(body: RegisterBody) -> Response:
    """Add a register to a store."""
    location = inventory.find_location(body.location)
    made = pos.add_register(location_id=location.id, code=body.code, name=body.name)
    shown = {"id": made.id, "code": made.code, "name": made.name, "location": location.code, "open": False}
    return reply(shown, 201)


@bp.post(
    "/registers/<uuid:register_id>/pairing-codes",
    responses={201: PairingCodeReply, **problems(400, 401, 403, 404, 409)},
)
@requires(TillPermission.MANAGE, Scope.POS_WRITE)
def make_pairing_code(path: RegisterPath) -> Response:
    """A code that pairs one tablet with the register, within a quarter of an hour."""
    made = pos.new_pairing_code(path.register_id)
    return reply({"code": made.code, "expires_at": made.expires_at}, 201)


@bp.post("/pairings", responses={201: PairingReply, **problems(400, 404, 409)}, security=[])
@public
def pair(body: PairingBody) -> Response:
    """Spend a pairing code: the tablet gets its token, shown once."""
    ip = current_principal().ip
    ratelimit.check_login(f"pairing from {ip}", ip)
    made = pos.pair(code=body.code, device_id=body.device, name=body.name or _agent())
    setup = _setup(pos.till_of(made.device_id))
    return reply({"device": made.device_id, "token": made.token, "setup": setup}, 201)


@bp.get("/setup", responses={200: SetupReply, **problems(401, 403)})
@device_only
def read_setup() -> Response:
    """What the till needs besides the catalogue: store, register, cashiers, taxes, quick keys, open shift."""
    return reply(_setup(pos_device.here()))


@bp.get("/state", responses={200: StateReply, **problems(401, 403)})
@device_only
def read_state() -> Response:
    """The heartbeat: whether set-up or catalogue changed."""
    till = pos_device.here()
    version = till_setup.setup(till, _cashiers(till)).version
    return reply({"setup_version": version, "catalog_version": till_catalog.changed_at()})


@bp.get("/catalog", responses={200: CatalogReply, **problems(401, 403)})
@device_only
def read_catalog(query: CatalogQuery) -> Response:
    """What is sold here: all of it, or what changed since the version that the till has."""
    till = pos_device.here()
    pos.note_arrivals(till.register_id, till_catalog.oldest_news(till, query.since))
    return reply(till_catalog.page(till, query.since))


@bp.post("/sign-ins", responses={200: SignInReply, **problems(400, 401, 403, 409)})
@device_only
@phased
def sign_in(body: SignInBody) -> Response:
    """Check a cashier's PIN. Wrong ones are counted, and the device has to wait."""
    with unit_of_work():
        till = pos_device.here()
        pos.check_pin_pace(till.device_id)
        known = {cashier.id: cashier for cashier in identity.cashiers(till.location_id)}
        found = known.get(body.cashier)
        right = found is not None and identity.pin_fits(staff_id=body.cashier, pin=body.pin)
        pos.count_pin(till.device_id, body.cashier, right=right)
    if found is None or not right:
        raise WrongPin(_("That PIN is not right"))
    return reply({"cashier": found.id, "name": found.name, "permissions": sorted(found.permissions)})


@bp.post("/approvals", responses={200: ApprovalReply, **problems(400, 401, 403, 409)})
@device_only
@phased
def approve_override(body: ApprovalBody) -> Response:
    """Have somebody who may approve a price change at the till, by PIN. Wrong ones are counted and on record."""
    asked = Override(**body.override.model_dump())
    with unit_of_work():
        till = pos_device.here()
        pos.check_pin_pace(till.device_id)
        right = identity.pin_fits(staff_id=body.approver, pin=body.pin)
        pos.count_pin(till.device_id, body.approver, right=right)
        if not right:
            change_price_at_till.note_wrong_pin(body.cashier, body.approver, asked, body.title)
    if not right:
        raise WrongPin(_("That PIN is not right"))
    with unit_of_work():
        approval = change_price_at_till.approve(
            till, body.approver, asked, basket=body.basket, title=body.title, cashier=body.cashier
        )
    return reply({"approval": approval})


@bp.get("/sales/<string:number>", responses={200: SaleReply, **problems(401, 403, 404)})
@device_only
def read_sale(path: SalePath) -> Response:
    """An earlier sale of any store, to give money back."""
    sold = till_sale.find(path.number)
    return reply(
        {
            "order": sold.order,
            "operation": sold.operation,
            "receipt": sold.receipt,
            "placed_at": sold.placed_at,
            "lines": [
                {
                    "line": line.line, "sku": line.sku, "title": line.title,
                    "quantity": number(line.quantity), "refunded": number(line.refunded),
                    "fulfilled": number(line.fulfilled), "serials": list(line.serials),
                    "total": money(line.total, sold.currency),
                }
                for line in sold.lines
            ],
            "payments": [
                {"method": method, "amount": money(left, sold.currency)} for method, left in sold.payments
            ],
        }
    )  # fmt: skip


@bp.get("/customers", responses={200: SuggestionsReply, **problems(400, 401, 403)})
@device_only
def find_customers(query: CustomerQuery) -> Response:
    """Customers by whole e-mail or phone, or by how the name begins; e-mail and phone are masked."""
    return reply({"items": [asdict(found) for found in till_customers.find(query.q)]})


@bp.post("/operations", responses={200: VerdictsReply, **problems(400, 401, 403, 404, 409)})
@requires(TillPermission.SELL, Scope.POS_WRITE)
@phased
def apply(body: OperationsBody) -> Response:
    """Book what happened at a till, in its order. Sent twice, an operation gets its first verdict again."""
    caller = current_principal()
    if caller.kind == "device" and caller.id != str(body.device):
        raise Forbidden(_("This token belongs to another device"))
    sent = [Sent(each.id, each.seq, each.kind, each.at, each.payload, each.hash) for each in body.operations]
    verdicts = apply_pos_operation.apply_operations(body.device, sent, sent_at=body.sent_at)
    return reply({"verdicts": verdicts})


def _agent() -> str:
    """The tablet as its browser calls itself, short."""
    return (request.user_agent.string or "")[:80]


def _cashiers(till: Till) -> list[Cashier]:
    return [each for each in identity.cashiers(till.location_id) if each.pin_hash]


def _setup(till: Till) -> dict[str, Any]:
    found = till_setup.setup(till, _cashiers(till))
    shift = till_setup.open_shift(till)
    currency = current_tenant().currency
    return {
        **found.facts,
        "version": found.version,
        "quick_keys": till_setup.quick_keys(till),
        "last_count": money(pos.last_count(till.register_id), currency),
        "open_shift": {
            "id": shift.id, "opened_at": shift.opened_at, "opened_by": shift.opened_by,
            "float": money(shift.float_amount, currency), "expected": money(shift.expected, currency),
        } if shift else None,
    }  # fmt: skip
