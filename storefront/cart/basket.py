"""The cart of this browser: its id in a host-only cookie, and what is done with it."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from app.config import settings
from app.core.crypto import new_token
from app.core.ids import parse_id
from app.core.market import current_market
from app.domains.carts import service as carts
from app.domains.carts.errors import AlreadyOrdered, UnknownCart
from app.domains.carts.service import Cart
from app.domains.catalog.errors import InputsMissing
from app.flows import fill_cart, preview_checkout
from app.flows.fill_cart import PricedCart
from app.flows.find_offers import Buyer
from app.flows.preview_checkout import Basket
from storefront.region import sent_to

METHOD = "test"
COOKIE, LASTS = "galleria_cart", timedelta(days=30)
VISITOR, KNOWN = "galleria_visitor", timedelta(days=180)


def cart_id() -> UUID | None:
    """The id in the cookie, whatever became of it."""
    return parse_id(request.cookies.get(COOKIE, ""))


def basket() -> Basket | None:
    """This browser's open cart at today's prices; None without one."""
    known = cart_id()
    if known is None:
        return None
    try:
        return preview_checkout.look_at(known, country=sent_to.country(), buyer=Buyer(payment=METHOD))
    except (UnknownCart, AlreadyOrdered):
        return None


def order_of(cart: UUID) -> UUID | None:
    """The order that a cart became."""
    try:
        carts.read(cart)
    except AlreadyOrdered as done:
        return parse_id(done.facts.get("order") or "")
    except UnknownCart:
        pass
    return None


def count() -> int:
    """How many things are in the cart."""
    known = cart_id()
    try:
        cart: Cart | None = carts.read(known) if known else None
    except (UnknownCart, AlreadyOrdered):
        cart = None
    return int(sum(line.quantity for line in cart.lines)) if cart else 0


def visitor() -> str:
    """Who gets a variant of an A/B test: the name in the cookie, else that of the open cart, else a new one."""
    if known := request.cookies.get(VISITOR):
        return known[:100]
    cart = cart_id()
    try:
        return (carts.read(cart).visitor if cart else "") or new_token()
    except (UnknownCart, AlreadyOrdered):
        return new_token()


def remember_visitor(response: Response, name: str) -> Response:
    """Keep the name of a visitor who met a test."""
    response.set_cookie(VISITOR, name, max_age=KNOWN, httponly=True, samesite="Lax", secure=settings().https)
    return response


def add(sku: str, quantity: Decimal, said: Mapping[str, str]) -> PricedCart:
    """Put something in, into a new cart where there is none that is open. Raises Invalid, OutOfStock.

    `said`: what the buyer said to what the product asks for; refused at `inputs.<code>`.
    """
    known = cart_id()
    if known is not None:
        try:
            return fill_cart.add_line(known, sku, quantity, said)
        except (UnknownCart, AlreadyOrdered):
            pass
    try:
        name = (request.cookies.get(VISITOR) or new_token())[:100]
        return fill_cart.open_cart(current_market().channel, [(sku, quantity, said)], name)
    except InputsMissing as refusal:
        refusal.fields = {name.removeprefix("lines.0."): words for name, words in refusal.fields.items()}
        raise


def remember(response: Response, priced: PricedCart) -> Response:
    """Keep the cart's id in the browser for a month from its last use; while a test runs, the visitor's name, too."""
    cart = priced.cart.id
    if priced.tested:
        remember_visitor(response, priced.cart.visitor)
    response.set_cookie(
        COOKIE, str(cart), max_age=LASTS, httponly=True, samesite="Lax", secure=settings().https
    )
    return response


def forget(response: Response) -> Response:
    """The cart became an order."""
    response.delete_cookie(COOKIE)
    return response
