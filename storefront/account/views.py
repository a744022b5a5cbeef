"""A shopper's account: in and out, orders, addresses, profile. Everything is loaded through who is signed in."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.core import clock
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.market import current_market
from app.core.postal import countries
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.customers import service as customers
from app.domains.customers.types import Address
from app.domains.loyalty import service as loyalty
from app.flows import reward_orders, spend_points
from app.outbound.documents import service as documents
from app.queries import card_board, shop_orders
from app.web import auth, ratelimit
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import customer_only, public
from app.web.phased import phased
from app.web.toasts import toast
from storefront.account import entry
from storefront.account.forms import AddressForm, AskForm, PasswordForm, ProfileForm
from storefront.browse import stores
from storefront.content.consent import SEEN_COOKIE
from storefront.orders.views import invoice_answer
from storefront.safe_next import safe_next

bp = Blueprint("shop_account", __name__, url_prefix="/account")
PROFILE, ADDRESS = "shop/profile.html", "shop/address.html"


@bp.get("/sign-in")
@public
def show_sign_in() -> str:
    """The way in."""
    return render("shop/sign_in.html", values={}, errors={}, next=safe_next(request.args.get("next"), ""))


@bp.post("/sign-in")
@public
def sign_in() -> BaseResponse:
    """Sign in."""
    with form_page("shop/sign_in.html", next=safe_next(request.args.get("next"), "")):
        return entry.sign_in()


@bp.get("/register")
@public
def show_register() -> str:
    """Open an account."""
    return render("shop/register.html", values={}, errors={}, next=safe_next(request.args.get("next"), ""))


@bp.post("/register")
@public
def register() -> BaseResponse:
    """Open it."""
    with form_page("shop/register.html", next=safe_next(request.args.get("next"), "")):
        return entry.register()


@bp.get("/forgot")
@public
def show_forgot() -> str:
    """Ask for a link."""
    return render("shop/forgot.html", values={}, errors={})


@bp.post("/forgot")
@public
def forgot() -> BaseResponse:
    """Mail a link, if there is somebody to mail it to."""
    with form_page("shop/forgot.html"):
        email = AskForm.parse(request.form).email
        ratelimit.check_login(email, current_principal().ip)
        customers.ask_password_reset(email=email)
    return entry.mailed(email)


@bp.get("/reset/<token>")
@public
def show_reset(token: str) -> str:
    """Choose a new password by link."""
    with form_page("shop/bad_link.html"):
        customers.check_link(token)
    return render("shop/reset.html", values={}, errors={}, token=token)


@bp.post("/reset/<token>")
@public
def reset(token: str) -> BaseResponse:
    """Keep it, and sign in."""
    with form_page("shop/bad_link.html"):
        customers.check_link(token)
    with form_page("shop/reset.html", token=token):
        return entry.reset(token)


@bp.post("/sign-out")
@customer_only
def sign_out() -> BaseResponse:
    """Leave this browser."""
    caller = current_principal()
    if caller.session_id is not None:
        customers.sign_out(customer_id=_me(), session_id=caller.session_id)
    return _goodbye(_("You are signed out"))


@bp.post("/sign-out-everywhere")
@customer_only
def sign_out_everywhere() -> BaseResponse:
    """Leave every browser."""
    customers.sign_out_everywhere(_me())
    return _goodbye(_("You are signed out on every device"))


@bp.get("")
@customer_only
def home() -> str:
    """Orders, newest first."""
    person = customers.customer(_me())
    page = shop_orders.mine(_me(), cursor=request.args.get("cursor"))
    return render(
        "shop/account.html", person=person, orders=page, first=not request.args.get("cursor"),
        credits=card_board.credits_of(_me()),
    )  # fmt: skip


@bp.get("/orders/<number>")
@customer_only
def show_order(number: str) -> str:
    """One order."""
    return render(
        "shop/order.html",
        block="order",
        story=shop_orders.of_customer(_me(), number),
        token=None,
        thanks=False,
    )


@bp.get("/orders/<number>/invoice")
@customer_only
@phased
def invoice(number: str) -> Response:
    """Its invoice."""
    with unit_of_work():
        order_id = shop_orders.of_customer(_me(), number).letter.order.id
    return invoice_answer(documents.invoice_file(order_id))


@bp.post("/prove-email")
@customer_only
def prove_email() -> BaseResponse:
    """Mail a link that proves the address, so that earlier orders as a guest show."""
    email = customers.customer(_me()).email
    ratelimit.check_login(email, current_principal().ip)
    customers.ask_password_reset(email=email)
    return entry.mailed(email)


@bp.get("/points")
@customer_only
def show_points() -> str:
    """What there is to spend, and where it came from."""
    balance, program = loyalty.balance(_me()), reward_orders.program()
    return render(
        "shop/points.html", balance=balance, program=program, tier=spend_points.tier(_me()), now=clock.now(),
        worth=spend_points.worth(balance.available, current_tenant().currency),
        page=loyalty.history(_me(), cursor=request.args.get("cursor")),
    )  # fmt: skip


@bp.get("/addresses")
@customer_only
def list_addresses() -> str:
    """The address book."""
    return render("shop/addresses.html", addresses=customers.addresses(_me()))


@bp.get("/addresses/new")
@customer_only
def new_address() -> str:
    """One more address."""
    name = customers.customer(_me()).name
    return render(
        ADDRESS, values={"name": name, "country": current_market().country}, errors={}, **_address_facts()
    )


@bp.get("/addresses/<uuid:address_id>")
@customer_only
def show_address(address_id: UUID) -> str:
    """One address to change."""
    return render(ADDRESS, values=_own_address(address_id), errors={}, **_address_facts())


@bp.post("/addresses")
@customer_only
def save_address() -> BaseResponse:
    """Keep it."""
    with form_page(ADDRESS, _address_facts):
        customers.save_address(customer_id=_me(), address=AddressForm.parse(request.form).address())
    toast(_("The address is saved"))
    return go(url_for(".list_addresses"))


@bp.post("/addresses/<uuid:address_id>/delete")
@customer_only
def delete_address(address_id: UUID) -> BaseResponse:
    """Take it out of the book."""
    customers.delete_address(customer_id=_me(), address_id=address_id)
    toast(_("The address is deleted"))
    return go(url_for(".list_addresses"))


@bp.get("/profile")
@customer_only
def show_profile() -> str:
    """Name, e-mail, phone, password."""
    return render(PROFILE, values=customers.customer(_me()), errors={})


@bp.post("/profile")
@customer_only
def save_profile() -> BaseResponse:
    """Keep name and ways to reach."""
    with form_page(PROFILE):
        form = ProfileForm.parse(request.form)
        customers.change_contact(customer_id=_me(), name=form.name, email=form.email, phone=form.phone)
    toast(_("Your details are saved"))
    return go(url_for(".show_profile"))


@bp.post("/password")
@customer_only
def change_password() -> BaseResponse:
    """A new password; other browsers are signed out."""
    with form_page(PROFILE, lambda: {"values": customers.customer(_me())}):
        form = PasswordForm.parse(request.form)
        customers.change_password(
            customer_id=_me(),
            current=form.current,
            password=form.password,
            keep=current_principal().session_id,
        )
    toast(_("The new password holds; other devices are signed out"))
    return go(url_for(".show_profile"))


def _me() -> UUID:
    """Who is signed in. Raises NotFound, which the guard of the route leaves no way to."""
    found = current_principal().customer_id
    if found is None:
        raise NotFound(_("This customer is not there"))
    return found


def _goodbye(words: str) -> BaseResponse:
    toast(words)
    response = go("/")
    auth.logout_customer(response)
    for trace in (SEEN_COOKIE, stores.COOKIE):  # the next person at this browser sees nothing of this one
        response.delete_cookie(trace)
    return response


def _address_facts() -> dict[str, Any]:
    return {"countries": countries()}


def _own_address(address_id: UUID) -> Address:
    """Raises NotFound for a stranger's."""
    found = next((each for each in customers.addresses(_me()) if each.id == address_id), None)
    if found is None:
        raise NotFound(_("This address is not there"))
    return found
