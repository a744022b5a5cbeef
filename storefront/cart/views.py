"""The cart: put in, change, take out, put back."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response as BaseResponse

from app.core.errors import AppError, NotFound
from app.core.i18n import gettext as _
from app.domains.carts.errors import AlreadyOrdered, UnknownCart
from app.domains.catalog.errors import InputsMissing
from app.flows import fill_cart
from app.queries import product_page, recommended, shop_orders
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, is_htmx, render
from app.web.optional import or_else
from app.web.permissions import public
from storefront.browse import buying, choices
from storefront.browse.listing import cards
from storefront.cart import basket, points, sums
from storefront.codes import brought
from storefront.speaking import remember_language

bp = Blueprint("shop_cart", __name__)
REFUSED = frozenset({404, 409, 422})
MOST = 9999


class AddForm(Form):
    """A product with its chosen options, or a SKU."""

    product: OptionalText = ""
    sku: OptionalText = ""
    quantity: Annotated[int, Field(ge=1, le=MOST)] = 1


class QuantityForm(Form):
    quantity: Annotated[int, Field(ge=0, le=MOST)]
    step: Annotated[int, Field(ge=-1, le=1)] = 0

    @property
    def wanted(self) -> Decimal:
        """One more or less by a button, never less than one: that is what "Remove" is for."""
        return Decimal(min(MOST, max(1, self.quantity + self.step)) if self.step else self.quantity)


class PointsForm(Form):
    points: Annotated[int, Field(ge=0, le=100_000_000)]


class BackForm(Form):
    sku: Text
    quantity: Annotated[int, Field(ge=1, le=MOST)]


@bp.get("/cart")
@public
def show_cart() -> str:
    """What is in the cart and what it costs so far."""
    return render("shop/cart.html", block="cart", **_shown())


@bp.get("/cart/badge")
@public
def badge() -> BaseResponse:
    """The number on the bag in every page's head; who came to a page by its language keeps speaking it."""
    return remember_language(make_response(render("shop/badge.html", count=basket.count())))


@bp.post("/cart/lines")
@public
def add() -> BaseResponse:
    """Put the chosen variant into the cart; a refusal stands beside the button."""
    page = product_page.product(request.form.get("product") or "-")
    try:
        form = AddForm.parse(request.form)
        variant = choices.choose(page, request.form).variant
        if variant is None:
            raise NotFound(_("This combination is not made; choose another"), code="catalog.no_such_variant")
        priced = basket.add(variant.sku, Decimal(form.quantity), _said())
    except InputsMissing as refusal:
        if not _said():  # a button without the questions: they are asked on the product's own page
            return _to_page(page)
        return _beside_button(page, refusal)
    except AppError as refusal:
        return _beside_button(page, refusal)
    added = brought.use_for(priced.cart.id, make_response(_added(page, form.quantity, priced)))
    return basket.remember(added, priced)


def _said() -> dict[str, str]:
    """What the buyer said, by the input's code."""
    given = request.form.items()
    return {name.removeprefix("inputs."): words for name, words in given if name.startswith("inputs.")}


def _to_page(page: product_page.ProductPage) -> BaseResponse:
    url = url_for("shop_browse.show_product", slug=page.slug)
    return go(url) if is_htmx() else redirect(url)


def _added(page: product_page.ProductPage, quantity: int, priced: fill_cart.PricedCart) -> BaseResponse:
    """What is in the cart now is told, and what was not to be had."""
    lacks = " ".join(lack.words for lack in priced.short)
    if not is_htmx():
        return cart_again(problem=lacks) if lacks else go(url_for(".show_cart"))
    shown = buying.product_context(page, request.form, added=quantity, lacks=lacks)
    response = make_response(render("shop/product.html", block="said", **shown))
    response.headers["HX-Trigger-After-Swap"] = "cart"
    return response


def _beside_button(page: product_page.ProductPage, refusal: AppError) -> Response:
    if refusal.status not in REFUSED:
        raise refusal
    fields = getattr(refusal, "fields", {}) if refusal.status == 422 else {}
    words = next(iter(fields.values()), None)
    wrong = {name: each for name, each in fields.items() if name.startswith("inputs.")}
    shown = buying.product_context(
        page, request.form, problem=words or refusal.message, typed=request.form, wrong=wrong
    )
    return make_response(render("shop/product.html", block="said", **shown), refusal.status)


@bp.post("/cart/lines/<uuid:line_id>")
@public
def change(line_id: UUID) -> BaseResponse:
    """Change a line's quantity; more than there is, is refused in words at the line."""
    try:
        wanted = QuantityForm.parse(request.form).wanted
        priced = fill_cart.change_line(_cart(), line_id, wanted)
    except AppError as refusal:
        return _at_line(line_id, refusal)
    return _changed(line_id, priced)


def _changed(line_id: UUID, priced: fill_cart.PricedCart) -> Response:
    """What was not to be had is told at the line, or above them all when the line is gone."""
    lack = priced.short[0] if priced.short else None
    if lack is None:
        return cart_again()
    return cart_again(refused={line_id: lack.words}) if lack.given else cart_again(problem=lack.words)


@bp.post("/cart/lines/<uuid:line_id>/remove")
@public
def remove(line_id: UUID) -> BaseResponse:
    """Take a line out; it can be put back at once."""
    found = basket.basket()
    line = next((line for line in found.lines if line.id == line_id), None) if found else None
    if line is None:
        return cart_again()
    fill_cart.change_line(_cart(), line_id, Decimal(0))
    return cart_again(removed=line)


@bp.post("/cart/back")
@public
def put_back() -> BaseResponse:
    """Undo a removal."""
    form = BackForm.parse(request.form)
    try:
        priced = basket.add(form.sku, Decimal(form.quantity), _said())
    except AppError as refusal:
        return cart_again(problem=refusal.message, status=refusal.status)
    lacks = " ".join(lack.words for lack in priced.short)
    return basket.remember(cart_again(problem=lacks), priced)


@bp.post("/cart/points")
@public
def use_points() -> BaseResponse:
    """Spend points on it, or none any more."""
    try:
        fill_cart.use_points(_cart(), PointsForm.parse(request.form).points)
    except AppError as refusal:
        return cart_again(problem=refusal.message, status=refusal.status)
    return cart_again()


def _cart() -> UUID:
    """The cart in the cookie. Raises UnknownCart."""
    known = basket.cart_id()
    if known is None:
        raise UnknownCart(_("There is no such cart"))
    return known


def _at_line(line_id: UUID, refusal: AppError) -> Response:
    if isinstance(refusal, UnknownCart | AlreadyOrdered):
        return cart_again()
    words = (
        refusal.message if refusal.status != 422 else _("Enter a whole number from 1 to %(most)s", most=MOST)
    )
    return cart_again(refused={line_id: words}, status=refusal.status)


def _shown() -> dict[str, Any]:
    """The cart, and what goes beside it."""
    found = basket.basket()
    products = list(dict.fromkeys(line.item.product_id for line in found.lines)) if found else []
    known = basket.cart_id() if found is None else None
    waiting = shop_orders.waiting(basket.order_of(known)) if known else None
    return {
        "basket": found, "sums": sums.shown(found) if found else None,
        "beside": cards(or_else(lambda: recommended.beside_cart(products), [], part="recommendations")), "waiting": waiting,
        "points": points.offer(found),
    }  # fmt: skip


def cart_again(status: int = 200, **said: object) -> Response:
    """The cart as a fragment for htmx; for plain forms the page, with what is to be said."""
    response = make_response(render("shop/cart.html", block="cart", **_shown(), **said), status)
    response.headers["HX-Trigger-After-Swap"] = "cart"
    return response
