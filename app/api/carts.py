"""Carts and their checkout. The cart's id is the secret: no key is needed."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response, request
from flask_openapi3 import Tag
from pydantic import EmailStr, Field, StringConstraints

from app.api import cart_shape, order_shape
from app.api.cart_shape import CartReply
from app.api.order_shape import OrderReply
from app.api.schemas import JSON, Body, Code, Loose, Params, Quantity, Sku, Word, problems, reply
from app.core.errors import BadRequest, Invalid
from app.core.i18n import gettext as _
from app.core.idempotency import KeptAnswer
from app.core.market import current_market
from app.core.principal import current_principal
from app.domains.carts import service as carts
from app.domains.orders.types import Contact
from app.domains.payments.errors import Declined
from app.flows import fill_cart
from app.flows.fill_cart import PricedCart
from app.flows.place_order import Placed
from app.flows.price_checkout import Checkout
from app.web import edge, errors, paying
from app.web.nouns import APIBlueprint
from app.web.permissions import public
from app.web.phased import phased

bp = APIBlueprint("api_carts", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Carts")])
Said = Annotated[str, StringConstraints(max_length=1000)]


class LineBody(Body):
    """`inputs`: what the buyer says to what the product asks for, by the input's `code`."""

    sku: Sku
    quantity: Quantity
    inputs: dict[Annotated[str, StringConstraints(max_length=60)], Said] = Field(default={}, max_length=20)


class CartBody(Body):
    """`visitor`: any name of your own for who buys, so that they get the same variant of an A/B test each time."""

    channel: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    lines: list[LineBody] = Field(default=[], max_length=500)
    visitor: Annotated[str, StringConstraints(max_length=100)] = ""


class QuantityBody(Body):
    quantity: Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=3, max_digits=10)]


class CartPath(Params):
    cart_id: UUID


class CouponBody(Body):
    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class CouponPath(CartPath):
    code: str


class PointsBody(Body):
    points: Annotated[int, Field(ge=0, le=100_000_000)]


class LinePath(CartPath):
    line_id: UUID


class AddressBody(Body):
    name: Word
    line1: Word
    line2: Loose = ""
    city: Word
    postal_code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
    region: Loose = ""
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]


class DeliveryBody(Body):
    method: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    location: Annotated[str, StringConstraints(max_length=40)] | None = None


class PaymentBody(Body):
    """Gift cards pay first, in their order; `method` and `token` what they do not cover, and may be left out else."""

    method: Literal["test"] | None = None
    token: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    gift_cards: list[Code] = Field(default=[], max_length=10)


class CheckoutBody(Body):
    email: EmailStr
    phone: Loose = ""
    shipping_address: AddressBody
    delivery: DeliveryBody
    payment: PaymentBody


@bp.post("/carts", responses={201: CartReply, **problems(400, 409)})
@public
def open_cart(body: CartBody) -> Response:
    """Open a cart, empty or with lines, on the site of this address unless `channel` names another."""
    wanted = [(line.sku, line.quantity, line.inputs) for line in body.lines]
    return reply(
        _shape(fill_cart.open_cart(body.channel or current_market().channel, wanted, body.visitor)), 201
    )


@bp.get("/carts/<uuid:cart_id>", responses={200: CartReply, **problems(404, 409)})
@public
def read_cart(path: CartPath) -> Response:
    """An open cart at today's prices."""
    return reply(_shape(fill_cart.price(carts.read(path.cart_id))))


@bp.post("/carts/<uuid:cart_id>/lines", responses={201: CartReply, **problems(400, 404, 409)})
@public
def add_line(path: CartPath, body: LineBody) -> Response:
    """Add a quantity of a SKU; a line that has it with the same `inputs` grows."""
    return reply(_shape(fill_cart.add_line(path.cart_id, body.sku, body.quantity, body.inputs)), 201)


@bp.patch("/carts/<uuid:cart_id>/lines/<uuid:line_id>", responses={200: CartReply, **problems(400, 404, 409)})
@public
def change_line(path: LinePath, body: QuantityBody) -> Response:
    """Set a line's quantity; 0 removes it."""
    return reply(_shape(fill_cart.change_line(path.cart_id, path.line_id, body.quantity)))


@bp.delete("/carts/<uuid:cart_id>/lines/<uuid:line_id>", responses={200: CartReply, **problems(404, 409)})
@public
def remove_line(path: LinePath) -> Response:
    """Take a line out."""
    return reply(_shape(fill_cart.change_line(path.cart_id, path.line_id, Decimal(0))))


@bp.post("/carts/<uuid:cart_id>/coupons", responses={201: CartReply, **problems(400, 404, 409, 422)})
@public
def enter_coupon(path: CartPath, body: CouponBody) -> Response:
    """Use a coupon code; 422 `promotions.coupon_refused` says why one does not count for this cart."""
    return reply(_shape(fill_cart.enter_code(path.cart_id, body.code)), 201)


@bp.delete("/carts/<uuid:cart_id>/coupons/<code>", responses={200: CartReply, **problems(404, 409)})
@public
def drop_coupon(path: CouponPath) -> Response:
    """Use it no more."""
    return reply(_shape(fill_cart.drop_code(path.cart_id, path.code)))


@bp.put("/carts/<uuid:cart_id>/points", responses={200: CartReply, **problems(400, 404, 409, 422)})
@public
def use_points(path: CartPath, body: PointsBody) -> Response:
    """Spend so many of the points of the cart's customer on it; 0 for none."""
    return reply(_shape(fill_cart.use_points(path.cart_id, body.points)))


@bp.post(
    "/carts/<uuid:cart_id>/checkout",
    responses={201: OrderReply, 202: OrderReply, **problems(400, 402, 404, 409)},
    openapi_extensions={"x-idempotency": "required"},
)
@public
@phased
def check_out(path: CartPath, body: CheckoutBody) -> Response:
    """Place the cart's order. Needs an `Idempotency-Key` header; the first answer is kept for 24 hours."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        raise BadRequest(_("Checkout needs an Idempotency-Key header"), code="idempotency.key_required")
    ticket = edge.ticket_for(current_principal(), key)
    done = paying.place_order(path.cart_id, _checkout(body), ticket=ticket, answer=_answer)
    if isinstance(done, KeptAnswer):
        return edge.replay(done)
    status, content = _answer(done)
    return Response(content, status, mimetype=JSON if status < 400 else "application/problem+json")


def _checkout(body: CheckoutBody) -> Checkout:
    to = body.shipping_address
    contact = Contact(
        name=to.name, email=body.email, phone=body.phone, line1=to.line1, line2=to.line2, city=to.city,
        postal_code=to.postal_code, region=to.region, country=to.country,
    )  # fmt: skip
    paid = body.payment
    if missing := [
        name for name in ("method", "token") if getattr(paid, name) is None and _needed(paid, name)
    ]:
        fields = {f"payment.{name}": _("Fill this in") for name in missing}
        raise Invalid(_("Some fields need another look"), fields=fields)
    return Checkout(
        contact, body.delivery.method, body.delivery.location, paid.method or "", paid.token or "",
        cards=tuple(paid.gift_cards),
    )  # fmt: skip


def _needed(paid: PaymentBody, name: str) -> bool:
    return not paid.gift_cards or (name == "token" and paid.method is not None)


def _answer(placed: Placed) -> tuple[int, bytes]:
    """Status and body of a placing, as first given and as kept."""
    if placed.outcome == "declined":
        refusal = errors.answer(
            Declined(_("The payment was declined. Nothing was charged; try another way to pay."))
        )
        return refusal.status_code, refusal.get_data()
    body: dict[str, Any] = order_shape.order(placed.order, placed.next_action)
    return (201 if placed.outcome == "paid" else 202), reply(body).get_data()


def _shape(priced: PricedCart) -> dict[str, Any]:
    told = cart_shape.cart(priced.cart, priced.quote, priced.titles, priced.said)
    return told | {"notices": [cart_shape.notice(lack) for lack in priced.short]}
