"""What a return would pay back, told before anybody confirms it: to programs, and to tills while they are online."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.orders import OrderPath
from app.api.pos_shape import SalePath
from app.api.schemas import Body, Money, Quantity, Reply, money, problems, reply
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.permissions import Scope
from app.core.principal import acting_as, current_principal
from app.domains.orders import service as orders
from app.flows import preview_refund
from app.queries import order_facts, till_sale
from app.web.nouns import APIBlueprint
from app.web.permissions import device_only, requires

bp = APIBlueprint(
    "api_refund_previews", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Orders")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip


class BackBody(Body):
    line: Annotated[int, Field(ge=1, description="place of the line in the order")]
    quantity: Quantity


class RefundPreviewBody(Body):
    lines: Annotated[list[BackBody], Field(max_length=500)] = []
    shipping: bool = False


class RefundPreviewReply(Reply):
    """`share` of what was paid, less what is `lost` of the benefit of `promotions` (below 0: more goes back)."""

    share: Money
    lost: Money
    shipping: Money
    amount: Money
    promotions: list[str]


@bp.post(
    "/orders/<string:reference>/refund-previews",
    responses={200: RefundPreviewReply, **problems(400, 401, 403, 404, 409)},
)
@requires(Scope.ORDERS_READ)
def preview_order_refund(path: OrderPath, body: RefundPreviewBody) -> Response:
    """What a refund of an order would pay back; nothing is written."""
    found = order_facts.find(path.reference)
    return reply(_preview(found.id, body, found.currency))


@bp.post(
    "/pos/sales/<string:number>/refund-previews",
    responses={200: RefundPreviewReply, **problems(400, 401, 403, 404, 409)},
)
@device_only
def preview_sale_refund(path: SalePath, body: RefundPreviewBody) -> Response:
    """The same for a sale of any store, at a till."""
    found = till_sale.find(path.number)
    with acting_as(replace(current_principal(), locations=None)):  # of any store, as it is booked
        return reply(_preview(found.order_id, body, found.currency))


def _preview(order_id: UUID, body: RefundPreviewBody, currency: str) -> dict[str, Any]:
    ids = {line.position: line.id for line in orders.lines_of(order_id)}
    quantities: dict[UUID, Decimal] = {}
    for place, each in enumerate(body.lines):
        if each.line not in ids or ids[each.line] in quantities:
            words = _("The sale has no line %(line)s, or it is named twice", line=each.line)
            raise Invalid(words, fields={f"lines.{place}.line": words})
        quantities[ids[each.line]] = each.quantity
    found = preview_refund.preview(order_id, quantities, shipping=body.shipping)
    return {
        "share": money(found.share, currency), "lost": money(found.lost, currency),
        "shipping": money(found.delivery, currency), "amount": money(found.amount, currency),
        "promotions": list(found.names),
    }  # fmt: skip
